"""The section `survey` of config.yaml: the satisfaction survey that goes out with the closing letter (domain §7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, field_validator, model_validator

from sheetdesk import columns
from sheetdesk.config.sections import Section, keyed_by_question
from sheetdesk.config.types import Text, Titles, read_clock, span_between, wrong

TOKEN_FIELD = "{token}"
ADDRESS = "https://"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WITHIN = 23 * HOUR
"""Delay and closed hours together: a closing letter leaves within a day of the resolution, with an hour to spare."""
NEVER = "不寄"

Window = tuple[int, int]
"""From, to in minutes after midnight."""


def _window(value: Any) -> Window:
    begin, dash, end = str(value).replace("–", "-").replace("~", "-").partition("-")
    if not dash:
        raise wrong("看不懂；要寫成 09:00-21:00")
    opens, closes = (_minutes(read_clock(clock.strip())) for clock in (begin, end))
    if closes <= opens:
        raise wrong("不能用；後面的時間要比前面的晚，例如 09:00-21:00")
    return opens, closes


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _reminder(value: Any) -> timedelta | None:
    return None if value in (NEVER, None) else span_between(HOUR, 30 * DAY)(value)


def _delay(value: Any) -> timedelta:
    return timedelta() if value == "0" else span_between(timedelta(minutes=1), DAY)(value)


_days = BeforeValidator(span_between(DAY, 365 * DAY))


class SurveySection(Section):
    """When and how customers are asked how it went. Without `link` nobody is."""

    tab: Text = columns.SURVEY.title
    aliases: Mapping[str, Titles] = {}
    link: Text | None = None
    unsolved_link: Text | None = None
    delay: Annotated[timedelta, PlainValidator(_delay)] = timedelta(hours=2)
    window: Annotated[Window, PlainValidator(_window)] = (9 * 60, 21 * 60)
    answers_for: Annotated[timedelta, _days] = timedelta(days=14)
    rest: Annotated[timedelta, _days] = timedelta(days=14)
    close_after: Annotated[timedelta, _days] = timedelta(days=7)
    reminder: Annotated[timedelta | None, PlainValidator(_reminder)] = None

    @field_validator("aliases", mode="before")
    @classmethod
    def _by_key(cls, aliases: Any) -> Any:
        return keyed_by_question(aliases, columns.SURVEY)

    @field_validator("link", "unsolved_link")
    @classmethod
    def _fits(cls, link: str) -> str:
        if not link.startswith(ADDRESS) or link.count("{") != 1 or TOKEN_FIELD not in link or len(link.split()) > 1:
            raise wrong("不能用；要以 https:// 開頭，並在問卷代碼的位置寫 {token}")
        return link

    @model_validator(mode="after")
    def _within_a_day(self) -> SurveySection:
        opens, closes = self.window
        closed = DAY - timedelta(minutes=closes - opens)
        if self.delay + closed > WITHIN:
            raise wrong(
                "的 delay 太長，或 window 太短：處理完成後一天以內要寄得出去；例如 delay: 2 hours、window: 09:00-21:00"
            )
        if self.unsolved_link is not None and self.link is None:
            raise wrong("寫了 unsolved_link，卻沒有寫 link")
        return self
