"""The table of the charts says the same as the tables of figures."""

from datetime import date

import pytest

from sheetdesk.columns import ALL_CHARTS, BY_KEY, CHARTS, KPI_GROUPS, KPI_WEEKS
from sheetdesk.columns.charts import CATEGORIES, WEEKS
from sheetdesk.policy.chart_rows import chart_table, first_chart_rows
from sheetdesk.policy.kpi import Table
from sheetdesk.policy.kpi_periods import RECENT, WHOLE

SUNDAY = date(2026, 11, 22)
TARGETS = {"reply_met_rate": 95.0, "satisfied": 90.0}


def table(weeks=None, groups=(), today=SUNDAY):
    found = {f"{month}|{name}": group(month, name, count) for month, name, count in groups}
    tables = {KPI_WEEKS.key: Table(weeks or {}), KPI_GROUPS.key: Table(found)}
    return list(chart_table(tables, TARGETS, today).rows.values())


def group(month, name, count, dimension="類別"):
    return {"month": month, "dimension": dimension, "name": name, "received": count}


def categories(rows):
    return [(r["category"], r["this_month"], r["last_month"]) for r in rows if r["category"]]


@pytest.mark.parametrize("chart", ALL_CHARTS, ids=lambda chart: chart.key)
def test_every_chart_names_columns_and_rows_that_are_there(chart):
    tab = BY_KEY[chart.tab]
    assert all(tab.has(key) for key in (chart.labels, *(series.column for series in chart.series)))
    assert len(first_chart_rows()[chart.tab]) >= chart.rows


def test_thirteen_weeks_end_with_this_one():
    rows = table()
    assert [row["week"] for row in rows[-3:]] == ["11/2", "11/9", "這週"]
    assert len(rows) == WEEKS
    assert set(rows[0]) | {CHARTS.key_column} == {column.key for column in CHARTS.columns}


def test_a_week_begins_on_monday_midnight():
    assert table(today=date(2026, 11, 23))[-2]["week"] == "11/16"
    assert table(today=date(2026, 11, 22))[-2]["week"] == "11/9"


def test_a_week_shows_its_figures_and_the_targets_and_minutes_become_hours():
    week = {"received": 7, "reply_median": 90, "reply_met_rate": 80.0, "backlog": 3}
    row = table({"2026-11-16": week})[-1]
    assert (row["received"], row["reply_median"], row["reply_met_rate"], row["backlog"]) == (7, 1.5, 80.0, 3)
    assert (row["reply_target"], row["satisfied_target"], row["satisfied"]) == (95.0, 90.0, None)


def test_a_week_before_the_desk_began_is_blank_and_not_zero():
    assert table({"2026-11-16": {"received": 7}})[-2]["received"] is None


def test_weeks_that_were_not_counted_anew_stay_as_they_are():
    tables = {KPI_WEEKS.key: Table({}), KPI_GROUPS.key: Table({})}
    recent, whole = (list(chart_table(tables, TARGETS, SUNDAY, r).rows.values()) for r in (RECENT, WHOLE))
    assert ["week" in row for row in recent] == [False] * (WEEKS - RECENT.weeks) + [True] * RECENT.weeks
    assert recent[-RECENT.weeks :] == whole[-RECENT.weeks :]
    assert RECENT.months >= 2  # categories need this month and the last


def test_categories_of_this_month_and_the_last_come_commonest_first():
    found = [(date(2026, 11, 1), "物流問題", 2), (date(2026, 10, 1), "商品問題", 5), (date(2026, 9, 1), "帳務問題", 9)]
    assert categories(table(groups=found)) == [("商品問題", 0, 5), ("物流問題", 2, 0)]


def test_the_month_before_january_is_december():
    rows = table(groups=[(date(2025, 12, 1), "商品問題", 5)], today=date(2026, 1, 3))
    assert categories(rows) == [("商品問題", 0, 5)]


@pytest.mark.parametrize(("names", "shown", "rest"), [(CATEGORIES, CATEGORIES, 0), (CATEGORIES + 1, CATEGORIES - 1, 2)])
def test_rare_categories_are_counted_together(names, shown, rest):
    rows = categories(table(groups=[(date(2026, 11, 1), f"類別{n}", 1) for n in range(names)]))
    assert len([name for name, *_ in rows if name != "其餘"]) == shown
    assert sum(count for name, count, _ in rows if name == "其餘") == rest
