"""By what a chart in a workbook is known as ours, and as up to date: a mark in its alternative text, or its name. Pure.

People move and resize charts, rename tabs, and give charts other titles; nobody meets these by chance."""

from __future__ import annotations

import re
from zlib import crc32

from sheetdesk.columns.charts import Chart

_MARK = re.compile(r"〔sheetdesk (\w+) ([0-9a-f]{8})〕")

WIDTH, HEIGHT = 340, 290
"""Pixels: a phone of usual width shows a whole chart beside the numbers of rows."""

LARGEST, SMALL, SMALLEST = 14, 10, 9
"""Sizes of letters, in points: titles, the words along the axes, and those of which each must find room."""


def alt_text(chart: Chart) -> str:
    """What a screen reader says of the chart, and the mark."""
    return chart.about + _mark_of(chart)


def name_of(chart: Chart) -> str:
    """What the chart is called in a file, and the mark: LibreOffice saves no alternative text, but names."""
    return chart.title + _mark_of(chart)


def _mark_of(chart: Chart) -> str:
    return f"〔sheetdesk {chart.key} {print_of(chart)}〕"


def print_of(chart: Chart) -> str:
    """Another one once the chart is described in another way."""
    return f"{crc32(repr(chart).encode()):08x}"


def mark_in(text: str) -> tuple[str, str] | None:
    """A chart's key and its print when it was drawn; None where the text bears no mark of ours."""
    found = _MARK.search(text)
    return (found[1], found[2]) if found else None


def can_be_drawn(chart: Chart, columns: set[str]) -> bool:
    """Are all its columns there?"""
    return {chart.labels, *(one.column for one in chart.series)} <= columns
