"""What lies over the cells: protected ranges, conditional formats, merges, filters, named ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block, bounds_of_json, json_of
from tests.fakes.google.colours import coloured
from tests.fakes.google.formula import Formula, titles_in
from tests.fakes.google.grid import Sheet
from tests.fakes.google.refusals import invalid, is_protected
from tests.fakes.google.requests_cells import placed
from tests.fakes.google.resource import protection
from tests.fakes.google.update_mask import paths_of, updated

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]


def without_sheet(grid_range: Json) -> dict[str, Any]:
    """A GridRange as a sheet keeps it: the sheet is known."""
    return {name: value for name, value in grid_range.items() if name != "sheetId"}


def sheet_of(book: Book, grid_range: Json) -> Sheet:
    return book.sheet(grid_range.get("sheetId", 0))


def add_protected_range(book: Book, wanted: Json) -> dict[str, Any]:
    """Who adds it may always edit it; the answer repeats the editors as they were sent (as recorded)."""
    given = {name: value for name, value in wanted["protectedRange"].items() if value is not None}
    sheet = sheet_of(book, given.get("range", {}))
    made = {
        "protectedRangeId": given.get("protectedRangeId", book.new_id()),
        **kept_protection(given),
        "requestingUserCanEdit": True,
        "editors": with_editor(given.get("editors"), book.caller),
    }
    sheet.protected = [*sheet.protected, made]
    sent = {name: value for name, value in (given.get("editors") or {}).items() if value}
    return {"protectedRange": {**protection(book, sheet, made), "editors": sent}}


def kept_protection(given: Json) -> dict[str, Any]:
    found: dict[str, Any] = {"range": without_sheet(given.get("range", {}))}
    found |= {name: given[name] for name in ("description", "warningOnly") if given.get(name)}
    if free := given.get("unprotectedRanges"):
        found["unprotectedRanges"] = [without_sheet(place) for place in free]
    return found


def with_editor(editors: Json | None, caller: str) -> dict[str, Any]:
    found = {name: value for name, value in (editors or {}).items() if value}
    users = found.get("users", [])
    return {**found, "users": [*users, caller]} if caller and caller not in users else found


def protected_by_id(book: Book, wanted_id: object) -> tuple[Sheet, dict[str, Any]]:
    for sheet in book.sheets:
        for protected in sheet.protected:
            if protected["protectedRangeId"] == wanted_id:
                if not book.edits(protected):
                    raise is_protected()
                return sheet, protected
    raise invalid(f"No protected range with id: {wanted_id}")


def update_protected_range(book: Book, wanted: Json) -> None:
    given = wanted["protectedRange"]
    sheet, old = protected_by_id(book, given.get("protectedRangeId"))
    paths = paths_of(wanted.get("fields", ""))
    if ("*",) in paths:
        paths = [(name,) for name in ("range", "description", "warningOnly", "editors", "unprotectedRanges")]
    found = updated(old, {**given, **kept_protection(given)}, paths)
    made = {**found, "editors": with_editor(found.get("editors"), book.caller)}
    sheet.protected = [made if p is old else p for p in sheet.protected]


def delete_protected_range(book: Book, wanted: Json) -> None:
    sheet, old = protected_by_id(book, wanted.get("protectedRangeId"))
    sheet.protected = [p for p in sheet.protected if p is not old]


def add_conditional_format_rule(book: Book, wanted: Json) -> None:
    """Open ends are closed at the grid's edge. Rules count from the first."""
    rule = coloured(wanted["rule"])
    places = rule.get("ranges", [])
    if not places or len({place.get("sheetId", 0) for place in places}) != 1:
        raise invalid("rule.ranges must all be on the same sheet.")
    sheet = sheet_of(book, places[0])
    check_condition(sheet, rule.get("booleanRule", {}).get("condition", {}))
    closed = [without_sheet(json_of(0, placed(book, place)[1])) for place in places]
    made = [*sheet.conditional]
    made.insert(wanted.get("index", 0), {**rule, "ranges": closed})
    sheet.conditional = made


def check_condition(sheet: Sheet, condition: Json) -> None:
    for value in condition.get("values", ()):
        formula = Formula(value.get("userEnteredValue", ""))
        if formula.text.startswith("=") and titles_in(formula) - {sheet.title}:
            raise invalid("Conditional format rule cannot reference a different sheet.")


