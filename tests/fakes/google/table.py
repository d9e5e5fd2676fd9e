"""Where values.append puts new rows: the table that Google finds in a range; the guide's words, held against recordings."""

from __future__ import annotations

from tests.fakes.google.a1 import Block
from tests.fakes.google.grid import Entered, Sheet


def table_in(sheet: Sheet, block: Block) -> Block | None:
    """The last table of the range (guide, "Append values"): the last filled cell and all that it hangs together with.

    A blank column parts two tables, so a row with a blank in it may be two of them. None where the range is blank."""
    last = last_filled(sheet, block)
    return grown(sheet, last) if last else None


def last_filled(sheet: Sheet, block: Block) -> Block | None:
    for row in range(min(block.bottom, len(sheet.rows)) - 1, block.top - 1, -1):
        cells = sheet.rows[row].cells[: block.right]
        for column in range(len(cells) - 1, block.left - 1, -1):
            if cells[column] != "":
                return Block(row, column, row + 1, column + 1)
    return None


def grown(sheet: Sheet, table: Block) -> Block:
    """The table with every filled row and column that touches it."""
    while True:
        wider = widened(sheet, stretched(sheet, table))
        if wider == table:
            return table
        table = wider


def stretched(sheet: Sheet, table: Block) -> Block:
    top, bottom, left, right = table.top, table.bottom, max(table.left - 1, 0), table.right + 1
    while top > 0 and is_filled(sheet.rows[top - 1].cells[left:right]):
        top -= 1
    while bottom < len(sheet.rows) and is_filled(sheet.rows[bottom].cells[left:right]):
        bottom += 1
    return table._replace(top=top, bottom=bottom)


def is_filled(cells: list[Entered]) -> bool:
    return cells.count("") < len(cells)


def widened(sheet: Sheet, table: Block) -> Block:
    rows = sheet.rows[max(table.top - 1, 0) : table.bottom + 1]
    left, right = table.left, table.right
    while left > 0 and any(len(row.cells) >= left and row.cells[left - 1] != "" for row in rows):
        left -= 1
    while any(len(row.cells) > right and row.cells[right] != "" for row in rows):
        right += 1
    return table._replace(left=left, right=right)
