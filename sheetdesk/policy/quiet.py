"""安靜時段 of 設定: when nobody on the team is disturbed, unless a case is 緊急 (domain §4.7). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.policy.hours import Calendar

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")

A_DAY_MIN = 24 * 60
A_WEEK = 7
"""Days after which all that the week has was looked at."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begin` to `end`, minutes after midnight by the desk's clock; past midnight where `end` is not the later."""

    begin: int
    end: int

    def ends(self, at: datetime, zone: ZoneInfo) -> datetime:
        """When it is over; `at` itself outside of it. Its first minute belongs to it, its end doesn't."""
        local = at.astimezone(zone)
        minute = local.hour * 60 + local.minute
        over_night = self.end <= self.begin
        within = (minute >= self.begin or minute < self.end) if over_night else self.begin <= minute < self.end
        if not within:
            return at
        tomorrow = over_night and minute >= self.begin
        day = local.date() + timedelta(days=tomorrow + self.end // A_DAY_MIN)
        minute = self.end % A_DAY_MIN
        return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def first_free(at: datetime, calendar: Calendar, quiet: Quiet | None) -> datetime:
    """The first moment from `at` on in business hours and outside the quiet ones; if those leave none, in business
    hours, for somebody has to hear of it."""
    opening = first = calendar.next_opening(at)
    for _ in range(A_WEEK):
        over = quiet.ends(opening, calendar.zone) if quiet is not None else opening
        if over == opening:
            return opening
        opening = calendar.next_opening(over)
    return first


def read_quiet(text: str | None) -> Quiet | None:
    """「22:00-08:00」; None where nothing is said. Raises ValueError for what can't be read."""
    if text is None or not text.strip():
        return None
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    begin, end = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    if begin_minute > 59 or end_minute > 59 or begin >= A_DAY_MIN or end > A_DAY_MIN or begin == end:
        raise ValueError(text)
    return Quiet(begin, end)
