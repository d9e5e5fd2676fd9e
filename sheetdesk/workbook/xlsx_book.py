"""An open .xlsx as openpyxl holds it: bytes ↔ book, book → grids, one value into one cell. No layout, no files."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import CASE_LINK, Column
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.values import CELL_LIMIT, Formula, Value
from sheetdesk.workbook.cells import MOMENT_FORMAT, TEXT_FORMAT, Raw, format_of, write_cell
from sheetdesk.workbook.file import backup_of, holder_of
from sheetdesk.workbook.link_formula import number_in
from sheetdesk.workbook.xlsx_drawings import is_kept_whole, keep_drawings
from sheetdesk.workbook.xlsx_writer import bytes_of
from sheetdesk.workbook.xlsx_written import WrittenTab

_OLE = b"\xd0\xcf\x11\xe0"
_CR = "_x000D_\n"
_LOOKS_ESCAPED = re.compile(r"_(?=x(?!000D_\n)[0-9A-Fa-f]{4}_)")
_RISKY = ("=", "+", "-", "@")


def open_book(data: bytes, path: Path) -> Book:
    """The book in `data`; `path` is for messages. Raises DeskUnreachable if it is no whole workbook."""
    if data.startswith(_OLE):
        raise DeskUnreachable(
            "檔案設了密碼，或是舊的 .xls 格式", which=str(path), mend="取消密碼，另存新檔成「Excel 活頁簿（.xlsx）」"
        )
    try:
        with warnings.catch_warnings():
            # What openpyxl can't keep is named by `losses`, in words that say where.
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(data), rich_text=True, keep_links=True, keep_vba=path.suffix.lower() == ".xlsm"
            )
        keep_drawings(book, data)
    except BadZipFile as error:
        raise DeskUnreachable("不是 .xlsx 檔案，或檔案壞了", which=str(path), mend=_restore(path)) from error
    except Exception as error:  # openpyxl lets any error of its parts through: KeyError, ParseError, ValueError …
        raise DeskUnreachable(
            f"檔案內容讀不懂（{type(error).__name__}：{error}）", which=str(path), mend=_restore(path)
        ) from error
    _fit_notes(book)
    if not book.worksheets:
        raise DeskUnreachable("檔案裡沒有任何分頁", which=str(path), mend="執行 sheetdesk init 會補上")
    return book


def reads_back_alike(book: Book, written: Mapping[Any, WrittenTab] | None = None) -> bool:
    """Will the file, once written, be read as `book` stands in memory? Then it need not be opened again.

    What openpyxl has to draw can be saved only once; text that looks escaped changes on its way to the file. `written`:
    tabs of which this was asked before."""
    if not all(map(is_kept_whole, (*book.worksheets, *book.chartsheets))):
        return False
    return not any("_x" in str(cell.value) for cell in _texts(book, written))


def to_bytes(book: Book, written: dict[Any, WrittenTab] | None = None) -> bytes:
    """The book as a file's content; `written` as in `xlsx_writer.bytes_of`, of a book that reads back alike."""
    for cell in _texts(book, written):
        if isinstance(cell.value, str) and "_x" in cell.value:
            _escape(cell)
    return bytes_of(book, written)


def _texts(book: Book, written: Mapping[Any, WrittenTab] | None) -> Iterator[Cell | MergedCell]:
    """Cells with text, but for those of tabs that are written again as they were."""
    for sheet in book.worksheets:
        if sheet not in (written or {}) or not (written or {})[sheet].is_whole:
            yield from (cell for cell in sheet._cells.values() if cell.data_type == "s")


def grids_of(book: Book) -> dict[str, list[list[Raw]]]:
    """Every tab's raw cells by title; rows are ragged, trailing blanks left out."""
    return {sheet.title: grid_of(sheet) for sheet in book.worksheets}


