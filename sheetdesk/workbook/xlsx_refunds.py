"""The refund form's answers in an .xlsx file of their own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book

from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.file import read_bytes, replace_whole
from sheetdesk.workbook.refund_rows import WIPED, Columns, answers_in, columns_in, places_of
from sheetdesk.workbook.xlsx_book import grid_of, open_book, to_bytes


class XlsxRefunds:
    """One file, one tab of it."""

    def __init__(self, path: Path, tab: str, zone: ZoneInfo) -> None:
        self._path, self._tab, self._zone = path, tab, zone
        self.where = path.name

    def read(self) -> list[RefundAnswer]:
        """Every answer that still holds an account. Raises DeskUnreachable."""
        grid = self._grid(open_book(read_bytes(self._path), self._path))
        return self._answers(grid, self._columns(grid))

    def wipe(self, numbers: Iterable[str]) -> int:
        """Blank the answers of these cases but for their time and number; how many there were."""
        was = read_bytes(self._path)
        book = open_book(was, self._path)
        grid = self._grid(book)
        columns = self._columns(grid)
        places = places_of(self._answers(grid, columns), numbers)
        for place in places:
            for at in columns.to_wipe:
                book[self._tab].cell(place, at + 1).value = WIPED if at == columns.positions["account"] else None
        if places:
            # A backup would hold what is to be wiped, for good if the power went before it could be deleted.
            replace_whole(self._path, to_bytes(book), was, backup=False)
        return len(places)

    def _grid(self, book: Book) -> list[list[Raw]]:
        if self._tab not in book.sheetnames:
            mend = f"把退款表單的回應分頁命名為「{self._tab}」，或改 config.yaml 的 refunds.tab"
            raise DeskUnreachable(f"找不到分頁「{self._tab}」", which=self.where, mend=mend)
        return grid_of(book[self._tab])

    def _columns(self, grid: list[list[Raw]]) -> Columns:
        return columns_in(grid, self._tab, self.where)

    def _answers(self, grid: list[list[Raw]], columns: Columns) -> list[RefundAnswer]:
        lines = [
            {key: line[at] if at < len(line) else None for key, at in columns.positions.items()}
            for line in grid[columns.header + 1 :]
        ]
        return answers_in(columns, lines, self._zone)
