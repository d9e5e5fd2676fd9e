"""Which person stands on a rung of the ladder for a case, and whom an alarm of it reaches (domain §5). Pure.

Where nobody has a role, the next one up hears of it; who is on leave is stood in for. So three people need no more
than three, and one person gets no letter about herself twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sheetdesk.model.case import Case
from sheetdesk.model.rungs import BACKUP, BOSS, LEAD, OWNER
from sheetdesk.policy import team
from sheetdesk.policy.areas import answers_for
from sheetdesk.policy.assign import Roster, on_duty_for
from sheetdesk.policy.fold import fold
from sheetdesk.policy.ladder import URGENT
from sheetdesk.policy.team import Person, find, on_duty


def handler_of(case: Case, roster: Roster, today: date) -> Person | None:
    """Who works on it today; the lead, if 分工表 doesn't know that name."""
    return find(roster.team, case.handler or case.owner) or _lead(roster, today)


def on_rung(rung: str, case: Case, roster: Roster, today: date) -> tuple[Person | None, str]:
    """Who hears of it on that rung, and the rung that it really is: OWNER where it is the handler herself."""
    handler = handler_of(case, roster, today)
    person: Person | None = handler
    if rung == BACKUP:
        person = next((one for one in _in_role(team.BACKUP, roster, today) if not _same(one, handler)), None)
    if rung == BOSS:
        person = next(iter(_in_role(team.BOSS, roster, today)), None)
    lead = _lead(roster, today)
    if rung == LEAD or person is None or (rung == BACKUP and _same(person, lead)):
        person, rung = lead, LEAD
    return person, OWNER if _same(person, handler) else rung


def told_at_once(case: Case, roster: Roster, today: date) -> tuple[Person, ...]:
    """Whom an alarm about the case reaches: the lead, who works on it, who answers for its category or goods; of an
    urgent one the boss too. Each once, the lead first."""
    rungs = (LEAD, OWNER, BOSS) if case.priority == URGENT else (LEAD, OWNER)
    wanted = [on_rung(rung, case, roster, today)[0] for rung in rungs]
    wanted += [on_duty_for(one, roster, today) for one in roster.team if one.active and answers_for(one, case)]
    return _each_once(wanted)


def _lead(roster: Roster, today: date) -> Person | None:
    lead = find(roster.team, roster.lead)
    return on_duty_for(lead, roster, today) if lead is not None else None


def _in_role(role: str, roster: Roster, today: date) -> list[Person]:
    """Those in that role who work today, who has an Email first; for one who is on leave, her proxy."""
    bearers = [one for one in roster.team if one.role == role and one.active]
    there = (on_duty_for(one, roster, today) for one in bearers)
    return sorted(there, key=lambda one: (not on_duty(one, today), one.email is None))


def _each_once(people: Iterable[Person | None]) -> tuple[Person, ...]:
    return tuple({fold(one.name): one for one in people if one is not None}.values())


def _same(one: Person | None, other: Person | None) -> bool:
    return one is not None and other is not None and fold(one.name) == fold(other.name)
