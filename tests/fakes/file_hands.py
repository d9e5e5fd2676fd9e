"""People's hands in an .xlsx file between two passes, by openpyxl; tabs by `columns.Tab`, rows and positions from 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import STATE, Tab
from sheetdesk.workbook.xlsx_writer import bytes_of

TAIPEI = ZoneInfo("Asia/Taipei")


class FileHands:
    """Each deed changes the file and saves it, as a person's program does.

    The file stays open from one deed or look to the next until somebody else saves it: opening takes longest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: tuple[bytes, Workbook] | None = None

    @contextmanager
    def book(self) -> Iterator[Workbook]:
        """The workbook as a person's program has it open; saved at the end."""
        book, self._opened = self._open(), None
        yield book
        self._opened = self._written(book), book

    def _written(self, book: Workbook) -> bytes:
        """What lies in the file now."""
        data = bytes_of(book)
        self.path.write_bytes(data)
        return data

    def _open(self) -> Workbook:
        data = self.path.read_bytes()
        if self._opened is None or self._opened[0] != data:
            self._opened = data, load_workbook(self.path, rich_text=True)
        return self._opened[1]

    def state(self) -> object:
        """Equal as long as nobody writes."""
        return self.path.read_bytes()

    def keep(self) -> object:
        """A copy for `go_back`."""
        return self.path.read_bytes()

    def go_back(self, copy: object) -> None:
        assert isinstance(copy, bytes)
        self.path.write_bytes(copy)

    def lines(self, title: str) -> list[list[Any]]:
        """All cells of a tab, as wide as the widest row."""
        sheet = self._open()[title]
        if not sheet._cells:
            return []
        lines: list[list[Any]] = [[None] * sheet.max_column for _ in range(sheet.max_row)]
        for (place, at), cell in _cells(sheet):
            lines[place - 1][at - 1] = str(cell.value) if isinstance(cell.value, CellRichText) else cell.value
        return lines

    def formulas(self, tab: Tab) -> dict[tuple[int, str], str]:
        """What stands in the cells that hold a formula, by row and column key."""
        sheet = self._open()[tab.title]
        keys = {column.title: column.key for column in tab.columns}
        below = [(place, at, cell) for (place, at), cell in _cells(sheet) if place > 1 and cell.data_type == "f"]
        return {(place, keys.get(str(sheet.cell(1, at).value), "")): str(cell.value) for place, at, cell in below}

    def put(self, tab: Tab, place: int, column: str | int, value: Any) -> None:
        """Type into one cell."""
        with self.book() as book:
            sheet = book[tab.title]
            at = column if isinstance(column, int) else position(sheet, tab, column)
            sheet.cell(place, at).value = raw(value)

    def type_row(self, tab: Tab, place: int, cells: Mapping[str, Any]) -> None:
        """Type into several cells of a row."""
        with self.book() as book:
            sheet = book[tab.title]
            for column, value in cells.items():
                sheet.cell(place, position(sheet, tab, column)).value = raw(value)

    def paste(self, tab: Tab, place: int, *lines: Sequence[Any]) -> None:
        """Lay rows over whatever stands there; text stays text."""
        with self.book() as book:
            for at, line in enumerate(lines, start=place):
                put_row(book[tab.title], at, list(line))

    def fill_down(self, tab: Tab, place: int, column: str, values: Sequence[Any]) -> None:
        """Type one column's cells from `place` down."""
        with self.book() as book:
            at = position(book[tab.title], tab, column)
            for down, value in enumerate(values):
                book[tab.title].cell(place + down, at).value = raw(value)

    def add_rows(self, title: str, *lines: Sequence[Any]) -> None:
        """Rows below the last one; text stays text."""
        with self.book() as book:
            first = book[title].max_row + 1
            for at, line in enumerate(lines, start=first):
                put_row(book[title], at, list(line))

    def reorder(self, tab: Tab, order: Sequence[int]) -> None:
        """Sort: the row that was the `order[i]`-th below the header (from 0) becomes the i-th."""
        with self.book() as book:
            sheet = book[tab.title]
            lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
            for place, at in enumerate(order, start=2):
                for column, value in enumerate(lines[at], start=1):
                    sheet.cell(place, column).value = value

    def insert_rows(self, tab: Tab, place: int, count: int) -> None:
        with self.book() as book:
            book[tab.title].insert_rows(place, amount=count)

    def delete_rows(self, tab: Tab, place: int, count: int = 1) -> None:
        with self.book() as book:
            book[tab.title].delete_rows(place, count)

    def insert_columns(self, tab: Tab, at: int, count: int) -> None:
        with self.book() as book:
            book[tab.title].insert_cols(at, amount=count)

    def delete_column(self, tab: Tab, column: str) -> None:
        with self.book() as book:
            book[tab.title].delete_cols(position(book[tab.title], tab, column))

    def move_to_the_right(self, tab: Tab, column: str) -> None:
        """The column comes to stand right of all others."""
        with self.book() as book:
            sheet = book[tab.title]
            at, last = position(sheet, tab, column), sheet.max_column
            for place in range(1, sheet.max_row + 1):
                cell = sheet.cell(place, at)
                sheet.cell(place, last + 1).value, cell.value = cell.value, None

    def merge(self, tab: Tab, place: int, column: str, down: int = 1, across: int = 1) -> None:
        with self.book() as book:
            sheet = book[tab.title]
            left = position(sheet, tab, column)
            sheet.merge_cells(
                start_row=place, end_row=place + down - 1, start_column=left, end_column=left + across - 1
            )

    def wipe_stamp(self) -> None:
        """Rows of 系統狀態 deleted, the stamp's among them."""
        self.delete_rows(STATE, 2, 20)

    def copy_tab(self, tab: Tab, title: str) -> None:
        with self.book() as book:
            book.copy_worksheet(book[tab.title]).title = title

    def delete_tab(self, tab: Tab) -> None:
        with self.book() as book:
            del book[tab.title]

    def rename(self, tab: Tab, title: str) -> None:
        with self.book() as book:
            book[tab.title].title = title


def _cells(sheet: Worksheet) -> list[tuple[tuple[int, int], Any]]:
    # Walking by rows would make a cell of every blank, and the next save would keep them.
    return sorted(sheet._cells.items())


def raw(value: Any) -> Any:
    """The cell that a person would type: an aware time as wall time in Taipei."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(TAIPEI).replace(tzinfo=None)
    return value


def put_row(sheet: Worksheet, place: int, values: list[Any]) -> None:
    """Type a row; text stays text, however it begins and however long it is, as a form writes it."""
    for at, value in enumerate(values, start=1):
        if isinstance(value, str):
            cell = sheet.cell(place, at)
            # `cell.value =` would cut at 32,767 and make formulas
            cell._value, cell.data_type = value, "s"  # type: ignore[union-attr]
        elif value is not None:
            sheet.cell(place, at, raw(value))


def position(sheet: Worksheet, tab: Tab, column: str, header: int = 1) -> int:
    """Number of the column with that key."""
    title = tab.column(column).title
    return next(at for at, cell in enumerate(sheet[header], start=1) if str(cell.value) == title)
