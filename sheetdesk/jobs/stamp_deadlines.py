"""Stamp first-reply and solution deadlines on cases.

Reads:   cases, SLA policies, calendar, config.yaml's limits of law
Decides: first_reply_due, solution_due, the promise to the customer, light, next step, and why; what the owner is
         reminded of: limits of law, a supplier or carrier who keeps us waiting
Repeat:  safe - the same case, policy and time give the same deadline
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case, Change
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.law import USUAL, Terms
from sheetdesk.policy.policies import Policy
from sheetdesk.policy.reminders import remind
from sheetdesk.policy.sla import Clocks, judge

LETTERS: tuple[str, ...] = ()

FIELDS = tuple(f.name for f in fields(Clocks) if f.name in Case.__slots__)

_facts_of = attrgetter(*FIELDS)
_COUNTED = FIELDS.index("how_counted")


def run(desk: Desk, now: datetime) -> str:
    """Count the clocks of every case that has something new to be looked at."""
    book = desk.book
    changes, retargets = plan(desk.to_look_at(now), book.policies, book.calendar, now, book.defaults.law)
    desk.record(changes)
    desk.events += retargets
    return f"deadlines stamped: {len({change.case for change in changes})}"


def plan(
    cases: Iterable[Case], policies: Sequence[Policy], calendar: Calendar, now: datetime, law: Terms = USUAL
) -> tuple[list[Change], list[Event]]:
    """Changes of the clocks, and the retargets that the audit trail tells (domain §4.4)."""
    changes: list[Change] = []
    retargets: list[Event] = []
    for case in cases:
        clocks = judge(case, policies, calendar, now, case.tier)
        if clocks.retargeted:
            retargets.append(Event(now, case.number, "desk", "retargeted", why=clocks.retargeted))
        paused = clocks.solution_target is not None and clocks.solution_due is None
        reminders, limits = remind(case, law, calendar, now, paused)
        why = "；".join([said for said in (clocks.how_counted, limits) if said])
        if reminders != case.reminders:
            changes.append(Change(case.number, "reminders", reminders, why))
        found = list(_facts_of(clocks))
        found[_COUNTED] = why or None
        values = zip(FIELDS, found, _facts_of(case), strict=True)
        changes += [Change(case.number, name, value, why) for name, value, known in values if value != known]
    return changes, retargets
