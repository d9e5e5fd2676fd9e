"""A desk on a real .xlsx file for stories: the surface of moving_workbook.MovingWorkbook, done by openpyxl.

People's program holds the file open while they type, and saves it before the desk reads again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook

from sheetdesk.cli.build import first_rows
from sheetdesk.columns import BY_KEY, FORM, FORM_TABS, ORDERS, STAFF_FORM, SURVEY, Tab
from sheetdesk.model.sheet import Difference, Image, Known, Snapshot
from sheetdesk.model.values import Value
from sheetdesk.workbook.cells import read_cell
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up
from tests.fakes.file_hands import TAIPEI, FileHands
from tests.fakes.story_desk import default_settings


class Program(FileHands):
    """Keeps what was typed until `save`: a story types many cells between two passes, and saving takes longest."""

    _unsaved: Workbook | None = None
    _seen: tuple[Workbook | None, dict[str, list[list[Any]]]] = None, {}

    @contextmanager
    def book(self) -> Iterator[Workbook]:
        """The workbook as the program has it open."""
        self._unsaved = self._open()
        yield self._unsaved
        self._seen = None, {}

    def _open(self) -> Workbook:
        return self._unsaved or super()._open()

    def lines(self, title: str) -> list[list[Any]]:
        """All cells of a tab; looked at once as long as nothing changes."""
        book = self._open()
        if self._seen[0] is not book:
            self._seen = book, {}
        if title not in self._seen[1]:
            self._seen[1][title] = super().lines(title)
        return self._seen[1][title]

    def save(self) -> None:
        """To the file, if anything was typed."""
        if self._unsaved is None:
            return
        book, self._unsaved = self._unsaved, None
        self._opened = self._written(book), book


class FileGrid:
    """One tab of the file; rows count from 0 below the header, columns go by key."""

    def __init__(self, program: Program, tab: Tab) -> None:
        self.program, self.tab = program, tab

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """Raw cells below the header."""
        return self.program.lines(self.tab.title)[1:]

    def cells(self, at: int) -> dict[str, Value]:
        """What a person reads in a row, by column; blank cells left out."""
        keys = {column.title: column for column in self.tab.columns}
        header, *rows = self.program.lines(self.tab.title)
        known = ((keys[str(title)], raw) for title, raw in zip(header, rows[at], strict=True) if str(title) in keys)
        found = {column.key: read_cell(raw, column.type, TAIPEI) for column, raw in known}
        return {name: value for name, value in found.items() if value is not None}

    def get(self, at: int, column: str) -> Value:
        return self.cells(at).get(column)

    def find(self, column: str, value: Value) -> int:
        return next(at for at in range(len(self.rows)) if self.get(at, column) == value)

    def put(self, at: int, column: str, value: Value) -> None:
        self.program.put(self.tab, at + 2, column, value)

    def insert(self, at: int, cells: Mapping[str, Value]) -> None:
        self.program.insert_rows(self.tab, at + 2, 1)
        self.program.type_row(self.tab, at + 2, cells)

    def sort(self, column: str) -> None:
        rows = range(len(self.rows))
        self.program.reorder(self.tab, sorted(rows, key=lambda at: str(self.get(at, column) or "~")))

    def filter(self, column: str, without: Sequence[str]) -> None:
        """Rows with one of these words are hidden."""
        hidden = [at for at in range(len(self.rows)) if self.get(at, column) in without]
        with self.program.book() as book:
            sheet = book[self.tab.title]
            sheet.auto_filter.ref = sheet.dimensions
            for at in range(len(self.rows)):
                sheet.row_dimensions[at + 2].hidden = at in hidden

    def show(self, rows: Sequence[Mapping[str, Value]]) -> None:
        """The tab holds exactly these rows."""
        blank = dict.fromkeys(column.key for column in self.tab.columns)
        for at, cells in enumerate(rows):
            self.program.type_row(self.tab, at + 2, {**blank, **cells})
        if len(self.rows) > len(rows):
            self.program.delete_rows(self.tab, len(rows) + 2, len(self.rows) - len(rows))


class HandledFile(XlsxWorkbook):
    """An XlsxWorkbook as `init` leaves it, and what people do to its file."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(_laid_out())
        super().__init__(path, TAIPEI)
        self.program, self.applied = Program(path), 0
        self.grids = {tab.key: FileGrid(self.program, tab) for tab in (*BY_KEY.values(), *FORM_TABS.values())}

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        self.program.save()
        return super().read(unsettled, known)

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        image = super().apply(difference, snapshot)
        self.applied += 1
        return image

    def fill(self, tab: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """A person makes the tab hold exactly these rows."""
        self.grids[tab].show(rows)

    def show_form(self, title: str, answers: Sequence[Mapping[str, Value]]) -> None:
        """The form's tab holds these answers."""
        assert title == FORM.title
        self.grids[FORM.key].show(answers)

    def show_survey(self, answers: Sequence[Mapping[str, Value]]) -> None:
        """The survey's form is linked, and its tab holds these answers."""
        self._show(SURVEY, answers)

    def show_staff_form(self, answers: Sequence[Mapping[str, Value]]) -> None:
        """The staff's form is linked, and its tab holds these answers."""
        self._show(STAFF_FORM, answers)

    def show_orders(self, lines: Sequence[Mapping[str, Value]]) -> None:
        """A person pastes orders into the tab 訂單, which holds these now."""
        self._show(ORDERS, lines)

    def _show(self, form: Tab, answers: Sequence[Mapping[str, Value]]) -> None:
        with self.program.book() as book:
            if form.title not in book.sheetnames:
                book.create_sheet(form.title).append([column.title for column in form.columns])
        self.grids[form.key].show(answers)


@cache
def _laid_out() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.xlsx"
        set_up(path, TAIPEI, first_rows(default_settings()[0], trial=False))
        return path.read_bytes()
