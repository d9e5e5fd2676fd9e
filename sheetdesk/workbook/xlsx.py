"""The workbook as an .xlsx file: read whole, written in one step or not at all (port: workbook/port.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, product
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import BY_KEY, CASES, STAMP_ITEM, TODO
from sheetdesk.errors import DeskUnreachable, WorkbookChanged
from sheetdesk.model.sheet import (
    HEADER,
    CellWrite,
    Difference,
    Image,
    ImageRow,
    Known,
    KnownTab,
    NewRow,
    Problem,
    Snapshot,
    TabView,
    row_of,
)
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.case_links import Target, as_link, file_target, leads_to_case
from sheetdesk.workbook.file import check_free, keep_copy, read_bytes, replace_whole, token_of
from sheetdesk.workbook.grid import read_forms
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.lines import Memory
from sheetdesk.workbook.link_formula import number_in
from sheetdesk.workbook.our_tabs import read_tabs, read_whole_tabs
from sheetdesk.workbook.stamp import STAMP_NOTE, encode_stamp, stamp_of
from sheetdesk.workbook.xlsx_book import grid_of, grids_of, holds_formula, open_book, put, put_link
from sheetdesk.workbook.xlsx_moves import move_rows
from sheetdesk.workbook.xlsx_open_file import OpenFile
from sheetdesk.workbook.xlsx_rows import first_free, grow, inherit, last_keyed, looks_of, wear
from sheetdesk.workbook.xlsx_written import Changes

__all__ = ["FormSpec", "XlsxWorkbook"]


class XlsxWorkbook:
    """One .xlsx file. `zone` is the desk's: an .xlsx knows no zone of its own."""

    bytes_a_batch: int | None = None

    def __init__(self, path: Path, zone: ZoneInfo, forms: FormSpec | None = None) -> None:
        self.path, self.zone, self.forms = path, zone, forms or FormSpec()
        self.file = OpenFile(path)
        self._last: Snapshot | None = None
        self._left_out: set[str] = set()
        """Tabs that the last read left out."""
        self._memory = Memory()

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        """All needed tabs at one moment, whole; a file that a program holds open can be read too. No image is kept.

        Raises DeskUnreachable if it can't be read or a tab or column that the desk needs is missing."""
        data = read_bytes(self.path)
        token = token_of(data)
        without = {one.tab for one in known if isinstance(one, KnownTab)}
        if self._last and self._last.token == token and self._left_out <= without:
            return self._last  # nobody touched the file: most passes of a quiet day
        book = self.file.book(data, token)
        grids = self.file.grids(book)
        tabs = read_tabs(grids, self.zone, memory=self._memory, without=without)
        forms, problems = read_forms(grids, self.forms, self.zone, memory=self._memory)
        self.file.hold(token, book)
        problems = (*problems, *self._losses(data, token))
        self._last = Snapshot(tabs, forms, stamp_of(tabs["state"]), token, problems=problems)
        self._left_out = without
        return self._last

    def glimpse(self) -> Snapshot:
        """The stamp and those of 案件 and 系統狀態 that can be read, for a desk that may not be whole yet.

        Raises DeskUnreachable if the file can't be opened."""
        data = read_bytes(self.path)
        grids = grids_of(open_book(data, self.path))
        tabs = read_whole_tabs(grids, ("cases", "state"), self.zone)
        return Snapshot(tabs, (), stamp_of(tabs["state"]) if "state" in tabs else None, token_of(data))

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        """Write `difference` in one step; answer how the touched rows stood just before.

        The file must be byte for byte what `snapshot` was read from, so its rows are the image.
        Raises WorkbookChanged, WorkbookBusy or DeskUnreachable: then nothing was written."""
        check_free(self.path)
        data = read_bytes(self.path)
        if token_of(data) != snapshot.token:
            raise WorkbookChanged("檔案在讀取之後被存過", which=str(self.path), mend="下一輪會重新讀取再寫")
        book = self.file.book(data, snapshot.token)
        looks = {key: looks_of(book[snapshot.tabs[key].title]) for key in {write.tab for write in difference.writes}}
        target = file_target(snapshot.tabs[CASES.key])
        for write in difference.writes:
            self._write(book[snapshot.tabs[write.tab].title], write, looks[write.tab], target)
        for key, place in sorted({(write.tab, write.place) for write in difference.writes if write.key != HEADER}):
            grow(book[snapshot.tabs[key].title], place, len(snapshot.tabs[key].header))
        inserted = {
            key: self._insert(book[snapshot.tabs[key].title], snapshot.tabs[key], list(rows), target)
            for key, rows in groupby(_with_stamp(difference, snapshot, book, self.zone), key=attrgetter("tab"))
        }
        if difference.moves:
            move_rows(book, difference, snapshot, self.zone)
        _renew_links(book, snapshot, target)
        if self.file.losses(data, snapshot.token):
            keep_copy(self.path, data, "kept")
        replace_whole(self.path, self.file.to_bytes(book, _changes(difference, snapshot, inserted)), data)
        return _image(difference, snapshot)

    def _losses(self, data: bytes, token: str) -> list[Problem]:
        lost = self.file.losses(data, token)
        mend = "下次寫入前會留一份副本（檔名加 .kept）；請把它移到另一個檔案"
        return [Problem(f"檔案「{self.path.name}」", f"{loss}，系統寫入後會不見", mend) for loss in lost]

    def _write(self, sheet: Worksheet, write: CellWrite, looks: Mapping[int, StyleArray], target: Target) -> None:
        tab = BY_KEY[write.tab]
        column = tab.column(write.column) if tab.has(write.column) and write.key != HEADER else None
        cell = sheet.cell(write.place, write.position + 1)
        # Inside a merged cell there is nothing to write into, and a formula is a person's; the next read shows it.
        if isinstance(cell, MergedCell) or holds_formula(cell, column):
            return
        wear(cell, looks)
        shown = as_link(write.tab, write.column, write.new, target)
        if isinstance(shown, Formula) and not isinstance(write.new, Formula):
            put_link(cell, shown)
        else:
            put(cell, write.new, self.zone, column)

    def _insert(self, sheet: Worksheet, view: TabView, rows: list[NewRow], target: Target) -> range:
        """Answers which rows they are now."""
        tab = BY_KEY[view.key]
        key_position = view.header.index(tab.key_column) if tab.key_column in view.header else None
        grid = grid_of(sheet)
        like = last_keyed(grid, view.header_place, key_position)
        first = first_free(grid, view.header_place, like)
        inherit(sheet, first, len(rows), like)
        looks = looks_of(sheet)
        for place, row in enumerate(rows, start=first):
            for position, name in enumerate(view.header):
                if name and row.cells.get(name) is not None:
                    write = CellWrite(tab.key, place, row.key, name, position, None, row.cells[name])
                    self._write(sheet, write, looks, target)
            grow(sheet, place, len(view.header))
        return range(first, first + len(rows))


