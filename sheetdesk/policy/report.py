"""A report as plain values, whichever way it is shown: sections of sentences, figures and bars. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sheetdesk.model.drawing import Drawing
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.report_terms import MONTHLY, OWNERS, QUARTERLY, WEEKLY
from sheetdesk.policy.wording import day, one_line

NAME_LIMIT = 30
"""Characters of a product, a 團號 or a supplier that a report repeats."""

TITLES = {WEEKLY: "週報", MONTHLY: "月報", QUARTERLY: "季報", OWNERS: "分類回報"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is about, and what is to be said of it; blank `what`: a sentence by itself. `link`: where a letter
    leads from it."""

    what: str
    said: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a small chart."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Section:
    """`head`: titles of columns of `table`, whose rows are shown as a table in the mail and as sentences elsewhere.
    `note`: by which rule, and where its figures come from. `loud`: what is to be seen first. `picture`: what is shown in
    the mail in the place of the bars, where it can be painted."""

    title: str
    lines: tuple[Line, ...] = ()
    head: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    bars: tuple[Bar, ...] = ()
    unit: str = "件"
    note: str = ""
    loud: bool = False
    picture: Drawing | None = None

    def rows(self) -> Iterable[Line]:
        """All that it says as sentences; what is a table in the mail too."""
        yield from self.lines
        for name, *cells in self.table:
            pairs = zip(self.head[1:], cells, strict=True)
            yield Line(name, "，".join(f"{title} {cell}" for title, cell in pairs if cell))


@dataclass(frozen=True, slots=True)
class Report:
    """`kind` of `report_terms`; `key` tells its kind and period, and whose part it is."""

    kind: str
    period: Period
    title: str
    sections: tuple[Section, ...]
    whose: str = ""

    @property
    def key(self) -> str:
        """What it is known by."""
        return ":".join(filter(None, (self.kind, self.period.key(), self.whose)))


def title_of(kind: str, period: Period) -> str:
    """「週報 11/16（一）–11/22（日）」, 「月報 2026 年 11 月」, 「季報 2026 年第 4 季」"""
    begin = period.begin
    if kind in (WEEKLY, OWNERS):
        return f"{TITLES[kind]} {day(begin)}–{day(period.end - timedelta(days=1))}"
    part = f"{begin.month} 月" if kind == MONTHLY else f"第 {(begin.month + 2) // 3} 季"
    return f"{TITLES[kind]} {begin.year} 年{' ' if kind == MONTHLY else ''}{part}"


def named(name: str) -> str:
    """What customers and suppliers call a thing, on one line."""
    return one_line(name, NAME_LIMIT)


def number(value: float) -> str:
    """「1,200」, 「10.5」"""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
