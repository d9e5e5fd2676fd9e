"""What people do to a spreadsheet between our read and our write; rows and columns count from 1, columns by title too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes.google import undo as own
from tests.fakes.google.a1 import Block, json_of
from tests.fakes.google.tab import Tab

if TYPE_CHECKING:
    from tests.fakes.google.book import Book, SavePoint

OWNER = "owner@example.com"
ColumnName = str | int


def column_at(tab: Tab, column: ColumnName) -> int:
    """Zero-based."""
    return (column if isinstance(column, int) else tab.column(column)) - 1


def span(tab: Tab, dimension: str, first: int, count: int) -> dict[str, Any]:
    return {"sheetId": tab.id, "dimension": dimension, "startIndex": first, "endIndex": first + count}


def type_in(book: Book, title: str, row: int, column: ColumnName, text: str) -> None:
    """Parsed as Google parses what is typed."""
    tab = book[title]
    at = column_at(tab, column)
    own.remember_cells(book, tab.sheet, Block(row - 1, at, row, at + 1))
    tab.type(row, at + 1, text)


def clear(book: Book, title: str, row: int, column: ColumnName) -> None:
    tab = book[title]
    at = column_at(tab, column)
    own.remember_cells(book, tab.sheet, Block(row - 1, at, row, at + 1))
    tab.put(row, at + 1, None)


def paste_rows(book: Book, title: str, row: int, rows: Sequence[Sequence[str]], column: ColumnName = 1) -> None:
    """Over whatever stands there, as if each cell were typed; the grid grows."""
    tab = book[title]
    at, widest = column_at(tab, column), max(len(cells) for cells in rows)
    tab.grow(row + len(rows) - 1, at + widest)
    own.remember_cells(book, tab.sheet, Block(row - 1, at, row - 1 + len(rows), at + widest))
    for down, cells in enumerate(rows):
        for across, text in enumerate(cells):
            tab.type(row + down, at + 1 + across, text)


def undo(book: Book) -> None:
    """Her own last change, nobody else's."""
    own.undo(book)


def go_back(book: Book, version: SavePoint) -> None:
    """Everything as it was at `book.save_point()`: the version history."""
    book.restore(version)


def sort(book: Book, title: str, column: ColumnName, descending: bool = False, header: int = 1) -> None:
    """Whole rows below the header."""
    tab = book[title]
    own.remember_order(book, tab.sheet)
    order = "DESCENDING" if descending else "ASCENDING"
    spec = {"dimensionIndex": column_at(tab, column), "sortOrder": order}
    place = {"sheetId": tab.id, "startRowIndex": header}
    book.change([{"sortRange": {"range": place, "sortSpecs": [spec]}}])


def insert_rows(book: Book, title: str, row: int, count: int = 1) -> None:
    """Above this row."""
    tab = book[title]
    place = span(tab, "ROWS", row - 1, count)
    book.change([{"insertDimension": {"range": place, "inheritFromBefore": row > 1}}])
    own.remember_new_rows(book, tab.sheet, row - 1, count)


def delete_rows(book: Book, title: str, row: int, count: int = 1) -> None:
    tab = book[title]
    own.remember_lost_rows(book, tab.sheet, row - 1, count)
    book.change([{"deleteDimension": {"range": span(tab, "ROWS", row - 1, count)}}])


def insert_columns(book: Book, title: str, before: ColumnName, count: int = 1) -> None:
    tab = book[title]
    at = column_at(tab, before)
    book.change([{"insertDimension": {"range": span(tab, "COLUMNS", at, count), "inheritFromBefore": at > 0}}])
    own.remember_new_columns(book, tab.sheet, at, count)


def delete_column(book: Book, title: str, column: ColumnName) -> None:
    tab = book[title]
    own.remember_lost_column(book, tab.sheet, column_at(tab, column))
    book.change([{"deleteDimension": {"range": span(tab, "COLUMNS", column_at(tab, column), 1)}}])


def move_column(book: Book, title: str, column: ColumnName, before: ColumnName) -> None:
    """To the left of another."""
    tab = book[title]
    source = span(tab, "COLUMNS", column_at(tab, column), 1)
    own.remember_place(book, tab.sheet, column_at(tab, column))
    book.change([{"moveDimension": {"source": source, "destinationIndex": column_at(tab, before)}}])


