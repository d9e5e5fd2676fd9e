"""The charts of KPI 圖表 as plain drawings, out of the very cells that the sheet's own charts show. Pure; opens nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from sheetdesk.columns import BY_KEY
from sheetdesk.columns.charts import ALL_CHARTS, Chart
from sheetdesk.model.drawing import Drawing, Strand
from sheetdesk.model.values import Value
from sheetdesk.policy.kpi import Cells

UNITS: Mapping[str, str] = {
    "volume": "件",
    "categories": "件",
    "reply": "小時",
    "met": "%",
    "satisfied": "%",
    "backlog": "件",
    "hours": "件",
}
"""What the values of each chart count."""


def chart_drawings(tabs: Mapping[str, Sequence[Cells]]) -> list[Drawing]:
    """All charts, from top to bottom of the tab. `tabs`: the rows below the headers by the tab's key, each by column
    keys; a chart of which nothing is known yet holds no value, and says so when it is drawn."""
    return [_drawing(chart, tabs.get(chart.tab, ())) for chart in ALL_CHARTS]


def _drawing(chart: Chart, rows: Sequence[Cells]) -> Drawing:
    """Rows without a label are the blank ones below the last category."""
    shown = [row for row in rows[: chart.rows] if row.get(chart.labels) is not None]
    found = [[_number(row.get(series.column)) for row in shown] or [None] for series in chart.series]
    told = [values for series, values in zip(chart.series, found, strict=True) if not series.is_target]
    if not _any_known(told):  # a target alone would look like figures that nobody reached
        found = [[None] * len(values) for values in found]
    titles = [BY_KEY[chart.tab].column(series.column).title for series in chart.series]
    return Drawing(
        chart.title,
        chart.kind,
        tuple(str(row[chart.labels]) for row in shown) or ("",),
        tuple(
            Strand(title, tuple(values), series.is_target)
            for title, values, series in zip(titles, found, chart.series, strict=True)
        ),
        chart.about,
        UNITS[chart.key],
        chart.most,
    )


def _any_known(columns: Iterable[Sequence[float | None]]) -> bool:
    return any(value is not None for column in columns for value in column)


def _number(value: Value) -> float | None:
    """None for what isn't a figure of ours: people may have typed over it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        return None
    return value
