"""Charts on Google, as requests: those that are missing are added, those that are described in another way now get
their new look in their place. Pure; one that people moved, resized or gave other colours stays as they have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sheetdesk.columns.charts import ALL_CHARTS, BARS, COLUMNS, LINES, STACKED, Chart, Series
from sheetdesk.workbook.chart_marks import HEIGHT, WIDTH, alt_text, can_be_drawn, mark_in, print_of
from sheetdesk.workbook.google.batch import Request
from sheetdesk.workbook.google.column import colour

_TYPES = {LINES: "LINE", COLUMNS: "COLUMN", BARS: "BAR", STACKED: "COLUMN"}

ROWS_APART = 14
"""Rows of 21 pixels from one chart's top to the next one's."""

Drawn = Mapping[str, tuple[int, str]]
"""Charts of ours: id and print by key."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a chart's columns stand: the tab's id, the header's index, positions by the columns' keys."""

    number: int
    header: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Corner:
    """Where the first chart goes: a tab's id, and a cell of it."""

    number: int
    row: int
    column: int


def drawn_in(sheets: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, str]]:
    """Charts of ours in the tabs, as Google tells of these."""
    found, unmarked = dict[str, tuple[int, str]](), set[int]()
    for chart in (chart for sheet in sheets for chart in sheet.get("charts", ())):
        mark = mark_in(str(chart.get("spec", {}).get("altText", "")))
        if mark is None:
            unmarked.add(int(chart["chartId"]))
        else:
            found[mark[0]] = (int(chart["chartId"]), mark[1])
    # One of which a person rewrote the text is hers from now on, and its id is taken.
    hers = {chart.key: (chart_id(chart), print_of(chart)) for chart in ALL_CHARTS if chart_id(chart) in unmarked}
    return {**hers, **found}


def chart_requests(drawn: Drawn, sources: Mapping[str, Source], corner: Corner) -> tuple[list[Request], list[Request]]:
    """What adds the charts that are missing, and what renews those that are stale. `sources` by tab."""
    new, renewed = list[Request](), list[Request]()
    for place, chart in enumerate(ALL_CHARTS):
        source, known = sources[chart.tab], drawn.get(chart.key)
        if not can_be_drawn(chart, set(source.places)):
            continue
        if known is None:
            new.append(_added(chart, source, corner, place))
        elif known[1] != print_of(chart):
            renewed.append({"updateChartSpec": {"chartId": known[0], "spec": _spec(chart, source)}})
    return new, renewed


def chart_id(chart: Chart) -> int:
    """Said by us, so that a batch that came twice is refused the second time."""
    return crc32(f"sheetdesk {chart.key}".encode()) & 0x7FFFFFFF


def _added(chart: Chart, source: Source, corner: Corner, place: int) -> Request:
    anchor = {"sheetId": corner.number, "rowIndex": corner.row + place * ROWS_APART, "columnIndex": corner.column}
    position = {"overlayPosition": {"anchorCell": anchor, "widthPixels": WIDTH, "heightPixels": HEIGHT}}
    return {"addChart": {"chart": {"chartId": chart_id(chart), "spec": _spec(chart, source), "position": position}}}


def _spec(chart: Chart, source: Source) -> dict[str, Any]:
    basic: dict[str, Any] = {
        "chartType": _TYPES[chart.kind],
        "legendPosition": "BOTTOM_LEGEND" if len(chart.series) > 1 else "NO_LEGEND",
        "headerCount": 1,
        "axis": _axes(chart),
        "domains": [{"domain": _data(chart.labels, chart, source)}],
        "series": [_series(one, chart, source) for one in chart.series],
    }
    if chart.kind == STACKED:
        basic["stackedType"] = "STACKED"
    return {
        "title": chart.title,
        "altText": alt_text(chart),
        "hiddenDimensionStrategy": "SHOW_ALL",  # the table lies in hidden columns
        "basicChart": basic,
    }


def _axes(chart: Chart) -> list[dict[str, Any]]:
    words, values = ("LEFT_AXIS", "BOTTOM_AXIS") if chart.kind == BARS else ("BOTTOM_AXIS", "LEFT_AXIS")
    window: dict[str, Any] = {"viewWindowMin": 0, "viewWindowMode": "EXPLICIT"}
    if chart.most is not None:
        window["viewWindowMax"] = chart.most
    return [{"position": words}, {"position": values, "viewWindowOptions": window}]


def _series(series: Series, chart: Chart, source: Source) -> dict[str, Any]:
    made: dict[str, Any] = {
        "series": _data(series.column, chart, source),
        "targetAxis": "BOTTOM_AXIS" if chart.kind == BARS else "LEFT_AXIS",
        "colorStyle": colour(series.colour),
    }
    if chart.kind == LINES:
        made["lineStyle"] = {"type": "MEDIUM_DASHED", "width": 1} if series.is_target else {"type": "SOLID", "width": 3}
    if chart.kind == LINES and not series.is_target:  # a week between two without figures shows as a point only
        made["pointStyle"] = {"shape": "CIRCLE", "size": 5}
    return made


def _data(column: str, chart: Chart, source: Source) -> dict[str, Any]:
    at = source.places[column]
    area = {
        "sheetId": source.number,
        "startRowIndex": source.header,
        "endRowIndex": source.header + 1 + chart.rows,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }
    return {"sourceRange": {"sources": [area]}}
