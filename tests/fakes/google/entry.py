"""What becomes of text that a person types into a cell (USER_ENTERED), by the spreadsheet's locale."""

from __future__ import annotations

import re
from datetime import datetime

from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import Entered
from tests.fakes.google.shown import DATES, EPOCH, TIMES

NumberFormat = dict[str, str]
FIGURE = re.compile(
    r"([-+]?)(NT\$|\$)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.[0-9]))(\.[0-9]*)?(?:[eE]([-+]?[0-9]{1,3}))?(%?)"
)
DIGIT = re.compile("[0-9]")
CLOCK = r"(?:(上午|下午)\s*)?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\s*([AaPp][Mm]))?"
YEAR_FIRST = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
SHORT = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})(?:/([0-9]{4}))?")
MONTH_FIRST = ("en_US", "zh_TW")
"""Locales in which 3/4 is the fourth of March; in the others it is the third of April."""


def typed(text: str, locale: str, now: datetime) -> tuple[Entered, NumberFormat | None]:
    """The value that is stored, and the number format that a cell without one takes from it."""
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("=") and len(text) > 1:
        return Formula(text), None
    bare = text.strip(" ")
    if bare.upper() in ("TRUE", "FALSE"):
        return bare.upper() == "TRUE", None
    if not DIGIT.search(bare):
        return text, None
    return figure(bare) or moment(bare, locale, now) or (text, None)


def figure(text: str) -> tuple[Entered, NumberFormat | None] | None:
    """Numbers with grouping, sign, exponent, percent or currency; None if it is none. Leading zeros are lost."""
    match = FIGURE.fullmatch(text)
    if not match or (match[3] == "" and not match[4]):
        return None
    sign, currency, whole, part, exponent, percent = match.groups()
    value = float(f"{sign}{whole.replace(',', '') or '0'}{part or ''}{f'e{exponent}' if exponent else ''}")
    if value in (float("inf"), float("-inf")):
        return None
    value = value / 100 if percent else value
    stored = int(value) if value.is_integer() and abs(value) < 1e15 else value
    places = f".{'0' * min(len(part) - 1, 2)}" if part and len(part) > 1 else ""
    if percent:
        return stored, {"type": "PERCENT", "pattern": f"0{places}%"}
    if currency:
        return stored, {"type": "CURRENCY", "pattern": f"[${currency}]#,##0{places}"}
    return stored, ({"type": "NUMBER", "pattern": f"#,##0{places}"} if "," in whole else None)


def moment(text: str, locale: str, now: datetime) -> tuple[Entered, NumberFormat] | None:
    """A date, a time or both, as a serial day; None if it is none."""
    match = re.fullmatch(rf"(?P<day>\S*?)(?:(?:^|\s+)(?P<time>{CLOCK}))?", text)
    if not match or not text:
        return None
    day = date_of(match["day"], locale, now) if match["day"] else None
    clock = clock_of(match["time"]) if match["time"] else None
    if (match["day"] and day is None) or (match["time"] and clock is None):
        return None
    if day is None:
        return clock or 0, {"type": "TIME", "pattern": TIMES.get(locale, "h:mm:ss")}
    pattern = day_pattern(match["day"], locale)
    if clock is None:
        return day, {"type": "DATE", "pattern": pattern}
    return day + clock, {"type": "DATE_TIME", "pattern": f"{pattern} {TIMES.get(locale, 'h:mm:ss')}"}


def day_pattern(text: str, locale: str) -> str:
    return "yyyy-mm-dd" if re.match(r"[0-9]{4}-", text) else DATES.get(locale, "yyyy-mm-dd")


def date_of(text: str, locale: str, now: datetime) -> int | None:
    if match := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := SHORT.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        month, day = (first, second) if locale in MONTH_FIRST else (second, first)
        year = int(match[3] or now.year)
    else:
        return None
    try:
        return (datetime(year, month, day) - EPOCH).days  # noqa: DTZ001 - a wall date
    except ValueError:
        return None


def clock_of(text: str) -> float | None:
    """The part of the day."""
    match = re.fullmatch(CLOCK, text)
    assert match, text
    noon = match[1] or (match[5] or "").upper()
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    if minute > 59 or second > 59 or hour > (12 if noon else 23):
        return None
    if noon:
        hour = hour % 12 + (12 if noon in ("下午", "PM") else 0)
    return (hour * 3600 + minute * 60 + second) / 86400
