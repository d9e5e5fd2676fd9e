"""Propose an incident when complaints about one thing pile up, and tell the organiser of it once.

Reads:   new complaints, how many there usually are, 批次事件
Decides: which incident is proposed, its question in 待辦, one alarm
Repeat:  safe - only new complaints are counted, and what was proposed once is asked about again only if it has grown
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sheetdesk.columns import INCIDENTS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incidents import ask, next_number
from sheetdesk.model.case import Case
from sheetdesk.model.incident import ENDED, PROPOSED, RESTS, Incident
from sheetdesk.policy.campaigns import Campaigns
from sheetdesk.policy.incident_course import has_grown, proposed, question_of
from sheetdesk.policy.incident_letters import told_troubles
from sheetdesk.policy.incidents import (
    RECENT,
    USUAL_DAYS,
    Matter,
    Pile,
    fitness,
    is_alike,
    is_recent,
    matter_of,
    pile_of,
    piles_up,
    titled,
)
from sheetdesk.policy.letters import Alert, alarm

LETTERS = ("alarm",)


def run(desk: Desk, now: datetime) -> str:
    """Look whether new complaints are one too many."""
    if not desk.has_incidents or not desk.book.defaults.incidents.at_least:
        return "incidents proposed: off"
    found = [one for case, matter in _new_complaints(desk, now) if (one := _piled_up(desk, case, matter, now))]
    for one in found:
        ask(desk, one)
    return f"incidents proposed: {len(found)}"


def _new_complaints(desk: Desk, now: datetime) -> Iterator[tuple[Case, Matter]]:
    """One new complaint of each matter that came in lately and joined nothing."""
    seen = set[tuple[str, str]]()
    for number in desk.created:
        case = desk.cases[number]
        matter = None if case.silent or case.incident is not None else matter_of(case)
        if matter is not None and is_recent(matter, now) and (matter.bucket, matter.product) not in seen:
            seen.add((matter.bucket, matter.product))
            yield case, matter


def _piled_up(desk: Desk, case: Case, matter: Matter, now: datetime) -> Incident | None:
    """The incident that is proposed because of this complaint, or asked about in other words."""
    pile = pile_of(_complaints(desk, matter, now), matter.product, now)
    if not piles_up(pile, desk.book.defaults.incidents):
        return None
    known = _known(desk, case)
    if known is not None and (known.joins or (known.status == RESTS and not has_grown(known, pile))):
        return None
    like = [c for c in desk.cases.values() if c.incident is None and _is_like(c, matter, now)]
    one = known or Incident(next_number(desk), now, case.group_no, _usual_name(like))
    troubles = told_troubles(like)
    after = desk.incidents[one.id] = proposed(one, pile, question_of(one, pile, troubles))
    if one.status != PROPOSED:
        _alarm(desk, after, pile, troubles)
    return after


def _complaints(desk: Desk, matter: Matter, now: datetime) -> Sequence[tuple[str, datetime]]:
    """Those of the ledger, and those that came in this very pass."""
    new = (matter_of(desk.cases[number]) for number in desk.created if desk.cases[number].incident is None)
    here = [(one.product, one.at) for one in new if one is not None and one.bucket == matter.bucket and one.at]
    return [*desk.complaints(matter.bucket, now - RECENT - timedelta(days=USUAL_DAYS)), *here]


def _known(desk: Desk, case: Case) -> Incident | None:
    """The incident that is about the same already."""
    campaign = Campaigns(desk.book.campaigns).of(case)
    live = (one for one in desk.incidents.values() if one.status and one.status != ENDED)
    return next((one for one in live if fitness(one, case, campaign)), None)


def _is_like(case: Case, matter: Matter, now: datetime) -> bool:
    """Is an open case among those that piled up?"""
    its = matter_of(case)
    return (
        its is not None
        and its.bucket == matter.bucket
        and is_recent(its, now)
        and is_alike(its.product, matter.product)
    )


def _usual_name(cases: Iterable[Case]) -> str | None:
    """The product as most of them call it; of equals the shortest."""
    names = Counter(case.product for case in cases if case.product)
    return min(names, key=lambda name: (-names[name], len(name), name), default=None)


def _alarm(desk: Desk, one: Incident, pile: Pile, troubles: str) -> None:
    """One letter to the organiser; without an address the question in 待辦 has to do."""
    to = desk.book.own_address
    if to is None:
        return
    facts = {"matter": titled(one), "count": str(pile.recent), "cause": troubles, "shop": desk.book.shop.name}
    alert = Alert("incident", f"incident:{one.number}:{one.proposals}", facts)
    desk.post(lambda: alarm(alert, to, desk.book.templates), INCIDENTS.title)
