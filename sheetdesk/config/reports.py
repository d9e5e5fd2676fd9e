"""The section `reports` of config.yaml: who gets reports, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import FilePath, Text, is_mail, read_clock, wrong

Slot = tuple[int, int]
"""A day and minutes after midnight: of the week from 0 (Monday), or of the month from 1."""

NEVER = "不做"
DAYS = {
    name: at
    for at, names in enumerate(
        ("mon 週一 一", "tue 週二 二", "wed 週三 三", "thu 週四 四", "fri 週五 五", "sat 週六 六", "sun 週日 日")
    )
    for name in names.split()
}
LATEST_DAY = 28
"""Every month has it."""


def _weekday(word: str) -> int:
    if word.lower() not in DAYS:
        raise wrong(f"看不懂；要寫成 mon 08:00 或 週一 08:00；不要就寫「{NEVER}」")
    return DAYS[word.lower()]


def _day(word: str) -> int:
    if not re.fullmatch(r"\d{1,2}", word) or not 1 <= int(word) <= LATEST_DAY:
        raise wrong(f"看不懂；要寫成 1 08:00（那個月的幾號，1 到 {LATEST_DAY}）；不要就寫「{NEVER}」")
    return int(word)


def _slot(day: Callable[[str], int]) -> Callable[[Any], Slot | None]:
    def read(value: Any) -> Slot | None:
        if value == NEVER:
            return None
        word, _, clock = str(value).strip().partition(" ")
        found = day(word)
        hours, minutes = read_clock(clock.strip()).split(":")
        minute = int(hours) * 60 + int(minutes)
        if minute >= 24 * 60:
            raise wrong("不能用；最晚 23:59")
        return found, minute

    return read


def _people(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _recipient(text: str) -> str:
    text = text.strip()
    if not text or ("@" in text and not is_mail(text)):
        raise wrong("不是 Email 位址；要寫「分工表」裡的姓名，或 service@example.com 這樣的位址")
    return text


Recipient = Annotated[Text, AfterValidator(_recipient)]


class ReportsSection(Section):
    """`to`: names in 分工表, or addresses; nobody: reports stand in the tab alone. `font`: what charts are lettered with,
    before the system's own."""

    to: Annotated[tuple[Recipient, ...], BeforeValidator(_people), Field(max_length=20)] = ()
    weekly: Annotated[Slot | None, PlainValidator(_slot(_weekday))] = (0, 8 * 60)
    monthly: Annotated[Slot | None, PlainValidator(_slot(_day))] = (1, 8 * 60)
    quarterly: Annotated[Slot | None, PlainValidator(_slot(_day))] = (1, 8 * 60)
    owners: Annotated[Slot | None, PlainValidator(_slot(_weekday))] = None
    """分類回報."""
    font: FilePath | None = None
