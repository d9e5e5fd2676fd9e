"""How often a customer has come, in the words of 摘要. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.model.case import UNCLASSED
from sheetdesk.policy.people import Bearer


def visits(theirs: Sequence[Bearer], now: datetime, zone: ZoneInfo) -> dict[str, str | None]:
    """By case number, 「第3次・上次 4/2 物流」; None for her first. `theirs`: all her cases, the oldest first.

    Void and merged cases are no visits."""
    said: dict[str, str | None] = {}
    count, last = 0, None
    for one in theirs:
        said[one.number] = None if last is None else f"第{count + 1}次・{_last(last, now, zone)}"
        if one.counts:
            count, last = count + 1, one
    return said


def _last(case: Bearer, now: datetime, zone: ZoneInfo) -> str:
    """「上次 4/2 物流」; the year where it is another one."""
    words = ["上次"]
    if case.received_at is not None:
        day = case.received_at.astimezone(zone)
        year = "" if day.year == now.astimezone(zone).year else f"{day.year}/"
        words.append(f"{year}{day.month}/{day.day}")
    if case.category not in (None, UNCLASSED):
        words.append(str(case.category).removesuffix("問題"))
    return " ".join(words)
