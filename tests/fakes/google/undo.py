"""A person's undo: takes back her own last change, wherever its rows and columns stand by now, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from tests.fakes.google.a1 import Block
from tests.fakes.google.formula import LOST, Formula
from tests.fakes.google.grid import BARE, Sheet

if TYPE_CHECKING:
    from tests.fakes.google.book import Book


P = ParamSpec("P")
Formulas = dict[tuple[int, int, int], Formula]


def remember(book: Book, inverse: Callable[[], None]) -> None:
    book.own_changes.append(inverse)


def for_good(act: Callable[P, None]) -> Callable[P, None]:
    """An act of a person that the fake can't take back: an undo right after it says so instead of undoing another."""

    @wraps(act)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> None:
        act(*args, **kwargs)
        book: Any = args[0]

        def inverse() -> None:
            raise LookupError(f"the fake can't undo {act.__name__}")

        remember(book, inverse)

    return remembered


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


def formulas_of(book: Book) -> Formulas:
    """All formulas, by tab, row and column, wherever these will stand."""
    return {
        (sheet.id, row.uid, sheet.columns[at].uid): cell
        for sheet in book.sheets
        for row in sheet.rows
        if row.formulas
        for at, cell in enumerate(row.cells)
        if isinstance(cell, Formula)
    }


def bring_back(book: Book, before: Formulas) -> None:
    """Formulas that lost what they spoke of have it again."""
    for sheet in book.sheets:
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row.cells if row.formulas else ()):
                old = before.get((sheet.id, row.uid, sheet.columns[column].uid))
                if old and isinstance(cell, Formula) and LOST in cell.text and LOST not in old.text:
                    sheet.put(at, column, old)


def remember_place(book: Book, sheet: Sheet, column: int) -> None:
    """Before a column is moved: it goes back to the right of the one that stood left of it."""
    moved, left = sheet.columns[column].uid, sheet.columns[column - 1].uid if column else 0

    def inverse() -> None:
        places = {known.uid: at for at, known in enumerate(sheet.columns)}
        if moved in places:
            at, to = places[moved], places.get(left, -1) + 1
            source = {"sheetId": sheet.id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
            book.change([{"moveDimension": {"source": source, "destinationIndex": to}}])

    remember(book, inverse)


def remember_lost_column(book: Book, sheet: Sheet, column: int) -> None:
    """Before a column is deleted: it comes back to the right of the one that stood left of it."""
    left = sheet.columns[column - 1].uid if column else 0
    kept = {row.uid: (sheet.entered(at, column), sheet.dress(at, column)) for at, row in enumerate(sheet.rows)}
    gone, formulas = sheet.columns[column], formulas_of(book)

    def inverse() -> None:
        to = {known.uid: at for at, known in enumerate(sheet.columns)}.get(left, -1) + 1
        span = {"sheetId": sheet.id, "dimension": "COLUMNS", "startIndex": to, "endIndex": to + 1}
        book.change([{"insertDimension": {"range": span, "inheritFromBefore": to > 0}}])
        sheet.columns[to] = gone
        for uid, at in sheet.places.items():
            value, dress = kept.get(uid, ("", BARE))
            sheet.put(at, to, value)
            sheet.redress(Block(at, to, at + 1, to + 1), lambda _, dress=dress: dress)  # type: ignore[misc]
        bring_back(book, formulas)

    remember(book, inverse)


def remember_title(book: Book, sheet: Sheet) -> None:
    """Before a tab is renamed."""
    given = {"sheetId": sheet.id, "title": sheet.title}
    request = {"updateSheetProperties": {"properties": given, "fields": "title"}}

    def inverse() -> None:
        book.change([request])

    remember(book, inverse)


def remember_lost_rows(book: Book, sheet: Sheet, at: int, count: int) -> None:
    """Before rows are deleted: they come back below the row that stood above them."""
    lost = [sheet.own(row) for row in range(at, at + count)]
    formulas = formulas_of(book)
    above = sheet.own(at - 1).uid if at else 0

    def inverse() -> None:
        place = sheet.places.get(above, -1) + 1
        span = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": place, "endIndex": place + count}
        book.change([{"insertDimension": {"range": span, "inheritFromBefore": place > 0}}])
        sheet.own(place + count - 1)
        sheet.rows[place : place + count] = lost
        bring_back(book, formulas)

    remember(book, inverse)
