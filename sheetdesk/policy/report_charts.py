"""Charts of a report: bars that every mail program shows and a drawing of the same figures, made at one place. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sheetdesk.model.drawing import BARS, COLUMNS, LINES, Drawing, Strand
from sheetdesk.policy.kpi import DIMENSIONS
from sheetdesk.policy.kpi_overview import ITEMS
from sheetdesk.policy.kpi_periods import WEEK, Period, week_of
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.report import Bar, Line, Section, named, number

MOST_CATEGORIES = 10
"""Bars of a chart that a phone shows at once; a shop's own categories can be many."""

FEWEST_WEEKS = 2
"""A line of one week is none."""

_NOTE = "那一週的星期一；最後一個是最近的一週。"


def course(slices: Slices, weeks: Sequence[Period]) -> Section:
    """How many cases each of the weeks brought."""
    counts = [len(slices.within(week).received) for week in weeks]
    labels = tuple(map(_label, weeks))
    drawing = Drawing("每週收到的案件（件）", COLUMNS, labels, (Strand("案件", tuple(counts)),), "每週收到幾件", "件")
    return Section("每週收到的案件", bars=_bars(labels, counts), note=_NOTE, picture=drawing)


def share(slices: Slices, weeks: Sequence[Period], key: str, targets: Mapping[str, float]) -> Section | None:
    """A share in percent over the weeks, with what is to be reached; None where too few weeks know it."""
    title = next(item.title for item in ITEMS if item.key == key)
    found = [slices.figures(week)[key] for week in weeks]
    values = [float(value) if isinstance(value, int | float) else None for value in found]
    if sum(value is not None for value in values) < FEWEST_WEEKS:
        return None
    labels, strands = tuple(map(_label, weeks)), [Strand(title, tuple(values))]
    if key in targets:
        strands.append(Strand("目標", (targets[key],) * len(weeks), is_target=True))
    drawing = Drawing(f"每週的{title}（%）", LINES, labels, tuple(strands), f"每週的{title}", "%", 100)
    aim = f"目標 {targets[key]:g} %。" if key in targets else ""
    return Section(f"每週的{title}", bars=_bars(labels, values), unit="%", note=aim + _NOTE, picture=drawing)


def categories(slices: Slices, period: Period, earlier: Period, parts: int, now: str, usual: str) -> Section:
    """Cases of each category, beside a usual period of the same length: the mean of `parts` of them in `earlier`; 0: none
    is known. `now` and `usual` name both."""
    name_of = DIMENSIONS["category"][1]
    counts = {name: len(one.received) for name, one in slices.within(period).by(name_of).items()}
    before = {name: len(one.received) for name, one in slices.within(earlier).by(name_of).items()} if parts else {}
    means = {name: count / parts for name, count in before.items()}
    names = sorted({*counts, *means}, key=lambda name: (-counts.get(name, 0), -means.get(name, 0), name))
    shown = [name for name in names if counts.get(name) or means.get(name)][:MOST_CATEGORIES]
    if not shown:
        return Section("各類別件數", (Line("", "沒有案件。"),))
    values = [counts.get(name, 0) for name in shown]
    usually = [round(means.get(name, 0.0), 1) for name in shown]
    strands = [Strand(now, tuple(values)), *([Strand(usual, tuple(usually))] if parts else [])]
    labels = tuple(map(named, shown))
    drawing = Drawing("各類別件數（件）", BARS, labels, tuple(strands), "各類別的件數", "件")
    said = (
        [f"{name}（{usual} {number(mean)}）" for name, mean in zip(labels, usually, strict=True)] if parts else labels
    )
    return Section("各類別件數", bars=_bars(said, values), picture=drawing)


def whole_weeks(slices: Slices, since: date, end: date) -> list[Period]:
    """The weeks that lie whole between those days, oldest first, from the first one that is known."""
    monday = week_of(end).begin
    first = max(since, week_of(slices.first_day).begin)
    begins = (monday - back * WEEK for back in range((monday - first) // WEEK, 0, -1))
    return [Period(begin, begin + WEEK) for begin in begins]


def _label(week: Period) -> str:
    return f"{week.begin.month}/{week.begin.day}"


def _bars(labels: Sequence[str], values: Sequence[float | None]) -> tuple[Bar, ...]:
    return tuple(Bar(label, value) for label, value in zip(labels, values, strict=True) if value is not None)