def _changes(difference: Difference, snapshot: Snapshot, inserted: Mapping[str, range]) -> Changes | None:
    """All that `apply` changes in the book, as `OpenFile.to_bytes` asks."""
    if difference.moves:
        return None  # formulas in whatever tab look at rows that are elsewhere now
    state = snapshot.tabs["state"]
    stamp = row_of(state, "item", STAMP_ITEM)
    changed: dict[str, set[int]] = {state.title: {stamp.place} if stamp else set()}
    for key, places in (*inserted.items(), *((write.tab, (write.place,)) for write in difference.writes)):
        changed.setdefault(snapshot.tabs[key].title, set()).update(places)
    return {**changed, **{snapshot.tabs[key].title: None for key in snapshot.tabs.keys() & {TODO.key}}}


def _renew_links(book: Book, snapshot: Snapshot, target: Target) -> None:
    """Those in rows that nobody wrote, too: in a file a link's address is text and doesn't follow when 案件 is renamed."""
    for view in (snapshot.tabs[key] for key in snapshot.tabs.keys() & {TODO.key}):
        places = [at for at, name in enumerate(view.header, start=1) if name and leads_to_case(view.key, name)]
        for row, place in product(view.rows, places):
            cell = book[view.title]._cells.get((row.place, place))
            number = number_in(str(cell.value)) if isinstance(cell, Cell) and cell.data_type == "f" else None
            link = as_link(view.key, str(view.header[place - 1]), number, target)
            if isinstance(cell, Cell) and isinstance(link, Formula) and cell.value != link.text:
                put_link(cell, link)


def _with_stamp(difference: Difference, snapshot: Snapshot, book: Book, zone: ZoneInfo) -> Iterable[NewRow]:
    """The new rows by tab, in the order given; the stamp goes into its cell, or becomes a new row where it has none."""
    state = snapshot.tabs["state"]
    text, row = encode_stamp(difference.stamp), row_of(state, "item", STAMP_ITEM)
    inserts = sorted(difference.inserts, key=attrgetter("tab"))
    if row is None:
        if any((insert.tab, insert.key) == ("state", STAMP_ITEM) for insert in inserts):
            return inserts
        cells: Mapping[str, Value] = {"item": STAMP_ITEM, "content": text, "mend": STAMP_NOTE}
        return sorted([*inserts, NewRow("state", STAMP_ITEM, cells)], key=attrgetter("tab"))
    cell = book[state.title].cell(row.place, state.header.index("content") + 1)
    if isinstance(cell, MergedCell):
        raise DeskUnreachable(
            f"「{STAMP_ITEM}」的格子被合併了", which=f"分頁「{state.title}」第 {row.place} 列", mend="取消合併儲存格"
        )
    put(cell, text, zone)
    return inserts


def _image(difference: Difference, snapshot: Snapshot) -> Image:
    touched = {(write.tab, write.place) for write in difference.writes}
    touched |= {(move.tab, move.place) for move in difference.moves}
    tabs = (
        {tab for tab, _ in touched} | {row.tab for row in difference.inserts} | {m.to for m in difference.moves if m.to}
    )
    rows = tuple(
        ImageRow(key, row.place, row.cells)
        for key in sorted(tabs)
        for row in snapshot.tabs[key].lines
        if (key, row.place) in touched
    )
    return Image(difference.batch, {key: snapshot.tabs[key].header for key in tabs}, rows)