def delete_conditional_format_rule(book: Book, wanted: Json) -> dict[str, Any]:
    sheet, index = book.sheet(wanted.get("sheetId", 0)), wanted.get("index", 0)
    if index >= len(sheet.conditional):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")
    gone = sheet.conditional[index]
    sheet.conditional = [rule for rule in sheet.conditional if rule is not gone]
    return {"rule": gone}


def merge_cells(book: Book, wanted: Json) -> None:
    """Only the first cell keeps its value."""
    sheet, block = placed(book, wanted["range"])
    book.guard(sheet, block)
    if any(block.meets(merge) and not block.covers(merge) for merge in sheet.merges):
        raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    rest = [merge for merge in sheet.merges if not block.meets(merge)]
    sheet.merges = []
    for merge in pieces(block, wanted.get("mergeType", "MERGE_ALL")):
        for at in range(merge.top, min(merge.bottom, len(sheet.rows))):
            for column in range(merge.left, merge.right):
                if (at, column) != (merge.top, merge.left):
                    sheet.put(at, column, "")
        if (merge.bottom - merge.top) * (merge.right - merge.left) > 1:
            rest.append(merge)
    sheet.merges = rest


def pieces(block: Block, kind: str) -> list[Block]:
    if kind == "MERGE_ROWS":
        return [block._replace(top=at, bottom=at + 1) for at in range(block.top, block.bottom)]
    if kind == "MERGE_COLUMNS":
        return [block._replace(left=at, right=at + 1) for at in range(block.left, block.right)]
    return [block]


def unmerge_cells(book: Book, wanted: Json) -> None:
    sheet, block = placed(book, wanted["range"])
    if any(block.meets(merge) and not block.covers(merge) for merge in sheet.merges):
        raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = [merge for merge in sheet.merges if not block.meets(merge)]


def set_basic_filter(book: Book, wanted: Json) -> None:
    """It hides rows from people, never from reads."""
    given = wanted["filter"]
    sheet = sheet_of(book, given.get("range", {}))
    block = bounds_of_json(given.get("range", {})).within(sheet.row_count, len(sheet.columns))
    sheet.looks = {**sheet.looks, "basicFilter": {**given, "range": json_of(0, block)}}


def clear_basic_filter(book: Book, wanted: Json) -> None:
    sheet = book.sheet(wanted.get("sheetId", 0))
    sheet.looks = {name: value for name, value in sheet.looks.items() if name != "basicFilter"}
    for at, row in enumerate(sheet.rows):
        if row.hidden == "ByFilter":
            sheet.own(at).hidden = ""


def add_filter_view(book: Book, wanted: Json) -> dict[str, Any]:
    given = wanted["filter"]
    sheet, block = placed(book, given.get("range", {}))
    made = {"filterViewId": book.new_id(), **given, "range": json_of(0, block)}
    sheet.filter_views = [*sheet.filter_views, made]
    return {"filter": {**made, "range": json_of(sheet.id, block)}}


def add_named_range(book: Book, wanted: Json) -> dict[str, Any]:
    given = wanted["namedRange"]
    sheet_of(book, given["range"])
    place = {name: value for name, value in given["range"].items() if name != "sheetId" or value}
    made = {"namedRangeId": str(book.new_id()), **given, "range": place}
    book.named = [*book.named, made]
    return {"namedRange": made}


def update_named_range(book: Book, wanted: Json) -> None:
    given = wanted["namedRange"]
    old = named_by_id(book, given.get("namedRangeId"))
    made = updated(old, given, paths_of(wanted.get("fields", "")))
    book.named = [made if named is old else named for named in book.named]


def delete_named_range(book: Book, wanted: Json) -> None:
    gone = named_by_id(book, wanted.get("namedRangeId"))
    book.named = [named for named in book.named if named is not gone]


def named_by_id(book: Book, wanted_id: object) -> dict[str, Any]:
    found = next((named for named in book.named if named["namedRangeId"] == wanted_id), None)
    if found is None:
        raise invalid(f"No named range with id: {wanted_id}")
    return found


HANDLERS = {
    "addConditionalFormatRule": add_conditional_format_rule,
    "addFilterView": add_filter_view,
    "addNamedRange": add_named_range,
    "addProtectedRange": add_protected_range,
    "clearBasicFilter": clear_basic_filter,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
    "deleteNamedRange": delete_named_range,
    "deleteProtectedRange": delete_protected_range,
    "mergeCells": merge_cells,
    "setBasicFilter": set_basic_filter,
    "unmergeCells": unmerge_cells,
    "updateNamedRange": update_named_range,
    "updateProtectedRange": update_protected_range,
}
