"""What happened in any period, and its figures: one way to count for the tabs of figures and for reports. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_events import Chronicle, Happened
from sheetdesk.policy.kpi_figures import (
    Context,
    Figures,
    Letters,
    OpenCases,
    backlog_figures,
    figures_of,
    letter_figures,
)
from sheetdesk.policy.kpi_periods import WEEK, Period, midnight, week_of

COMPARED = 4
"""Whole weeks before one that it is held against."""


@dataclass(frozen=True, slots=True)
class Ground:
    """All that the figures are made of. `rows`: each case with the person whose it is. `waiting`, `late`: open cases now
    that nobody has answered, and of which a clock is past."""

    rows: Sequence[tuple[CaseFigures, str | None]]
    letters: Sequence[Letters]
    backlog: Sequence[OpenCases]
    credited: frozenset[str]
    waiting: int
    late: int
    categories: Sequence[str] = ()
    """Those that the house knows, in its order."""


class Slices:
    """The ground laid out by day, to be asked for any period; `ground` must hold all that happened in it."""

    def __init__(self, ground: Ground, zone: ZoneInfo, now: datetime) -> None:
        self.ground, self.zone, self.now = ground, zone, now
        self.chronicle = Chronicle(ground.rows, zone, now)

    @property
    def first_day(self) -> date:
        """The day of the first case that is known; today if there is none."""
        return self.chronicle.first_day or self.now.astimezone(self.zone).date()

    def weeks_before(self, week: Period, most: int = COMPARED) -> int:
        """How many weeks before that one are known."""
        return max(0, min(most, (week.begin - week_of(self.first_day).begin) // WEEK))

    def within(self, period: Period) -> Happened:
        """The cases to which something happened in it."""
        return self.chronicle.within(period)

    def of(self, happened: Happened, period: Period) -> Figures:
        """Figures of some cases to which something happened in it."""
        return figures_of(happened, self._context(period))

    def figures(self, period: Period) -> Figures:
        """All figures of that period."""
        letters = [one for one in self.ground.letters if period.begin <= one.day < period.end]
        return {
            **self.of(self.within(period), period),
            **letter_figures(letters),
            **backlog_figures(self.backlog(period)),
        }

    def backlog(self, period: Period) -> list[OpenCases]:
        """The open cases of its days, as they were counted."""
        return [one for one in self.ground.backlog if period.begin <= one.day < period.end]

    def _context(self, period: Period) -> Context:
        end = midnight(period.end, self.zone)
        return Context(self.now, self.chronicle.came_again, self.ground.credited, end)
