"""Drop-downs of an .xlsx whose words stand in cells: in another tab of ours, or in a hidden one where a comma would part them.

A validation refers to them by a defined name: one that names another tab itself is rewritten by Excel into a form that
openpyxl drops."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openpyxl import Workbook as Book
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import BY_KEY, Column, Tab
from sheetdesk.workbook.layout import header_in
from sheetdesk.workbook.xlsx_book import grid_of

LISTS_TAB = "_清單"
"""Hidden: one column of words for each drop-down that needs it, its name above."""

INLINE_LIMIT = 255
"""Characters of a list that stands in the validation itself (Excel)."""

LAST_WORD = 1000
"""Down to which row words of another tab are offered."""


def words_of(column: Column) -> str:
    """What the validation says: the words themselves, or the name of where they stand."""
    return f'"{",".join(column.choices)}"' if _is_inline(column) else _name(column)


def lay_lists(book: Book, tab: Tab, found: Mapping[str, str]) -> bool:
    """Put the words of `tab`'s drop-downs where their names point; answers whether anything changed.

    `found`: titles of our tabs by key, all of which are there."""
    changed = False
    for column in tab.columns:
        if column.choices_from:
            changed |= _point(book, column, _in_tab(book, *column.choices_from, found), whole=False)
        elif column.choices and not _is_inline(column):
            changed |= _write(book, column)
    return changed


def _is_inline(column: Column) -> bool:
    words = column.choices
    return bool(words) and not any("," in word for word in words) and len(",".join(words)) <= INLINE_LIMIT


def _name(column: Column) -> str:
    return f"sheetdesk_{column.key}"


def _in_tab(book: Book, key: str, name: str, found: Mapping[str, str]) -> str | None:
    """The range of another tab's column; None where somebody deleted it."""
    sheet = book[found[key]]
    header = header_in(grid_of(sheet), BY_KEY[key])
    if header is None or name not in header.places:
        return None
    return _range(sheet, header.places[name] + 1, header.index + 2, LAST_WORD)


def _range(sheet: Worksheet, place: int, first: int, last: int) -> str:
    letter, title = get_column_letter(place), sheet.title.replace("'", "''")
    return f"'{title}'!${letter}${first}:${letter}${last}"


def _write(book: Book, column: Column) -> bool:
    """Its words below its name in the hidden tab."""
    sheet, changed = _hidden(book), False
    places = range(1, sheet.max_column + 2)
    name = _name(column)
    place = next(at for at in places if sheet.cell(1, at).value in (name, None))
    wanted = [name, *column.choices]
    for row in range(1, max(sheet.max_row, len(wanted)) + 1):
        word = wanted[row - 1] if row <= len(wanted) else None
        if sheet.cell(row, place).value != word:
            sheet.cell(row, place).value = word
            changed = True
    return _point(book, column, _range(sheet, place, 2, len(wanted)), whole=True) or changed


def _hidden(book: Book) -> Worksheet:
    if LISTS_TAB not in book.sheetnames:
        book.create_sheet(LISTS_TAB).sheet_state = "hidden"
    return book[LISTS_TAB]


def _point(book: Book, column: Column, range_: str | None, *, whole: bool) -> bool:
    """Let the column's name stand for `range_`. Not `whole`: that its last row moved with people's own is fine."""
    there = book.defined_names.get(_name(column))
    if range_ is None or (there is not None and _said(there.attr_text, whole) == _said(range_, whole)):
        return False
    book.defined_names[_name(column)] = DefinedName(_name(column), attr_text=range_)
    return True


def _said(range_: str, whole: bool) -> str:
    plain = range_.replace("'", "")
    return plain if whole else re.sub(r"\d+$", "", plain)
