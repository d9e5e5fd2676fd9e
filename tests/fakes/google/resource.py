"""The Spreadsheet resource as Google answers it: properties, structures, cell data; before the field mask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block, json_of
from tests.fakes.google.defaults import DEFAULT_FORMAT, THEME
from tests.fakes.google.evaluate import ERRORS, Evaluator
from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import BARE, Dress, Entered, Row, Sheet
from tests.fakes.google.shown import shown

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

ERROR_TYPES = {"#REF!": "REF", "#NAME?": "NAME", "#VALUE!": "VALUE", "#DIV/0!": "DIVIDE_BY_ZERO", "#ERROR!": "ERROR"}


def spreadsheet(book: Book, areas: list[tuple[Sheet, Block]] | None, grid: bool) -> dict[str, Any]:
    """Whole, or only the tabs that `areas` touch; with `grid` the cells of these areas, else of all."""
    evaluator = book.evaluator()
    sheets = []
    for index, sheet in enumerate(book.sheets):
        blocks = [sheet.extent] if areas is None else [block for found, block in areas if found is sheet]
        if blocks:
            data = {"data": [grid_data(sheet, block, evaluator, book.locale) for block in blocks]} if grid else {}
            sheets.append({"properties": properties(sheet, index), **data, **structures(book, sheet)})
    whole = {"spreadsheetId": book.id, "properties": book_properties(book), "sheets": sheets}
    if book.named:
        whole["namedRanges"] = [with_sheet(named) for named in book.named]
    return {**whole, "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit"}


def book_properties(book: Book) -> dict[str, Any]:
    return {
        "title": book.title,
        "locale": book.locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": book.zone,
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": THEME,
    }


def properties(sheet: Sheet, index: int) -> dict[str, Any]:
    """SheetProperties; sheetId 0 and index 0 do stand here in the recordings, only GridRanges leave the id 0 out."""
    grid = {"rowCount": sheet.row_count, "columnCount": len(sheet.columns), **sheet.looks.get("gridProperties", {})}
    known = {"sheetId": sheet.id, "title": sheet.title, "index": index, "sheetType": "GRID", "gridProperties": grid}
    more = ("hidden", "tabColor", "tabColorStyle", "rightToLeft")
    return known | {name: sheet.looks[name] for name in more if sheet.looks.get(name)}


def structures(book: Book, sheet: Sheet) -> dict[str, Any]:
    found = {
        "merges": [json_of(sheet.id, block) for block in sheet.merges],
        "conditionalFormats": [{**c, "ranges": [in_sheet(sheet, r) for r in c["ranges"]]} for c in sheet.conditional],
        "charts": [chart_of(sheet, chart) for chart in sheet.charts],
        "filterViews": [ranged(sheet, view) for view in sheet.filter_views],
        "protectedRanges": [protection(book, sheet, p) for p in sheet.protected],
        "rowGroups": [ranged(sheet, g) for g in sheet.groups if g["range"]["dimension"] == "ROWS"],
        "columnGroups": [ranged(sheet, g) for g in sheet.groups if g["range"]["dimension"] == "COLUMNS"],
    }
    basic = {"basicFilter": ranged(sheet, sheet.looks["basicFilter"])} if sheet.looks.get("basicFilter") else {}
    return {name: things for name, things in found.items() if things} | basic


def chart_of(sheet: Sheet, chart: dict[str, Any]) -> dict[str, Any]:
    """EmbeddedChart; a tab's id 0 is left out of the cell that it hangs at."""
    overlay = chart["position"]["overlayPosition"]
    anchor = in_sheet(sheet, overlay["anchorCell"])
    return {**chart, "position": {"overlayPosition": {**overlay, "anchorCell": anchor}}}


def in_sheet(sheet: Sheet, place: dict[str, Any]) -> dict[str, Any]:
    return {"sheetId": sheet.id, **place} if sheet.id else place


def with_sheet(named: dict[str, Any]) -> dict[str, Any]:
    place = {key: value for key, value in named["range"].items() if key != "sheetId" or value}
    return {**named, "range": place}


