"""Bad batches: what complaints are counted by, when they pile up, and which incident a case belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from sheetdesk.model.case import Case, is_open, time_received
from sheetdesk.model.incident import Incident
from sheetdesk.model.values import Value
from sheetdesk.policy.campaigns import Campaign, likeness
from sheetdesk.policy.fold import fold
from sheetdesk.policy.triage import COMPLAINT

RECENT = timedelta(hours=24)
"""In so long complaints have to pile up."""
USUAL_DAYS = 28
"""Over so many days before that it is seen how many there usually are."""
REACHES_BACK = timedelta(days=7)
"""Older complaints don't join: what was amiss then was something else."""
GROWN = 2
"""One that she refused comes up again once it is so many times as large."""

_NUMBER = re.compile(r"(?:事件)?\s*e?\s*0*(\d{1,9})(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Terms:
    """When complaints about one thing are proposed as an incident. `at_least` 0: never."""

    at_least: int = 5
    times_usual: float = 3


USUAL = Terms()


class Matter(NamedTuple):
    """What a complaint is about. `bucket`: the 團號, else the product, blank without either; the others as they are
    compared."""

    bucket: str
    product: str
    at: datetime | None
    supplier: str | None = None
    carrier: str | None = None

    @property
    def sort(self) -> Sort:
        """All but when."""
        return self.bucket, self.product, self.supplier, self.carrier


Sort = tuple[str, str, str | None, str | None]

Place = tuple[str, str]
"""What complaints are counted by (bucket, product, supplier, carrier), and its word as it is compared."""

Complaints = Sequence[tuple[str, datetime]]
"""Product, as compared, and time of each complaint of a bucket that is in no incident yet."""


@dataclass(frozen=True, slots=True)
class Pile:
    """How many complaints came lately, and how many come on a usual day."""

    recent: int
    usual: float


def matter_of(case: Case) -> Matter | None:
    """What a complaint is counted by; None for what is none, is void or merged, or says nothing of all that."""
    if case.nature != COMPLAINT or case.status == "無效" or case.merged_to is not None:
        return None
    (bucket, product), ways = _keys(case.group_no, case.product), _folded(case.supplier, case.carrier)
    return Matter(bucket, product, time_received(case) or case.first_seen_at, *ways) if bucket or any(ways) else None


@lru_cache(maxsize=1024)
def _keys(group: str | None, product: str | None) -> tuple[str, str]:
    of_group, named = fold(group or ""), fold(product or "")
    return (f"團{of_group}" if of_group else f"品{named}" if named else ""), named


@lru_cache(maxsize=1024)
def _folded(supplier: str | None, carrier: str | None) -> tuple[str | None, str | None]:
    return fold(supplier or "") or None, fold(carrier or "") or None


def is_recent(matter: Matter, now: datetime) -> bool:
    """Did it come in lately?"""
    return matter.at is not None and matter.at > now - RECENT


def pile_of(complaints: Complaints, product: str, now: datetime) -> Pile:
    """How complaints about `product` piled up."""
    since = now - RECENT
    alike = [at for named, at in complaints if is_alike(named, product)]
    recent = sum(at > since for at in alike)
    return Pile(recent, (len(alike) - recent) / USUAL_DAYS)


def piles_up(pile: Pile, terms: Terms) -> bool:
    """Are these more than chance?"""
    return 0 < terms.at_least <= pile.recent and pile.recent >= terms.times_usual * pile.usual


def is_alike(one: str, other: str) -> bool:
    """Do two spellings name one product? One that names none is like another that doesn't."""
    return one == other or likeness(one, other) > 0


def fitness(incident: Incident, case: Case, campaign: Campaign | None) -> int:
    """How well a case fits what an incident is about; 0 if not. `campaign`: its group buy, for what it doesn't say."""
    group = case.group_no or (campaign.group_no if campaign is not None else None)
    if incident.group_no and fold(group or "") != fold(incident.group_no):
        return 0
    if any(wanted and fold(has or "") != fold(wanted) for wanted, has in _ways(incident, case, campaign)):
        return 0
    if not incident.product:
        return 3 * bool(incident.group_no) + 2 * bool(incident.supplier) + bool(incident.carrier)
    mark = likeness(case.product, incident.product)
    return mark + 10_000_000 * bool(incident.group_no) if mark else 0


def _ways(incident: Incident, case: Case, campaign: Campaign | None) -> Iterator[tuple[str | None, str | None]]:
    """廠商 and 物流, as the incident wants them and as the case has them."""
    for name in ("supplier", "carrier"):
        yield getattr(incident, name), getattr(case, name) or getattr(campaign, name, None)


def may_join(incident: Incident, case: Case) -> bool:
    """Is it a complaint that the incident may take in by itself, whatever it is about?"""
    if case.incident is not None or case.number in incident.left:
        return False
    if case.nature != COMPLAINT or case.silent or case.merged_to is not None or not is_open(case):
        return False
    received = time_received(case) or case.first_seen_at
    return received is None or received >= incident.made_at - REACHES_BACK


def incident_of(case: Case, campaign: Campaign | None, incidents: Iterable[Incident]) -> Incident | None:
    """The one that it joins: of several the one that says most of it, then the oldest."""
    marks = [(fitness(one, case, campaign), -one.id, one) for one in incidents if may_join(one, case)]
    best = max(marks, key=lambda mark: mark[:2], default=None)
    return best[2] if best is not None and best[0] else None


def read_number(typed: Value) -> int | None:
    """「E1」, in whatever width and case, or only 「1」; None if it is no incident's number."""
    found = _NUMBER.fullmatch(normalize("NFKC", str(typed)).strip().casefold())
    return int(found[1]) if found else None


def trouble_of(case: Case) -> str:
    """What a case complains of, in a word."""
    return case.subcategory or case.category or "其他"


def titled(incident: Incident) -> str:
    """「蔥抓餅」（團號 1115）, or 廠商「大成」."""
    ways = ((incident.group_no, "團號 {}"), (incident.supplier, "廠商「{}」"), (incident.carrier, "物流「{}」"))
    rest = "、".join(frame.format(word) for word, frame in ways if word)
    if not incident.product:
        return rest
    return f"「{incident.product}」（{rest}）" if rest else f"「{incident.product}」"
