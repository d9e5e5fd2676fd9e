"""Put a case into another one, as 併入案件 says, and take it out again when the cell is cleared.

Reads:   cases whose 併入案件 says something else than what was done
Decides: which case counts, what stands in its 新訊息, or why it can't be done
Repeat:  safe - what the cell says is done once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case
from sheetdesk.policy.merging import merge, read_number, refusal, unmerge

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Do what 併入案件 says."""
    merged = 0
    for case in plan(desk.to_look_at(now)):
        if case.merged_to is not None:
            case = _unmerge(desk, case, now)
        if case.merged_into is not None:
            merged += _merge(desk, case, case.merged_into, now)
        elif case.merge_refusal is not None:
            desk.put(replace(case, merge_refusal=None))
    return f"merged: {merged}"


def plan(cases: list[Case]) -> list[Case]:
    """Cases whose cell says something else than what was done."""
    return [case for case in cases if _wanted(case) != case.merged_to or (case.merge_refusal and not case.merged_into)]


def _wanted(case: Case) -> str | None:
    """What the cell says: a case number, or what nobody can read."""
    return None if case.merged_into is None else read_number(case.merged_into) or case.merged_into


def _merge(desk: Desk, case: Case, typed: str, now: datetime) -> bool:
    number = read_number(typed)
    target = desk.case(number) if number is not None else None
    why_not = refusal(case, typed, target)
    if why_not is not None or target is None:
        if why_not != case.merge_refusal:
            desk.put(replace(case, merge_refusal=why_not))
        return False
    done, into = merge(case, target, now, desk.book.defaults.zone)
    desk.put(done)
    desk.put(into)
    desk.events.append(Event(now, case.number, "person", "merged", new=target.number, why="併入案件"))
    return True


def _unmerge(desk: Desk, case: Case, now: datetime) -> Case:
    target = desk.case(str(case.merged_to))
    alone, left = unmerge(case, target, now, desk.book.defaults.zone)
    desk.put(alone)
    if left is not None and left is not target:
        desk.put(left)
    desk.events.append(Event(now, case.number, "person", "unmerged", old=case.merged_to, why="併入案件清空或改了"))
    return alone
