"""Propose 物流單號 from what the customer wrote, where it is plainly a parcel's number.

Reads:   open cases without 物流單號
Decides: tracking_no, carrier where none is known, and from which of her words
Repeat:  safe - the same words give the same number; what a person chose stays
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case, Change, is_open
from sheetdesk.policy.tracking import parcel_of

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Look for a parcel in every open case that has something new to be looked at."""
    changes = plan(desk.to_look_at(now))
    desk.record(changes)
    return f"parcels found: {sum(change.field == 'tracking_no' for change in changes)}"


def plan(cases: Iterable[Case]) -> list[Change]:
    """What is proposed for the cases in which nobody has filled in a number."""
    changes: list[Change] = []
    for case in cases:
        if case.silent or not is_open(case) or case.tracking_no is not None or "tracking_no" in case.proposed:
            continue
        parcel = parcel_of(case)
        if parcel is not None:
            found = {"tracking_no": parcel.number, "parcel_why": f"{parcel.carrier.name}：{parcel.why}"}
            if case.carrier is None:
                found["carrier"] = parcel.carrier.name
            changes += [Change(case.number, name, value, parcel.why) for name, value in found.items()]
    return changes
