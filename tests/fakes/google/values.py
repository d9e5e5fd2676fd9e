"""spreadsheets.values as other people's scripts use it: ranges by title in A1 notation; sheetdesk sends none of this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block, a1_of, letters, split_title
from tests.fakes.google.grid import Entered, Sheet
from tests.fakes.google.ranges import value_range
from tests.fakes.google.refusals import invalid, not_served, outside
from tests.fakes.google.requests_cells import stored
from tests.fakes.google.tab import Tab
from tests.fakes.google.table import table_in

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]
Rows = Sequence[Sequence[Any]]
PLAIN = 1000
"""Characters up to which printable text needs no second look: a pass may write a million cells."""

KINDS = {bool: "boolValue", int: "numberValue", float: "numberValue", str: "stringValue"}


def get(book: Book, place: str, options: Json) -> dict[str, Any]:
    """values.get."""
    return value_range(*book.area(place), options, book.evaluator(), book.locale)


def batch_get(book: Book, places: Sequence[str], options: Json) -> dict[str, Any]:
    """values.batchGet, in the order asked for."""
    return {"spreadsheetId": book.id, "valueRanges": [get(book, place, options) for place in places]}


def update(book: Book, place: str, body: Json, options: Json) -> dict[str, Any]:
    """values.update."""
    with writing(book):
        return written(book, place, body, options).answer(book)


def batch_update(book: Book, body: Json) -> dict[str, Any]:
    """values.batchUpdate: all of it or nothing. Totals count a row or column once, however often it was written."""
    with writing(book):
        done = [written(book, data["range"], data, body) for data in body["data"]]
    return {
        "spreadsheetId": book.id,
        "totalUpdatedRows": len({(one.sheet.id, row) for one in done for row in one.rows}),
        "totalUpdatedColumns": len({(one.sheet.id, column) for one in done for column in one.columns}),
        "totalUpdatedCells": sum(one.cells for one in done),
        "totalUpdatedSheets": len({one.sheet.id for one in done}),
        "responses": [one.answer(book) for one in done],
    }


def append(book: Book, place: str, body: Json, options: Json) -> dict[str, Any]:
    """values.append: over whatever stands below the table, more rows and columns where the grid ends."""
    if options.get("insertDataOption", "OVERWRITE") != "OVERWRITE":
        raise not_served("values.append with INSERT_ROWS")
    sheet, block = book.area(place)
    table = table_in(sheet, block)
    top, left = (table.bottom, table.left) if table else (block.top, block.left)
    rows = rows_of(body)
    with writing(book):
        reach = reach_of(top, left, rows)
        if reach.bottom > sheet.row_count or reach.right > len(sheet.columns):
            Tab(book, sheet).grow(reach.bottom, reach.right)
        updates = put(book, sheet, reach, rows, options).answer(book)
    found = {"tableRange": a1_of(sheet.title, table)} if table else {}
    return {"spreadsheetId": book.id, **found, "updates": updates}


@contextmanager
def writing(book: Book) -> Iterator[None]:
    """The account writes; what is refused leaves nothing behind."""
    before = book.save_point()
    try:
        with book.called():
            yield
    except BaseException:
        book.roll_back(before)
        raise
    book.version += 1


@dataclass
class Written:
    """What one range took: its rows and columns that got anything, and how many cells."""

    sheet: Sheet
    reach: Block
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: int = 0

    def answer(self, book: Book) -> dict[str, Any]:
        """UpdateValuesResponse."""
        counts = {"Rows": len(self.rows), "Columns": len(self.columns), "Cells": self.cells}
        place = {"spreadsheetId": book.id, "updatedRange": a1_of(self.sheet.title, self.reach)}
        return place | {f"updated{name}": count for name, count in counts.items() if count}


def written(book: Book, place: str, body: Json, options: Json) -> Written:
    """One range. Values reach beyond it only from a single cell, and never beyond the grid."""
    sheet, block = book.area(place)
    rows = rows_of(body)
    reach, cell = reach_of(block.top, block.left, rows), split_title(place)[1]
    is_open = ":" not in cell  # a single cell, or a title alone
    if is_open and (reach.bottom > sheet.row_count or reach.right > len(sheet.columns)):
        raise outside(a1_of(sheet.title, reach), sheet.row_count, len(sheet.columns))
    if not is_open and not block.covers(reach):
        where = f"column [{letters(reach.right - 1)}]" if reach.right > block.right else f"row [{reach.bottom}]"
        asked = a1_of(sheet.title, block)
        raise invalid(f"Requested writing within range [{asked}], but tried writing to {where}")
    return put(book, sheet, reach, rows, options)


def reach_of(top: int, left: int, rows: Rows) -> Block:
    return Block(top, left, top + len(rows), left + max(len(row) for row in rows))


def rows_of(body: Json) -> Rows:
    """Rows of a ValueRange; a cell that none of its columns says is skipped, as null is."""
    values: Rows = body.get("values") or []
    if not any(values):
        raise not_served("a ValueRange without values")
    if body.get("majorDimension") == "COLUMNS":
        return [list(row) for row in zip_longest(*values)]
    return values


def put(book: Book, sheet: Sheet, reach: Block, rows: Rows, options: Json) -> Written:
    """Cells as they are (RAW), or as if they were typed (USER_ENTERED)."""
    is_typed, tab, done = typed_in(options), Tab(book, sheet), Written(sheet, reach)
    book.guard(sheet, reach)
    for at, row in enumerate(rows, reach.top):
        for column, value in enumerate(row, reach.left):
            if value is None:
                continue
            done.cells += 1
            done.rows.add(at)
            done.columns.add(column)
            if is_typed and value and isinstance(value, str):
                tab.type(at + 1, column + 1, value)
            else:
                sheet.put(at, column, raw(book, value))
    return done


def typed_in(options: Json) -> bool:
    """Is text parsed as if a person had typed it?"""
    if str(options.get("includeValuesInResponse")).lower() == "true":
        raise not_served("includeValuesInResponse")
    if options.get("valueInputOption") not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    return bool(options["valueInputOption"] == "USER_ENTERED")


def raw(book: Book, value: Any) -> Entered:
    """A value as JSON says it: text stays text whatever it begins with, "" empties the cell."""
    if isinstance(value, str) and len(value) < PLAIN and value.isprintable():
        return value
    return stored(book, {KINDS[type(value)]: value})
