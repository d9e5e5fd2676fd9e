"""How one tab of an .xlsx looks: header, notes, drop-downs, widths, groups, colours. Knows no rows and no files."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import Outline
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import CASE_LINK, CASES, FACE, Column, Tab
from sheetdesk.workbook.cells import format_of
from sheetdesk.workbook.look import (
    HEADER_HEIGHT,
    HEADER_LINE,
    HEADER_TEXT,
    LINE_HEIGHT,
    LINK_TEXT,
    PICK,
    ROW_HEIGHTS,
    Tint,
    condition,
    fold_level,
    has_come,
    header_fill,
    is_hidden,
    is_left_aligned,
    note_of,
    offers,
    painted,
    refusal_of,
    tab_colour,
)
from sheetdesk.workbook.xlsx_book import fit_note
from sheetdesk.workbook.xlsx_lists import words_of

LAST_ROW = 1_048_576
AUTHOR = "sheetdesk"


def dress(sheet: Worksheet, tab: Tab, header: int, places: Mapping[str, int]) -> None:
    """The whole look of a tab that was just made; `places` gives each column's number (from 1) by its key."""
    for column in tab.columns:
        dress_column(sheet, column, header, places[column.key])
    sheet.row_dimensions[header].height = HEADER_HEIGHT
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHTS.get(tab.key, LINE_HEIGHT)
    sheet.sheet_format.customHeight = tab.key in ROW_HEIGHTS
    sheet.freeze_panes = f"{'B' if tab.key == CASES.key else 'A'}{header + 1}"
    sheet.sheet_properties.tabColor = tab_colour(tab)
    if tab.key == CASES.key:
        _group(sheet, tab, places)
    _colour(sheet, tab, header, places)


def dress_column(sheet: Worksheet, column: Column, header: int, place: int) -> None:
    """Title, width, formats of one new column, for all rows to come."""
    cell = sheet.cell(header, place)
    if isinstance(cell, MergedCell):
        return
    cell.value = column.title
    cell.font = Font(bold=True, color=HEADER_TEXT)
    cell.fill = PatternFill("solid", fgColor=header_fill(column))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side(style="thin", color=HEADER_LINE))
    dimension = sheet.column_dimensions[get_column_letter(place)]
    dimension.width = column.width + 1
    dimension.alignment = Alignment("left" if is_left_aligned(column) else None, "top", wrap_text=True)
    dimension.hidden = is_hidden(column)
    if wanted := format_of(column):
        dimension.number_format = wanted
    if column.type == CASE_LINK:  # Google shows by itself that there is something to tap
        dimension.font = Font(color=LINK_TEXT, underline="single")


def annotate(sheet: Worksheet, column: Column, header: int, place: int) -> bool:
    """Put the column's note at its title; answers whether anything changed. A person's own note stays."""
    cell, note = sheet.cell(header, place), note_of(column)
    if not note or isinstance(cell, MergedCell):
        return False
    if cell.comment and (cell.comment.text == note or cell.comment.author != AUTHOR):
        return False
    if cell.comment and has_come(column, cell.comment.text):
        sheet.column_dimensions[get_column_letter(place)].hidden = False
    cell.comment = Comment(note, AUTHOR)
    fit_note(cell.comment)
    return True


def offer(sheet: Worksheet, column: Column, header: int, place: int) -> bool:
    """Lay the column's drop-down over all its rows; answers whether anything changed. A person's own one stays."""
    if not offers(column):
        return False
    words = words_of(column)
    first = f"{get_column_letter(place)}{header + 1}"
    for there in sheet.data_validations.dataValidation:
        if first not in there.sqref:
            continue
        if there.errorTitle != PICK or there.formula1 == words:
            return False
        there.formula1 = words
        return True
    validation = DataValidation(
        "list",
        formula1=words,
        allow_blank=True,
        showErrorMessage=not column.multiple,
        errorTitle=PICK,
        error=refusal_of(column)[:225],
        sqref=f"{first}:{get_column_letter(place)}{LAST_ROW}",
    )
    sheet.add_data_validation(validation)
    return True


def _group(sheet: Worksheet, tab: Tab, places: Mapping[str, int]) -> None:
    sheet.sheet_properties.outlinePr = Outline(summaryRight=False)
    before = None
    for column in (c for c in tab.columns if c.group != FACE):
        dimension = sheet.column_dimensions[get_column_letter(places[column.key])]
        if level := fold_level(tab, column):
            dimension.outlineLevel = level
            dimension.hidden = True
        if before is not None and (dimension.outlineLevel or 0) > (before.outlineLevel or 0):
            before.collapsed = True
        before = dimension


def _colour(sheet: Worksheet, tab: Tab, header: int, places: Mapping[str, int]) -> None:
    for tints, columns in painted(tab).items():
        letters = [get_column_letter(places[column.key]) for column in columns]
        area = " ".join(f"{letter}{header + 1}:{letter}{LAST_ROW}" for letter in letters)
        for tint in tints:
            watched = f"${get_column_letter(places[tint.watch])}{header + 1}"
            sheet.conditional_formatting.add(area, _rule(tint, watched))


def _rule(tint: Tint, watched: str) -> Rule:
    paint = tint.paint
    return FormulaRule(  # type: ignore[no-any-return, no-untyped-call]
        formula=[condition(tint, watched)],
        font=Font(color=paint.text, bold=True if paint.bold else None),
        fill=PatternFill("solid", bgColor=paint.fill) if paint.fill else None,
        stopIfTrue=True,
    )
