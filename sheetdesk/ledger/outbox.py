"""Messages: what is to be sent, what was, and what a person has to decide (domain §6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.message_rows import Posting, letter_text, message_of, posted, row_of
from sheetdesk.model.message import (
    CANCELLED,
    FAILED,
    GIVEN_UP,
    KINDS,
    SENDING,
    SENT,
    UNSURE,
    WAITING,
    Departure,
    Letter,
    Message,
    Queued,
    key_of,
    source_of,
)

LANES = tuple(KINDS)
UNFINISHED = (WAITING, FAILED, SENDING, UNSURE)
_ANEW = ("state", "trial", "channel", "attempts", "created_at", "next_try_at", "sent_at", "note", "released")
"""What a letter that is asked for once more gets as if it were new. Its number and its Message-ID stay."""
_M = schema.messages.c
_left_at = func.coalesce(_M.sent_at, _M.updated_at)
_LAST_REVISION = select(func.coalesce(func.max(schema.messages.alias().c.revision), 0))
_NEXT_REVISION = _LAST_REVISION.scalar_subquery() + 1
"""What numbers each change of which a case or 往來紀錄 has to be told. No time would do: all passes of a run see the
same one, and each would be told again of all that was done in it."""
_CLAIM = (  # made once: making it costs three times what carrying it out does
    schema.messages.update()
    .where(_M.id == bindparam("its_id"), _M.state.in_((WAITING, FAILED)))
    .values(
        state=SENDING,
        attempts=_M.attempts + 1,
        address=bindparam("its_address"),
        trial=bindparam("its_trial"),
        updated_at=bindparam("at"),
        revision=_NEXT_REVISION,
    )
)

# Asked in every pass: to put a question together takes SQLAlchemy as long as to have it answered.
_IN_STATE = select(schema.messages).where(_M.state == bindparam("its_state"))
_CHANGED_SINCE = select(schema.messages).where(_M.revision > bindparam("last"))
_BY_NUMBER = select(schema.messages).where(among(_M.id))
_KNOWN = select(_M.key).where(among(_M.key))
_LAST_NUMBER = select(func.coalesce(func.max(_M.id), 0))
_MESSAGE_IDS = select(_M.case_no, _M.message_id).where(among(_M.case_no)).order_by(_M.id)
_MAY_BE_TRIED = and_(_M.state.in_((WAITING, FAILED)), _M.next_try_at <= bindparam("now"), among(_M.kind))
_DUE = select(schema.messages).where(_MAY_BE_TRIED)
_QUEUE = select(*(_M[name] for name in Queued.__slots__)).where(_MAY_BE_TRIED)
_UNFINISHED = select(_M.id).where(_M.state.in_(UNFINISHED))
_UNDECIDED = select(_M.id).where(_M.state.in_((SENDING, UNSURE)))


class Outbox:
    """Messages by key (case + kind + event): a key enters once, whatever happens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def post(self, letter: Letter, how: Posting, number: int | None = None) -> bool:
        """Make the intent durable; False if this key is known already. `number`: its own, where it had one before."""
        if self._known([key_of(letter)]):
            return False
        put_all(self._connection, schema.messages, [row_of(posted(letter, how, number or 0), self.revision() + 1)])
        return True

    def post_many(self, items: Iterable[tuple[Letter, Posting]]) -> list[Message]:
        """Make these intents durable, in this order; answers those that are new, or wait anew."""
        wanted: dict[str, tuple[Letter, Posting]] = {}
        for letter, how in items:
            wanted.setdefault(key_of(letter), (letter, how))
        if not wanted:
            return []
        known, last, revision = self._known(wanted), self._last_number(), self.revision() + 1
        again = [number for key in known for number in self._ask_again(*wanted[key])]
        fresh = (item for key, item in wanted.items() if key not in known)
        messages = [posted(letter, how, number) for number, (letter, how) in enumerate(fresh, start=last + 1)]
        put_all(self._connection, schema.messages, (row_of(message, revision) for message in messages))
        return [*messages, *self.by_ids(again)]

    def _last_number(self) -> int:
        return int(self._connection.execute(_LAST_NUMBER).scalar_one())

    def message_ids_of(self, case_numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The Message-IDs of each of these cases, oldest first; cases without a message are left out."""
        found: dict[str, list[str]] = {}
        for number, message_id in rows_among(self._connection, _MESSAGE_IDS, case_numbers):
            found.setdefault(number, []).append(message_id)
        return {number: tuple(ids) for number, ids in found.items()}

    def _ask_again(self, letter: Letter, how: Posting) -> list[int]:
        """A letter that didn't reach the customer and is asked for once more waits anew, as it would read now; its
        number, if so. Others stay as they are."""
        if letter.after is None:
            return []
        m, anew = schema.messages, posted(letter, how, 0)
        news = {name: getattr(anew, name) for name in _ANEW} | {"recipient": letter.recipient, "updated_at": how.now}
        not_left = m.c.state.in_((WAITING, FAILED, CANCELLED, GIVEN_UP))
        rehearsed = and_(m.c.state == SENT, m.c.trial)  # the customer never saw that one
        this = and_(m.c.key == key_of(letter), not_left if how.trial else or_(not_left, rehearsed))
        change = (
            m.update()
            .where(this)
            .values(**news, letter=letter_text(letter), source=source_of(letter), revision=_NEXT_REVISION)
        )
        return list(self._connection.execute(change.returning(m.c.id)).scalars())

    def _known(self, keys: Iterable[str]) -> set[str]:
        return {row.key for row in rows_among(self._connection, _KNOWN, keys)}

    def due(self, now: datetime, kinds: Iterable[str]) -> list[Message]:
        """Messages that wait and may be tried now, most urgent lane first, then oldest."""
        found = [message_of(row) for row in self._connection.execute(_DUE, {"now": now, "keys": list(kinds)})]
        return sorted(found, key=lambda message: (LANES.index(message.letter.kind), message.id))

    def queue(self, now: datetime, kinds: Iterable[str]) -> list[Queued]:
        """What `due` would answer, in no order and without the letters: ten thousand of these are a few megabytes."""
        return [Queued(*row) for row in self._connection.execute(_QUEUE, {"now": now, "keys": list(kinds)})]

    def claim(self, message: Message, now: datetime) -> bool:
        """Take a message for sending; False if somebody else has it, or it is no longer waiting."""
        its = {"its_id": message.id, "its_address": message.address, "its_trial": message.trial, "at": now}
        return self._connection.execute(_CLAIM, its).rowcount == 1

    def mark(self, message_id: int, state: str, now: datetime, **values: Any) -> None:
        """What became of a message. `values`: note, next_try_at, sent_at, trial."""
        self.mark_all([message_id], state, now, **values)

    def mark_all(self, ids: Iterable[int], state: str, now: datetime, **values: Any) -> None:
        """The same of several, of which the same is to be said."""
        if state == SENT:
            values.setdefault("sent_at", now)
        self._update(ids, state=state, updated_at=now, revision=_NEXT_REVISION, **values)

    def readdress(self, message: Message) -> None:
        """Remember whom `message` is for now; the address was mended while it waited."""
        self._update([message.id], letter=letter_text(message.letter), recipient=message.letter.recipient)

    def hold(self, ids: Iterable[int], note: str, until: datetime, now: datetime) -> None:
        """Say why these messages wait, and look at them again at `until`."""
        self._update(ids, note=note, next_try_at=until, updated_at=now, revision=_NEXT_REVISION)

    def postpone(self, ids: Iterable[int], until: datetime) -> None:
        """Look at these messages again at `until`; nothing else about them changes."""
        self._update(ids, next_try_at=until)

    def stranded(self) -> list[Message]:
        """Messages that a dead process left in the middle of sending."""
        return self._found(_IN_STATE, its_state=SENDING)

    def waiting(self) -> list[Message]:
        """Messages that are still to leave, those that failed once included."""
        return self._all(schema.messages.c.state.in_((WAITING, FAILED)))

    def unfinished(self) -> set[int]:
        """Numbers of the messages whose record may still change."""
        return set(self._connection.execute(_UNFINISHED).scalars())

    def undecided(self) -> set[int]:
        """Numbers of those among them that change otherwise than by being sent: a person decides, or a pass that finds
        them in the middle of it."""
        return set(self._connection.execute(_UNDECIDED).scalars())

    def needing_a_person(self) -> list[Message]:
        """Messages that wait for a decision in 往來紀錄."""
        return self._found(_IN_STATE, its_state=UNSURE)

    def of_case(self, number: str) -> list[Message]:
        """All messages of a case, oldest first."""
        return self._all(schema.messages.c.case_no == number)

    def by_ids(self, ids: Iterable[int]) -> list[Message]:
        """These messages, oldest first."""
        found = (self._found(_BY_NUMBER, keys=some) for some in chunks(sorted(ids)))
        return list(chain.from_iterable(found))

    def updated_since(self, since: datetime | None) -> list[Message]:
        """Messages whose record changed at or after `since` (None: all), oldest first."""
        m = schema.messages.c
        return self._all(m.updated_at >= since) if since is not None else self._all(m.id > 0)

    def revision(self) -> int:
        """The number of the last change of any message."""
        return int(self._connection.execute(_LAST_REVISION).scalar_one())

    def changed_since(self, revision: int) -> list[Message]:
        """Messages whose record changed after the change of that number, oldest first."""
        return self._found(_CHANGED_SINCE, last=revision)

    def counts(self) -> dict[str, int]:
        """How many messages are in each state."""
        m = schema.messages.c
        rows = self._connection.execute(select(m.state, func.count()).group_by(m.state))
        return {row[0]: row[1] for row in rows}

    def departures(self, since: datetime) -> list[Departure]:
        """Of all messages what left after `since` and may have arrived (已送, 送出中, 需確認 after a try), oldest first."""
        return self._departures(_left_at > since)

    def departures_of(self, case_numbers: Iterable[str]) -> list[Departure]:
        """The same of these cases, whenever it left."""
        found = (self._departures(schema.messages.c.case_no.in_(some)) for some in chunks(case_numbers))
        return list(chain.from_iterable(found))

    def _departures(self, condition: Any) -> list[Departure]:
        m = schema.messages.c
        # Joined to nothing, the state can't be looked up by its index, in which nearly all that was ever sent is alike.
        state = m.state + ""
        may_have_arrived = or_(state.in_((SENT, SENDING)), and_(state == UNSURE, m.attempts > 0))
        query = select(_left_at, m.recipient, m.channel, m.kind, m.automatic, m.case_no).where(
            condition, may_have_arrived
        )
        return [Departure(*row) for row in self._connection.execute(query.order_by(_left_at))]

    def _update(self, ids: Iterable[int], **values: Any) -> None:
        m = schema.messages
        for some in chunks(ids):
            self._connection.execute(m.update().where(m.c.id.in_(some)).values(**values))

    def _all(self, condition: Any) -> list[Message]:
        return self._found(select(schema.messages).where(condition))

    def _found(self, query: Select[Any], **asked: Any) -> list[Message]:
        # Asked for by number, SQLite would rather walk through all numbers than sort what its indexes find.
        rows = self._connection.execute(query, asked)
        return [message_of(row) for row in sorted(rows, key=lambda row: int(row.id))]


__all__ = ["CANCELLED", "LANES", "Outbox", "Posting"]
