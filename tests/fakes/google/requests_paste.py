"""copyPaste and cutPaste: whole source, repeated where the destination is a multiple of it, also between tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block, a1_of, bounds_of_json
from tests.fakes.google.formula import Formula, pasted
from tests.fakes.google.grid import Dress, Entered, Sheet
from tests.fakes.google.refusals import not_served, outside
from tests.fakes.google.requests_cells import placed

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]
Cells = list[list[tuple[Entered, Dress]]]

VALUES = ("PASTE_NORMAL", "PASTE_FORMULA", "PASTE_VALUES", "PASTE_NO_BORDERS")
SHAPES = ("PASTE_NORMAL", "PASTE_FORMAT", "PASTE_NO_BORDERS")
RULES = ("PASTE_NORMAL", "PASTE_DATA_VALIDATION", "PASTE_NO_BORDERS")


def copy_paste(book: Book, wanted: Json) -> None:
    source, block = placed(book, wanted["source"])
    target = book.sheet(wanted["destination"].get("sheetId", 0))
    goal = bounds_of_json(wanted["destination"]).within(target.row_count, len(target.columns))
    kind = wanted.get("pasteType", "PASTE_NORMAL")
    if wanted.get("pasteOrientation", "NORMAL") != "NORMAL" or kind not in (*VALUES, *SHAPES, *RULES):
        raise not_served(f"copyPaste with {kind}, {wanted.get('pasteOrientation')}")
    cells = taken(book, source, block, kind)
    height, width = block.bottom - block.top, block.right - block.left
    downs, across = times(goal.bottom - goal.top, height), times(goal.right - goal.left, width)
    whole = Block(goal.top, goal.left, goal.top + downs * height, goal.left + across * width)
    fits(target, whole)
    book.guard(target, whole)
    for top in range(whole.top, whole.bottom, height):
        for left in range(whole.left, whole.right, width):
            laid(target, top, left, cells, kind, (top - block.top, left - block.left))
            if kind == "PASTE_NORMAL":
                copied = [moved(m, top - block.top, left - block.left) for m in source.merges if block.covers(m)]
                target.merges = [*target.merges, *(m for m in copied if m not in target.merges)]


def times(goal: int, size: int) -> int:
    """How often the source is laid down: once unless the goal is a multiple of it."""
    return goal // size if goal > size and goal % size == 0 else 1


def moved(block: Block, down: int, across: int) -> Block:
    return Block(block.top + down, block.left + across, block.bottom + down, block.right + across)


def fits(sheet: Sheet, block: Block) -> None:
    if block.bottom > sheet.row_count or block.right > len(sheet.columns):
        raise outside(a1_of(sheet.title, block), sheet.row_count, len(sheet.columns))


def taken(book: Book, sheet: Sheet, block: Block, kind: str) -> Cells:
    """The source as it stands before anything is laid down."""
    evaluator = book.evaluator()

    def one(at: int, column: int) -> tuple[Entered, Dress]:
        entered = evaluator.value(sheet, at, column) if kind == "PASTE_VALUES" else sheet.entered(at, column)
        return entered, sheet.dress(at, column)

    return [[one(at, c) for c in range(block.left, block.right)] for at in range(block.top, block.bottom)]


def laid(sheet: Sheet, top: int, left: int, cells: Cells, kind: str, shift: tuple[int, int]) -> None:
    for at, row in enumerate(cells, top):
        for column, (value, dress) in enumerate(row, left):
            if kind in VALUES:
                sheet.put(at, column, pasted(value, *shift) if isinstance(value, Formula) else value)
            worn = sheet.dress(at, column)
            after = replace(worn, shape=dress.shape) if kind in SHAPES else worn
            after = replace(after, rule=dress.rule) if kind in RULES else after
            after = replace(after, note=dress.note) if kind == "PASTE_NORMAL" else after
            if after != worn:
                sheet.redress(Block(at, column, at + 1, column + 1), lambda _, after=after: after)  # type: ignore[misc]


def cut_paste(book: Book, wanted: Json) -> None:
    """Formulas that are moved keep their references."""
    source, block = placed(book, wanted["source"])
    place = wanted["destination"]
    target, top, left = book.sheet(place.get("sheetId", 0)), place.get("rowIndex", 0), place.get("columnIndex", 0)
    cells = taken(book, source, block, "PASTE_NORMAL")
    goal = moved(block, top - block.top, left - block.left)
    fits(target, goal)
    book.guard(source, block)
    book.guard(target, goal)
    for at in range(block.top, min(block.bottom, len(source.rows))):
        for column in range(block.left, block.right):
            source.put(at, column, "")
    source.redress(block, lambda _: Dress())
    laid(target, top, left, cells, wanted.get("pasteType", "PASTE_NORMAL"), (0, 0))


HANDLERS = {"copyPaste": copy_paste, "cutPaste": cut_paste}
