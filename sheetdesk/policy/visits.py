"""How often a customer has come, in the words of 摘要. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.model.case import UNCLASSED
from sheetdesk.policy.people import Bearer, age


def visit(number: str, theirs: Sequence[Bearer], now: datetime, zone: ZoneInfo) -> str | None:
    """「第3次・上次 4/2 物流」 for the case of that number among all cases of its customer; None for her first.

    Void and merged cases are no visits."""
    before = [one for one in theirs if one.counts and age(one.number) < age(number)]
    if not before:
        return None
    last = max(before, key=lambda one: age(one.number))
    day = last.received_at.astimezone(zone) if last.received_at else None
    said = (
        [f"{day.month}/{day.day}" if day.year == now.astimezone(zone).year else f"{day:%Y}/{day.month}/{day.day}"]
        if day
        else []
    )
    what = (last.category or "").removesuffix("問題") if last.category != UNCLASSED else ""
    return f"第{len(before) + 1}次・上次 {' '.join(filter(None, (*said, what)))}".strip()
