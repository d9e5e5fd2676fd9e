"""Cases as figures in a pass: what is known of them, what this pass changed, and what a report is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sheetdesk.columns import CLAIMS
from sheetdesk.desk.book import Book
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.figures import Backlog, Left
from sheetdesk.model.case import Case, is_open
from sheetdesk.model.message import SENT, Message
from sheetdesk.model.values import same
from sheetdesk.policy.case_figures import CaseFigures, case_figures
from sheetdesk.policy.hours import to_minute
from sheetdesk.policy.kpi import Table, letters_of
from sheetdesk.policy.kpi_figures import OpenCases
from sheetdesk.policy.kpi_periods import RECENT, Reach, earliest, midnight
from sheetdesk.policy.kpi_slices import Ground
from sheetdesk.policy.kpi_terms import day_to_count
from sheetdesk.policy.sending import STAFF_KINDS
from sheetdesk.policy.sla import has_first_reply

if TYPE_CHECKING:
    from sheetdesk.desk.desk import Desk

BEHIND, COUNTED = "figures_behind", "backlog_counted"

AT_ONCE = 2000
"""Cases of an older ledger, or of one that was rebuilt, that one pass makes rows of."""

Rows = list[tuple[CaseFigures, str | None]]


@dataclass(frozen=True, slots=True)
class KpiFacts:
    """What jobs may ask of figures, and what they decided. `due`: the tabs are to be brought up to date in this pass,
    as far back as `reach`.
    `day`: the day whose open cases are to be counted now."""

    due: bool = False
    reach: Reach = RECENT
    day: date | None = None
    rows_of: Callable[[Iterable[str]], Mapping[str, CaseFigures]] = lambda numbers: {}
    rows_since: Callable[[datetime], Rows] = lambda since: []
    letters_since: Callable[[datetime], Sequence[Left]] = lambda since: ()
    backlogs_since: Callable[[date], Sequence[Backlog]] = lambda since: ()
    credited: Callable[[], frozenset[str]] = frozenset
    tables: Mapping[str, Table] | None = None
    backlog: Backlog | None = None


def open_figures(tx: Transaction, book: Book, due: Reach | None, now: datetime) -> KpiFacts:
    """What the ledger knows, and what is to be done now."""
    day = day_to_count(book.defaults.kpi, now, book.defaults.zone)
    return KpiFacts(
        due=due is not None,
        reach=due or RECENT,
        day=None if day is None or tx.fact(COUNTED) == day else day,
        rows_of=tx.figures.some,
        rows_since=tx.figures.since,
        letters_since=tx.figures.letters,
        backlogs_since=tx.figures.backlogs,
        credited=lambda: _credited(tx),
    )


def keep_figures(desk: Desk, tx: Transaction) -> None:
    """The rows of cases that this pass touched, where they differ; and some of those that have none yet."""
    numbers = set(desk.touched)
    if tx.fact(BEHIND) is not False:
        unknown = tx.figures.unknown(AT_ONCE)
        numbers |= set(unknown)
        tx.remember(BEHIND, len(unknown) == AT_ONCE)
    tx.figures.keep(changed_figures(desk, numbers))
    if desk.kpi.backlog is not None:
        tx.figures.note_backlog(desk.kpi.backlog)
        tx.remember(COUNTED, desk.kpi.backlog.day)


def changed_figures(desk: Desk, numbers: Iterable[str]) -> list[CaseFigures]:
    """Rows of these cases that are other ones now than the ledger has them."""
    wanted = list(numbers)
    if not wanted:
        return []
    known, book = desk.kpi.rows_of(wanted), desk.book
    deciding = {rule.name for rule in book.rules.rules if rule.category}
    cases = desk.find_many(number for number in wanted if number not in desk.cases)
    found = [desk.cases.get(number) or cases.get(number) for number in wanted]
    rows = (
        case_figures(case, book.calendar, desk.now, deciding, known.get(case.number))
        for case in found
        if case is not None
    )
    return [row for row in rows if row != known.get(row.number)]


def ground_of(desk: Desk) -> Ground:
    """What the tables of this pass are made of, the cases that it has changed included."""
    today = desk.now.astimezone(desk.book.defaults.zone).date()
    return ground_since(desk, earliest(today, desk.kpi.reach))


def ground_since(desk: Desk, first: date) -> Ground:
    """What the figures of every period since that day are made of."""
    zone = desk.book.defaults.zone
    since = midnight(first, zone)
    rows = desk.kpi.rows_since(since)
    changed = {row.number: row for row in changed_figures(desk, desk.touched)}
    persons = {row.number: person for row, person in rows if row.number in changed}
    rows = [pair for pair in rows if pair[0].number not in changed]
    rows += [(row, persons.get(row.number, row.number)) for row in changed.values()]
    counted = [*desk.kpi.backlogs_since(first), *([desk.kpi.backlog] if desk.kpi.backlog is not None else [])]
    waiting, late = open_now(desk)
    return Ground(
        rows=rows,
        letters=letters_of(((one.quarter, one.automatic, one.count) for one in desk.kpi.letters_since(since)), zone),
        backlog=[OpenCases(one.day, one.open, one.unanswered, one.late) for one in counted],
        credited=desk.kpi.credited(),
        waiting=waiting,
        late=late,
        categories=tuple(desk.book.defaults.subcategories) or tuple(sorted(desk.book.categories)),
    )


def counted_open(desk: Desk) -> list[Case]:
    """The open cases that count."""
    return [case for case in desk.cases.values() if is_open(case) and not case.silent and case.merged_to is None]


def open_now(desk: Desk) -> tuple[int, int]:
    """How many open cases nobody has answered, and of how many a clock is past."""
    cases = counted_open(desk)
    return sum(not has_first_reply(case, desk.now) for case in cases), sum(is_late(case, desk.now) for case in cases)


def is_late(case: Case, now: datetime) -> bool:
    """Is the first reply owed, or the solution, and past?"""
    waits = not has_first_reply(case, now)
    dues = (case.first_reply_due if waits else None, case.solution_due)
    return any(due is not None and due < to_minute(now) for due in dues)


def count_backlog(desk: Desk) -> Backlog | None:
    """The open cases of the day whose hour this is; None at any other time."""
    if desk.kpi.day is None:
        return None
    waiting, late = open_now(desk)
    backlog = Backlog(desk.kpi.day, desk.now, len(counted_open(desk)), waiting, late)
    desk.kpi = replace(desk.kpi, backlog=backlog)
    return backlog


def count_letters(tx: Transaction, messages: Iterable[Message], now: datetime) -> None:
    """Letters that have left for customers; those of the trial were seen by none, and alarms and reports go
    to the desk's own."""
    left = (m for m in messages if m.state == SENT and not m.trial and m.kind not in STAFF_KINDS)
    tx.figures.count_letters((m.sent_at or now, m.automatic) for m in left)


def _credited(tx: Transaction) -> frozenset[str]:
    """Cases beside which a person wrote in 廠商求償 that the money has come."""
    rows = tx.sheet.rows(CLAIMS.key).items()
    return frozenset(
        n for n, row in rows if row.seen.get("credited") is not None and not same(row.seen["credited"], "否")
    )
