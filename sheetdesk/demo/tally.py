"""What became of the story, counted from the ledger alone. Reads, decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sheetdesk.columns import CASES
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case, is_open
from sheetdesk.model.message import SENT, Message

PUT_BACK = ("put_back", "status_refused")
CHANGED = ("status", "overruled", "given_back", "person_cell", "action", "action_refused")
LATE, PAUSED = "逾期", "暫停"


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that the summary tells. Lists are in the order in which they should be read."""

    rows: Counter[str]
    """Form rows by what they became: new, silent, double, addition, version."""
    cases: tuple[Case, ...]
    sent: tuple[Message, ...]
    withheld: tuple[Message, ...]
    letterless: tuple[Case, ...]
    """Cases that should have had a letter and couldn't: no address."""
    changed: Counter[str]
    """People's changes by kind of event."""
    put_back: tuple[Event, ...]
    problems: tuple[str, ...]

    @property
    def by_hand(self) -> int:
        """Cases typed into the sheet."""
        return sum(case.by_hand for case in self.cases)

    @property
    def open(self) -> tuple[Case, ...]:
        """Cases that somebody still owes work on, the nearest deadline first."""
        return tuple(sorted((case for case in self.cases if is_open(case)), key=_nearest))

    @property
    def late(self) -> tuple[Case, ...]:
        """Open cases whose deadline has passed and that wait for somebody here, as 待辦 counts them."""
        return tuple(case for case in self.open if _is_late(case))

    @property
    def next(self) -> tuple[Case, ...]:
        """Open cases with something due, not yet late."""
        return tuple(case for case in self.open if case.next_step and not _is_late(case))

    def by(self, field: str) -> Counter[str]:
        """Cases of the live desk by one of their fields; those that came in silence don't count."""
        return Counter(str(getattr(case, field) or "空白") for case in self.cases if not case.silent)


def _is_late(case: Case) -> bool:
    return case.light == LATE and case.next_due is not None


def take_stock(tx: Transaction) -> Tally:
    """The whole desk as the ledger knows it."""
    events = tx.cases.events()
    numbers = [event.case for event in events if event.kind == "created" and event.case]
    cases = tuple(sorted(tx.cases.some(numbers).values(), key=lambda case: case.number))
    messages = tx.outbox.updated_since(None)
    return Tally(
        rows=Counter(tx.forms.count()),
        cases=cases,
        sent=tuple(m for m in messages if m.state == SENT),
        withheld=tuple(m for m in messages if m.state != SENT),
        letterless=tuple(_without_letter(cases, messages)),
        changed=Counter(event.kind for event in events if event.actor == "person" and event.kind in CHANGED),
        put_back=tuple(event for event in events if event.kind in PUT_BACK),
        problems=tuple(tx.fact("problems") or ()),
    )


def title_of(column: str | None) -> str:
    """What a column is called in the sheet."""
    return CASES.column(column).title if column and CASES.has(column) else str(column)


def _without_letter(cases: Iterable[Case], messages: Iterable[Message]) -> Iterable[Case]:
    lettered = {message.letter.case for message in messages}
    return (c for c in cases if not (c.silent or c.by_hand or c.number in lettered))


def _nearest(case: Case) -> tuple[bool, datetime | None, str]:
    due = [case.solution_due] if case.first_reply_at else [case.first_reply_due, case.solution_due, case.promise_due]
    known = min((at for at in due if at), default=None)
    return (known is None, known or case.first_seen_at, case.number)
