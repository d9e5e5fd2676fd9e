"""What a typed time of day, of the week or of the month means: 09:00, mon 08:00, 1 08:00."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sheetdesk.config.types import read_clock, wrong

DAYS = {
    name: at
    for at, names in enumerate(
        ("mon 週一 一", "tue 週二 二", "wed 週三 三", "thu 週四 四", "fri 週五 五", "sat 週六 六", "sun 週日 日")
    )
    for name in names.split()
}
LATEST_DAY = 28
"""Every month has it."""

LATEST_MINUTE = 23 * 60 + 59


def read_minute(value: Any) -> int:
    """A time of day as minutes after midnight."""
    hours, minutes = read_clock(value).split(":")
    minute = int(hours) * 60 + int(minutes)
    if minute > LATEST_MINUTE:
        raise wrong("不能用；最晚 23:59")
    return minute


def week_time(otherwise: str = "") -> Callable[[Any], tuple[int, int]]:
    """What reads a weekday, from 0 (Monday), and minutes after midnight. `otherwise`: what else may stand there, in words."""

    def day(word: str) -> int:
        if word.lower() not in DAYS:
            raise wrong(f"看不懂；要寫成 mon 08:00 或 週一 08:00{otherwise}")
        return DAYS[word.lower()]

    return _with_day(day)


def month_time(otherwise: str = "") -> Callable[[Any], tuple[int, int]]:
    """What reads a day of the month, from 1, and minutes after midnight. `otherwise`: as above."""

    def day(word: str) -> int:
        if not re.fullmatch(r"\d{1,2}", word) or not 1 <= int(word) <= LATEST_DAY:
            raise wrong(f"看不懂；要寫成 1 08:00（那個月的幾號，1 到 {LATEST_DAY}）{otherwise}")
        return int(word)

    return _with_day(day)


def _with_day(day: Callable[[str], int]) -> Callable[[Any], tuple[int, int]]:
    def read(value: Any) -> tuple[int, int]:
        word, _, clock = str(value).strip().partition(" ")
        return day(word), read_minute(clock.strip())

    return read
