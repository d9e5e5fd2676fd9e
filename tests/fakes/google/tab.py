"""A tab as a test looks at it and a person types into it: rows and columns counted from 1."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block, letters
from tests.fakes.google.entry import typed
from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import Entered, Sheet
from tests.fakes.google.ranges import rows_of
from tests.fakes.google.shown import number_format

if TYPE_CHECKING:
    from tests.fakes.google.book import Book


class Tab:
    """One sheet of a book; stays the same through renames, moves and restored versions."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet

    @property
    def id(self) -> int:
        return self.sheet.id

    @property
    def title(self) -> str:
        return self.sheet.title

    def values(self) -> list[list[Any]]:
        """All cells as UNFORMATTED_VALUE shows them, ragged."""
        sheet = self.sheet
        return rows_of(sheet, sheet.extent, "UNFORMATTED_VALUE", self.book.evaluator(), self.book.locale)

    def cell(self, row: int, column: int) -> Any:
        """What UNFORMATTED_VALUE shows; a blank cell is None."""
        value = self.book.evaluator().value(self.sheet, row - 1, column - 1)
        return None if value == "" else value

    def formula(self, row: int, column: int) -> str | None:
        entered = self.sheet.entered(row - 1, column - 1)
        return entered.text if isinstance(entered, Formula) else None

    def note(self, row: int, column: int) -> str | None:
        return self.sheet.dress(row - 1, column - 1).note

    def header(self, row: int = 1) -> list[Any]:
        values = self.values()
        return values[row - 1] if len(values) >= row else []

    def column(self, title: str, row: int = 1) -> int:
        """Where a title stands in the header row."""
        found = self.header(row)
        if title not in found:
            raise KeyError(f"{self.title} has no column {title}, but {found}")
        return found.index(title) + 1

    def find(self, column: int, value: Any) -> int:
        """The first row whose cell shows the value."""
        for at, row in enumerate(self.values(), 1):
            if len(row) >= column and row[column - 1] == value:
                return at
        raise KeyError(f"{self.title}!{letters(column - 1)}: no cell shows {value!r}")

    def type(self, row: int, column: int, text: str) -> None:
        """A person types: parsed as by the locale, unless the cell has the text format."""
        sheet, place = self.sheet, (row - 1, column - 1)
        kept = number_format(sheet.dress(*place).shape).get("type")
        value, pattern = (text, None) if kept == "TEXT" else typed(text, self.book.locale, self.book.now())
        self.put(row, column, value)
        if pattern and not kept and not sheet.is_covered(*place):
            shape = {**(sheet.dress(*place).shape or {}), "numberFormat": pattern}
            sheet.redress(Block(row - 1, column - 1, row, column), lambda dress: replace(dress, shape=shape))

    def put(self, row: int, column: int, value: Entered | None) -> None:
        """A value as it is; the grid grows as it does under a person's paste."""
        sheet = self.sheet
        while row > sheet.row_count or column > len(sheet.columns):
            self.grow(row, column)
        kept = self.book.formula(value.text) if isinstance(value, Formula) else value
        sheet.put(row - 1, column - 1, "" if kept is None else kept)
        self.book.version += 1

    def grow(self, rows: int, columns: int) -> None:
        size = {"rowCount": max(rows, self.sheet.row_count), "columnCount": max(columns, len(self.sheet.columns))}
        wanted = {"sheetId": self.sheet.id, "gridProperties": size}
        fields = "gridProperties.rowCount,gridProperties.columnCount"
        self.book.change([{"updateSheetProperties": {"properties": wanted, "fields": fields}}])

    def shape(self, row: int, column: int, shape: dict[str, Any]) -> None:
        place = {"startRowIndex": row - 1, "endRowIndex": row, "startColumnIndex": column - 1, "endColumnIndex": column}
        wanted = {"range": {"sheetId": self.sheet.id, **place}, "cell": {"userEnteredFormat": shape}}
        fields = ",".join(f"userEnteredFormat.{name}" for name in shape)
        self.book.change([{"repeatCell": {**wanted, "fields": fields}}])
