"""Gather complaints about one bad batch: open what was confirmed, let cases join it, close what is over.

Reads:   批次事件, open cases, answers in 待辦
Decides: which incident is open or over, which cases belong to it, which letters are taken back
Repeat:  safe - a case joins once, and what was asked in 動作 is emptied once it is done
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incidents import ask, take_back
from sheetdesk.model.case import Case, Change
from sheetdesk.model.incident import ENDED, PROPOSED, RESTS, Incident
from sheetdesk.policy.actions import SENDS
from sheetdesk.policy.campaigns import Campaigns
from sheetdesk.policy.incident_course import (
    END,
    RESTS_FOR,
    STOP,
    begun,
    ended,
    handed_back,
    must_gather,
    opened,
    rested,
    stopped,
)
from sheetdesk.policy.incidents import fitness, incident_of, may_join
from sheetdesk.policy.replies import NO, YES

LETTERS = ()


def run(desk: Desk, now: datetime) -> str:
    """Carry out what was asked, then let cases join."""
    if not desk.has_incidents:
        return "incidents: no tab"
    for one in sorted(desk.incidents.values(), key=lambda one: one.status == PROPOSED):  # a row of hers goes first
        desk.incidents[one.id] = _carried_on(desk, one, now)
    return f"cases joined: {_join(desk, now)}"


def _carried_on(desk: Desk, one: Incident, now: datetime) -> Incident:
    """After what people asked for in its row and answered in 待辦."""
    if one.status == PROPOSED and one.wants is None and (hers := _taken_up(desk, one)) is not None:
        return ended(one, f"－跟 {hers.number} 是同一件事，由那一列處理，不用再確認")
    if one.status == PROPOSED and (answer := ask(desk, one)) is not None:
        one = {YES: opened, NO: rested}[answer](one, now)
    if one.status == RESTS and one.decided_at is not None and now - one.decided_at >= RESTS_FOR:
        one = ended(one)
    if one.wants == END:
        return ended(one, "✅ 結束了，之後的案件不會再加進來")
    if one.wants == STOP:
        return stopped(one, *take_back(desk, one, "攔下了，沒有寄出"))
    if one.wants in SENDS and one.status == ENDED:
        return handed_back(one, "⚠已經結束了；要再寄，先把「狀態」改成「進行中」")
    if one.wants in SENDS and one.status in (PROPOSED, RESTS):  # who answers all of them takes it for one
        one = opened(one, now)
    return begun(one, now)


def _taken_up(desk: Desk, one: Incident) -> Incident | None:
    """The open incident that is about all that this one is proposed for."""
    matter = Case("", group_no=one.group_no, product=one.product, supplier=one.supplier, carrier=one.carrier)
    return next((other for other in desk.incidents.values() if other.joins and fitness(other, matter, None)), None)


def _join(desk: Desk, now: datetime) -> int:
    """New and changed cases join what is open; all open ones where an incident is new or speaks of something else."""
    joining = [one for one in desk.incidents.values() if one.joins]
    if not joining:
        return 0
    anew = [one for one in joining if must_gather(one, now)]
    cases = desk.cases.values() if anew else [desk.cases[number] for number in sorted(desk.touched)]
    settled = [one for one in joining if one in anew or one.gathered == one.about]
    campaigns = Campaigns(desk.book.campaigns)
    found = [(case, one) for case in cases if (one := _of(case, settled, campaigns)) is not None]
    for case, one in found:
        desk.record([Change(case.number, "incident", one.number, "gather_incidents")])
    for one in settled:
        joined_at = now if any(to.id == one.id for _, to in found) else one.joined_at
        desk.incidents[one.id] = replace(one, gathered=one.about, joined_at=joined_at)
    return len(found)


def _of(case: Case, incidents: Iterable[Incident], campaigns: Campaigns) -> Incident | None:
    """The incident that a case joins, if any. Its group buy is looked for only where it could join one."""
    able = [one for one in incidents if may_join(one, case)]
    return incident_of(case, campaigns.of(case), able) if able else None
