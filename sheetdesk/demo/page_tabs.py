"""The demo's workbook as tables for its page: the first rows of a tab in the columns and colours that a person sees.

Knows the file as the sheet's own program does; writes no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sheetdesk.columns import Column, Tab
from sheetdesk.model.values import Formula, Value, clean_text
from sheetdesk.policy.kpi import Cells
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.link_formula import number_in
from sheetdesk.workbook.look import TINTS, Paint, Tint, header_fill
from sheetdesk.workbook.xlsx_book import grids_of, open_book

MOST_ROWS, MOST_SIGNS = 12, 240
"""Rows of a table, and characters of a cell: a page for a phone, not the whole workbook."""

_OWN_FILL = "FFFFFF"
_NOT_IN_HTML = re.compile("[\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LAST_OF_PLANE = 0xFFFE


@dataclass(frozen=True, slots=True)
class Head:
    """A column's title, its colour (whose column it is) and its width in characters."""

    title: str
    fill: str
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and how it is painted."""

    text: str
    paint: Paint | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The upper left of a tab. `count`: the rows that the tab has."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Pages:
    """All tabs of the workbook as they lie in the file: rows by title, header first, and the places of hidden columns."""

    grids: Mapping[str, Sequence[Sequence[Raw]]]
    hidden: Mapping[str, frozenset[int]]

    def rows(self, tab: Tab) -> list[Cells]:
        """The filled rows below the header by column keys, hidden columns and all; none if the tab isn't there."""
        grid = self.grids.get(tab.title) or [[]]
        keys = {column.title: column.key for column in tab.columns}
        places = [(at, keys[str(title)]) for at, title in enumerate(grid[0]) if str(title) in keys]
        return [{key: _at(row, at) for at, key in places} for row in grid[1:] if any(row)]

    def table(self, tab: Tab) -> Table:
        """What a person sees first."""
        grid = self.grids.get(tab.title) or [[]]
        columns = {column.title: column for column in tab.columns}
        shown = [
            (at, str(title))
            for at, title in enumerate(grid[0])
            if title is not None and at not in self.hidden.get(tab.title, ())
        ]
        below = [row for row in grid[1:] if any(raw is not None for raw in row)]
        return Table(
            tab.title,
            tuple(_head(title, columns.get(title)) for _, title in shown),
            tuple(tuple(_painted(tab, grid[0], row, shown)) for row in below[:MOST_ROWS]),
            len(below),
        )


def read_pages(workbook: Path) -> Pages:
    """The file as it lies there. Raises DeskUnreachable if it is no workbook, OSError if it can't be read."""
    book = open_book(workbook.read_bytes(), workbook)
    hidden = {
        sheet.title: frozenset(
            place - 1
            for dimension in sheet.column_dimensions.values()
            if dimension.hidden
            for place in range(dimension.min or 1, (dimension.max or 0) + 1)
        )
        for sheet in book.worksheets
    }
    return Pages(grids_of(book), hidden)


def plain(text: str) -> str:
    """`text` without what no page may hold: control characters, and code points that are no characters."""
    return "".join(
        sign for sign in _NOT_IN_HTML.sub("", clean_text(text)) if ord(sign) & _LAST_OF_PLANE != _LAST_OF_PLANE
    )


def _at(row: Sequence[Raw], place: int) -> Value:
    raw = row[place] if place < len(row) else None
    return str(raw) if isinstance(raw, time | timedelta) else raw


def _head(title: str, column: Column | None) -> Head:
    """A column of people's own has no colour."""
    return Head(plain(title), header_fill(column) if column else _OWN_FILL, column.width if column else 12)


def _painted(tab: Tab, titles: Sequence[Raw], row: Sequence[Raw], shown: Sequence[tuple[int, str]]) -> Iterator[Cell]:
    columns = {column.title: column for column in tab.columns}
    texts = {str(title): _shown(_at(row, at), columns.get(str(title))) for at, title in enumerate(titles)}
    by_key = {column.key: texts.get(column.title, "") for column in tab.columns}
    fitting = [tint for tint in TINTS.get(tab.key, ()) if _fits(tint, by_key[tint.watch])]
    for _, title in shown:
        column = columns.get(title)
        paints = (t.paint for t in fitting if column and (not t.columns or column.key in t.columns))
        text = texts[title]
        yield Cell(text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]}…", next(paints, None))


def _fits(tint: Tint, watched: str) -> bool:
    return watched.startswith(tint.words) if tint.words else bool(watched)


def _shown(value: Value, column: Column | None) -> str:
    """As the sheet shows it; of a formula that a person wrote the file needn't hold what comes out, so the formula."""
    match value:
        case None:
            return ""
        case Formula():
            return plain(number_in(value.text) or value.text)
        case bool():
            return str(value).upper()
        case float():
            return f"{value:.2f}".rstrip("0").rstrip(".")
        case datetime():
            is_day = column is not None and column.type == "date"
            return value.strftime("%Y/%m/%d" if is_day else "%Y/%m/%d %H:%M")
        case date():
            return value.strftime("%Y/%m/%d")
    return plain(str(value))
