"""對客承諾: by when the customer is told to hear from us. Border: words in, an instant out; it never pauses.

What is promised is kept apart from the internal target, and must be possible to keep (domain §4): a promise
that would fall into closed hours, or within an hour of closing, is moved to where somebody is at work.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sheetdesk.model.values import Value
from sheetdesk.policy.durations import Duration, read_duration
from sheetdesk.policy.hours import BUSINESS, ROUND_THE_CLOCK, Calendar
from sheetdesk.policy.opening import read_time

ALLOWED = "請寫 24 小時、當天、下一個營業日 10:00、1 小時內（白天）、2 個工作天這樣的時間"

WITHIN, BY_DAY, SAME_DAY, NEXT_DAY = "within", "by day", "same business day", "next business day"

DAYTIME = (9 * 60, 21 * 60)
"""白天, every day of the week: the hours in which customers are written to (domain §7)."""

LEAST_MINUTES = 60
"""A promise leaves at least an hour of work."""

_BY_DAY = re.compile(r"\(?(?:限|以)?白天(?:計算?)?\)?$")
_SAME_DAY = re.compile(r"(?:同一?個?|當)(?:天|日|營業日|工作天|工作日)(?:內)?")
_NEXT_DAY = re.compile(r"(?:下一?個?|次一?個?|隔)(?:天|日|營業日|工作天|工作日)(?:的)?(\d{1,2}:\d{2})前?")


_NONE = Duration()


@dataclass(frozen=True, slots=True)
class Promise:
    """What the tab says, and how it is counted."""

    words: str
    kind: str
    within: Duration = _NONE
    minute: int = 0
    """Minutes after midnight, for a promise that names the hour of the next business day."""

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """By when, for a message that came at `start`."""
        if self.kind == NEXT_DAY:
            return calendar.next_business_day_at(start, self.minute)
        if self.kind == SAME_DAY:
            return _closing(start, calendar)
        if self.kind == BY_DAY:
            return _daytime(calendar.zone).due(start, self.within.minutes)
        if self.within.in_working_days:
            return calendar.due(start, self.within.on(BUSINESS, calendar))
        due = calendar.due(start, self.within.on(ROUND_THE_CLOCK, calendar), ROUND_THE_CLOCK)
        return due if calendar.is_open(due) else calendar.due(due, LEAST_MINUTES)


def read_promise(value: Value) -> Promise | None:
    """The promise in these words; None if they can't be read."""
    if not isinstance(value, str):
        return None
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", value))
    if _SAME_DAY.fullmatch(text):
        return Promise(value.strip(), SAME_DAY)
    named = _NEXT_DAY.fullmatch(text)
    if named:
        minute = read_time(named[1])
        return None if minute is None else Promise(value.strip(), NEXT_DAY, minute=minute)
    by_day = _BY_DAY.search(text)
    within = read_duration(text[: by_day.start()] if by_day else text)
    if within is None or (by_day and within.days):
        return None
    return Promise(value.strip(), BY_DAY if by_day else WITHIN, within)


def _closing(start: datetime, calendar: Calendar) -> datetime:
    """The end of the business day at hand, or of the next one if too little of it is left."""
    day = calendar.local(calendar.next_opening(start)).date()
    closing = calendar.closing(day)
    if calendar.minutes_between(start, closing) >= LEAST_MINUTES:
        return closing
    return calendar.closing(calendar.next_business_day(day))


@lru_cache(maxsize=8)
def _daytime(zone: ZoneInfo) -> Calendar:
    return Calendar(zone, ((DAYTIME,),) * 7, public_holidays=False)
