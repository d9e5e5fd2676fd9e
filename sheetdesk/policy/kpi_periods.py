"""Days, weeks and months of reports, by the desk's own calendar days. Border: dates only; weeks begin on Monday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many days, weeks and months back rows are brought up to date; older ones stay as they are."""

    days: int
    weeks: int
    months: int


WHOLE = Reach(92, 53, 13)
"""Once a day: a month stands beside that of the year before."""

RECENT = Reach(35, 6, 2)
"""Each hour."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `begin` until before the day `end`."""

    begin: date
    end: date

    def key(self) -> str:
        """What its row is known by."""
        return self.begin.isoformat()


def days(today: date, first: date, reach: Reach = WHOLE) -> Iterator[Period]:
    """The last days up to today, none before `first`; the oldest first."""
    begin = max(today - timedelta(days=reach.days - 1), first)
    while begin <= today:
        yield Period(begin, begin + timedelta(days=1))
        begin += timedelta(days=1)


def week_of(day: date) -> Period:
    """The week in which `day` lies."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + WEEK)


def weeks(today: date, first: date, reach: Reach = WHOLE) -> Iterator[Period]:
    """The last weeks up to this one, none that ends before `first`."""
    this = week_of(today)
    begin = max(this.begin - (reach.weeks - 1) * WEEK, week_of(first).begin)
    while begin <= this.begin:
        yield Period(begin, begin + WEEK)
        begin += WEEK


def months(today: date, first: date, reach: Reach = WHOLE) -> Iterator[Period]:
    """The last months up to this one, none that ends before `first`."""
    this = today.year * 12 + today.month - 1
    for month in range(max(this - reach.months + 1, first.year * 12 + first.month - 1), this + 1):
        yield Period(_first_of(month), _first_of(month + 1))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def earliest(today: date, reach: Reach) -> date:
    """The first day that any of these periods holds."""
    return min(next(every(today, date.min, reach)).begin for every in (days, weeks, months))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When that day begins; aware UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
