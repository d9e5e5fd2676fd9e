"""Tabs and the spreadsheet itself: add, delete, rename, move, resize, hide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from tests.fakes.google import dimensions
from tests.fakes.google.colours import coloured, with_twins
from tests.fakes.google.formula import Formula, renamed, titles_in
from tests.fakes.google.grid import Sheet
from tests.fakes.google.refusals import LONGEST_TITLE, invalid, title_taken
from tests.fakes.google.resource import properties
from tests.fakes.google.update_mask import Path, part, paths_of, with_part

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]
SIZES = {("gridProperties", "rowCount"): "ROWS", ("gridProperties", "columnCount"): "COLUMNS"}
LOOKS = ("hidden", "rightToLeft", "tabColor", "tabColorStyle")
GRID_LOOKS = (
    "frozenRowCount",
    "frozenColumnCount",
    "hideGridlines",
    "rowGroupControlAfter",
    "columnGroupControlAfter",
)


def add_sheet(book: Book, wanted: Json) -> dict[str, Any]:
    given = wanted.get("properties", {})
    sheet_id = given.get("sheetId", book.new_id())
    if any(sheet.id == sheet_id for sheet in book.sheets):
        raise invalid(f"Sheet with id {sheet_id} already exists.")
    if sheet_id < 0:
        raise invalid("Sheet id must be non-negative.")
    title = given.get("title") or new_title(book)
    check_title(book, title, None)
    grid = given.get("gridProperties", {})
    sheet = Sheet(sheet_id, title, grid.get("rowCount", 1000), grid.get("columnCount", 26))
    book.sheets = [*book.sheets]
    book.sheets.insert(given.get("index", len(book.sheets)), sheet)
    paths: list[Path] = [(name,) for name in LOOKS if name in given]
    paths += [("gridProperties", name) for name in GRID_LOOKS if name in grid]
    set_looks(sheet, given, paths)
    return {"properties": properties(sheet, book.sheets.index(sheet))}


def new_title(book: Book) -> str:
    word = "工作表" if book.locale == "zh_TW" else "Sheet"
    return next(f"{word}{n}" for n in range(len(book.sheets) + 1, 10**6) if book.find(f"{word}{n}") is None)


def check_title(book: Book, title: str, mine: Sheet | None) -> None:
    found = book.find(title)
    if found is not None and found is not mine:
        raise title_taken(title)
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if len(title) > LONGEST_TITLE:
        raise invalid(f"The sheet name cannot be greater than {LONGEST_TITLE} characters.")


def delete_sheet(book: Book, wanted: Json) -> None:
    sheet = book.sheet(wanted.get("sheetId", 0))
    if all(other.looks.get("hidden") for other in book.sheets if other is not sheet):
        raise invalid("You can't remove all the visible sheets in a document.")
    book.guard(sheet, sheet.extent)
    book.sheets = [other for other in book.sheets if other is not sheet]
    book.named = [named for named in book.named if named["range"].get("sheetId", 0) != sheet.id]
    lose_lists(book, sheet.title)


def lose_lists(book: Book, title: str) -> None:
    """Drop-downs whose words stood in the tab of that title know them no more."""
    for sheet in book.sheets:
        for at, row in enumerate(sheet.rows):
            lost = [column for column, dress in row.dress.items() if names_tab(dress.rule, title)]
            for column in lost:
                dress = sheet.own(at).dress
                broken = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=#REF!"}]}
                dress[column] = replace(dress[column], rule={**(dress[column].rule or {}), "condition": broken})


def names_tab(rule: Json | None, title: str) -> bool:
    condition = (rule or {}).get("condition", {})
    words = [value.get("userEnteredValue", "") for value in condition.get("values", ())]
    return condition.get("type") == "ONE_OF_RANGE" and any(title in titles_in(Formula(word)) for word in words)


def update_sheet_properties(book: Book, wanted: Json) -> None:
    given = wanted.get("properties", {})
    sheet = book.sheet(given.get("sheetId", 0))
    paths = expanded(paths_of(wanted.get("fields", "")))
    for path in paths:
        if path == ("title",):
            rename(book, sheet, given.get("title") or "")
        elif path == ("index",):
            reorder(book, sheet, given.get("index", 0))
        elif path in SIZES:
            resize(book, sheet, SIZES[path], part(given, path))
    set_looks(sheet, given, [path for path in paths if path not in SIZES and path[0] not in ("title", "index")])
    if all(other.looks.get("hidden") for other in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")


def expanded(paths: list[Path]) -> list[Path]:
    """A mask that names all the grid's properties names each; an unknown name is refused."""
    found: list[Path] = []
    for path in paths:
        if path == ("gridProperties",):
            found += [*SIZES, *(("gridProperties", name) for name in GRID_LOOKS)]
        elif path in SIZES or path[0] in ("title", "index", *LOOKS) or (path[1:2] and path[1] in GRID_LOOKS):
            found.append(path)
        else:
            raise invalid(f"Invalid field: {'.'.join(path)}")
    return with_twins(found)


def set_looks(sheet: Sheet, given: Json, paths: list[Path]) -> None:
    source = coloured(given)
    looks = sheet.looks
    for path in paths:
        looks = with_part(looks, path, part(source, path) or None)
    if "tabColor" in looks and "tabColorStyle" not in source and ("tabColorStyle",) in paths:
        looks = with_part(looks, ("tabColor",), None)
    frozen = looks.get("gridProperties", {})
    if frozen.get("frozenRowCount", 0) >= sheet.row_count or frozen.get("frozenColumnCount", 0) >= len(sheet.columns):
        raise invalid("You can't freeze all visible rows or columns on the sheet.")
    sheet.looks = looks


def rename(book: Book, sheet: Sheet, title: str) -> None:
    check_title(book, title, sheet)
    old, sheet.title = sheet.title, title
    for other in book.sheets:
        for at, row in enumerate(other.rows):
            if row.formulas:
                mine = other.own(at)
                mine.cells = [renamed(c, old, title) if isinstance(c, Formula) else c for c in mine.cells]


def reorder(book: Book, sheet: Sheet, index: int) -> None:
    """The index is counted before the move."""
    here = book.sheets.index(sheet)
    rest = [other for other in book.sheets if other is not sheet]
    rest.insert(index if index <= here else index - 1, sheet)
    book.sheets = rest


def resize(book: Book, sheet: Sheet, dimension: str, wanted: int | None) -> None:
    size = sheet.row_count if dimension == "ROWS" else len(sheet.columns)
    axis = dimensions.AXES[dimension]
    if not wanted or wanted < 0:
        raise invalid(f"gridProperties.{axis}Count must be greater than 0.")
    if wanted < size:
        book.names_follow(sheet, axis, dimensions.delete(sheet, book.sheets, axis, wanted, size - wanted))
    elif axis == "row":
        sheet.row_count = wanted
    elif wanted > size:
        dimensions.insert_columns(sheet, size, wanted - size, like=-1)


def update_spreadsheet_properties(book: Book, wanted: Json) -> None:
    given = wanted.get("properties", {})
    for path in paths_of(wanted.get("fields", "")):
        if path == ("title",):
            book.title = given["title"]
        elif path == ("locale",):
            book.locale = given["locale"]
        elif path == ("timeZone",) and given.get("timeZone") in available_timezones():
            book.zone = given["timeZone"]
        else:
            raise invalid(f"Invalid value at properties.{path[0]}: {given.get(path[0])}")


HANDLERS = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
}
