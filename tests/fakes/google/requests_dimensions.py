"""Rows and columns: insert, append, delete, move, resize, hide, group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.google import dimensions
from tests.fakes.google.a1 import Block, bounds_of_json
from tests.fakes.google.dimensions import AXES
from tests.fakes.google.grid import Sheet
from tests.fakes.google.groups import depths_of, groups_of
from tests.fakes.google.refusals import invalid, is_protected
from tests.fakes.google.update_mask import paths_of

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]


def span_of(book: Book, wanted: Json) -> tuple[Sheet, str, int, int]:
    """Sheet, axis and half-open span of a DimensionRange; open ends reach the edge."""
    sheet = book.sheet(wanted.get("sheetId", 0))
    axis = AXES.get(wanted.get("dimension", ""))
    if axis is None:
        raise invalid("range.dimension must be ROWS or COLUMNS.")
    first = wanted.get("startIndex", 0)
    return sheet, axis, first, wanted.get("endIndex", size(sheet, axis))


def size(sheet: Sheet, axis: str) -> int:
    return sheet.row_count if axis == "row" else len(sheet.columns)


def line(sheet: Sheet, axis: str, first: int, end: int) -> Block:
    """Whole rows or columns."""
    extent = sheet.extent
    return extent._replace(top=first, bottom=end) if axis == "row" else extent._replace(left=first, right=end)


def insert_dimension(book: Book, wanted: Json) -> None:
    sheet, axis, first, end = span_of(book, wanted["range"])
    before = bool(wanted.get("inheritFromBefore"))
    limit = size(sheet, axis)
    if before and not first:
        raise invalid("Cannot inherit properties from before the first row or column.")
    if first > limit:
        raise invalid(f"range.startIndex is larger than current grid size ({limit})")
    if first == limit and not before:
        raise invalid(f"range.startIndex must be less than the grid size ({limit}) if inheritFromBefore is false.")
    if end <= first:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{first}].")
    inside = line(sheet, axis, first - 1, first + 1)
    for protected in sheet.protected:
        if not book.edits(protected) and between(sheet, protected, inside, axis):
            raise is_protected()
    span = dimensions.insert(sheet, book.sheets, axis, first, end - first, before)
    book.names_follow(sheet, axis, span)
    if axis == "row":
        fill_tick_boxes(sheet, first, end)


def between(sheet: Sheet, protected: Json, inside: Block, axis: str) -> bool:
    """Whether a new line would come to stand inside a protected range, not at its edge."""
    rows, columns = sheet.row_count, len(sheet.columns)
    taken = bounds_of_json(protected.get("range", {})).within(rows, columns)
    if axis == "row":
        return taken.top <= inside.top and inside.bottom <= taken.bottom
    return taken.left <= inside.left and inside.right <= taken.right


def fill_tick_boxes(sheet: Sheet, first: int, end: int) -> None:
    """A new row inherits tick boxes, and a tick box holds FALSE."""
    for at in range(first, min(end, len(sheet.rows))):
        for column, dress in sheet.rows[at].dress.items():
            if dress.rule and dress.rule.get("condition", {}).get("type") == "BOOLEAN":
                sheet.put(at, column, False)


def append_dimension(book: Book, wanted: Json) -> None:
    """New rows or columns at the end, bare."""
    sheet, axis = book.sheet(wanted.get("sheetId", 0)), AXES[wanted["dimension"]]
    if wanted.get("length", 0) <= 0:
        raise invalid("length must be greater than 0.")
    at = size(sheet, axis)
    if axis == "row":
        sheet.row_count += wanted["length"]
    else:
        dimensions.insert_columns(sheet, at, wanted["length"], like=-1)


def delete_dimension(book: Book, wanted: Json) -> None:
    sheet, axis, first, end = span_of(book, wanted["range"])
    limit, word = size(sheet, axis), axis
    if first >= limit or end > limit:
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. "
            f"Tried to delete {word} index {max(first, end - 1)} but there are only {limit} {word}s."
        )
    if end - first >= limit:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    if not unfrozen(sheet, axis, first, end):
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    book.guard(sheet, line(sheet, axis, first, end))
    span = dimensions.delete(sheet, book.sheets, axis, first, end - first)
    book.names_follow(sheet, axis, span)


def unfrozen(sheet: Sheet, axis: str, first: int, end: int) -> int:
    """How many rows or columns that aren't frozen would be left."""
    still = dimensions.frozen(sheet, axis)
    return size(sheet, axis) - still - max(0, end - max(first, still))


def move_dimension(book: Book, wanted: Json) -> None:
    sheet, axis, first, end = span_of(book, wanted["source"])
    to = wanted.get("destinationIndex", 0)
    if first < to < end or max(end, to) > size(sheet, axis):
        raise invalid("destinationIndex must lie within the grid and outside the source.")
    book.guard(sheet, line(sheet, axis, first, end))
    book.names_follow(sheet, axis, dimensions.move(sheet, book.sheets, axis, first, end, to))


