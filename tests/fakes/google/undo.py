"""A person's undo: takes back her own last change, wherever its rows and columns stand by now, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.fakes.google.a1 import Block
from tests.fakes.google.grid import Sheet

if TYPE_CHECKING:
    from tests.fakes.google.book import Book


def remember(book: Book, inverse: Callable[[], None]) -> None:
    book.own_changes.append(inverse)


def undo(book: Book) -> None:
    """The last change of a person is taken back; cells that she didn't touch stay."""
    if not book.own_changes:
        raise LookupError("nobody changed anything that could be undone")
    book.own_changes.pop()()
    book.version += 1


def remember_cells(book: Book, sheet: Sheet, block: Block) -> None:
    """Before these cells are written."""
    kept = []
    for at in range(block.top, block.bottom):
        row = sheet.own(at)
        for column in range(block.left, min(block.right, len(sheet.columns))):
            kept.append((row.uid, sheet.columns[column].uid, sheet.entered(at, column), sheet.dress(at, column)))

    def inverse() -> None:
        rows, columns = sheet.places, {column.uid: at for at, column in enumerate(sheet.columns)}
        for row_uid, column_uid, value, dress in kept:
            if row_uid in rows and column_uid in columns:
                at, column = rows[row_uid], columns[column_uid]
                sheet.put(at, column, value)
                sheet.redress(Block(at, column, at + 1, column + 1), lambda _, dress=dress: dress)  # type: ignore[misc]

    remember(book, inverse)


def remember_order(book: Book, sheet: Sheet) -> None:
    """Before rows are sorted: they go back to their old order among each other, rows that came since stay."""
    before = [row.uid for row in sheet.rows]

    def inverse() -> None:
        places = sheet.places
        known = [uid for uid in before if uid in places]
        slots = sorted(places[uid] for uid in known)
        order = list(range(len(sheet.rows)))
        for slot, uid in zip(slots, known, strict=True):
            order[slot] = places[uid]
        sheet.reordered(0, order, 0, len(sheet.columns))

    remember(book, inverse)


def remember_new_rows(book: Book, sheet: Sheet, at: int, count: int) -> None:
    """After rows were inserted."""
    fresh = {sheet.own(row).uid for row in range(at, at + count)}
    remember(book, partial(drop_lines, book, sheet, "ROWS", fresh))


def remember_new_columns(book: Book, sheet: Sheet, at: int, count: int) -> None:
    """After columns were inserted."""
    fresh = {column.uid for column in sheet.columns[at : at + count]}
    remember(book, partial(drop_lines, book, sheet, "COLUMNS", fresh))


def drop_lines(book: Book, sheet: Sheet, dimension: str, uids: set[int]) -> None:
    lines = [row.uid for row in sheet.rows] if dimension == "ROWS" else [column.uid for column in sheet.columns]
    for at in reversed([at for at, uid in enumerate(lines) if uid in uids]):
        place = {"sheetId": sheet.id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
        book.change([{"deleteDimension": {"range": place}}])


def remember_lost_rows(book: Book, sheet: Sheet, at: int, count: int) -> None:
    """Before rows are deleted: they come back below the row that stood above them."""
    lost = [sheet.own(row) for row in range(at, at + count)]
    above = sheet.own(at - 1).uid if at else 0

    def inverse() -> None:
        place = sheet.places.get(above, -1) + 1
        span = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": place, "endIndex": place + count}
        book.change([{"insertDimension": {"range": span, "inheritFromBefore": place > 0}}])
        sheet.own(place + count - 1)
        sheet.rows[place : place + count] = lost

    remember(book, inverse)
