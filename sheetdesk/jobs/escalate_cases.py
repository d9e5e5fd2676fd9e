"""Tell the team of cases whose clocks run out: who works on them, then those above her (domain §4.7, §5).

Reads:   open cases, their clocks, 分工表, 營業與休假, 安靜時段, config.yaml's escalation
Decides: one letter a person for all of her cases, 上報層級, when it is looked at again
Repeat:  safe - a step of a case's clock is told once, whatever becomes of the clock
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.ladder import Round, gone_up, name_of, name_unheard
from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case, Change, is_open
from sheetdesk.model.message import TEAM_ROOM
from sheetdesk.model.revision import with_facts
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.ladder import at_once, reach
from sheetdesk.policy.ladder_letters import KINDS, Item, ladder_letter
from sheetdesk.policy.room_posts import ladder_post
from sheetdesk.policy.sla import running_clocks
from sheetdesk.policy.template import Occasion

LETTERS: tuple[str, ...] = KINDS

PLACE = "提醒和上報"


def run(desk: Desk, now: datetime) -> str:
    """See which steps are reached, and write to each person once."""
    since = desk.ladder.since
    if since is None or not _has_words(desk):
        return "letters to the team: off"
    round_ = Round(desk)
    for case in desk.to_look_at(now):
        _keep(desk, case, _climbed(desk, case, since, round_))
    name_unheard(desk)
    written = [address for address, items in sorted(round_.items.items()) if _write(desk, address, items)]
    if written:
        desk.ladder = replace(desk.ladder, told={**desk.ladder.told, **dict.fromkeys(written, now)})
    return f"letters to the team: {len(written)}"


def _has_words(desk: Desk) -> bool:
    """Without a template nobody is told of anything until it is mended: no step is lost."""
    try:
        for kind in KINDS:
            desk.book.templates.pick(Occasion(kind))
    except TemplateFault as fault:
        desk.problems.append(Problem(fault.which, fault.what, fault.mend))
        return False
    return True


def _climbed(desk: Desk, case: Case, since: datetime, round_: Round) -> Case:
    book, keys = desk.book, at_once(case, since)
    after = gone_up(desk, case, keys) if keys else case
    if not is_open(case) and case.low_rating_at is None and after.climb is None:
        return after
    clocks = running_clocks(after, book.policies, book.calendar, desk.now, after.tier)
    if not clocks and after.climb is None:
        return after
    reached = reach(after, clocks, book.defaults.ladders, since, desk.now)
    return round_.take(after, reached) if reached.owed else with_facts(after, climb=reached.climb)


def _keep(desk: Desk, before: Case, after: Case) -> None:
    if after.climb != before.climb:
        level_stays = after.escalation_level == before.escalation_level
        desk.put(after if level_stays else with_facts(after, escalation_level=before.escalation_level))
    if after.escalation_level != before.escalation_level:
        why = "期限快到或過了，或有警示"
        desk.record([Change(after.number, "escalation_level", after.escalation_level, why)])


def _write(desk: Desk, address: str, items: list[Item]) -> bool:
    book = desk.book
    if address == TEAM_ROOM:
        return desk.post(partial(ladder_post, items, book.defaults.zone, desk.ladder.room, desk.now), PLACE) is None
    write = partial(
        ladder_letter, items, name_of(desk, address), address, book.sender, templates=book.templates, now=desk.now
    )
    return desk.post(write, PLACE) is None
