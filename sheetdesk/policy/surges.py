"""Complaints that pile up about one product, group buy, supplier or carrier and come from all over it: what no single
團號 + 商品 explains (`policy.incidents`). Against its own baseline, with the same terms. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sheetdesk.model.case import Case
from sheetdesk.model.incident import Incident
from sheetdesk.policy.fold import fold
from sheetdesk.policy.incidents import USUAL_DAYS, Matter, Pile, fitness, is_recent

GROUP = "團"
"""How the bucket of a matter begins that names a 團號."""

LEAST_SORTS = 2
"""Complaints about one thing alone say nothing of whom it came from."""


def wider(matter: Matter) -> Iterator[tuple[str, str]]:
    """By what else a complaint is counted: what of it, and its word as it is compared; the narrowest first."""
    for part in ("product", "bucket", "supplier", "carrier"):
        word = getattr(matter, part)
        if word and (part != "bucket" or word.startswith(GROUP)):
            yield part, word


def column_of(part: str) -> str:
    """The column of 批次事件 for that part of a matter."""
    return "group_no" if part == "bucket" else part


def is_about(incident: Incident, part: str, word: str) -> bool:
    """Does it speak of that and of nothing else?"""
    said = {name: text for name in ("group_no", "product", "supplier", "carrier") if (text := getattr(incident, name))}
    folded = fold(said.get(column_of(part), ""))
    return said.keys() == {column_of(part)} and word == (f"{GROUP}{folded}" if part == "bucket" else folded)


def spread(complaints: Sequence[Matter], others: Collection[Incident], now: datetime) -> Pile:
    """How they piled up, but for those that an incident explains already; none where all are of one sort."""
    sorts = {one.sort: one for one in complaints} if others else {}
    covered = {sort for sort, one in sorts.items() if any(_covers(other, one) for other in others)}
    rest = [one for one in complaints if one.at is not None and not (covered and one.sort in covered)]
    recent = [one for one in rest if is_recent(one, now)]
    if len({(one.bucket, one.product) for one in recent}) < LEAST_SORTS:
        return Pile(0, 0)
    return Pile(len(recent), (len(rest) - len(recent)) / USUAL_DAYS)


def _covers(incident: Incident, matter: Matter) -> bool:
    group = matter.bucket.removeprefix(GROUP) if matter.bucket.startswith(GROUP) else None
    alike = Case("", group_no=group, product=matter.product, supplier=matter.supplier, carrier=matter.carrier)
    return fitness(incident, alike, None) > 0
