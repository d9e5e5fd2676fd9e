"""Charts in an .xlsx: drawn by `init` into parts of the file, which each later save keeps as they are. Touches no cell.

One that people moved or resized stays so, for its place stands in another part than its look."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook as Book

from sheetdesk.columns import ALL_CHARTS, CHART_SOURCES, CHARTS
from sheetdesk.workbook.chart_marks import can_be_drawn, print_of
from sheetdesk.workbook.layout import Header, header_in, said_of_charts
from sheetdesk.workbook.xlsx_book import grid_of
from sheetdesk.workbook.xlsx_chart_parts import Source, chart_part
from sheetdesk.workbook.xlsx_drawing_parts import drawn_in, no_drawing, shows, with_chart, with_new_look
from sheetdesk.workbook.xlsx_drawings import drawing_over, lay_over

ROWS_APART = 13
"""Rows of 24 pixels from one chart's top to the next one's."""


def draw_charts(book: Book, found: Mapping[str, str]) -> list[str]:
    """Add the charts that are missing, renew those that are described in another way now; answers what was done."""
    headers = {tab.key: header_in(grid_of(book[found[tab.key]]), tab) for tab in CHART_SOURCES}
    sheet = book[found[CHARTS.key]]
    drawing = drawing_over(sheet) or no_drawing()
    known, new, renewed = drawn_in(drawing), 0, 0
    for place, chart in enumerate(ALL_CHARTS):
        header = headers[chart.tab]
        if header is None or not can_be_drawn(chart, set(header.places)):
            continue
        source = Source(found[chart.tab], header.index + 1, header.places)
        part = chart_part(chart, source)
        if chart.key not in known and not shows(drawing, source.cells_of(chart)):
            drawing, new = with_chart(drawing, chart, part, _corner(headers[CHARTS.key], place)), new + 1
        elif chart.key in known and known[chart.key][1] != print_of(chart):
            drawing, renewed = with_new_look(drawing, chart, part, known[chart.key][0]), renewed + 1
    if new or renewed:
        lay_over(sheet, drawing)
    return said_of_charts(sheet.title, new, renewed)


def _corner(header: Header | None, place: int) -> tuple[int, int]:
    """Row and column (from 0), right of all columns of ours."""
    row, column = (header.index, max(header.places.values())) if header else (0, 0)
    return row + 1 + place * ROWS_APART, column + 1
