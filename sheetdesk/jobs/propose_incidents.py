"""Propose an incident when complaints about one thing pile up, and tell the organiser of it once.

Reads:   new complaints, how many there usually are, 批次事件
Decides: which incident is proposed, its question in 待辦, one alarm
Repeat:  safe - only new complaints are counted, and what was proposed once is asked about again only if it has grown
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

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

Complained = Mapping[str, Sequence[tuple[Case, Matter]]]
"""Complaints with what they are about, by bucket."""


def run(desk: Desk, now: datetime) -> str:
    """Look whether new complaints are one too many."""
    if not desk.has_incidents or not desk.book.defaults.incidents.at_least:
        return "incidents proposed: off"
    ground = _Ground(desk)
    found = [one for case, matter in _firsts(ground.new, now) if (one := _piled_up(ground, case, matter, now))]
    for one in found:
        ask(desk, one)
    return f"incidents proposed: {len(found)}"


class _Ground:
    """Complaints counted once, however many matters are looked at."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.new = _by_bucket(desk.cases[number] for number in desk.created)

    @cached_property
    def open(self) -> Complained:
        """All that are on the desk."""
        return _by_bucket(self.desk.cases.values())


def _by_bucket(cases: Iterable[Case]) -> Complained:
    """The complaints among them that are in no incident."""
    found = defaultdict[str, list[tuple[Case, Matter]]](list)
    for case in cases:
        matter = matter_of(case) if case.incident is None else None
        if matter is not None:
            found[matter.bucket].append((case, matter))
    return found


def _firsts(new: Complained, now: datetime) -> list[tuple[Case, Matter]]:
    """One new complaint of each matter that came in lately."""
    first = dict[tuple[str, str], tuple[Case, Matter]]()
    for case, matter in chain.from_iterable(new.values()):
        if not case.silent and is_recent(matter, now):
            first.setdefault((matter.bucket, matter.product), (case, matter))
    return list(first.values())


def _piled_up(ground: _Ground, case: Case, matter: Matter, now: datetime) -> Incident | None:
    """The incident that is proposed because of this complaint, or asked about in other words."""
    desk = ground.desk
    here = [(its.product, its.at) for _, its in ground.new[matter.bucket] if its.at]
    earlier = desk.complaints(matter.bucket, now - RECENT - timedelta(days=USUAL_DAYS))
    pile = pile_of([*earlier, *here], matter.product, now)
    if not piles_up(pile, desk.book.defaults.incidents):
        return None
    known = _known(desk, case)
    if known is not None and (known.joins or (known.status == RESTS and not has_grown(known, pile))):
        return None
    like = _like(ground.open, matter, now)
    one = known or Incident(next_number(desk), now, case.group_no, _usual_name(like))
    troubles = told_troubles(like)
    after = desk.incidents[one.id] = proposed(one, pile, question_of(one, pile, troubles))
    if one.status != PROPOSED:
        _alarm(desk, after, pile, troubles)
    return after


def _known(desk: Desk, case: Case) -> Incident | None:
    """The incident that is about the same already."""
    campaign = Campaigns(desk.book.campaigns).of(case)
    live = (one for one in desk.incidents.values() if one.status and one.status != ENDED)
    return next((one for one in live if fitness(one, case, campaign)), None)


def _like(complaints: Complained, matter: Matter, now: datetime) -> list[Case]:
    """The open cases among those that piled up."""
    alike = complaints.get(matter.bucket, ())
    return [case for case, its in alike if is_recent(its, now) and is_alike(its.product, matter.product)]


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