def ranged(sheet: Sheet, thing: dict[str, Any]) -> dict[str, Any]:
    return {**thing, "range": in_sheet(sheet, thing["range"])}


def protection(book: Book, sheet: Sheet, found: dict[str, Any]) -> dict[str, Any]:
    """A protected range as this caller sees it: `requestingUserCanEdit` always, the editors only if she is one."""
    may = book.edits(found)
    seen = ranged(sheet, found) | {"requestingUserCanEdit": may}
    if free := found.get("unprotectedRanges"):
        seen["unprotectedRanges"] = [in_sheet(sheet, place) for place in free]
    if not may:
        seen.pop("editors", None)
    return {name: value for name, value in seen.items() if value is not False}


def grid_data(sheet: Sheet, block: Block, evaluator: Evaluator, locale: str) -> dict[str, Any]:
    """Trailing rows and cells without anything are left out; a start at 0 too."""
    last = min(block.bottom, len(sheet.rows))
    rows = [row_data(sheet, at, block, evaluator, locale) for at in range(block.top, last)]
    while rows and not rows[-1]:
        rows.pop()
    start = {"startRow": block.top} if block.top else {}
    start |= {"startColumn": block.left} if block.left else {}
    return {
        **start,
        **({"rowData": rows} if rows else {}),
        "rowMetadata": [row_metadata(sheet, at) for at in range(block.top, block.bottom)],
        "columnMetadata": [column_metadata(sheet, at) for at in range(block.left, block.right)],
    }


def row_data(sheet: Sheet, at: int, block: Block, evaluator: Evaluator, locale: str) -> dict[str, Any]:
    row = sheet.rows[at]
    end = min(block.right, max(len(row.cells), max(row.dress, default=-1) + 1))
    values = [cell_data(sheet, row, at, column, evaluator, locale) for column in range(block.left, end)]
    while values and not values[-1]:
        values.pop()
    return {"values": values} if values else {}


def cell_data(sheet: Sheet, row: Row, at: int, column: int, evaluator: Evaluator, locale: str) -> dict[str, Any]:
    entered = row.cells[column] if column < len(row.cells) else ""
    dress = row.dress.get(column, BARE)
    found: dict[str, Any] = {}
    if entered != "":
        value = evaluator.value(sheet, at, column)
        found = {"userEnteredValue": extended(entered), "effectiveValue": extended(value)}
        found["formattedValue"] = shown(value, dress.shape, locale)
        if isinstance(entered, Formula) and isinstance(value, str) and value in ERRORS:
            found["effectiveValue"] = {"errorValue": {"type": ERROR_TYPES[value], "message": value}}
    return found | dict(worn(dress, entered != ""))


def worn(dress: Dress, filled: bool) -> Iterator[tuple[str, Any]]:
    if dress.shape:
        yield "userEnteredFormat", dress.shape
    if dress.shape or filled:
        yield "effectiveFormat", {**DEFAULT_FORMAT, **dress.shape} if dress.shape else DEFAULT_FORMAT
    if dress.note:
        yield "note", dress.note
    if dress.rule:
        yield "dataValidation", dress.rule


def extended(value: Entered) -> dict[str, Any]:
    """ExtendedValue."""
    match value:
        case Formula(text):
            return {"formulaValue": text}
        case bool():
            return {"boolValue": value}
        case str():
            return {"stringValue": value}
    return {"numberValue": value}


PLAIN_ROW, PLAIN_COLUMN = {"pixelSize": 21}, {"pixelSize": 100}


def row_metadata(sheet: Sheet, at: int) -> dict[str, Any]:
    if at >= len(sheet.rows) or (sheet.rows[at].height == 21 and not sheet.rows[at].hidden):
        return PLAIN_ROW
    row = sheet.rows[at]
    return ({f"hidden{row.hidden}": True} if row.hidden else {}) | {"pixelSize": row.height}


def column_metadata(sheet: Sheet, at: int) -> dict[str, Any]:
    column = sheet.columns[at]
    if column.width == 100 and not column.hidden:
        return PLAIN_COLUMN
    return ({"hiddenByUser": True} if column.hidden else {}) | {"pixelSize": column.width}
