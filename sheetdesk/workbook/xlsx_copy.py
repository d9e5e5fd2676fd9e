"""A copy of tabs as an .xlsx to look things up in: what every cell shows, its formula as a note. No looks, no layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook as Book
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.model.values import CELL_LIMIT, clean_text
from sheetdesk.workbook.cells import BLANK, DAY_FORMAT, MOMENT_FORMAT, Raw, as_text
from sheetdesk.workbook.headers import Grid, Line
from sheetdesk.workbook.wall import from_serial
from sheetdesk.workbook.xlsx_book import fit_note, to_bytes

REST = "放不下的文字"
"""Tab for what is longer than a cell of an .xlsx can hold."""

LONGEST_TITLE = 31
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Copied:
    """One tab: raw values, the same with formulas in their place, and the texts that a person sees."""

    title: str
    values: Grid
    formulas: Grid
    shown: Grid


def copy_of(tabs: Iterable[Copied]) -> bytes:
    """The file's content. Nothing is left out: text that a cell can't hold goes on in the tab `REST`."""
    book, rest = Book(), list[tuple[str, str, str]]()
    book.remove(book.worksheets[0])
    for tab in tabs:
        sheet = book.create_sheet(_free_title(book, tab.title))
        rest += [(sheet.title, place, part) for place, part in _fill(sheet, tab)]
    if rest:
        sheet = book.create_sheet(_free_title(book, REST))
        for number, line in enumerate(rest, start=1):
            for place, text in enumerate(line, start=1):
                _put(sheet.cell(number, place), text)
    return to_bytes(book)


def _fill(sheet: Worksheet, tab: Copied) -> Iterable[tuple[str, str]]:
    for row, line in enumerate(tab.values, start=1):
        formulas, shown = _line(tab.formulas, row), _line(tab.shown, row)
        for column, raw in enumerate(line, start=1):
            formula = _at(formulas, column)
            if raw in BLANK and formula in BLANK:
                continue
            cell = sheet.cell(row, column)
            parts = _parts(raw) if isinstance(raw, str) else []
            _put(cell, parts[0] if parts else _as_shown(None if raw == "" else raw, as_text(_at(shown, column))))
            yield from ((f"{get_column_letter(column)}{row}", part) for part in parts[1:])
            if formula != raw and isinstance(formula, str) and formula.startswith("="):
                yield from _annotate(cell, formula)


def _annotate(cell: Cell | MergedCell, formula: str) -> Iterable[tuple[str, str]]:
    """A formula of another program need not mean the same here, or anything; so it is only told."""
    first, *more = _parts(formula)
    cell.comment = Comment(f"公式：{first}", "sheetdesk")
    fit_note(cell.comment)
    yield from ((f"{cell.coordinate} 公式", part) for part in more)


def _parts(text: str) -> list[str]:
    """`text` in pieces that a cell holds for sure: some letters count twice there."""
    text, size = clean_text(text, limit=2 * len(text)), CELL_LIMIT // 2
    return [text[start : start + size] for start in range(0, len(text), size)]


def _as_shown(raw: Raw, shown: str) -> Raw:
    """A serial number that the sheet shows as a day is written as one."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    wall = from_serial(raw)
    return wall if wall is not None and _shows(shown, wall) else raw


def _shows(shown: str, wall: datetime) -> bool:
    return {wall.year, wall.month, wall.day} <= {int(digits) for digits in re.findall(r"\d+", shown)}


def _put(cell: Cell | MergedCell, raw: Raw) -> None:
    cell.value = raw  # type: ignore[assignment]  # a Formula never comes: values are asked for
    if isinstance(raw, str):
        cell.data_type = "s"
        cell.quotePrefix = raw.startswith(("=", "+", "-", "@"))
    if isinstance(raw, datetime):
        midnight = not (raw.hour or raw.minute or raw.second)
        cell.number_format = DAY_FORMAT if midnight else MOMENT_FORMAT


def _free_title(book: Book, title: str) -> str:
    plain = _NO_TITLE.sub("_", clean_text(title)).strip("'")[:LONGEST_TITLE] or "_"
    taken, free, number = {name.casefold() for name in book.sheetnames}, plain, 1
    while free.casefold() in taken:
        number += 1
        mark = f" ({number})"
        free = plain[: LONGEST_TITLE - len(mark)] + mark
    return free


def _line(grid: Grid, row: int) -> Line:
    return grid[row - 1] if row <= len(grid) else ()


def _at(line: Sequence[Raw], column: int) -> Raw:
    return line[column - 1] if column <= len(line) else None
