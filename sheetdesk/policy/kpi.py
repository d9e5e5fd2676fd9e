"""All tabs of figures as tables: which rows they hold and what each shows (domain §8). Pure; reads no sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import nsmallest
from zoneinfo import ZoneInfo

from sheetdesk.columns import FIGURES, GROUPED, KPI, KPI_DAYS, KPI_GROUPS, KPI_HOURS, KPI_MONTHS, KPI_WEEKS, WEEKDAYS
from sheetdesk.model.case import SOURCES
from sheetdesk.model.values import Value
from sheetdesk.policy import kpi_periods as periods
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_events import EVENTS, Happened
from sheetdesk.policy.kpi_figures import Context, Letters, backlog_figures, figures_of
from sheetdesk.policy.kpi_overview import Weeks, counted, nothing_counted, overview
from sheetdesk.policy.kpi_periods import WEEK, WHOLE, Period, Reach
from sheetdesk.policy.kpi_slices import Ground, Slices
from sheetdesk.policy.kpi_terms import KpiTerms

Cells = dict[str, Value]

MOST_NAMES = 20
"""Rows of one sort of group that a month gets."""

UNTOLD = "（沒有填）"

DIMENSIONS: dict[str, tuple[str, Callable[[CaseFigures], str | None]]] = {
    "category": ("類別", lambda row: row.category or UNTOLD),
    "source": ("來源", lambda row: row.source or UNTOLD),
    "product": ("商品", lambda row: row.product or UNTOLD),
    "group_no": ("團號", lambda row: row.group_no or UNTOLD),
    "supplier": ("廠商", lambda row: row.supplier or UNTOLD),
    "owner": ("負責人", lambda row: row.owner or UNTOLD),
    "solved_by": ("處理人", lambda row: row.solved_by),
    "paid_by": ("負擔方", lambda row: row.paid_by),
    "rule": ("規則", lambda row: row.rule),
}
"""By what cases are grouped: the word for it, and what a case bears."""

AT_A_GLANCE = ("category", "source")
"""Of these KPI 總覽 counts the cases of each."""

HOURS_OVER = 13 * WEEK


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a tab by key, in the order in which new ones come. `gone`: what a row shows that stands there though its
    key isn't among `rows`; None: it stays as it is."""

    rows: Mapping[str, Cells]
    gone: Callable[[str], Cells | None] = field(default=lambda key: None)
    in_order: bool = False
    """They stand in this order from the top, whichever key a row bears: new rows come where the workbook puts them."""

    def over(self, standing: Iterable[str]) -> Table:
        """The same for rows that stand there, given from the top."""
        if not self.in_order:
            return self
        known = list(standing)
        keys = [*known, *(key for key in self.rows if key not in set(known))]
        return replace(self, rows=dict(zip(keys, self.rows.values(), strict=False)))


def tables(ground: Ground, terms: KpiTerms, zone: ZoneInfo, now: datetime, reach: Reach = WHOLE) -> dict[str, Table]:
    """Every tab of figures, by the tab's key, as far back as `reach`; `ground` must hold all that happened since."""
    return _Report(ground, terms, zone, now, reach).tables()


def _grouped(figures: Mapping[str, Value]) -> Cells:
    """Those that 分組 shows."""
    return {column.key: figures[column.key] for column in GROUPED}


