"""New rows in an .xlsx tab: where they go, and what they inherit from the case above. Values are not its matter."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from math import ceil
from unicodedata import east_asian_width

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.model.values import Formula
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.headers import Grid, Line
from sheetdesk.workbook.look import LINE_HEIGHT

TALLEST = 180.0
"""Points. No program that reads the file makes rows fit by itself once a default height stands in it."""


def last_keyed(grid: Grid, header_place: int, key_position: int | None) -> int | None:
    """Number of the last row that bears a key, None if none does yet."""
    if key_position is None:
        return None
    keyed = (place for place in range(len(grid), header_place, -1) if _at(grid[place - 1], key_position) is not None)
    return next(keyed, None)


def first_free(grid: Grid, header_place: int, like: int | None) -> int:
    """Number of the first row below which nobody typed anything; never above row `like`, the last that bears a key.

    openpyxl moves cells but not what refers to them, so nothing is shifted: a row that people put below the cases
    stays where it is, and new rows go below it."""
    for place in range(len(grid), header_place, -1):
        if not _is_spare(grid[place - 1], grid[like - 1] if like else None):
            return place + 1
    return header_place + 1


def inherit(sheet: Worksheet, first: int, count: int, like: int | None) -> None:
    """Give `count` rows from `first` the look of row `like` (None, or where it has none: of their columns), and its
    drop-downs, colours and filters where that row is the one above."""
    height = sheet.row_dimensions[like].height if like else None
    styles = looks_of(sheet) | (_styles_of_row(sheet, like) if like else {})
    for row in range(first, first + count):
        for column, style in styles.items():
            cell = sheet.cell(row, column)
            if not cell.has_style and not isinstance(cell, MergedCell):
                cell._style = copy(style)  # type: ignore[attr-defined]  # the stubs leave `_style` out, here and below
        if height and sheet.row_dimensions[row].height is None:
            sheet.row_dimensions[row].height = height
    if like and like == first - 1:
        _extend_rules(sheet, like, count)
        _extend_filters(sheet, like, count)


def looks_of(sheet: Worksheet) -> dict[int, StyleArray]:
    """The look of each column that has one, by the column's number from 1."""
    styles: dict[int, StyleArray] = {}
    width = sheet.max_column  # openpyxl counts it anew each time, over every cell
    for dimension in sheet.column_dimensions.values():
        # One dimension may stand for several columns.
        dimension.reindex()
        if dimension.has_style and dimension.min and dimension.max:
            last = min(dimension.max, width)
            style: StyleArray = dimension._style  # type: ignore[attr-defined]
            styles |= {column: _plain(style) for column in range(dimension.min, last + 1)}
    return styles


def wear(cell: Cell, looks: Mapping[int, StyleArray]) -> None:
    """Give a cell that nobody formatted the look of its column, as Excel does when a person types into it."""
    if not cell.has_style and (style := looks.get(cell.column)):
        cell._style = copy(style)  # type: ignore[attr-defined]


def grow(sheet: Worksheet, row: int, columns: int) -> None:
    """Make `row` high enough for the wrapped text of its first `columns` cells; never lower, and not in tabs whose
    rows are all of one height."""
    if sheet.sheet_format.customHeight:
        return
    lines = max(_lines_of(sheet, row, column) for column in range(1, columns + 1))
    height = sheet.row_dimensions[row].height
    if lines > 1 and (height is None or height < lines * LINE_HEIGHT):
        sheet.row_dimensions[row].height = min(lines * LINE_HEIGHT, TALLEST)


def _lines_of(sheet: Worksheet, row: int, column: int) -> int:
    cell, dimension = sheet._cells.get((row, column)), sheet.column_dimensions.get(get_column_letter(column))
    if (
        cell is None
        or dimension is None
        or dimension.hidden
        or not isinstance(cell.value, str)
        or cell.data_type == "f"
    ):
        return 1
    widths = [sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in cell.value.split("\n")]
    return sum(max(1, ceil(width / dimension.width)) for width in widths)


def _at(line: Line, position: int) -> Raw:
    return line[position] if position < len(line) else None


def _is_spare(line: Line, like: Line | None) -> bool:
    # Tick boxes and formulas dragged down a column wait for a row to come; a formula of its own (a sum) does not.
    for position, raw in enumerate(line):
        if raw is None or raw == "":
            continue
        if not (raw is False or isinstance(raw, Formula)):
            return False
        if like is not None and not isinstance(_at(like, position), bool | Formula):
            return False
    return True


def _styles_of_row(sheet: Worksheet, row: int) -> dict[int, StyleArray]:
    return {
        column: _plain(cell._style)  # type: ignore[union-attr]
        for column in range(1, sheet.max_column + 1)
        if (cell := sheet._cells.get((row, column))) is not None and cell.has_style
    }


def _plain(style: StyleArray) -> StyleArray:
    style = copy(style)
    style.quotePrefix = 0  # it belongs to the text above, not to its look
    return style


def _extend_rules(sheet: Worksheet, above: int, count: int) -> None:
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = _longer(validation.sqref, above, count)
    if not any(_ends_at(area, above) for held in sheet.conditional_formatting for area in held.sqref.ranges):
        return
    rules = ConditionalFormattingList()
    for held in sheet.conditional_formatting:
        for rule in held.rules:
            rules.add(str(_longer(held.sqref, above, count)), rule)
    sheet.conditional_formatting = rules


def _longer(areas: MultiCellRange, above: int, count: int) -> MultiCellRange:
    if not any(_ends_at(area, above) for area in areas.ranges):
        return areas
    return MultiCellRange(" ".join(_longer_ref(area.coord, above, count) for area in areas.sorted()))


def _ends_at(area: CellRange, row: int) -> bool:
    return bool(area.max_row == row)


def _extend_filters(sheet: Worksheet, above: int, count: int) -> None:
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _longer_ref(sheet.auto_filter.ref, above, count)
    for table in sheet.tables.values():
        if table.totalsRowCount:
            continue  # what stands below a row of totals is not of the table
        table.ref = _longer_ref(table.ref, above, count)
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref


def _longer_ref(ref: str, above: int, count: int) -> str:
    area = CellRange(ref)
    if not _ends_at(area, above):
        return ref
    area.expand(down=count)
    return str(area.coord)
