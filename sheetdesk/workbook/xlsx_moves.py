"""Rows that go to another tab of an .xlsx: copied with their looks, then taken out, and what referred to them set right."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import BY_KEY
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import Difference, Snapshot
from sheetdesk.workbook.row_columns import Routes, routes
from sheetdesk.workbook.xlsx_book import grid_of, put
from sheetdesk.workbook.xlsx_references import after_deletion, new_place, shrunk
from sheetdesk.workbook.xlsx_rows import first_free, last_keyed


def move_rows(book: Book, difference: Difference, snapshot: Snapshot, zone: ZoneInfo) -> None:
    """Carry out all moves of a batch."""
    ordered = sorted(difference.moves, key=attrgetter("tab", "to", "place"))
    for (tab, to), found in groupby(ordered, key=attrgetter("tab", "to")):
        moves, source = list(found), book[snapshot.tabs[tab].title]
        if to:
            _copy_rows(book, (tab, to), moves, difference, snapshot, zone)
        take_out(book, source, [move.place for move in moves])


def _copy_rows(
    book: Book,
    tabs: tuple[str, str],
    moves: Sequence[RowMove],
    difference: Difference,
    snapshot: Snapshot,
    zone: ZoneInfo,
) -> None:
    here, to = (snapshot.tabs[tab] for tab in tabs)
    source, target = book[here.title], book[to.title]
    way = routes(difference.headers[tabs[0]], difference.headers[tabs[1]])
    for old, new in way.new:
        _copy(source, (here.header_place, old + 1), target, (to.header_place, new + 1))
    for new, title in way.titles:
        target.cell(to.header_place, new + 1, title)
    grid, key = grid_of(target), to.header.index(BY_KEY[tabs[1]].key_column)
    first = first_free(grid, to.header_place, last_keyed(grid, to.header_place, key))
    for place, move in enumerate(moves, start=first):
        _copy_row(source, move, target, place, way)
        for name, value in move.cells.items():
            cell = target.cell(place, to.header.index(name) + 1) if name in to.header else None
            if isinstance(cell, Cell):
                put(cell, value, zone, BY_KEY[tabs[1]].column(name))


def _copy_row(source: Worksheet, move: RowMove, target: Worksheet, place: int, way: Routes) -> None:
    for here, there in way.pairs:
        _copy(source, (move.place, here + 1), target, (place, there + 1))
    target.row_dimensions[place].height = source.row_dimensions[move.place].height


def _copy(source: Worksheet, here: tuple[int, int], target: Worksheet, there: tuple[int, int]) -> None:
    cell, made = source._cells.get(here), target.cell(*there)
    if not isinstance(cell, Cell) or isinstance(made, MergedCell):
        return
    made.value, made.data_type = cell.value, cell.data_type
    made._style = copy(cell._style)  # type: ignore[attr-defined]  # the stubs leave it out
    if cell.comment is not None:
        made.comment = copy(cell.comment)
    if cell.data_type == "f" and isinstance(cell.value, str):
        made.value = Translator(cell.value, origin=cell.coordinate).translate_formula(made.coordinate)


def take_out(book: Book, sheet: Worksheet, places: Sequence[int]) -> None:
    """Delete these rows; everything below moves up, and every formula of the book goes on meaning what it meant."""
    gone = sorted(places)
    _take_out_cells(sheet, gone)
    _take_out_heights(sheet, gone)
    _take_out_areas(sheet, gone)
    for other in book.worksheets:
        for cell in other._cells.values():
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = after_deletion(cell.value, gone, sheet.title, other is sheet)
    for name in book.defined_names.values():
        name.attr_text = after_deletion(f"={name.attr_text}", gone, sheet.title, at_home=False)[1:]


def _take_out_cells(sheet: Worksheet, gone: Sequence[int]) -> None:
    rows, cells = set(gone), {}
    for (row, column), cell in sheet._cells.items():
        if row not in rows:
            cell.row = new_place(row, gone)
            cells[cell.row, column] = cell
            if isinstance(cell, Cell) and cell.hyperlink is not None:
                cell.hyperlink.ref = cell.coordinate
    sheet._cells = cells


def _take_out_heights(sheet: Worksheet, gone: Sequence[int]) -> None:
    still = [(row, held) for row, held in sheet.row_dimensions.items() if row not in set(gone)]
    sheet.row_dimensions.clear()
    for row, held in still:
        held.index = new_place(row, gone)
        sheet.row_dimensions[held.index] = held


def _take_out_areas(sheet: Worksheet, gone: Sequence[int]) -> None:
    """Drop-downs, colours by rule, merged cells, filters and tables."""
    for validation in list(sheet.data_validations.dataValidation):
        validation.sqref = _areas(validation.sqref, gone)
    sheet.data_validations.dataValidation = [v for v in sheet.data_validations.dataValidation if v.sqref.ranges]
    rules = ConditionalFormattingList()
    for held in sheet.conditional_formatting:
        areas = _areas(held.sqref, gone)
        for rule in held.rules if areas.ranges else ():
            rules.add(str(areas), rule)
    sheet.conditional_formatting = rules
    sheet.merged_cells = _areas(sheet.merged_cells, gone)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _area(sheet.auto_filter.ref, gone)
    for table in sheet.tables.values():
        table.ref = _area(table.ref, gone) or table.ref
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref


def _areas(areas: MultiCellRange, gone: Sequence[int]) -> MultiCellRange:
    found = (_area(area.coord, gone) for area in areas.sorted())
    return MultiCellRange(" ".join(area for area in found if area is not None))


def _area(ref: str, gone: Sequence[int]) -> str | None:
    area = CellRange(ref)
    rows = shrunk(area.min_row, area.max_row, gone)
    if rows is None:
        return None
    return CellRange(min_col=area.min_col, max_col=area.max_col, min_row=rows[0], max_row=rows[1]).coord
