"""updateCells, repeatCell, setDataValidation: values as they are typed in JSON, formats, notes and drop-downs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block, bounds_of_json
from tests.fakes.google.colours import coloured, with_twins
from tests.fakes.google.formula import Formula, pasted, titles_in
from tests.fakes.google.grid import Dress, Entered, Sheet
from tests.fakes.google.refusals import MOST_CHARACTERS, invalid, too_long
from tests.fakes.google.update_mask import Path, part, paths_of, with_part

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]
CELL_FIELDS = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")
UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def placed(book: Book, grid_range: Json) -> tuple[Sheet, Block]:
    """The cells of a GridRange that begins within its grid; it is cut at the edge, and may hold no cell."""
    return book.clipped(book.sheet(grid_range.get("sheetId", 0)), bounds_of_json(grid_range))


def stored(book: Book, value: Json | None) -> Entered:
    """An ExtendedValue as it is kept. Text is text whatever it begins with; line ends become one."""
    if not value:
        return ""
    kind, content = next(iter(value.items()))
    if kind == "stringValue":
        text = UNSHOWN.sub("", content.replace("\r\n", "\n").replace("\r", "\n"))
        if len(text) * 2 > MOST_CHARACTERS and len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
            raise too_long()
        return text
    if kind == "formulaValue":
        if not content.startswith("="):
            raise invalid(f"Invalid formula: {content}")
        return book.formula(content)
    if kind == "numberValue":
        return int(content) if float(content).is_integer() and abs(content) < 1e15 else float(content)
    if kind == "boolValue":
        return bool(content)
    raise invalid("userEnteredValue.errorValue is read-only")


def cell_paths(fields: str) -> list[Path]:
    """The parts of a cell that the mask names."""
    found: list[Path] = []
    for path in paths_of(fields):
        if path == ("*",):
            return [(name,) for name in CELL_FIELDS]
        if path[0] not in CELL_FIELDS:
            raise invalid(f"Invalid field: {'.'.join(path)}")
        found.append(path)
    return with_twins(found)


def dressed(dress: Dress, cell: Json, paths: list[Path]) -> Dress:
    """The dress after an update; what the cell lacks is taken off."""
    for path in paths:
        if path == ("note",):
            dress = replace(dress, note=cell.get("note") or None)
        elif path[0] == "dataValidation":
            dress = replace(dress, rule=cell.get("dataValidation") or None)
        elif path == ("userEnteredFormat",):
            dress = replace(dress, shape=coloured(cell.get("userEnteredFormat") or {}) or None)
        elif path[0] == "userEnteredFormat":
            found = part(coloured(cell), path)
            dress = replace(dress, shape=with_part(dress.shape, path[1:], found) or None)
    return dress


def update_cells(book: Book, wanted: Json) -> None:
    """Cells of the range that `rows` doesn't cover are emptied in the fields of the mask."""
    paths, rows = cell_paths(wanted.get("fields", "")), wanted.get("rows", [])
    sheet, block = placed(book, wanted["range"]) if "range" in wanted else from_start(book, wanted["start"], rows)
    widest = max((len(row.get("values", ())) for row in rows), default=0)
    if len(rows) > block.bottom - block.top:
        raise invalid(f"Attempting to write row: {block.bottom}, beyond the last requested row of: {block.bottom - 1}")
    if widest > block.right - block.left:
        raise invalid(
            f"Attempting to write column: {block.right}, beyond the last requested column of: {block.right - 1}"
        )
    book.guard(sheet, block)
    with_values = ("userEnteredValue",) in [path[:1] for path in paths]
    with_dress = any(path[0] != "userEnteredValue" for path in paths)
    whole = "range" in wanted
    for at in range(block.top, block.bottom):
        given = rows[at - block.top].get("values", []) if at - block.top < len(rows) else []
        if not given and at >= len(sheet.rows):
            continue
        if with_values:
            put_row(book, sheet, at, block, given, whole)
        if with_dress:
            dress_row(sheet, at, block, given, paths, whole)


