"""A file held open from one look to the next: opening takes longest, and then to write anew what nobody touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.file import token_of
from sheetdesk.workbook.losses import losses_in
from sheetdesk.workbook.xlsx_book import grid_of, open_book, reads_back_alike, to_bytes
from sheetdesk.workbook.xlsx_written import Changes, WrittenTab, unchanged


class OpenFile:
    """The book that a file holds, until somebody else saves the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: tuple[str, Book] | None = None
        self._last: Book | None = None
        """The book that was given last."""
        self._written: dict[Any, WrittenTab] = {}
        """Of the held book."""
        self._grids: dict[Worksheet, list[list[Raw]]] = {}
        """Of the held book, as far as its tabs stand as when they were last looked at."""
        self._losses: dict[str, list[str]] = {}
        """Of the file as it was last seen, by its token."""

    def book(self, data: bytes, token: str) -> Book:
        """The book in `data`, the file's content, whose token is `token`; held no longer, for it may be changed now. One
        that was given before and isn't this one is of no use any more."""
        held, self._held = self._held, None
        if held is not None and held[0] == token:
            return held[1]
        self._let_go()
        self._last = open_book(data, self.path)
        return self._last

    def _let_go(self) -> None:
        """Each cell knows its tab, and the tab all its cells: such circles would wait for Python's collector, and of 5,000
        cases each takes 220 MB."""
        self._written, self._grids = {}, {}
        for sheet in self._last.worksheets if self._last is not None else ():
            sheet._cells.clear()
        self._last = None

    def hold(self, token: str, book: Book) -> None:
        """`book`, which is the last that `book` gave, is what a file with this token is read as."""
        self._held = token, book

    def grids(self, book: Book) -> dict[str, list[list[Raw]]]:
        """Every tab's raw cells by title, as `grids_of` has them; nobody may change them, nor have changed the book."""
        self._grids = {sheet: self._grids.get(sheet) or grid_of(sheet) for sheet in book.worksheets}
        return {sheet.title: grid for sheet, grid in self._grids.items()}

    def losses(self, data: bytes, token: str) -> list[str]:
        """What a write would lose of `data`, the file's content, as `losses_in` says it."""
        if token not in self._losses:
            self._losses = {token: losses_in(data)}
        return self._losses[token]

    def to_bytes(self, book: Book, changes: Changes | None = None) -> bytes:
        """What the file is to hold now, which is part for part what `xlsx_book.to_bytes` makes of `book`, the last that
        `book` gave. It is held for when it stands there. `changes`: all that was changed in it, None if that isn't known."""
        self._written = unchanged(self._written, changes)
        whole = {tab for tab, was in self._written.items() if was.is_whole}
        self._grids = {tab: grid for tab, grid in self._grids.items() if tab in whole}
        as_read_back = reads_back_alike(book, self._written)
        data = to_bytes(book, self._written)
        if as_read_back:
            self.hold(token := token_of(data), book)
            self._losses = {token: []}  # openpyxl writes only what it can keep
        return data
