"""Business time: when the desk works, and counting in its minutes. Border: which days are public, `office_year` knows.

Times come and go as aware UTC; minutes are the grain (domain §4.8), seconds are cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.columns import HOURS
from sheetdesk.errors import ConfigError
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.policy.office_year import office_year
from sheetdesk.policy.opening import MIDNIGHT, OFF, ON, Dated, Window, merged, read_opening, without

BUSINESS, ROUND_THE_CLOCK = "營業", "全天"

Span = tuple[datetime, datetime]
"""From, to: a paused stretch of time."""

_EPOCH, _A_MINUTE = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1)
_NEVER = 10**9
"""A minute after every deadline (the year 3871)."""
MOST_DUES = 4096
"""Counted deadlines that a calendar remembers."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the desk works: windows per weekday (Monday first), and days that differ.

    Raises ConfigError if no weekday has a working minute (domain §4.6)."""

    zone: ZoneInfo
    weekly: tuple[tuple[Window, ...], ...]
    dated: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    public_holidays: bool = True
    _spans: dict[date, tuple[Window, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _dues: dict[tuple[int, int], datetime] = field(default_factory=dict, init=False, repr=False, compare=False)
    _day_minutes: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not any(self.weekly):
            raise ConfigError([f"{HOURS.title}：每週的營業時間一段都沒有 → 請至少填一列「星期、開始、結束」"])
        lengths = [sum(end - begin for begin, end in windows) for windows in self.weekly if windows]
        object.__setattr__(self, "_day_minutes", sum(lengths) // len(lengths))

    def windows(self, day: date) -> tuple[Window, ...]:
        """Working windows of that day, in minutes after local midnight; empty on a day off."""
        return self.dated[day] if day in self.dated else self.regular(day)

    def regular(self, day: date) -> tuple[Window, ...]:
        """Windows of that day as weekday and public holidays have it, without dated rows."""
        if self.public_holidays:
            off, make_up = office_year(day.year)
            if day in make_up:
                return self.working(day)
            if day in off:
                return ()
        return self.weekly[day.weekday()]

    def working(self, day: date) -> tuple[Window, ...]:
        """Windows of that day if it is worked: its weekday's own, else Monday's, else the first that has any."""
        return self.weekly[day.weekday()] or next(windows for windows in self.weekly if windows)

    def local(self, at: datetime) -> datetime:
        """`at` as the desk's clock shows it."""
        return at.astimezone(self.zone)

    def day_minutes(self) -> int:
        """Minutes of an ordinary business day: the mean over the weekdays that are worked."""
        return self._day_minutes

    def due(self, start: datetime, minutes: int, clock: str = BUSINESS, paused: Iterable[Span] = ()) -> datetime:
        """When `minutes` have run on `clock` since `start`, paused spans left out (overlaps count once).

        A window's end is a valid answer; the begin of a pause is not, for no breach may begin while paused."""
        if minutes < 0:
            raise ValueError(f"a clock can't run {minutes} minutes")
        if not paused:
            return self._due_unpaused(start, minutes, clock)
        left = minutes
        for begin, end, into_pause in self._pieces(_minute(start), clock, paused):
            if left < end - begin or (left == end - begin and not into_pause):
                return _instant(begin + left)
            left -= end - begin
        raise AssertionError("business time never ends")

    def _due_unpaused(self, start: datetime, minutes: int, clock: str) -> datetime:
        if clock == ROUND_THE_CLOCK:
            return to_minute(start) + minutes * _A_MINUTE
        at = _minute(start)
        if (at, minutes) in self._dues:
            return self._dues[at, minutes]
        left = minutes
        for begin, end in self._running(at, clock):
            if left <= end - begin:
                return self._known(at, minutes, _instant(begin + left))
            left -= end - begin
        raise AssertionError("business time never ends")

    def _known(self, at: int, minutes: int, due: datetime) -> datetime:
        """Kept: each clock of a case is asked for the same few moments by everything that looks at it, in every pass."""
        if len(self._dues) >= MOST_DUES:
            self._dues.clear()
        self._dues[at, minutes] = due
        return due

    def before(self, due: datetime, minutes: int, clock: str = BUSINESS) -> datetime:
        """When `minutes` were left on `clock` until `due`."""
        if minutes < 0:
            raise ValueError(f"a clock can't have {minutes} minutes left")
        at, left = _minute(due), minutes
        if clock == ROUND_THE_CLOCK or not left:
            return _instant(at - left)
        day = self.local(due).date()
        while True:
            for begin, end in reversed(self._on(day)):
                length = min(end, at) - begin
                if length >= left:
                    return _instant(begin + length - left)
                left -= max(length, 0)
            day -= timedelta(days=1)

    def minutes_between(
        self, start: datetime, end: datetime, clock: str = BUSINESS, paused: Iterable[Span] = ()
    ) -> int:
        """Minutes that ran on `clock` from `start` to `end`; 0 if `end` is earlier."""
        if clock == ROUND_THE_CLOCK and not paused:
            return max(0, (to_minute(end) - to_minute(start)) // _A_MINUTE)
        total, last = 0, _minute(end)
        for begin, until, _ in self._pieces(_minute(start), clock, paused):
            if begin >= last:
                break
            total += min(until, last) - begin
        return total

    def is_open(self, at: datetime) -> bool:
        """Is it working time? A window's first minute is, its end is not."""
        minute = _minute(at)
        return any(begin <= minute < end for begin, end in self._on(self.local(at).date()))

    def next_opening(self, at: datetime) -> datetime:
        """The next working minute: `at` itself while it is open."""
        return self.due(at, 0)

    def next_business_day(self, day: date) -> date:
        """The first day after `day` that has a working minute."""
        day += timedelta(days=1)
        while not self._on(day):
            day += timedelta(days=1)
        return day

    def next_business_day_at(self, at: datetime, minute: int) -> datetime:
        """The first business day after the day of `at`, so many minutes after its midnight."""
        return self.at(self.next_business_day(self.local(at).date()), minute)

    def business_days_after(self, at: datetime, days: int) -> datetime:
        """`days` business days after the next opening, at the same time of day, moved into that day's windows."""
        opening = self.local(self.next_opening(at))
        day = opening.date()
        for _ in range(days):
            day = self.next_business_day(day)
        same_time = self.at(day, opening.hour * 60 + opening.minute)
        return min(self.next_opening(same_time), self.closing(day))

    def closing(self, day: date) -> datetime:
        """When the last window of a business day ends."""
        return _instant(self._on(day)[-1][1])

    def at(self, day: date, minute: int) -> datetime:
        """So many minutes after that day's midnight, by the desk's clock (24:00 is the next midnight)."""
        days, minute = divmod(minute, MIDNIGHT)
        wall = time(minute // 60, minute % 60)
        return datetime.combine(day + timedelta(days=days), wall, tzinfo=self.zone).astimezone(UTC)

    def _on(self, day: date) -> tuple[Window, ...]:
        """Windows of that day in minutes of UTC; kept, for every deadline walks over the same days."""
        if day not in self._spans:
            windows = ((_minute(self.at(day, begin)), _minute(self.at(day, end))) for begin, end in self.windows(day))
            self._spans[day] = merged(windows)
        return self._spans[day]

    def _running(self, start: int, clock: str) -> Iterator[Window]:
        if clock == ROUND_THE_CLOCK:
            yield start, _NEVER
            return
        day = self.local(_instant(start)).date()
        while True:
            for begin, end in self._on(day):
                if end > start:
                    yield max(begin, start), end
            day += timedelta(days=1)

    def _pieces(self, start: int, clock: str, paused: Iterable[Span]) -> Iterator[tuple[int, int, bool]]:
        """Running time outside pauses; the flag says that a pause begins where the piece ends."""
        pauses = merged([(_minute(begin), _minute(end)) for begin, end in paused])
        for begin, end in self._running(start, clock):
            for pause, resume in pauses:
                if resume <= begin or pause > end:
                    continue
                if pause > begin:
                    yield begin, pause, True
                begin = resume
            if begin < end:
                yield begin, end, False


def read_calendar(rows: Sequence[Row], zone: ZoneInfo) -> tuple[Calendar, list[Problem]]:
    """The calendar of the tab 營業與休假, and what in it can't be read; such a row counts for nothing.

    Raises ConfigError if no weekday with working time is left (domain §4.6)."""
    said, problems = read_opening(rows)
    try:
        calendar = Calendar(zone, said.weekly)
    except ConfigError as error:
        raise ConfigError([*error.faults, *map(str, problems)]) from None
    return replace(calendar, dated={day: _resolve(calendar, day, on) for day, on in said.dated.items()}), problems


def _resolve(calendar: Calendar, day: date, said: Sequence[Dated]) -> tuple[Window, ...]:
    """Windows of a dated day: hours given to 上班 are its own, hours given to 休假 are cut out."""
    if (OFF, None) in said:
        return ()
    own = [window for kind, window in said if kind == ON and window]
    worked = own or (calendar.working(day) if (ON, None) in said else calendar.regular(day))
    for kind, window in said:
        if kind == OFF and window:
            worked = without(worked, window)
    return merged(worked)


def to_minute(at: datetime) -> datetime:
    """`at` in UTC without its seconds."""
    is_whole = at.tzinfo is UTC and not (at.second or at.microsecond)
    return at if is_whole else _instant(_minute(at))


def _minute(at: datetime) -> int:
    """Minutes since 1970 in UTC. Raises ValueError for a time without zone: it would be read by the server's."""
    if at.tzinfo is None:
        raise ValueError(f"a time without zone: {at}")
    return (at - _EPOCH) // _A_MINUTE


def _instant(minute: int) -> datetime:
    return _EPOCH + minute * _A_MINUTE
