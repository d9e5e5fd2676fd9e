"""Tell each open case who has come: how often, when last and with what, and which 等級 she has.

Reads:   cases with something new, all cases of the same customers, the tab 客人
Decides: visit (the end of 摘要), tier (by which 處理時限 picks a row)
Repeat:  safe - the same cases make the same customers, in whatever order they came
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.desk.customers import Customers, Regrouped
from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case, Change, is_open
from sheetdesk.policy.visits import visits

LETTERS: tuple[str, ...] = ()

WHY = "同一位客人的案件"


def run(desk: Desk, now: datetime) -> str:
    """Recognise the customers of every case that has something new to be looked at."""
    found = desk.customers.regroup(desk.to_look_at(now), unchanged_too=desk.look_at_all)
    changes = plan(found, desk.cases, desk.customers, now, desk.book.defaults.zone)
    desk.record(changes)
    return f"customers recognised: {len(found.persons())}"


def plan(found: Regrouped, cases: dict[str, Case], customers: Customers, now: datetime, zone: ZoneInfo) -> list[Change]:
    """What changes in the open cases of these customers."""
    changes: list[Change] = []
    for theirs in found.persons().values():
        tier, said = customers.tier(theirs), visits(theirs, now, zone)
        for number, visit in said.items():
            case = cases.get(number)
            if case is None or not is_open(case):
                continue
            values = (("visit", visit, case.visit), ("tier", tier, case.tier))
            changes += [Change(number, name, value, WHY) for name, value, known in values if value != known]
    return changes