def grid_of(sheet: Worksheet) -> list[list[Raw]]:
    """The raw cells of one tab."""
    lines: list[list[Raw]] = []
    # `iter_rows` would make a cell of every blank, and the file would keep them; so the cells that are there.
    cells: Mapping[tuple[int, int], Cell | MergedCell] = sheet._cells
    for row, column in sorted(cells):
        raw = raw_of(cells[row, column])
        if raw is None or raw == "":
            continue
        if row > len(lines):
            lines.extend([] for _ in range(row - len(lines)))
        line = lines[row - 1]
        if column - 1 > len(line):
            line.extend([None] * (column - 1 - len(line)))
        line.append(raw)
    return lines


def raw_of(cell: Cell | MergedCell) -> Raw:
    """What `cell` holds, a formula as Formula."""
    value = cell.value
    if value is None:  # nearly half of the cells hold nothing but a look
        return None
    if type(value) is str and cell.data_type != "f":
        return value.replace(_CR, "\n")
    if isinstance(value, ArrayFormula | DataTableFormula):
        return Formula(str(getattr(value, "text", None) or f"={{{value.ref}}}"))
    if cell.data_type == "f":
        return Formula(str(value))
    if isinstance(value, str | CellRichText):
        return str(value).replace(_CR, "\n")
    return value  # type: ignore[return-value]  # numbers, truth values and times are all that is left


def holds_formula(cell: Cell | MergedCell, column: Column | None = None) -> bool:
    """Is what stands here a person's formula, rather than a link of ours?"""
    raw = raw_of(cell)
    if not isinstance(raw, Formula):
        return False
    return column is None or column.type != CASE_LINK or number_in(raw.text) is None


def put(cell: Cell, value: Value, zone: ZoneInfo, column: Column | None = None) -> None:
    """Write `value`; the cell's format stays unless it would show the value wrongly.

    Text is stored as text, whatever it begins with. A Formula is never written: the cell becomes blank."""
    raw = None if isinstance(value, Formula) else write_cell(value, zone)
    wanted = format_of(column) if column else None
    if wanted and (cell.number_format == "General" or _unfit(raw, cell.number_format)):
        cell.number_format = wanted
    if isinstance(raw, str):
        _put_text(cell, raw)
        return
    if isinstance(raw, datetime) and _unfit(raw, cell.number_format):
        cell.number_format = MOMENT_FORMAT
    cell.value = raw  # type: ignore[assignment]


def put_link(cell: Cell, link: Formula) -> None:
    """Write a formula of ours. In a cell of text Excel would show the formula itself once somebody edits it."""
    if cell.number_format == TEXT_FORMAT:
        cell.number_format = "General"
    cell.value = link.text
    cell.quotePrefix = False


def _put_text(cell: Cell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"
    # Without the quote prefix, =1+1 would come alive once a person edits the cell.
    quoted = text.startswith(_RISKY)
    if bool(cell.quotePrefix) != quoted:
        cell.quotePrefix = quoted


def _escape(cell: Cell | MergedCell) -> None:
    # Excel reads _x0041_ as A, so such text needs _x005F_ for its underscore; openpyxl drops that when it loads.
    escaped = _LOOKS_ESCAPED.sub("_x005F_", str(cell.value))
    if len(escaped) <= CELL_LIMIT and not isinstance(cell, MergedCell):
        cell.value = escaped
        cell.data_type = "s"


def _unfit(raw: Raw, number_format: str) -> bool:
    return isinstance(raw, date) and not is_date_format(number_format)


def _fit_notes(book: Book) -> None:
    # openpyxl forgets how large a note's box was; so each gets one that shows its whole text.
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            if cell.comment is not None:
                fit_note(cell.comment)


def fit_note(comment: Comment) -> None:
    """Make a note's box (in pixels) as large as its text needs."""
    lines = sum(1 + len(line) // 15 for line in comment.text.split("\n"))
    comment.width, comment.height = 230, 20 * lines + 12


def _restore(path: Path) -> str:
    if holder := holder_of(path):  # half a file, while a program is still saving it
        return f"{holder[0]} 可能正在存檔，下一輪會再讀一次"
    return f"從上一份備份「{backup_of(path).name}」還原（複製後改名），或用 Excel 開啟修復後另存"
