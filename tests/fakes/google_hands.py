"""A tab of the fake Google as people's hands move it: the same verbs as a tab in memory has (moving_workbook.Grid)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk import columns
from sheetdesk.model.values import Formula as TheirFormula
from sheetdesk.model.values import Value
from sheetdesk.workbook.cells import read_cell
from sheetdesk.workbook.headers import fold_title, titles_of
from sheetdesk.workbook.wall import to_serial, to_wall
from tests.fakes.google import people
from tests.fakes.google.book import Book
from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import Entered, Sheet
from tests.fakes.google.tab import Tab

TAIPEI = ZoneInfo("Asia/Taipei")
Line = list[Entered]


def entered(value: Value) -> Entered:
    """What Google keeps of `value`: days and times as serial numbers of the wall clock, text as it is."""
    if value is None:
        return ""
    if isinstance(value, TheirFormula):
        return Formula(value.text)
    if isinstance(value, date):
        return to_serial(value if not isinstance(value, datetime) or value.tzinfo is None else to_wall(value, TAIPEI))
    return value


def duplicate(book: Book, sheet: Sheet, title: str) -> None:
    """A person copies a tab, to the right of all others."""
    twin = Sheet(book.new_id(), title)
    twin.load(sheet.state() | {"title": title})
    book.sheets = [*book.sheets, twin]
    book.version += 1


class Rows(MutableSequence[Line]):
    """The rows below the header, down to the last that isn't blank; they are moved and deleted whole."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet

    def __len__(self) -> int:
        last = len(self.sheet.rows)
        while last > 1 and not self.sheet.rows[last - 1].cells:
            last -= 1
        return max(0, last - 1)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = at + len(self) if at < 0 else at
        if not 0 <= at < len(self):
            raise IndexError(at)
        return list(self.sheet.rows[at + 1].cells)

    def __setitem__(self, at: Any, lines: Any) -> None:
        """Only all of them at once: what a person does who pastes a copy over the tab."""
        assert at == slice(None), "a person types cell by cell (`put`) or pastes the whole tab"
        kept = [list(line) for line in lines]
        self.clear()
        self.extend(kept)

    def __delitem__(self, at: Any) -> None:
        assert isinstance(at, int), "one row at a time"
        place = at + len(self) if at < 0 else at
        self._delete(place, place + 1)

    def _delete(self, first: int, end: int) -> None:
        span = {"sheetId": self.sheet.id, "dimension": "ROWS", "startIndex": first + 1, "endIndex": end + 1}
        self.book.change([{"deleteDimension": {"range": span}}])

    def insert(self, at: int, line: Sequence[Entered]) -> None:
        """A new row at `at`, dressed as the one below it, with a copy of `line` pasted into it."""
        span = {"sheetId": self.sheet.id, "dimension": "ROWS", "startIndex": at + 1, "endIndex": at + 2}
        self.book.change([{"insertDimension": {"range": span, "inheritFromBefore": False}}])
        for column, value in enumerate(line):
            self.sheet.put(at + 1, column, value)

    def clear(self) -> None:
        if len(self):
            self._delete(0, len(self))

    def reverse(self) -> None:
        self.reorder(list(reversed(range(len(self)))))

    def reorder(self, order: Sequence[int]) -> None:
        """Sort: the row that stands at `order[i]` comes to stand at `i`."""
        self.sheet.reordered(1, [at + 1 for at in order], 0, len(self.sheet.columns))
        self.book.version += 1


class Hands:
    """One tab of the desk. Rows count from 0 below the header, columns go by key, or by the title that people gave."""

    def __init__(self, book: Book, sheet: Sheet, tab: columns.Tab) -> None:
        self.book, self.sheet, self.tab = book, sheet, tab
        self._seen = Tab(book, sheet)
        self._keys = titles_of(tab)

    @property
    def header(self) -> list[str | None]:
        """The column's key by position, or its own title; None where it has none."""
        titles = self.sheet.rows[0].cells
        return [self._keys.get(fold_title(str(title)), str(title)) if title != "" else None for title in titles]

    @property
    def rows(self) -> Rows:
        return Rows(self.book, self.sheet)

    def cells(self, at: int) -> dict[str, Value]:
        """What a person reads in a row, by column; blank cells left out."""
        line = self.sheet.rows[at + 1].cells
        found = {name: self.value(raw, name) for name, raw in zip(self.header, line, strict=False) if name}
        return {name: value for name, value in found.items() if value is not None}

    def get(self, at: int, column: str) -> Value:
        return self.value(self.sheet.entered(at + 1, self.header.index(column)), column)

    def value(self, raw: Entered, name: str) -> Value:
        kind = self.tab.column(name).type if self.tab.has(name) else ""
        if isinstance(raw, Formula):
            return read_cell(TheirFormula(raw.text), kind, TAIPEI)
        return read_cell(None if raw == "" else raw, kind, TAIPEI)

    def find(self, column: str, value: Value) -> int:
        return next(at for at in range(len(self.rows)) if self.get(at, column) == value)

    def put(self, at: int, column: str, value: Value) -> None:
        """A person types a text, which Google may take for a number or a day; other values come as they are."""
        place = at + 2, self.header.index(column) + 1
        if isinstance(value, str):
            self._seen.type(*place, value)
        else:
            self._seen.put(*place, entered(value))

    def insert(self, at: int, cells: Mapping[str, Value] | None = None) -> None:
        self.rows.insert(at, [])
        for column, value in (cells or {}).items():
            self.put(at, column, value)

    def sort(self, column: str) -> None:
        rows = range(len(self.rows))
        self.rows.reorder(sorted(rows, key=lambda at: str(self.get(at, column) or "~")))

    def filter(self, column: str, without: Sequence[str]) -> None:
        """Rows with one of these words are hidden."""
        people.filter_rows(self.book, self.sheet.title, self.tab.column(column).title, without)

    def move_column(self, source: int, target: int) -> None:
        """So that it stands at `target` afterwards; Google counts the destination before the column is taken out."""
        if source == target:
            return
        span = {"sheetId": self.sheet.id, "dimension": "COLUMNS", "startIndex": source, "endIndex": source + 1}
        to = target + 1 if target > source else target
        self.book.change([{"moveDimension": {"source": span, "destinationIndex": to}}])

    def rename(self, column: str, title: str | None) -> None:
        """A person gives the column another title, or none; `column` may be one that nobody knows."""
        self.retitle(self.header.index(column), title)

    def retitle(self, at: int, title: str | None) -> None:
        """A person types the title at that position; a key of ours stands for its title."""
        title = self.tab.column(title).title if title is not None and self.tab.has(title) else title
        self._seen.put(1, at + 1, entered(title))

    def insert_column(self, at: int) -> None:
        span = {"sheetId": self.sheet.id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        self.book.change([{"insertDimension": {"range": span, "inheritFromBefore": at > 0}}])

    def show(self, lines: Iterable[Mapping[str, Value]]) -> None:
        """The tab's rows are exactly these, in these columns: what a form, or a long paste, leaves behind."""
        header, rows = self.header, self.rows
        wanted = [[entered(line.get(name or "")) for name in header] for line in lines]
        for at, line in enumerate(wanted):
            for column, value in enumerate(line):
                if self.sheet.entered(at + 1, column) != value:
                    self._seen.put(at + 2, column + 1, value)
        while len(rows) > len(wanted):
            rows.pop()
