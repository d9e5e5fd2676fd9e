"""RealDesk on Google: a spreadsheet as `init` leaves it, over HTTP on the fake; ledger and outbox in a folder as ever."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sheetdesk.cli.build import channels_of, form_spec
from sheetdesk.columns import BY_KEY, FORM, STATE, TABS, TEAM, Tab
from sheetdesk.desk.rig import Rig
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.notebook import Notebook
from sheetdesk.workbook.google.tabs import IMAGE_TAB
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from tests.fakes.google import people
from tests.fakes.google.book import Book
from tests.fakes.google.formula import Formula
from tests.fakes.google_desk import Organisation
from tests.fakes.google_hands import TAIPEI, Hands, duplicate, entered
from tests.fakes.real_desk import MONDAY, ORGANISER, RealDesk, desk_config, prototype, raw


class SpreadsheetHands:
    """The deeds of file_hands.FileHands, as Google does them: what is typed is parsed, rows and columns move whole."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._tabs = {book[tab.title].id: tab for tab in (*TABS, FORM)}

    def state(self) -> object:
        """Equal as long as nobody writes."""
        return self.book.version

    def keep(self) -> object:
        """A version for `go_back`."""
        return self.book.save_point()

    def go_back(self, copy: Any) -> None:
        self.book.restore(copy)

    def lines(self, title: str) -> list[list[Any]]:
        """All cells of a tab, as wide as the widest row; times as wall times, formulas as text."""
        sheet = self.book.titled(title)
        hands = Hands(self.book, sheet, self._tabs[sheet.id])
        names, last = hands.header, max((len(row.cells) for row in sheet.rows), default=0)
        names += [None] * (last - len(names))
        found = [[None if title == "" else title for title in sheet.rows[0].cells]]
        found += [[_shown(hands, place, at, name) for at, name in enumerate(names)] for place in self._below(title)]
        return [line + [None] * (last - len(line)) for line in found]

    def _below(self, title: str) -> range:
        sheet = self.book.titled(title)
        return range(1, max((at for at, row in enumerate(sheet.rows, 1) if row.cells), default=1))

    def formulas(self, tab: Tab) -> dict[tuple[int, str], str]:
        """What stands in the cells that hold a formula, by row and column key."""
        sheet = self.book.titled(tab.title)
        names = Hands(self.book, sheet, tab).header
        return {
            (place, names[at] or ""): cell.text
            for place, row in enumerate(sheet.rows, start=1)
            for at, cell in enumerate(row.cells)
            if isinstance(cell, Formula)
        }

    def put(self, tab: Tab, place: int, column: str | int, value: Any) -> None:
        """Type into one cell."""
        at = column if isinstance(column, int) else self._position(tab, column)
        if isinstance(value, str):
            self.book[tab.title].type(place, at, value)
        else:
            self.book[tab.title].put(place, at, entered(value))

    def _position(self, tab: Tab, column: str) -> int:
        return self.book[tab.title].column(tab.column(column).title)

    def type_row(self, tab: Tab, place: int, cells: Mapping[str, Any]) -> None:
        """Type into several cells of a row."""
        for column, value in cells.items():
            self.put(tab, place, column, value)

    def paste(self, tab: Tab, place: int, *lines: Sequence[Any]) -> None:
        """Lay rows over whatever stands there; text stays text."""
        for down, line in enumerate(lines):
            for at, value in enumerate(line, start=1):
                self.book[tab.title].put(place + down, at, entered(value))

    def fill_down(self, tab: Tab, place: int, column: str, values: Sequence[Any]) -> None:
        """Type one column's cells from `place` down."""
        for down, value in enumerate(values):
            self.put(tab, place + down, column, value)

    def add_rows(self, title: str, *lines: Sequence[Any]) -> None:
        """Rows below the last one; text stays text."""
        first = len(self.lines(title)) + 1
        for place, line in enumerate(lines, start=first):
            for at, value in enumerate(line, start=1):
                if value is not None:
                    self.book[title].put(place, at, entered(value))

    def reorder(self, tab: Tab, order: Sequence[int]) -> None:
        """Sort: the row that was the `order[i]`-th below the header (from 0) becomes the i-th."""
        Hands(self.book, self.book.titled(tab.title), tab).rows.reorder(order)

    def insert_rows(self, tab: Tab, place: int, count: int) -> None:
        people.insert_rows(self.book, tab.title, place, count)

    def delete_rows(self, tab: Tab, place: int, count: int = 1) -> None:
        people.delete_rows(self.book, tab.title, place, count)

    def insert_columns(self, tab: Tab, at: int, count: int) -> None:
        people.insert_columns(self.book, tab.title, at, count)

    def delete_column(self, tab: Tab, column: str) -> None:
        people.delete_column(self.book, tab.title, tab.column(column).title)

    def move_to_the_right(self, tab: Tab, column: str) -> None:
        """The column comes to stand right of all others."""
        hands = Hands(self.book, self.book.titled(tab.title), tab)
        hands.move_column(hands.header.index(column), len(hands.header) - 1)

    def merge(self, tab: Tab, place: int, column: str, down: int = 1, across: int = 1) -> None:
        left = self._position(tab, column)
        people.merge(self.book, tab.title, place, left, place + down - 1, left + across - 1)

    def wipe_stamp(self) -> None:
        """Rows of 系統狀態 deleted, and the hidden tab's stamp, which alone would do."""
        self.delete_rows(STATE, 2, 20)
        self.book[IMAGE_TAB].put(1, 1, None)

    def copy_tab(self, tab: Tab, title: str) -> None:
        duplicate(self.book, self.book.titled(tab.title), title)

    def delete_tab(self, tab: Tab) -> None:
        people.delete_tab(self.book, tab.title)

    def rename(self, tab: Tab, title: str) -> None:
        people.rename_tab(self.book, tab.title, title)


