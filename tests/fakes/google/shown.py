"""How a value looks in its cell: numbers, dates and times by the cell's number format and the spreadsheet's locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time
"""Day 0 of serial dates."""

DATES = {"zh_TW": "yyyy/m/d", "en_US": "m/d/yyyy"}
TIMES = {"zh_TW": "am/pm h:mm:ss", "en_US": "h:mm:ss am/pm"}
DATE_TYPES = ("DATE", "TIME", "DATE_TIME")


def number_format(shape: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (shape or {}).get("numberFormat") or {}


def is_date(shape: Mapping[str, Any] | None) -> bool:
    return number_format(shape).get("type") in DATE_TYPES


def shown(value: str | int | float | bool, shape: Mapping[str, Any] | None, locale: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    found = number_format(shape)
    kind, pattern = found.get("type"), found.get("pattern")
    if kind in DATE_TYPES:
        return dated(value, pattern or default_pattern(kind, locale))
    if kind == "PERCENT":
        return figure(value * 100, pattern or "0.00%") + "%"
    if kind in ("NUMBER", "CURRENCY"):
        return figure(value, pattern or "#,##0.00")
    return general(value)


def default_pattern(kind: str, locale: str) -> str:
    day, time = DATES.get(locale, "yyyy-mm-dd"), TIMES.get(locale, "h:mm:ss")
    return {"DATE": day, "TIME": time, "DATE_TIME": f"{day} {time}"}[kind]


def general(value: float) -> str:
    """Up to ten significant places behind the point, as a cell without format shows it."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.10f}".rstrip("0").rstrip(".") if 1e-5 <= abs(value) < 1e15 else f"{value:E}"
    return text or "0"


def figure(value: float, pattern: str) -> str:
    places = len(match[1]) if (match := re.search(r"\.([0#]+)", pattern)) else 0
    sign = next((sign for sign in ("NT$", "$") if sign in pattern), "")
    return sign + f"{value:{',' if ',' in pattern else ''}.{places}f}"


@lru_cache(maxsize=2**17)  # a desk shows the same few times, read after read
def dated(value: float, pattern: str) -> str:
    moment = EPOCH + timedelta(seconds=round(value * 86400))
    afternoon = "am/pm" in pattern.lower()
    noon = ("上午", "下午") if pattern.lower().startswith("am/pm") or " am/pm h" in pattern.lower() else ("AM", "PM")
    hour = (moment.hour % 12 or 12) if afternoon else moment.hour
    parts = {
        "yyyy": f"{moment.year:04}",
        "yy": f"{moment.year % 100:02}",
        "mm": f"{moment.month:02}",
        "m": str(moment.month),
        "dd": f"{moment.day:02}",
        "d": str(moment.day),
        "hh": f"{hour:02}",
        "h": str(hour),
        "ss": f"{moment.second:02}",
        "s": str(moment.second),
        "am/pm": noon[moment.hour >= 12],
    }

    def one(match: re.Match[str]) -> str:
        token = match[0].lower()
        is_minute = token in ("m", "mm") and re.search(r"h+\W*$", pattern[: match.start()], re.IGNORECASE)
        return (f"{moment.minute:02}" if token == "mm" else str(moment.minute)) if is_minute else parts[token]

    return re.sub(r"yyyy|yy|am/pm|mm?|dd?|hh?|ss?", one, pattern, flags=re.IGNORECASE)
