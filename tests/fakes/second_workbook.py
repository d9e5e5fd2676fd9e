"""The second workbook, in which refund accounts lie: as a file or on Google, with customers who answer its form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from sheetdesk.columns import REFUND
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.refunds import GoogleRefunds
from sheetdesk.workbook.wall import to_serial, to_wall
from sheetdesk.workbook.xlsx_refunds import XlsxRefunds
from tests.fakes.both_kinds import GOOGLE
from tests.fakes.real_desk import TAIPEI

LINK = "https://docs.google.com/forms/d/e/refund/viewform?usp=pp_url&entry.9={number}"
TITLES = [column.title for column in REFUND.columns]


class FileOfRefunds:
    """The second workbook as a file, and customers who answer. A folder that holds one already goes on with it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "elsewhere" / "refunds.xlsx"
        if not self.path.exists():
            self._make()
        self.sheet = XlsxRefunds(self.path, REFUND.title, TAIPEI)

    def _make(self) -> None:
        self.path.parent.mkdir()
        book = Workbook()
        book.remove(book.worksheets[0])
        book.create_sheet(REFUND.title).append(TITLES)
        book.save(self.path)

    def answer(self, *values: Any) -> None:
        book = load_workbook(self.path)
        at, *rest = values
        book[REFUND.title].append([to_wall(at, TAIPEI), *rest])
        book.save(self.path)

    def rows(self) -> list[list[Any]]:
        return [list(line) for line in load_workbook(self.path)[REFUND.title].iter_rows(min_row=2, values_only=True)]

    def rename(self, title: str) -> None:
        book = load_workbook(self.path)
        book[book.sheetnames[0]].title = title
        book.save(self.path)


class SpreadsheetOfRefunds:
    """The second workbook on Google."""

    def __init__(self, workbook: Any) -> None:
        self.google, client = workbook.google, workbook.sheet.client
        self.book = self.google.new_spreadsheet("退款帳號")
        self.google.share(self.book, client.account)
        self.book.sheets[0].title = REFUND.title
        for at, title in enumerate(TITLES):
            self.book.sheets[0].put(0, at, title)
        self.sheet = GoogleRefunds(Spreadsheet(client, self.book.id), REFUND.title, TAIPEI)

    def answer(self, *values: Any) -> None:
        at, *rest = values
        place = sum(bool(row.cells) for row in self.book.sheets[0].rows)
        for column, value in enumerate([to_serial(to_wall(at, TAIPEI)), *rest]):
            self.book.sheets[0].put(place, column, value)

    def rows(self) -> list[list[Any]]:
        lines = [list(row.cells) for row in self.book.sheets[0].rows[1:] if row.cells]
        return [[None if cell == "" else cell for cell in line] for line in lines]

    def sort_at_the_next_writes(self, times: int) -> None:
        """Somebody turns the rows of two answers over just before a write of ours arrives, and before the one after it."""

        def turn_over(book: Any) -> None:
            book.sheets[0].reordered(1, [2, 1], 0, len(TITLES))
            if times > 1:
                self.sort_at_the_next_writes(times - 1)

        self.google.people.next(turn_over, path=self.book.id)

    def insert_at_the_next_write(self, *values: Any) -> None:
        """Somebody's answer of this moment comes to stand in the first row, just before a write of ours arrives."""

        def insert(book: Any) -> None:
            span = {"sheetId": book.sheets[0].id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
            book.change([{"insertDimension": {"range": span, "inheritFromBefore": False}}])
            for column, value in enumerate([46_350.5, *values]):
                book.sheets[0].put(1, column, value)

        self.google.people.next(insert, path=self.book.id)

    def rename(self, title: str) -> None:
        self.book.sheets[0].title = title

    @property
    def calls(self) -> int:
        return sum(self.book.id in call.path for call in self.google.calls)


def second_workbook(kind: str, folder: Path, workbook: Any) -> Any:
    """The one that stands beside a desk of that kind."""
    return SpreadsheetOfRefunds(workbook) if kind == GOOGLE else FileOfRefunds(folder)