def _shown(hands: Hands, row: int, at: int, name: str | None) -> Any:
    cell = hands.sheet.entered(row, at)
    if isinstance(cell, Formula):
        return cell.text
    return raw(hands.value(cell, name or ""))


class GoogleRealDesk(RealDesk):
    """The desk of `folder` on a spreadsheet of its own."""

    def __init__(self, organisation: Organisation, folder: Path, like: Book | None = None) -> None:
        """`like`: the spreadsheet that this one is a copy of; None: as `init` leaves it."""
        self.folder, self.now, self.organisation = folder, MONDAY, organisation
        self.config = desk_config(folder)
        self.spreadsheet = organisation.new_desk(like)
        self.sheet = organisation.spreadsheet(self.spreadsheet)
        self.spreadsheet.clock = lambda: self.now
        self._hands = SpreadsheetHands(self.spreadsheet)
        for place in range(2, len(self.hands.lines(TEAM.title)) + 1):
            self.hands.put(BY_KEY[TEAM.key], place, "email", ORGANISER)
        self.rig = self.open_rig()
        with self.rig.ledger.begin() as tx:
            tx.remember("live_from", MONDAY - timedelta(hours=1))

    def copy(self, folder: Path) -> GoogleRealDesk:
        """The same desk in another folder and spreadsheet; the ledger has to be closed."""
        return GoogleRealDesk(
            self.organisation, shutil.copytree(self.folder, folder, dirs_exist_ok=True), self.spreadsheet
        )

    @property
    def hands(self) -> SpreadsheetHands:
        """What people do to the spreadsheet."""
        return self._hands

    def open_rig(self) -> Rig:
        """The desk as a new process would build it; what it noted of the spreadsheet is in the ledger."""
        channels, _ = channels_of(self.config)
        ledger = Ledger.open(self.config.ledger)
        workbook = GoogleWorkbook(self.sheet, TAIPEI, lambda: self.now, form_spec(self.config), Notebook(ledger))
        return replace(prototype(), ledger=ledger, workbook=workbook, channels=channels, clock=lambda: self.now)
