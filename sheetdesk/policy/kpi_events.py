"""Cases as figures, laid out by the day on which each thing happened. Pure; what is counted is `kpi_figures`'s."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.people import told

AGAIN_WITHIN = timedelta(days=7)
"""A case about the same so soon after shows that the first one was not settled (domain §8, 首次解決率)."""

EVENTS: dict[str, Callable[[CaseFigures], datetime | None]] = {
    "received": lambda row: row.received_at,
    "replied": lambda row: row.replied_at,
    "reply_ended": lambda row: row.reply_ended_at,
    "promised": lambda row: row.promise_due,
    "solved": lambda row: row.solved_at,
    "closed": lambda row: row.closed_at,
    "asked": lambda row: row.asked_for,
}
"""By which moment a case belongs to a period, for each thing that is counted."""

Cases = list[CaseFigures]


@dataclass(slots=True)
class Happened:
    """The cases to which each thing happened within one period; `reopened` and `escalated` hold a case for each time."""

    received: Cases = field(default_factory=list)
    replied: Cases = field(default_factory=list)
    reply_ended: Cases = field(default_factory=list)
    promised: Cases = field(default_factory=list)
    solved: Cases = field(default_factory=list)
    closed: Cases = field(default_factory=list)
    asked: Cases = field(default_factory=list)
    reopened: Cases = field(default_factory=list)
    escalated: Cases = field(default_factory=list)

    def names(self, name_of: Callable[[CaseFigures], str | None]) -> Counter[str]:
        """The names that its cases bear, and how many of those received bear each."""
        found = Counter(name for row in self.received if (name := name_of(row)) is not None)
        for event in Happened.__slots__:
            found.update({name: 0 for row in getattr(self, event) if (name := name_of(row)) is not None})
        return found

    def by(
        self, name_of: Callable[[CaseFigures], str | None], names: Iterable[str] | None = None
    ) -> dict[str, Happened]:
        """The same for each name that its cases bear, or for these alone; a case without one is left out."""
        found = {name: Happened() for name in (self.names(name_of) if names is None else names)}
        for event in Happened.__slots__:
            for row in getattr(self, event):
                name = name_of(row)
                if name is not None and name in found:
                    getattr(found[name], event).append(row)
        return found


class Chronicle:
    """Every case that counts, by day; `came_again`: those after which the same customer soon wrote of the same."""

    def __init__(self, rows: Iterable[tuple[CaseFigures, str | None]], zone: ZoneInfo, now: datetime) -> None:
        counted = [(row, person) for row, person in rows if row.counted]
        self.zone, self.now = zone, now
        self.came_again = _came_again(counted)
        self._days: dict[str, defaultdict[date, Cases]] = {name: defaultdict(list) for name in Happened.__slots__}
        for row, _ in counted:
            self._lay_out(row)

    def _lay_out(self, row: CaseFigures) -> None:
        for event, moment_of in EVENTS.items():
            at = moment_of(row)
            if at is not None and at <= self.now:
                self._days[event][at.astimezone(self.zone).date()].append(row)
        for event, moments in (("reopened", row.reopened), ("escalated", row.escalated)):
            for at in moments:
                self._days[event][at.astimezone(self.zone).date()].append(row)

    @property
    def first_day(self) -> date | None:
        """The day of the first case that is known."""
        return min(self._days["received"], default=None)

    def within(self, period: Period) -> Happened:
        """What happened in it."""
        length = (period.end - period.begin).days
        span = [period.begin + timedelta(days=at) for at in range(length)]
        return Happened(*(_all_of(self._days[event], span) for event in Happened.__slots__))

    def received_by_hour(self, period: Period) -> Mapping[tuple[int, int], int]:
        """How many came in, by hour of the day and weekday (Monday is 0)."""
        found: defaultdict[tuple[int, int], int] = defaultdict(int)
        for row in self.within(period).received:
            assert row.received_at is not None, "it was laid out by that moment"
            local = row.received_at.astimezone(self.zone)
            found[local.hour, local.weekday()] += 1
        return found


def _all_of(by_day: Mapping[date, Cases], span: Sequence[date]) -> Cases:
    return [row for day in span if day in by_day for row in by_day[day]]


def _came_again(rows: Sequence[tuple[CaseFigures, str | None]]) -> frozenset[str]:
    """Cases after whose resolution the same person wrote of the same 團號 and category within seven days."""
    received: defaultdict[tuple[str, str | None, str | None], list[datetime]] = defaultdict(list)
    for row, person in rows:
        if person is not None and row.received_at is not None:
            received[person, told(row.group_no), row.category].append(row.received_at)
    for moments in received.values():
        moments.sort()
    found = set()
    for row, person in rows:
        if person is None or row.solved_at is None:
            continue
        later = received[person, told(row.group_no), row.category]
        next_one = bisect_right(later, row.solved_at)
        if next_one < len(later) and later[next_one] <= row.solved_at + AGAIN_WITHIN:
            found.add(row.number)
    return frozenset(found)
