"""Propose 物流單號 from what the customer wrote, where it is plainly a parcel's number.

Reads:   open cases without 物流單號, and those in which a person corrected the one that was proposed
Decides: tracking_no, carrier where none is known or the one proposed was wrong, and from which of her words
Repeat:  safe - the same words give the same number; what a person chose stays
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case, Change, is_open
from sheetdesk.model.revision import with_facts
from sheetdesk.policy.tracking import carrier_after, parcel_of

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Look for a parcel in every open case that has something new to be looked at."""
    changes = plan(desk.to_look_at(now))
    desk.record(changes)
    return f"parcels found: {sum(change.field == 'tracking_no' for change in changes)}"


def plan(cases: Iterable[Case]) -> list[Change]:
    """What is proposed for the cases in which nobody has filled in a number, and after one was corrected."""
    changes: list[Change] = []
    for case in cases:
        if not case.silent and is_open(case):
            changes += _followed(case) if "tracking_no" in case.proposed else _proposed(case)
    return changes


def _proposed(case: Case) -> list[Change]:
    """Number and carrier from her words; the carrier alone where our number came back without it."""
    if case.tracking_no is not None and not _lacks_carrier(case):
        return []
    parcel = parcel_of(case if case.tracking_no is None else with_facts(case, tracking_no=None))
    if parcel is None or case.tracking_no not in (None, parcel.number):
        return []
    found = {"tracking_no": parcel.number, "parcel_why": f"{parcel.carrier.name}：{parcel.why}"}
    if case.carrier is None:
        found["carrier"] = parcel.carrier.name
    known = ((name, value) for name, value in found.items() if value != getattr(case, name))
    return [Change(case.number, name, value, parcel.why) for name, value in known]


def _followed(case: Case) -> list[Change]:
    """物流商 that was proposed along with a number goes with it when a person writes another number."""
    if not _is_guessed(case) and not _lacks_carrier(case):
        return []
    carrier = carrier_after(case)
    if carrier is None:
        return [] if case.carrier is None else [Change(case.number, "carrier", None, "物流單號改過")]
    if carrier.name == case.carrier:
        return []
    why = f"{carrier.name}：您改的物流單號"
    return [Change(case.number, name, value, why) for name, value in (("carrier", carrier.name), ("parcel_why", why))]


def _lacks_carrier(case: Case) -> bool:
    """Was a parcel found, and is nothing said of whose it is any more?"""
    return case.parcel_why is not None and case.carrier is None and "carrier" not in case.proposed


def _is_guessed(case: Case) -> bool:
    """Is 物流商 from what the customer wrote, and not from a person, an order or the group buy?"""
    if case.carrier is None or "carrier" in case.proposed:
        return False
    told = (case.filled.by_order, case.filled.by_campaign) if case.filled is not None else ()
    known = any(said.get("carrier") == case.carrier for said in told)
    return not known and (case.parcel_why or "").startswith(f"{case.carrier}：")
