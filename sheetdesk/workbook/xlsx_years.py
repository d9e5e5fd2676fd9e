"""Archived rows in files of their own, an .xlsx and a .csv a year: the .xlsx is read back, the .csv is for other programs.

Each is replaced whole or stays as it was; a row that is there already is written over."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from sheetdesk.columns import ARCHIVE
from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.cells import as_text, write_cell
from sheetdesk.workbook.file import check_free, read_bytes, replace_whole
from sheetdesk.workbook.grid import read_tab
from sheetdesk.workbook.xlsx_book import grids_of, open_book, put, to_bytes
from sheetdesk.workbook.year_files import Cells, name_of, paths_in

HARMFUL = ("=", "+", "-", "@", "\t", "\r")
"""So begins what a spreadsheet program would take for a formula when it opens a .csv (sheets.md)."""


class YearFiles:
    """The files of one folder, which is made when the first row goes there."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self.folder, self._zone = folder, zone

    def add(self, rows: Mapping[str, Cells]) -> None:
        """Keep these rows, by case number, in the files of the years in which they were archived.

        Raises WorkbookBusy, WorkbookChanged or DeskUnreachable; then some years may be done, and to repeat it is safe."""
        by_year: dict[int, dict[str, Cells]] = {}
        for number, cells in rows.items():
            by_year.setdefault(self._year(cells), {})[number] = cells
        for year, found in sorted(by_year.items()):
            self._add(self.folder / name_of(year), found)

    def rows(self) -> dict[str, Cells]:
        """Every row of every year, by case number; of two with one number the newer year's. Raises DeskUnreachable."""
        found: dict[str, Cells] = {}
        for path in paths_in(self.folder):
            found |= self._read(path)
        return found

    def rewrite(self, numbers: Collection[str], anew: Callable[[str, Cells], Cells | None]) -> None:
        """Write over those of these rows that are there what `anew` makes of number and row; None leaves a row as it is,
        and so does what stands there already. When a row was archived stays. Raises as `add`."""
        for path in paths_in(self.folder):
            known = self._read(path)
            made = {number: anew(number, known[number]) for number in numbers if number in known}
            news = {n: _filled({**cells, **_stamp(known[n])}) for n, cells in made.items() if cells is not None}
            if news := {n: cells for n, cells in news.items() if cells != known[n]}:
                self._add(path, news)

    def lacks(self, copy: Path) -> dict[str, Cells]:
        """The rows of a copy of a year's file that the folder's own file of that name doesn't hold.

        Raises DeskUnreachable if one of them can't be read, WorkbookBusy while the folder's own is held open."""
        path = self.folder / copy.name
        check_free(path)
        check_free(path.with_suffix(".csv"))
        known = self._read(path) if path.exists() else {}
        return {number: cells for number, cells in self._read(copy).items() if number not in known}

    def bring(self, name: str, rows: Mapping[str, Cells]) -> None:
        """Add rows of a copy to the year's file of that name, and make its .csv where there is none. Raises as `add`."""
        path = self.folder / name
        if rows or not path.with_suffix(".csv").exists():
            self._add(path, rows)

    def _year(self, cells: Cells) -> int:
        at = cells.get(ARCHIVED_AT.key)
        assert isinstance(at, datetime), "only rows with their time are filed"
        return at.astimezone(self._zone).year

    def _read(self, path: Path) -> dict[str, Cells]:
        grids = grids_of(open_book(read_bytes(path), path))
        title = next(iter(grids))
        view = read_tab(ARCHIVE, title, grids[title], self._zone)
        return {str(row.get("number")): row.cells for row in view.rows if row.get("number") is not None}

    def _add(self, path: Path, rows: Mapping[str, Cells]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        was = read_bytes(path) if path.exists() else None
        merged = {**(self._read(path) if was is not None else {}), **rows}
        table = path.with_suffix(".csv")
        check_free(path)
        # The .xlsx is what is read back: after a crash in between it still asks for what the .csv has.
        replace_whole(table, self._table(merged), table.read_bytes() if table.exists() else None, backup=False)
        replace_whole(path, self._book(merged), was, backup=False)

    def _book(self, rows: Mapping[str, Cells]) -> bytes:
        book, titles = Workbook(), _titles(rows.values())
        sheet = book.worksheets[0]
        sheet.title = ARCHIVE.title
        sheet.append(list(titles.values()))
        sheet.freeze_panes = "C2"
        for place, cells in enumerate(rows.values(), start=2):
            for at, name in enumerate(titles, start=1):
                cell, value = sheet.cell(place, at), _plain(cells.get(name))
                if value is not None and isinstance(cell, Cell):
                    put(cell, value, self._zone, ARCHIVE.column(name) if ARCHIVE.has(name) else None)
        return to_bytes(book)

    def _table(self, rows: Mapping[str, Cells]) -> bytes:
        text, titles = io.StringIO(newline=""), _titles(rows.values())
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([_harmless(title) for title in titles.values()])
        for cells in rows.values():
            raws = (as_text(write_cell(_plain(cells.get(name)), self._zone)) for name in titles)
            writer.writerow([_harmless(raw) for raw in raws])
        return text.getvalue().encode("utf-8-sig")


def _titles(rows: Iterable[Cells]) -> dict[str, str]:
    """Column → its title: ours in order, then people's own, whose title is their name."""
    ours = {column.key: column.title for column in ARCHIVE.columns}
    return ours | {name: name for cells in rows for name in cells if name not in ours}


def _plain(value: Value) -> Value:
    """A formula as the text that it was: it would look at other cells here."""
    return value.text if isinstance(value, Formula) else value


def _filled(cells: Cells) -> dict[str, Value]:
    return {name: value for name, value in cells.items() if value is not None}


def _stamp(cells: Cells) -> dict[str, Value]:
    return {ARCHIVED_AT.key: cells.get(ARCHIVED_AT.key)}


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(HARMFUL) else text
