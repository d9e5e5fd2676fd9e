"""Tell each open case who has come: how often, when last and with what, and which 等級 she has.

Reads:   cases with something new, all cases of the same customers, the tab 客人
Decides: visit (the end of 摘要), tier (by which 處理時限 picks a row)
Repeat:  safe - the same cases make the same customers, in whatever order they came
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.desk.customers import Customers, Regrouped
from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case, Change, is_open
from sheetdesk.policy.people import Bearer
from sheetdesk.policy.visits import visit

LETTERS: tuple[str, ...] = ()

WHY = "同一位客人的案件"


def run(desk: Desk, now: datetime) -> str:
    """Recognise the customers of every case that has something new to be looked at."""
    found = desk.customers.regroup(desk.to_look_at(now))
    changes = plan(found, desk.cases, desk.customers, now, desk.book.defaults.zone)
    desk.record(changes)
    return f"customers recognised: {len(found.persons())}"


def plan(found: Regrouped, cases: dict[str, Case], customers: Customers, now: datetime, zone: ZoneInfo) -> list[Change]:
    """What changes in the open cases of these customers."""
    changes: list[Change] = []
    for theirs in found.persons().values():
        tier = customers.tier(theirs)
        for one in theirs:
            case = cases.get(one.number)
            if case is not None and is_open(case):
                changes += _changes(case, theirs, tier, now, zone)
    return changes


def _changes(case: Case, theirs: Sequence[Bearer], tier: str | None, now: datetime, zone: ZoneInfo) -> list[Change]:
    values = {"visit": visit(case.number, theirs, now, zone), "tier": tier}
    return [Change(case.number, name, value, WHY) for name, value in values.items() if value != getattr(case, name)]
