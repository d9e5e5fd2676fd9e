"""What an order says of its case: what may be filled in, what contradicts the case, and proof of purchase in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from unicodedata import normalize

from sheetdesk.model.case import Case
from sheetdesk.model.order import KnownLine
from sheetdesk.model.values import Value
from sheetdesk.policy.campaigns import likeness
from sheetdesk.policy.fold import fold
from sheetdesk.policy.order_match import Found, Sought, group_of
from sheetdesk.policy.tracking import plain_number

OF_ORDER = ("order_no", "group_no", "pickup", "carrier", "tracking_no", "amount")
"""What all lines of an order share; 商品 and 數量 are an item's own."""
OF_PARCEL = ("carrier", "tracking_no")
"""Of one order, what is in stock may leave first: a parcel is that of the items whose line says so."""
OF_ITEM = ("product", "quantity")
FILLED = (*OF_ITEM, "group_no", "order_no", "pickup", "carrier", "tracking_no")
"""What a case takes over from an order."""

_COUNT = re.compile(r"\d+(?:\.\d+)?")


def facts_of(sought: Sought, lines: Sequence[KnownLine]) -> dict[str, Value]:
    """What the order says of this case; where its lines don't agree, nothing."""
    named = [line for line in lines if line.facts.get("product") is not None]
    items = _like(sought.product, named) if sought.product else named
    said = {name: _agreed([line.facts.get(name) for line in items]) for name in OF_ITEM}
    meant = items or lines
    groups = {group_of(line) for line in meant} - {""}
    lending = [line for line in lines if not groups or group_of(line) in groups | {""}]
    for name in OF_ORDER:
        of_all = [line.facts.get(name) for line in meant]
        if name in OF_PARCEL:
            said[name] = _of_parcel(name, meant, lending)
        else:
            said[name] = _agreed(of_all if any(of_all) else [line.facts.get(name) for line in lending])
    return {name: value for name, value in said.items() if value is not None}


def _like(product: str | None, lines: Sequence[KnownLine]) -> list[KnownLine]:
    """The items most like what she calls it; none where none is."""
    likes = [likeness(product, str(line.facts["product"])) for line in lines]
    best = max(likes, default=0)
    return [line for line, like in zip(lines, likes, strict=True) if best and like == best]


def _of_parcel(name: str, meant: Sequence[KnownLine], lending: Sequence[KnownLine]) -> Value:
    """What all the items meant say. A line that says who ordered speaks for itself: a blank in it is not shipped yet. Many
    systems leave all that out in the further lines of an order; these have it from the others."""
    whole = [line for line in lending if line.facts.get("product") is None]
    values = [
        line.facts.get(name) or _agreed([one.facts.get(name) for one in (whole if line.marks else lending)])
        for line in meant
    ]
    return _agreed(values) if all(values) else None


def purchase(found: Found, facts: Mapping[str, Value], today: date) -> str:
    """「訂單 A123（11/3，NT$480）・依訂單編號」"""
    days = {line.day for line in found.lines if line.dated}
    day, amount = (days.pop() if len(days) == 1 else None), facts.get("amount")
    shown = "" if day is None else f"{day:%-m/%-d}" if day.year == today.year else f"{day:%Y/%-m/%-d}"
    money = f"NT${amount:,}" if isinstance(amount, int | float) else ""
    inside = "，".join(filter(None, (shown, money)))
    number = f" {facts['order_no']}" if "order_no" in facts else ""
    return f"訂單{number}{f'（{inside}）' if inside else ''}・依{found.why}"


def contradictions(case: Case, facts: Mapping[str, Value], lines: Sequence[KnownLine]) -> list[str]:
    """Where the case's own words and the order differ; what a person of the desk wrote is settled."""
    products = [str(line.facts["product"]) for line in lines if line.facts.get("product") is not None]
    found = []
    if _is_own(case, "product") and products and not any(likeness(case.product, said) for said in products):
        found.append(("商品", case.product, "、".join(dict.fromkeys(products))[:60]))
    for name, title, differ in (
        ("quantity", "數量", _other_count),
        ("group_no", "團號", _other_word),
        ("tracking_no", "物流單號", _other_number),
    ):
        ours, theirs = getattr(case, name), facts.get(name)
        if _is_own(case, name) and ours is not None and theirs is not None and differ(str(ours), str(theirs)):
            found.append((title, ours, str(theirs)))
    return [f"{title}：案件是「{str(ours)[:40]}」，訂單是「{theirs}」" for title, ours, theirs in found]


def _is_own(case: Case, name: str) -> bool:
    return getattr(case, name) is not None and name not in case.proposed


def _agreed(values: Sequence[Value]) -> Value:
    said = {str(value): value for value in values if value is not None}
    return next(iter(said.values())) if len(said) == 1 else None


def _other_count(one: str, other: str) -> bool:
    counts = [_COUNT.findall(normalize("NFKC", text)) for text in (one, other)]
    return all(len(found) == 1 for found in counts) and float(counts[0][0]) != float(counts[1][0])


def _other_word(one: str, other: str) -> bool:
    return fold(one) != fold(other)


def _other_number(one: str, other: str) -> bool:
    return plain_number(one) != plain_number(other)