class _Report:
    """One report in the making: what all of its tables share."""

    def __init__(self, ground: Ground, terms: KpiTerms, zone: ZoneInfo, now: datetime, reach: Reach) -> None:
        self.ground, self.terms, self.zone, self.now, self.reach = ground, terms, zone, now, reach
        self.today = now.astimezone(zone).date()
        self.slices = Slices(ground, zone, now)
        self.first = self.slices.first_day
        self.months = {month.key(): month for month in periods.months(self.today, self.first, self.reach)}
        self._named: dict[tuple[str, str], dict[str, Happened]] = {}

    def tables(self) -> dict[str, Table]:
        today, first, reach = self.today, self.first, self.reach
        found = {
            KPI.key: self._overview(),
            KPI_DAYS.key: self._by_period("day", periods.days(today, first, reach)),
            KPI_WEEKS.key: self._by_period("week", periods.weeks(today, first, reach)),
            KPI_MONTHS.key: self._by_period("month", self.months.values()),
            KPI_GROUPS.key: self._groups(),
        }
        return found | {KPI_HOURS.key: self._hours()} if reach == WHOLE else found

    def _by_period(self, name: str, wanted: Iterable[Period]) -> Table:
        found = ((period, self.slices.figures(period)) for period in wanted)
        return Table({p.key(): {name: p.begin, **{column.key: f[column.key] for column in FIGURES}} for p, f in found})

    def _groups(self) -> Table:
        rows: dict[str, Cells] = {}
        for at, month in self.months.items():
            happened = self.slices.within(month)
            for dimension, (word, name_of) in DIMENSIONS.items():
                received = happened.names(name_of)
                first = nsmallest(MOST_NAMES, received, key=lambda name: (-received[name], name))
                for name, cases in happened.by(name_of, first).items():
                    rows[f"{at}|{dimension}|{name}"] = self._group(month, word, name, cases)
        return Table(rows, self._group_with_no_row)

    def _group_with_no_row(self, key: str) -> Cells | None:
        """Of thousands of names few stand in the tab beside the first ones: they are counted only when it asks."""
        at, _, rest = key.partition("|")
        dimension, _, name = rest.partition("|")
        if at not in self.months:
            return None
        happened = self._by_name(at, dimension).get(name) if dimension in DIMENSIONS else None
        if happened is None:
            return _grouped(figures_of(Happened(), Context(self.now, (), (), self.now)))
        return self._group(self.months[at], DIMENSIONS[dimension][0], name, happened)

    def _by_name(self, at: str, dimension: str) -> dict[str, Happened]:
        if (at, dimension) not in self._named:
            self._named[at, dimension] = self.slices.within(self.months[at]).by(DIMENSIONS[dimension][1])
        return self._named[at, dimension]

    def _group(self, month: Period, word: str, name: str, happened: Happened) -> Cells:
        figures = self.slices.of(happened, month)
        return {"month": month.begin, "dimension": word, "name": name, **_grouped(figures)}

    def _hours(self) -> Table:
        over = Period(self.today + timedelta(days=1) - HOURS_OVER, self.today + timedelta(days=1))
        found = self.slices.chronicle.received_by_hour(over)
        return Table(
            {
                f"{hour:02}": {
                    "hour": f"{hour:02}:00",
                    **{name: found.get((hour, day), 0) for day, name in enumerate(WEEKDAYS)},
                }
                for hour in range(24)
            }
        )

    def _overview(self) -> Table:
        this = periods.week_of(self.today)
        last, four = Period(this.begin - WEEK, this.begin), Period(this.begin - 4 * WEEK, this.begin)
        spans = self.slices.weeks_before(this)
        part = self._so_far(last)
        weeks = Weeks(
            self.slices.figures(this),
            self.slices.figures(last) if spans else {},
            self.slices.of(part, last) if spans else {},
            self.slices.figures(four),
            spans,
        )
        rows = overview(weeks, self.terms.targets)
        rows |= self._standing(this, last, four)
        slices = (self.slices.within(this), self.slices.within(last), part, self.slices.within(four))
        rows |= _counts(slices, {"category": self.ground.categories, "source": SOURCES}, spans)
        return Table(rows, gone=lambda key: nothing_counted(spans) if key.partition("|")[0] in AT_A_GLANCE else None)

    def _so_far(self, last: Period) -> Happened:
        """What had happened last week by this time of it."""
        cut, whole = self.now - WEEK, self.slices.within(last)
        part = {
            event: [row for row in getattr(whole, event) if (at := moment_of(row)) is not None and at <= cut]
            for event, moment_of in EVENTS.items()
        }
        return Happened(**part)

    def _standing(self, this: Period, last: Period, four: Period) -> dict[str, Cells]:
        """What waits now, and what waited at the fixed hour of each day."""
        clock = f"{self.terms.backlog_at // 60:02}:{self.terms.backlog_at % 60:02}"
        counts = [one.open for one in self.slices.backlog(four)]
        week, missed = self.slices.backlog(this), self._missed(this)
        gap = f"這週有 {missed} 天沒有記到（那時系統沒有在跑）。" if missed else ""
        return {
            "waiting": {
                "figure": "還沒回覆（現在）",
                "this_week": self.ground.waiting,
                "note": "還開著、沒有人回覆過的案件；不算在達標率裡。",
            },
            "late": {
                "figure": "逾期中（現在）",
                "this_week": self.ground.late,
                "note": "還開著、首次回覆或解決已經過了期限的案件；不算在達標率裡。",
            },
            "backlog": {
                "figure": "積壓",
                "this_week": backlog_figures(week)["backlog"],
                "last_week": backlog_figures(self.slices.backlog(last))["backlog"],
                "four_weeks": round(sum(counts) / len(counts), 1) if counts else None,
                "n": len(week) or None,
                "note": f"每天 {clock} 還沒結束的案件，這裡是最後一天的；n 是這週記了幾天。{gap}",
            },
        }

    def _missed(self, week: Period) -> int:
        """Days of this week whose hour has passed and that nobody counted, since the first one that was counted."""
        known = {one.day for one in self.ground.backlog}
        if not known:
            return 0
        days = (week.begin + timedelta(days=at) for at in range((self.today - week.begin).days))
        return sum(day not in known and day > min(known) for day in days)


def _counts(slices: Sequence[Happened], listed: Mapping[str, Sequence[str]], spans: int) -> dict[str, Cells]:
    """How many cases of each category and source the weeks brought: first those that are always `listed`."""
    groups: list[dict[str, int]] = [{} for _ in slices]
    titles: dict[str, str] = {}
    for dimension in AT_A_GLANCE:
        word, name_of = DIMENSIONS[dimension]
        titles |= {f"{dimension}|{name}": f"{word}：{name}" for name in listed.get(dimension, ())}
        for group, happened in zip(groups, slices, strict=True):
            for name, cases in sorted(happened.by(name_of).items()):
                if cases.received:
                    group[f"{dimension}|{name}"] = len(cases.received)
                    titles.setdefault(f"{dimension}|{name}", f"{word}：{name}")
    return counted(titles, groups, spans)


def letters_of(counts: Iterable[tuple[datetime, bool, int]], zone: ZoneInfo) -> list[Letters]:
    """Letters by the day on which they left."""
    found: dict[tuple[date, bool], int] = {}
    for at, automatic, count in counts:
        day = (at.astimezone(zone).date(), automatic)
        found[day] = found.get(day, 0) + count
    return [Letters(day, automatic, count) for (day, automatic), count in found.items()]
