"""How long, as organisers write it (15 分, 1.5 小時, 3 天, 2 個工作天), and as the desk says it. Border: words and numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sheetdesk.model.values import Value
from sheetdesk.policy.hours import BUSINESS, Calendar
from sheetdesk.policy.opening import MIDNIGHT

LONGEST_DAYS = 366
ALLOWED = "請寫 15 分、1 小時、24 小時、3 天、2 個工作天這樣的時間"

_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", 1)} | {"兩": 2}
_NUMERAL = re.compile("[一二兩三四五六七八九十]+")
_TENS = re.compile("([一二三四五六七八九])?十([一二三四五六七八九])?")
_PART = re.compile(
    r"(\d+(?:\.\d+)?|半)個?(半)?(工作天|工作日|營業日|營業天|分鐘|分|小時|鐘頭|時|天|日|minutes?|mins?|m|hours?|hrs?|h|days?|d)"
)
_WORKING_DAYS = ("工作天", "工作日", "營業日", "營業天")


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes, and days that are as long as their clock's day: 24 hours, or a business day."""

    minutes: int = 0
    days: int = 0
    in_working_days: bool = False
    """Said in 工作天, which only business time has."""

    def on(self, clock: str, calendar: Calendar) -> int:
        """Its minutes on that clock."""
        return self.minutes + self.days * (calendar.day_minutes() if clock == BUSINESS else MIDNIGHT)


def read_duration(value: Value) -> Duration | None:
    """What the text says; None if it can't be read, is below a minute or above a year."""
    if not isinstance(value, str):
        return None
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", value)).lower()
    text = _NUMERAL.sub(lambda found: _number(found[0]), text).removesuffix("內").removesuffix("以")
    minutes, days, working, rest = Fraction(0), Fraction(0), False, text
    while rest:
        part = _PART.match(rest)
        if not part:
            return None
        amount = (Fraction(1, 2) if part[1] == "半" else Fraction(part[1])) + (Fraction(1, 2) if part[2] else 0)
        if part[3][0] in "分m":
            minutes += amount
        elif part[3][0] in "小鐘時h":
            minutes += 60 * amount
        else:
            days += amount
            working = working or part[3] in _WORKING_DAYS
        rest = rest[part.end() :]
    return _whole(minutes, days, working)


def _number(numeral: str) -> str:
    """十五 is 15, 二十四 is 24; 一二 (one or two) stays as it is and so can't be read."""
    if numeral in _DIGITS:
        return str(_DIGITS[numeral])
    tens = _TENS.fullmatch(numeral)
    return str(10 * _DIGITS.get(tens[1], 1) + _DIGITS.get(tens[2], 0)) if tens else numeral


def _whole(minutes: Fraction, days: Fraction, working: bool) -> Duration | None:
    is_whole = minutes.denominator == 1 and days.denominator == 1
    if not is_whole or not 0 < minutes + days * MIDNIGHT <= LONGEST_DAYS * MIDNIGHT:
        return None
    return Duration(int(minutes), int(days), working)


@lru_cache(maxsize=1024)
def say_minutes(minutes: int) -> str:
    """15 分, 4 小時, 1 小時 30 分."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} 小時"] * bool(hours) + [f"{rest} 分"] * bool(rest or not hours))
