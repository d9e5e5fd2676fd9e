"""Propose an incident when complaints about one thing pile up, and tell the organiser of it once.

Reads:   new complaints, how many there usually are, 批次事件
Decides: which incident is proposed, its question in 待辦, one alarm
Repeat:  safe - only new complaints are counted, and what was proposed once is asked about again only if it has grown
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
    trouble_of,
)
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.surges import column_of, is_about, spread, wider

LETTERS = ("alarm",)

MOST_LISTED = 20
"""Cases that the alarm lists; nobody reads more on a phone."""


def run(desk: Desk, now: datetime) -> str:
    """Look whether new complaints are one too many."""
    if not desk.has_incidents or not desk.book.defaults.incidents.at_least:
        return "incidents proposed: off"
    new = list(_new_complaints(desk, now))
    found = [one for case, matter in new if matter.bucket and (one := _piled_up(desk, case, matter, now))]
    found += _piled_up_all_over(desk, new, now)
    for one in found:
        ask(desk, one)
    return f"incidents proposed: {len(found)}"


def _new_complaints(desk: Desk, now: datetime) -> Iterator[tuple[Case, Matter]]:
    """One new complaint of each matter that came in lately and joined nothing."""
    seen = set[Matter]()
    for number in desk.created:
        case = desk.cases[number]
        matter = None if case.silent or case.incident is not None else matter_of(case)
        alike = replace(matter, at=None) if matter is not None else None
        if matter is not None and alike is not None and is_recent(matter, now) and alike not in seen:
            seen.add(alike)
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
    return _proposed(desk, one, pile, like)


def _piled_up_all_over(desk: Desk, new: Sequence[tuple[Case, Matter]], now: datetime) -> Iterator[Incident]:
    """Incidents of a whole product, group buy, supplier or carrier, each looked at once."""
    by_word = {place: case for case, matter in new for place in wider(matter)}
    for (part, word), case in by_word.items():
        if (one := _of_all(desk, case, part, word, now)) is not None:
            yield one


def _of_all(desk: Desk, case: Case, part: str, word: str, now: datetime) -> Incident | None:
    live = [one for one in desk.incidents.values() if one.status and one.status != ENDED]
    known = next((one for one in live if is_about(one, part, word)), None)
    here = (matter_of(desk.cases[number]) for number in desk.created if desk.cases[number].incident is None)
    rows = [
        *desk.complaints_by(part, word, now - RECENT - timedelta(days=USUAL_DAYS)),
        *(its for its in here if its is not None and (part, word) in wider(its)),
    ]
    pile = spread(rows, [one for one in live if one is not known], now)
    if not piles_up(pile, desk.book.defaults.incidents):
        return None
    if known is not None and (known.joins or (known.status == RESTS and not has_grown(known, pile))):
        return None
    one = known or replace(Incident(next_number(desk), now), **{column_of(part): getattr(case, column_of(part))})
    like = [c for c in desk.cases.values() if c.incident is None and _is_one_of(c, part, word, now)]
    return _proposed(desk, one, pile, like)


def _is_one_of(case: Case, part: str, word: str, now: datetime) -> bool:
    its = matter_of(case)
    return its is not None and is_recent(its, now) and (part, word) in wider(its)


def _proposed(desk: Desk, one: Incident, pile: Pile, like: Sequence[Case]) -> Incident:
    """Asked about in 待辦; one alarm, with the list."""
    troubles = told_troubles(like)
    after = desk.incidents[one.id] = proposed(one, pile, question_of(one, pile, troubles))
    if one.status != PROPOSED:
        _alarm(desk, after, pile, troubles, like)
    return after


def _complaints(desk: Desk, matter: Matter, now: datetime) -> Sequence[tuple[str, datetime]]:
    """Those of the ledger, and those that came in this very pass."""
    new = (matter_of(desk.cases[number]) for number in desk.created if desk.cases[number].incident is None)
    here = [(one.product, one.at) for one in new if one is not None and one.bucket == matter.bucket and one.at]
    known = desk.complaints_by("bucket", matter.bucket, now - RECENT - timedelta(days=USUAL_DAYS))
    return [*((one.product, one.at) for one in known if one.at is not None), *here]


def _in_a_line(case: Case) -> str:
    """Number, product, trouble; no name, for the alarm may go farther than the sheet."""
    return "｜".join(part for part in (case.number, case.product, trouble_of(case)) if part)


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


def _alarm(desk: Desk, one: Incident, pile: Pile, troubles: str, like: Sequence[Case]) -> None:
    """One letter to the organiser; without an address the question in 待辦 has to do."""
    to = desk.book.own_address
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
