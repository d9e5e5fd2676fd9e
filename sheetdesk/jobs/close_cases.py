"""Close what has been resolved for so many days, and note when a resolved case has to be looked at next.

Reads:   resolved cases, config.yaml's survey
Decides: 已結案, and the next look at a resolved case
Repeat:  safe - a closed case is looked at no more
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case
from sheetdesk.policy.status import refusal, with_status
from sheetdesk.policy.survey import Terms, is_over, next_aftercare

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Close what nobody has anything against any more."""
    terms = desk.book.defaults.survey
    closing = plan(desk.to_look_at(now), terms, now)
    why = f"已解決滿 {terms.close_after.days} 天"
    for case in closing:
        desk.put(with_status(case, "已結案", now))
        desk.events.append(Event(now, case.number, "desk", "closed", "status", case.status, "已結案", why))
    for case in desk.to_look_at(now):
        moment = next_aftercare(case, terms, now)
        if moment != case.aftercare_at:
            desk.put(replace(case, aftercare_at=moment))
    return f"cases closed: {len(closing)}"


def plan(cases: Iterable[Case], terms: Terms, now: datetime) -> list[Case]:
    """Cases whose time is over; one with a bad rating stays until a person has answered."""
    return [case for case in cases if is_over(case, terms, now) and refusal(case, "已結案") is None]
