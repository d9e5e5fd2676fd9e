"""The small table that charts are drawn from, out of the tables of figures, so that both always agree. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from sheetdesk.columns import CHARTS, KPI_GROUPS, KPI_HOURS, KPI_WEEKS
from sheetdesk.columns.charts import CATEGORIES, HOURS, WEEKS, row_keys
from sheetdesk.model.values import Value
from sheetdesk.policy.kpi import DIMENSIONS, Cells, Table
from sheetdesk.policy.kpi_periods import WEEK, WHOLE, Reach, week_of

AS_THEY_STAND = (
    "received",
    "complaints",
    "reply_met_rate",
    "solution_met_rate",
    "satisfied",
    "backlog",
    "backlog_late",
)
"""Figures of a week that a chart shows as KPI 每週 does."""

THIS_WEEK, REST = "這週", "其餘"


def chart_table(tables: Mapping[str, Table], targets: Mapping[str, float], today: date, reach: Reach = WHOLE) -> Table:
    """The rows of KPI 圖表: one week a row, and beside it one category a row. Weeks farther back than `reach`, of which
    `tables` say nothing, stay as they are."""
    weeks, categories = _weeks(tables[KPI_WEEKS.key], targets, today), _categories(tables[KPI_GROUPS.key], today)
    none: Cells = {"category": None, "this_month": None, "last_month": None}
    padded = [*categories, *[none] * (WEEKS - len(categories))]
    known: list[Cells] = [
        week if back < reach.weeks else {} for back, week in zip(range(WEEKS)[::-1], weeks, strict=True)
    ]
    return Table({key: {**week, **group} for key, week, group in zip(row_keys(WEEKS), known, padded, strict=True)})


def first_chart_rows() -> dict[str, list[Cells]]:
    """What stands in the tabs that charts are drawn from before there is a figure: all their rows.

    Rows that came later would lie in the middle of a chart's range, which would grow by as many."""
    key = str(CHARTS.key_column)
    hours: list[Cells] = [{"hour": f"{hour:02}:00", key: f"{hour:02}"} for hour in range(HOURS)]
    return {CHARTS.key: [{key: name} for name in row_keys(WEEKS)], KPI_HOURS.key: hours}


def _weeks(table: Table, targets: Mapping[str, float], today: date) -> list[Cells]:
    this = week_of(today).begin
    mondays = [this - back * WEEK for back in reversed(range(WEEKS))]
    return [_week(monday, table.rows.get(monday.isoformat(), {}), targets, monday == this) for monday in mondays]


def _week(monday: date, figures: Mapping[str, Value], targets: Mapping[str, float], is_this: bool) -> Cells:
    minutes = figures.get("reply_median")
    return {
        "week": THIS_WEEK if is_this else f"{monday.month}/{monday.day}",
        **{name: figures.get(name) for name in AS_THEY_STAND},
        "reply_median": round(minutes / 60, 1) if isinstance(minutes, int | float) else None,
        "reply_target": targets.get("reply_met_rate"),
        "satisfied_target": targets.get("satisfied"),
    }


def _categories(table: Table, today: date) -> list[Cells]:
    """The commonest ones of this month and the last; the others, where there are any, together."""
    first = today.replace(day=1)
    now, before = _received(table, first), _received(table, (first - timedelta(days=1)).replace(day=1))
    both = now + before
    ordered = sorted(both, key=lambda name: (-both[name], name))
    shown = ordered if len(ordered) <= CATEGORIES else ordered[: CATEGORIES - 1]
    rows: list[Cells] = [{"category": n, "this_month": now[n], "last_month": before[n]} for n in shown]
    if rest := ordered[len(shown) :]:
        counts: Cells = {"this_month": sum(now[n] for n in rest), "last_month": sum(before[n] for n in rest)}
        rows.append({"category": REST, **counts})
    return rows


def _received(table: Table, month: date) -> Counter[str]:
    """Cases of that month by category."""
    wanted, found = (month, DIMENSIONS["category"][0]), Counter[str]()
    for cells in table.rows.values():
        count = cells.get("received")
        if (cells.get("month"), cells.get("dimension")) == wanted and isinstance(count, int):
            found[str(cells["name"])] += count
    return +found
