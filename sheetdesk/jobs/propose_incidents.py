"""Propose an incident when complaints about one thing pile up, and tell the organiser of it once.

Reads:   new complaints, how many there usually are, 批次事件
Decides: which incident is proposed, its question in 待辦, one alarm
Repeat:  safe - only new complaints are counted, and what was proposed once is asked about again only if it has grown
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from sheetdesk.columns import INCIDENTS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incidents import ask, next_number
from sheetdesk.desk.team_room import alarm_address
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
    Place,
    Sort,
    fitness,
    is_alike,
    is_recent,
    matter_of,
    pile_of,
    piles_up,
    titled,
    trouble_of,
)
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.surges import column_of, is_about, spread, wider

LETTERS = ("alarm",)

Complaint = tuple[Case, Matter]
ByPlace = Mapping[Place, Sequence[Complaint]]

MOST_LISTED = 20
"""Cases that the alarm lists; nobody reads more on a phone."""


def run(desk: Desk, now: datetime) -> str:
    """Look whether new complaints are one too many."""
    if not desk.has_incidents or not desk.book.defaults.incidents.at_least:
        return "incidents proposed: off"
    ground = _Ground(desk, now)
    found = [one for case, matter in ground.firsts if matter.bucket and (one := _piled_up(ground, case, matter, now))]
    found += _piled_up_all_over(ground, now)
    for one in found:
        ask(desk, one)
    return f"incidents proposed: {len(found)}"


class _Ground:
    """Complaints that are in no incident, looked at once, however many matters are counted."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk = desk
        self.complained = _complaints_of(desk.cases[number] for number in desk.created)
        """What came in this very pass."""
        self.new = _by_place(self.complained)
        self.firsts = _firsts(self.complained, now)
        asked = dict.fromkeys(place for _, matter in self.firsts for place in _places(matter))
        self.known = desk.complaints_by(asked, now - RECENT - timedelta(days=USUAL_DAYS))

    @cached_property
    def open(self) -> ByPlace:
        """All that are on the desk."""
        return _by_place(_complaints_of(self.desk.cases.values()))

    def counted(self, part: str, word: str) -> list[Matter]:
        """Those of the ledger, and those of this pass."""
        return [*self.known.get((part, word), ()), *(matter for _, matter in self.new.get((part, word), ()))]


def _complaints_of(cases: Iterable[Case]) -> list[Complaint]:
    pairs = ((case, matter_of(case)) for case in cases if case.incident is None)
    return [(case, matter) for case, matter in pairs if matter is not None]


def _by_place(complaints: Iterable[Complaint]) -> ByPlace:
    found = defaultdict[Place, list[Complaint]](list)
    for case, matter in complaints:
        for place in _places(matter):
            found[place].append((case, matter))
    return found


def _places(matter: Matter) -> dict[Place, None]:
    return dict.fromkeys([*([("bucket", matter.bucket)] if matter.bucket else []), *wider(matter)])


def _firsts(complaints: Iterable[Complaint], now: datetime) -> list[Complaint]:
    """One complaint of each matter that came in lately."""
    first = dict[Sort, Complaint]()
    for case, matter in complaints:
        if not case.silent and is_recent(matter, now):
            first.setdefault(matter.sort, (case, matter))
    return list(first.values())


def _piled_up(ground: _Ground, case: Case, matter: Matter, now: datetime) -> Incident | None:
    """The incident that is proposed because of this complaint, or asked about in other words."""
    desk = ground.desk
    counted = [(its.product, its.at) for its in ground.counted("bucket", matter.bucket) if its.at is not None]
    pile = pile_of(counted, matter.product, now)
    if not piles_up(pile, desk.book.defaults.incidents):
        return None
    known = _known(desk, case)
    if known is not None and (known.joins or (known.status == RESTS and not has_grown(known, pile))):
        return None
    alike = ground.open.get(("bucket", matter.bucket), ())
    like = [one for one, its in alike if is_recent(its, now) and is_alike(its.product, matter.product)]
    one = known or Incident(next_number(desk), now, case.group_no, _usual_name(like))
    return _proposed(desk, one, pile, like)


def _piled_up_all_over(ground: _Ground, now: datetime) -> Iterator[Incident]:
    """Incidents of a whole product, group buy, supplier or carrier, each looked at once."""
    by_word = {place: case for case, matter in ground.firsts for place in wider(matter)}
    for (part, word), case in by_word.items():
        if (one := _of_all(ground, case, part, word, now)) is not None:
            yield one


def _of_all(ground: _Ground, case: Case, part: str, word: str, now: datetime) -> Incident | None:
    desk = ground.desk
    live = [one for one in desk.incidents.values() if one.status and one.status != ENDED]
    known = next((one for one in live if is_about(one, part, word)), None)
    pile = spread(ground.counted(part, word), [one for one in live if one is not known], now)
    if not piles_up(pile, desk.book.defaults.incidents):
        return None
    if known is not None and (known.joins or (known.status == RESTS and not has_grown(known, pile))):
        return None
    one = known or replace(Incident(next_number(desk), now), **{column_of(part): getattr(case, column_of(part))})
    like = [each for each, its in ground.open.get((part, word), ()) if is_recent(its, now)]
    return _proposed(desk, one, pile, like)


def _proposed(desk: Desk, one: Incident, pile: Pile, like: Sequence[Case]) -> Incident:
    """Asked about in 待辦; one alarm, with the list."""
    troubles = told_troubles(like)
    after = desk.incidents[one.id] = proposed(one, pile, question_of(one, pile, troubles))
    if one.status != PROPOSED:
        _alarm(desk, after, pile, troubles, like)
    return after


def _in_a_line(case: Case) -> str:
    """Number, product, trouble; no name, for the alarm may go farther than the sheet."""
    return "｜".join(part for part in (case.number, case.product, trouble_of(case)) if part)


def _known(desk: Desk, case: Case) -> Incident | None:
    """The incident that is about the same already."""
    campaign = Campaigns(desk.book.campaigns).of(case)
    live = (one for one in desk.incidents.values() if one.status and one.status != ENDED)
    return next((one for one in live if fitness(one, case, campaign)), None)


def _usual_name(cases: Iterable[Case]) -> str | None:
    """The product as most of them call it; of equals the shortest."""
    names = Counter(case.product for case in cases if case.product)
    return min(names, key=lambda name: (-names[name], len(name), name), default=None)


def _alarm(desk: Desk, one: Incident, pile: Pile, troubles: str, like: Sequence[Case]) -> None:
    """One letter to the organiser; without an address the question in 待辦 has to do."""
    to = alarm_address(desk)
    if to is None:
        return
    facts: dict[str, str | Sequence[str]] = {
        "matter": titled(one),
        "count": str(pile.recent),
        "cause": troubles,
        "shop": desk.book.shop.name,
        "examples": tuple(_in_a_line(case) for case in sorted(like, key=lambda case: case.number)[:MOST_LISTED]),
    }
    alert = Alert("incident", f"incident:{one.number}:{one.proposals}", facts)
    desk.post(lambda: alarm(alert, to, desk.book.templates), INCIDENTS.title)
