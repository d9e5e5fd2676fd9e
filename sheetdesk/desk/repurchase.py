"""Which customers had a case closed in a period, and when they ordered. Border: asks the ledger; shares are policy's."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.forgetting import SURE
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.report_quarterly import Patron


def patrons(desk: Desk, slices: Slices, period: Period) -> list[Patron]:
    """Each customer once, by the last of her cases; who can't be known by phone, mail or LINE has no order that is known."""
    person_of = {row.number: person for row, person in slices.ground.rows}
    closed = {row.number: row.closed_at for row in slices.within(period).closed if row.closed_at is not None}
    cases = desk.find_many(closed)
    marks: dict[str, set[str]] = defaultdict(set)
    last: dict[str, date] = {}
    for number, at in closed.items():
        who, day = person_of.get(number) or number, at.astimezone(slices.zone).date()
        last[who] = max(day, last.get(who, day))
        marks[who] |= _marks(desk, cases[number]) if number in cases else set()
    days: dict[str, set[date]] = defaultdict(set)
    for line in desk.orders.of_people({mark for some in marks.values() for mark in some}):
        for mark in line.marks if line.dated else ():
            days[mark].add(line.day)
    return [
        Patron(day, frozenset(one for mark in marks[who] for one in days.get(mark, ()))) for who, day in last.items()
    ]


def _marks(desk: Desk, case: Case) -> set[str]:
    keys = person_keys(
        email=case.email, phone=case.phone, line=case.line, nickname=case.nickname, customer=case.customer
    )
    return set(desk.orders.marks(key for key in keys if key.partition(":")[0] in SURE))
