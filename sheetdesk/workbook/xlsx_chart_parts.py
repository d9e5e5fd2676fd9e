"""The XML of one chart of an .xlsx, made by openpyxl: what it shows, colours, letters. Knows no drawing and no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as Drawn
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.xml.functions import tostring

from sheetdesk.columns.charts import BARS, LINES, STACKED, Chart, Series
from sheetdesk.workbook.chart_marks import LARGEST, SMALL, SMALLEST

EMU_A_POINT = 12700
TEXT, GRID = "374151", "E5E7EB"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a chart's columns stand: the tab's title, the header's row (from 1), positions (from 0) by key."""

    title: str
    header: int
    places: Mapping[str, int]

    def cells(self, column: str, first: int, last: int) -> str:
        """Rows of a column, counted from the header (0), as a formula names them."""
        letter = get_column_letter(self.places[column] + 1)
        area = f"${letter}${self.header + first}" + (f":${letter}${self.header + last}" if last > first else "")
        return f"{quote_sheetname(self.title)}!{area}"

    def cells_of(self, chart: Chart) -> list[str]:
        """The cells of which the chart shows the values."""
        return [self.cells(series.column, 1, chart.rows) for series in chart.series]


def chart_part(chart: Chart, source: Source) -> bytes:
    """The whole part."""
    drawn: Any = LineChart() if chart.kind == LINES else BarChart()
    if chart.kind != LINES:
        drawn.type = "bar" if chart.kind == BARS else "col"
        drawn.gapWidth = 40
    if chart.kind == STACKED:
        drawn.grouping, drawn.overlap = "stacked", 100
    drawn.title = _title(chart.title)
    drawn.visible_cells_only = False  # the table lies in hidden columns
    drawn.display_blanks = "gap"
    drawn.roundedCorners = False
    drawn.legend = Legend() if len(chart.series) > 1 else None
    if drawn.legend:
        drawn.legend.position, drawn.legend.txPr = "b", _letters(SMALL)
    _dress_axes(drawn, chart)
    drawn.series = [_series(one, chart, source) for one in chart.series]
    whole: bytes = tostring(drawn._write())
    return whole


def _dress_axes(drawn: Any, chart: Chart) -> None:
    words, values = drawn.x_axis, drawn.y_axis
    words.tickLblSkip = 1 if chart.kind == BARS else None
    for axis, points in ((words, SMALLEST if chart.kind == BARS else SMALL), (values, SMALL)):
        axis.delete = False  # openpyxl's own default hides them in newer Excel
        axis.txPr = _letters(points)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    words.majorGridlines, words.tickLblPos = None, "low"
    values.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    values.scaling.min, values.scaling.max = 0, chart.most
    values.number_format, values.crosses = "General", "autoZero"
    if chart.kind == BARS:  # the first row on top
        words.scaling.orientation, values.crosses = "maxMin", "max"


def _series(series: Series, chart: Chart, source: Source) -> Any:
    drawn: Any = Drawn(
        tx=SeriesLabel(strRef=StrRef(f=source.cells(series.column, 0, 0))),
        cat=AxDataSource(strRef=StrRef(f=source.cells(chart.labels, 1, chart.rows))),
        val=NumDataSource(numRef=NumRef(f=source.cells(series.column, 1, chart.rows))),
    )
    if chart.kind != LINES:
        drawn.graphicalProperties = GraphicalProperties(solidFill=series.colour)
        drawn.invertIfNegative = False
        return drawn
    width = round((1 if series.is_target else 2.25) * EMU_A_POINT)
    line = LineProperties(solidFill=series.colour, w=width, prstDash="dash" if series.is_target else "solid")
    drawn.graphicalProperties, drawn.smooth = GraphicalProperties(ln=line), False
    drawn.marker = _marker(series)
    return drawn


def _marker(series: Series) -> Any:
    if series.is_target:
        return Marker(symbol="none")
    filled = GraphicalProperties(solidFill=series.colour, ln=LineProperties(solidFill=series.colour))
    return Marker(symbol="circle", size=5, spPr=filled)


def _title(text: str) -> Any:
    look = CharacterProperties(sz=LARGEST * 100, b=True, solidFill=TEXT)
    words = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=text)])
    return Title(tx=Text(rich=RichText(p=[words])), overlay=False)


def _letters(points: int) -> Any:
    look = CharacterProperties(sz=points * 100, solidFill=TEXT)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