def rename_title(book: Book, title: str, column: ColumnName, name: str, header: int = 1) -> None:
    """The heading of a column."""
    type_in(book, title, header, column, name)


def rename_tab(book: Book, title: str, name: str) -> None:
    own.remember_title(book, book[title].sheet)
    change_sheet(book, title, title=name)


def change_sheet(book: Book, title: str, /, **properties: Any) -> None:
    given = {"sheetId": book[title].id, **properties}
    book.change([{"updateSheetProperties": {"properties": given, "fields": ",".join(properties)}}])


@own.for_good
def hide_tab(book: Book, title: str) -> None:
    change_sheet(book, title, hidden=True)


@own.for_good
def move_tab(book: Book, title: str, index: int) -> None:
    change_sheet(book, title, index=index)


@own.for_good
def delete_tab(book: Book, title: str) -> None:
    book.change([{"deleteSheet": {"sheetId": book[title].id}}])


@own.for_good
def resize(book: Book, title: str, rows: int, columns: int) -> None:
    """Cells beyond the new edge are gone."""
    given = {"sheetId": book[title].id, "gridProperties": {"rowCount": rows, "columnCount": columns}}
    fields = "gridProperties.rowCount,gridProperties.columnCount"
    book.change([{"updateSheetProperties": {"properties": given, "fields": fields}}])


@own.for_good
def hide_column(book: Book, title: str, column: ColumnName) -> None:
    tab = book[title]
    place = span(tab, "COLUMNS", column_at(tab, column), 1)
    wanted = {"range": place, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    book.change([{"updateDimensionProperties": wanted}])


@own.for_good
def filter_rows(book: Book, title: str, column: ColumnName, without: Sequence[str]) -> None:
    """A filter over the whole tab that hides rows with these values, for all who look."""
    tab = book[title]
    at = column_at(tab, column)
    wanted = {"range": {"sheetId": tab.id}, "criteria": {str(at): {"hiddenValues": list(without)}}}
    book.change([{"setBasicFilter": {"filter": wanted}}])
    for row, cells in enumerate(tab.values()):
        if row and len(cells) > at and cells[at] in without:
            tab.sheet.own(row).hidden = "ByFilter"


@own.for_good
def add_filter_view(book: Book, title: str, name: str) -> None:
    """Hides rows for her alone."""
    book.change([{"addFilterView": {"filter": {"title": name, "range": {"sheetId": book[title].id}}}}])


@own.for_good
def merge(book: Book, title: str, top: int, left: int, bottom: int, right: int) -> None:
    """Corners included; only the first cell keeps its value."""
    place = json_of(book[title].id, Block(top - 1, left - 1, bottom, right))
    book.change([{"mergeCells": {"range": place}}])


@own.for_good
def draw_tick_boxes(book: Book, title: str, column: ColumnName) -> None:
    """Down a whole column below the header: each blank cell holds FALSE from then on."""
    tab = book[title]
    at = column_at(tab, column)
    place = {"sheetId": tab.id, "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    book.change([{"setDataValidation": {"range": place, "rule": {"condition": {"type": "BOOLEAN"}}}}])


@own.for_good
def protect(book: Book, title: str, area: str = "", editors: Sequence[str] = (OWNER,), warning: bool = False) -> None:
    """A range in A1 notation, or the whole tab; who isn't among the editors may not write there."""
    place = {"sheetId": book[title].id}
    if area:
        sheet, block = book.area(f"'{title}'!{area}")
        place = json_of(sheet.id, block)
    wanted = {"range": place, "warningOnly": warning, "editors": {"users": list(editors)}}
    book.change([{"addProtectedRange": {"protectedRange": wanted}}])


@own.for_good
def unprotect(book: Book, title: str) -> None:
    """All ranges of the tab."""
    for protected in book[title].sheet.protected:
        book.change([{"deleteProtectedRange": {"protectedRangeId": protected["protectedRangeId"]}}])


@own.for_good
def change_zone(book: Book, zone: str) -> None:
    """Serial days stay as they are and mean another moment from now on."""
    book.change([{"updateSpreadsheetProperties": {"properties": {"timeZone": zone}, "fields": "timeZone"}}])
