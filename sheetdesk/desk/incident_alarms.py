"""One alarm for an incident, not one for each of its cases: which of them the organiser has heard of. Border: the desk's
own state."""

from __future__ import annotations

from dataclasses import replace

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.model.incident import PROPOSED, Incident
from sheetdesk.policy.campaigns import Campaigns
from sheetdesk.policy.incidents import fitness, may_join
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.wording import words_of


def is_heard_of(desk: Desk, case: Case) -> bool:
    """Was the organiser alarmed of such words in the same incident before? One alarm, not thirty (issue 6)."""
    one, sorts = _about(desk, case), sorts_of(case, desk.book.rules)
    return one is not None and bool(sorts) and sorts <= set(one.alarmed)


def note_heard(desk: Desk, case: Case) -> None:
    """She has just been alarmed of this case."""
    one = _about(desk, case)
    if one is not None:
        desk.incidents[one.id] = replace(one, alarmed=tuple(sorted({*one.alarmed, *sorts_of(case, desk.book.rules)})))


def sorts_of(case: Case, rules: Rules) -> set[str]:
    """The sorts of its alarm words (食安 …), by the tags of the rules; the words themselves where no rule has any."""
    alarming = {tag for rule in rules.rules if rule.alarm for tag in rule.tags}
    return alarming & set(words_of(case.tags)) or set(words_of(case.alarm))


def _about(desk: Desk, case: Case) -> Incident | None:
    """The incident that it is in, or that is being proposed because of such cases."""
    campaigns = Campaigns(desk.book.campaigns)
    for one in desk.incidents.values():
        if one.number == case.incident:
            return one
        if one.status == PROPOSED and may_join(one, case) and fitness(one, case, campaigns.of(case)):
            return one
    return None