def from_start(book: Book, start: Json, rows: list[Json]) -> tuple[Sheet, Block]:
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    widest = max((len(row.get("values", ())) for row in rows), default=1)
    place = {"sheetId": start.get("sheetId", 0), "startRowIndex": top, "endRowIndex": top + max(len(rows), 1)}
    return placed(book, {**place, "startColumnIndex": left, "endColumnIndex": left + widest})


def put_row(book: Book, sheet: Sheet, at: int, block: Block, given: list[Json], whole: bool) -> None:
    for column, cell in enumerate(given, block.left):
        sheet.put(at, column, stored(book, cell.get("userEnteredValue")))
    if whole and at < len(sheet.rows):
        for column in range(block.left + len(given), min(block.right, len(sheet.rows[at].cells))):
            sheet.put(at, column, "")


def dress_row(sheet: Sheet, at: int, block: Block, given: list[Json], paths: list[Path], whole: bool) -> None:
    for column, cell in enumerate(given, block.left):
        one = Block(at, column, at + 1, column + 1)
        sheet.redress(one, lambda dress, cell=cell: dressed(dress, cell, paths))  # type: ignore[misc]
    rest = Block(at, block.left + len(given), at + 1, block.right)
    if whole and rest.right > rest.left and at < len(sheet.rows) and sheet.rows[at].dress:
        sheet.redress(rest, lambda dress: dressed(dress, {}, paths))


def repeat_cell(book: Book, wanted: Json) -> None:
    """The same cell everywhere; relative references of a formula go along from the first cell."""
    paths, cell = cell_paths(wanted.get("fields", "")), wanted.get("cell", {})
    sheet, block = placed(book, wanted["range"])
    book.guard(sheet, block)
    if ("userEnteredValue",) in [path[:1] for path in paths]:
        value = stored(book, cell.get("userEnteredValue"))
        last = block.bottom if value != "" else min(block.bottom, len(sheet.rows))
        for at in range(block.top, last):
            for column in range(block.left, block.right):
                moved = pasted(value, at - block.top, column - block.left) if isinstance(value, Formula) else value
                sheet.put(at, column, moved)
    if any(path[0] != "userEnteredValue" for path in paths):
        sheet.redress(block, lambda dress: dressed(dress, cell, paths))


def set_data_validation(book: Book, wanted: Json) -> None:
    """Without `rule` the rules of the range go. Rows that a filter hides are left out unless they are asked for."""
    sheet, block = placed(book, wanted["range"])
    book.guard(sheet, block)
    rule = {name: value for name, value in (wanted.get("rule") or {}).items() if value not in (None, False)}
    check_list(book, rule.get("condition", {}))
    everywhere = bool(wanted.get("filteredRowsIncluded"))
    for top, bottom in shown_runs(sheet, block, everywhere):
        part_of = block._replace(top=top, bottom=bottom)
        sheet.redress(part_of, lambda dress: replace(dress, rule=rule or None))
        if rule.get("condition", {}).get("type") == "BOOLEAN":
            untick(sheet, part_of)


def check_list(book: Book, condition: Json) -> None:
    """A list that stands in cells is one range, of a tab that is there."""
    if condition.get("type") != "ONE_OF_RANGE":
        return
    words = [value.get("userEnteredValue", "") for value in condition.get("values", ())]
    titles = titles_in(Formula(words[0])) if len(words) == 1 and words[0].startswith("=") else set()
    if len(titles) != 1 or not titles <= {sheet.title for sheet in book.sheets}:
        raise invalid(f"Invalid dataValidation.condition.values: {words}")


def shown_runs(sheet: Sheet, block: Block, everywhere: bool) -> Iterator[tuple[int, int]]:
    """Spans of rows that no filter hides."""
    start = block.top
    for at in range(block.top, min(block.bottom, len(sheet.rows))):
        if sheet.rows[at].hidden == "ByFilter" and not everywhere:
            yield start, at
            start = at + 1
    yield start, block.bottom


def untick(sheet: Sheet, block: Block) -> None:
    """A tick box drawn over blank cells fills them with FALSE, which then counts as data."""
    for at in range(block.top, block.bottom):
        for column in range(block.left, block.right):
            if sheet.entered(at, column) == "":
                sheet.put(at, column, False)


HANDLERS = {"updateCells": update_cells, "repeatCell": repeat_cell, "setDataValidation": set_data_validation}
