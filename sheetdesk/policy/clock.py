"""One clock of a case: from when, how long, which time is left out; and its light. Border: one clock, no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sheetdesk.policy.hours import Calendar, Span

ON_TIME, HALF, SOON, LATE = "準時", "過半", "快到期", "逾期"

MARKS = ((100, LATE), (80, SOON), (50, HALF))
"""Share of the clock's own time that has run, in percent → light, from the highest (domain §4.7)."""


@dataclass(frozen=True)
class Clock:
    """`minutes` from `start` in the time `kind` (營業 or 全天); `what` is what has to be done until `due`.

    No slots, so that `due` and the marks are counted once for each clock."""

    what: str
    start: datetime
    minutes: int
    kind: str
    calendar: Calendar
    paused: tuple[Span, ...] = ()

    @cached_property
    def due(self) -> datetime:
        """When its time is used up."""
        return self.mark(100)

    @cached_property
    def marks(self) -> tuple[tuple[datetime, str], ...]:
        """When each light begins, the latest first."""
        return tuple((self.due if percent == 100 else self.mark(percent), light) for percent, light in MARKS)

    def mark(self, percent: int) -> datetime:
        """When so much of its time has run, in whole minutes rounded up."""
        return self.calendar.due(self.start, -(-self.minutes * percent // 100), self.kind, self.paused)

    def light(self, now: datetime) -> str:
        """準時, 過半 from 50 %, 快到期 from 80 %, 逾期 from the due minute on."""
        return next((light for at, light in self.marks if at <= now), ON_TIME)

    def next_mark(self, now: datetime) -> datetime | None:
        """When its light changes next; None once it is late."""
        return min((at for at, _ in self.marks if at > now), default=None)
