"""Which rows of a tab one read asks for: all, or its first ones and those from a mark on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sheetdesk.model.memory import print_of
from sheetdesk.model.sheet import Mark, TabView
from sheetdesk.workbook.headers import HEADER_WITHIN, Grid

Windows = Mapping[int, Mark]
"""Marks by tab id; a tab without one is read whole."""


def windows_of(marks: Iterable[Mark], tabs: Iterable[int]) -> dict[int, Mark]:
    """Those marks that spare something: of `tabs`, and below the first rows, which are read in any case."""
    known = {str(number): number for number in tabs}
    return {known[mark.tab]: mark for mark in marks if mark.tab in known and mark.place > HEADER_WITHIN + 1}


def ranges_of(number: int, windows: Windows) -> list[dict[str, int]]:
    """GridRanges of the tab: the whole, or the first rows, where the header is, and those from its mark on."""
    if number not in windows:
        return [{"sheetId": number}]
    head = {"sheetId": number, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN}
    return [head, {"sheetId": number, "startRowIndex": windows[number].place - 1}]


def joined(parts: Sequence[Mapping[str, Any]]) -> Grid:
    """The grid of one tab from its MatchedValueRanges: the rows after the first ones follow them at once."""
    lines = {part["dataFilters"][0]["gridRange"].get("startRowIndex", 0): part["valueRange"] for part in parts}
    first: list[Any] = lines.pop(0).get("values", [])
    for rest in lines.values():
        first = [*first, *[[]] * (HEADER_WITHIN - len(first)), *rest.get("values", ())]
    return first


def placed(view: TabView, source: int, windows: Windows) -> TabView:
    """The view of a joined grid with its rows where they really stand; those above the mark, which came along with the
    header, are left out too: an edited answer among them would look like a new one."""
    mark = windows.get(source)
    if mark is None:
        return replace(view, source=str(source))
    down = mark.place - 1 - HEADER_WITHIN
    rows = tuple(replace(row, place=row.place + down) for row in view.rows if row.place > HEADER_WITHIN)
    return replace(view, rows=rows, source=str(source), left_out=mark.place - 1 - view.header_place)


def still_stands(view: TabView, windows: Windows) -> bool:
    """Is the row at the mark the one that it was? Else something has moved above it."""
    mark = windows.get(int(view.source))
    return mark is None or any(row.place == mark.place and print_of(row.cells) == mark.print for row in view.rows)
