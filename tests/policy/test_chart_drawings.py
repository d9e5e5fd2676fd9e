"""The charts drawn for letters and pages show what the tab KPI 圖表 shows."""

from __future__ import annotations

from datetime import date

import pytest

from sheetdesk.columns import ALL_CHARTS, CHARTS, KPI_GROUPS, KPI_HOURS, KPI_WEEKS
from sheetdesk.drawing.in_words import in_words
from sheetdesk.drawing.layout import NOTHING
from sheetdesk.drawing.svg import svg
from sheetdesk.model.drawing import Drawing
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.chart_drawings import UNITS, chart_drawings
from sheetdesk.policy.chart_rows import chart_table, first_chart_rows
from sheetdesk.policy.kpi import Cells, Table

SUNDAY = date(2026, 11, 22)


def drawn(**week: Value) -> dict[str, Drawing]:
    """By title; the figures of this week as given, with 6 cases of 物流問題 this month and one at nine on Mondays."""
    group: Cells = {"month": date(2026, 11, 1), "dimension": "類別", "name": "物流問題", "received": 6}
    tables = {KPI_WEEKS.key: Table({"2026-11-16": dict(week)}), KPI_GROUPS.key: Table({"a": group})}
    rows = list(chart_table(tables, {"satisfied": 90.0}, SUNDAY).rows.values())
    monday = KPI_HOURS.columns[1].key
    hours: list[Cells] = [
        {**row, monday: 1 if row["hour"] == "09:00" else 0} for row in first_chart_rows()[KPI_HOURS.key]
    ]
    found = chart_drawings({CHARTS.key: rows, KPI_HOURS.key: hours})
    return {drawing.title: drawing for drawing in found}


def test_every_chart_of_the_tab_is_drawn_in_its_order_with_the_words_of_its_columns() -> None:
    found = drawn(received=7, complaints=5)
    assert list(found) == [chart.title for chart in ALL_CHARTS]
    assert set(UNITS) == {chart.key for chart in ALL_CHARTS}
    volume = found["每週件數"]
    assert [(strand.title, strand.values[-1]) for strand in volume.strands] == [("件數", 7), ("客訴", 5)]
    assert (volume.labels[-1], len(volume.labels), volume.unit) == ("這週", 13, "件")


def test_blank_rows_below_the_last_category_are_no_bars() -> None:
    categories = drawn()["各類別件數"]
    assert categories.labels == ("物流問題",)
    assert [strand.values for strand in categories.strands] == [(6,), (0,)]


def test_the_busiest_hour_is_found_by_its_day() -> None:
    hours = drawn()["什麼時候最忙（最近 13 週）"]
    assert next(strand.title for strand in hours.strands) == "星期一"
    assert [(hours.labels[at], v) for at, v in enumerate(hours.strands[0].values) if v] == [("09:00", 1)]


def test_a_target_alone_says_that_nothing_is_known_yet() -> None:
    assert NOTHING in in_words(drawn()["滿意度（%）"])
    assert "目標：90%" in in_words(drawn(satisfied=80)["滿意度（%）"])


@pytest.mark.parametrize("typed", ["很多", -3, True, float("nan"), Formula("=1/0"), SUNDAY])
def test_what_people_typed_over_a_figure_is_not_drawn(typed: Value) -> None:
    assert drawn(received=typed, complaints=2)["每週件數"].strands[0].values[-1] is None


def test_an_empty_workbook_has_charts_that_say_so() -> None:
    found = chart_drawings({})
    assert len(found) == len(ALL_CHARTS)
    assert all(NOTHING in svg(drawing) for drawing in found)
