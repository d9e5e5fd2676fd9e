"""Messages: what is to be sent, what was, and what a person has to decide (domain §6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from sheetdesk.ledger import schema
from sheetdesk.model.message import CANCELLED, FAILED, KINDS, SENDING, SENT, UNSURE, WAITING, Letter, Message, key_of
from sheetdesk.model.values import dumps, loads

LANES = tuple(KINDS)

A_STATEMENT = 500
"""Values of one `IN`: SQLite takes 999 where it is old."""


@dataclass(frozen=True, slots=True)
class Posting:
    """How a letter enters the outbox."""

    channel: str
    message_id: str
    trial: bool
    now: datetime
    references: tuple[str, ...] = ()


class Outbox:
    """Messages by key (case + kind + event): a key enters once, whatever happens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def post(self, letter: Letter, how: Posting, number: int | None = None) -> bool:
        """Make the intent durable; False if this key is known already. `number`: its own, where it had one before."""
        if self._known([key_of(letter)]):
            return False
        own = {} if number is None else {"id": number}
        self._connection.execute(schema.messages.insert().values(**own, **_row_of(letter, how)))
        return True

    def post_many(self, items: Iterable[tuple[Letter, Posting]]) -> int:
        """Make these intents durable, in this order, and answer how many were new; each as `post` would take it."""
        wanted: dict[str, tuple[Letter, Posting]] = {}
        for letter, how in items:
            wanted.setdefault(key_of(letter), (letter, how))
        known = self._known(wanted)
        rows = [_row_of(letter, how) for key, (letter, how) in wanted.items() if key not in known]
        if rows:
            self._connection.execute(schema.messages.insert(), rows)
        return len(rows)

    def message_ids_of(self, case_numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The Message-IDs of each of these cases, oldest first; cases without a message are left out."""
        m = schema.messages.c
        found: dict[str, list[str]] = {}
        for some in _chunks(case_numbers):
            query = select(m.case_no, m.message_id).where(m.case_no.in_(some)).order_by(m.id)
            for number, message_id in self._connection.execute(query):
                found.setdefault(number, []).append(message_id)
        return {number: tuple(ids) for number, ids in found.items()}

    def _known(self, keys: Iterable[str]) -> set[str]:
        key = schema.messages.c.key
        found = (self._connection.execute(select(key).where(key.in_(some))).scalars() for some in _chunks(keys))
        return set(chain.from_iterable(found))

    def due(self, now: datetime, kinds: Iterable[str]) -> list[Message]:
        """Messages that wait and may be tried now, most urgent lane first, then oldest."""
        m = schema.messages.c
        query = select(schema.messages).where(
            m.state.in_((WAITING, FAILED)), m.next_try_at <= now, m.kind.in_(list(kinds))
        )
        found = [_message_of(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda message: (LANES.index(message.letter.kind), message.id))

    def claim(self, message: Message, now: datetime) -> bool:
        """Take a message for sending; False if somebody else has it, or it is no longer waiting."""
        m = schema.messages
        result = self._connection.execute(
            m.update()
            .where(m.c.id == message.id, m.c.state == message.state)
            .values(state=SENDING, attempts=m.c.attempts + 1, address=message.address, updated_at=now)
        )
        return result.rowcount == 1

    def mark(self, message_id: int, state: str, now: datetime, **values: Any) -> None:
        """What became of a message. `values`: note, next_try_at, sent_at, trial."""
        m = schema.messages
        if state == SENT:
            values.setdefault("sent_at", now)
        self._connection.execute(m.update().where(m.c.id == message_id).values(state=state, updated_at=now, **values))

    def readdress(self, message: Message) -> None:
        """Remember whom `message` is for now; the address was mended while it waited."""
        m, letter = schema.messages, message.letter
        values = {"letter": dumps(asdict(letter)), "recipient": letter.recipient}
        self._connection.execute(m.update().where(m.c.id == message.id).values(**values))

    def postpone(self, message_id: int, until: datetime) -> None:
        """Look at a message again at `until`; nothing else about it changes."""
        m = schema.messages
        self._connection.execute(m.update().where(m.c.id == message_id).values(next_try_at=until))

    def stranded(self) -> list[Message]:
        """Messages that a dead process left in the middle of sending."""
        return self._all(schema.messages.c.state == SENDING)

    def waiting(self) -> list[Message]:
        """Messages that are still to leave, those that failed once included."""
        return self._all(schema.messages.c.state.in_((WAITING, FAILED)))

    def needing_a_person(self) -> list[Message]:
        """Messages that wait for a decision in 往來紀錄."""
        return self._all(schema.messages.c.state == UNSURE)

    def of_case(self, number: str) -> list[Message]:
        """All messages of a case, oldest first."""
        return self._all(schema.messages.c.case_no == number)

    def by_ids(self, ids: Iterable[int]) -> list[Message]:
        """These messages, oldest first."""
        return self._all(schema.messages.c.id.in_(list(ids)))

    def updated_since(self, since: datetime | None) -> list[Message]:
        """Messages whose record changed at or after `since` (None: all), oldest first."""
        m = schema.messages.c
        return self._all(m.updated_at >= since) if since is not None else self._all(m.id > 0)

    def counts(self) -> dict[str, int]:
        """How many messages are in each state."""
        m = schema.messages.c
        rows = self._connection.execute(select(m.state, func.count()).group_by(m.state))
        return {row[0]: row[1] for row in rows}

    def left_since(self, since: datetime | None, **where: Any) -> list[datetime]:
        """When messages left that may have arrived (已送, 送出中, 需確認 after a try), oldest first.

        `where` narrows by recipient, kind (one or several), case_no, automatic or channel."""
        m = schema.messages.c
        left_at = func.coalesce(m.sent_at, m.updated_at)
        may_have_left = or_(m.state.in_((SENT, SENDING)), and_(m.state == UNSURE, m.attempts > 0))
        query = select(left_at).where(may_have_left).order_by(left_at)
        if since is not None:
            query = query.where(left_at > since)
        for column, value in where.items():
            query = query.where(m[column].in_(value) if isinstance(value, tuple) else m[column] == value)
        return list(self._connection.execute(query).scalars())

    def _all(self, condition: Any) -> list[Message]:
        query = select(schema.messages).where(condition).order_by(schema.messages.c.id)
        return [_message_of(row) for row in self._connection.execute(query)]


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Few enough at a time for one statement."""
    left = iter(values)
    while some := list(islice(left, A_STATEMENT)):
        yield some


def _row_of(letter: Letter, how: Posting) -> dict[str, Any]:
    return {
        "key": key_of(letter),
        "case_no": letter.case,
        "kind": letter.kind,
        "state": UNSURE if letter.hold else WAITING,
        "channel": how.channel,
        "recipient": letter.recipient,
        "letter": dumps(asdict(letter)),
        "references": dumps(how.references),
        "message_id": how.message_id,
        "automatic": letter.automatic,
        "trial": how.trial,
        "released": False,
        "attempts": 0,
        "created_at": how.now,
        "next_try_at": how.now,
        "note": letter.hold,
        "updated_at": how.now,
    }


def _message_of(row: Any) -> Message:
    return Message(
        id=row.id,
        key=row.key,
        letter=Letter(**loads(row.letter)),
        channel=row.channel,
        state=row.state,
        created_at=row.created_at,
        message_id=row.message_id,
        trial=row.trial,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        note=row.note,
        references=loads(row.references),
        released=row.released,
        address=row.address,
    )


__all__ = ["CANCELLED", "LANES", "Outbox", "Posting"]