def update_dimension_properties(book: Book, wanted: Json) -> None:
    sheet, axis, first, end = span_of(book, wanted["range"])
    given = wanted.get("properties", {})
    fields = {path[0] for path in paths_of(wanted.get("fields", ""))}
    fields = {"pixelSize", "hiddenByUser"} if "*" in fields else fields
    if unknown := fields - {"pixelSize", "hiddenByUser"}:
        raise invalid(f"Invalid field: {sorted(unknown)[0]}")
    if end > size(sheet, axis):
        raise invalid(f"range.endIndex[{end}] is beyond the grid size ({size(sheet, axis)}).")
    for at in range(first, end):
        if "hiddenByUser" in fields:
            hide(sheet, axis, at, bool(given.get("hiddenByUser")))
        if "pixelSize" in fields and axis == "row":
            sheet.own(at).height = given.get("pixelSize", 21)
        elif "pixelSize" in fields:
            sheet.resize_column(at, width=given.get("pixelSize", 100))


def hide(sheet: Sheet, axis: str, at: int, hidden: bool) -> None:
    if axis == "row":
        sheet.own(at).hidden = "ByUser" if hidden else ""
    else:
        sheet.resize_column(at, hidden=hidden)


def auto_resize_dimensions(book: Book, wanted: Json) -> None:
    """Wide enough for the longest text, at seven pixels a letter: the true figure hangs on the font."""
    sheet, axis, first, end = span_of(book, wanted["dimensions"])
    for at in range(first, end) if axis == "column" else ():
        longest = max((len(str(row.cells[at])) for row in sheet.rows if at < len(row.cells)), default=0)
        sheet.resize_column(at, width=max(20, 7 * longest + 6))


def add_dimension_group(book: Book, wanted: Json) -> dict[str, Any]:
    sheet, groups = regrouped(book, wanted["range"], 1)
    grid = sheet.looks.get("gridProperties", {})
    name = "rowGroupControlAfter" if wanted["range"]["dimension"] == "ROWS" else "columnGroupControlAfter"
    sheet.looks = {**sheet.looks, "gridProperties": {**grid, name: True}}
    return {"dimensionGroups": groups}


def delete_dimension_group(book: Book, wanted: Json) -> dict[str, Any]:
    _, groups = regrouped(book, wanted["range"], -1)
    return {"dimensionGroups": groups} if groups else {}


def regrouped(book: Book, wanted: Json, step: int) -> tuple[Sheet, list[dict[str, Any]]]:
    sheet, axis, first, end = span_of(book, wanted)
    if end > size(sheet, axis) or end <= first:
        raise invalid(f"range.endIndex[{end}] is beyond the grid size ({size(sheet, axis)}).")
    mine = [g for g in sheet.groups if AXES[g["range"]["dimension"]] == axis]
    depths = depths_of(mine, size(sheet, axis))
    if step < 0 and not all(depths[first:end]):
        raise invalid("There is no group to delete over the specified range.")
    depths[first:end] = [depth + step for depth in depths[first:end]]
    groups = groups_of(depths, wanted["dimension"], mine)
    sheet.groups = [*(g for g in sheet.groups if AXES[g["range"]["dimension"]] != axis), *groups]
    return sheet, groups


def update_dimension_group(book: Book, wanted: Json) -> None:
    """Only `collapsed` can be set; its rows or columns are hidden or shown with it."""
    given = wanted["dimensionGroup"]
    sheet, axis, first, end = span_of(book, given["range"])
    place = {"dimension": given["range"]["dimension"], "startIndex": first, "endIndex": end}
    found = next((g for g in sheet.groups if g["range"] == place and g["depth"] == given.get("depth", 0)), None)
    if found is None:
        raise invalid("No dimension group with the specified range and depth.")
    collapsed = bool(given.get("collapsed"))
    made = {name: value for name, value in found.items() if name != "collapsed"} | (
        {"collapsed": True} if collapsed else {}
    )
    sheet.groups = [made if g is found else g for g in sheet.groups]
    for at in range(first, end):
        hide(sheet, axis, at, collapsed)


HANDLERS = {
    "addDimensionGroup": add_dimension_group,
    "appendDimension": append_dimension,
    "autoResizeDimensions": auto_resize_dimensions,
    "deleteDimension": delete_dimension,
    "deleteDimensionGroup": delete_dimension_group,
    "insertDimension": insert_dimension,
    "moveDimension": move_dimension,
    "updateDimensionGroup": update_dimension_group,
    "updateDimensionProperties": update_dimension_properties,
}
