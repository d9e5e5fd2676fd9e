"""Rows of 封存 that a deletion hit in place of the meant ones: kept whole until they stand there again. Border: ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetdesk.columns import ARCHIVE
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.same_row import equal_rows
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import RowMemory, print_of
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Formula, Value

RETURNING = "returning"
"""Where the ledger keeps them, each under its fingerprint: some bear no number, some one that another row has."""


def keep_whole(tx: Transaction, cells: Mapping[str, Value]) -> None:
    """This row, as the image of the batch shows it, is to stand in 封存 again."""
    tx.sheet.keep(RETURNING, {print_of(cells): RowMemory(cells)})


def owes_rows(tx: Transaction) -> bool:
    """Is a row or a cell of 封存 still to be put back?"""
    return bool(tx.sheet.rows(RETURNING)) or any(repair.tab == ARCHIVE.key for repair in tx.sheet.repairs())


def numbers_returning(tx: Transaction) -> set[Value]:
    """The case numbers that these rows bear."""
    return {row.seen.get("number") for row in tx.sheet.rows(RETURNING).values()}


def return_wishes(view: TabView, tx: Transaction) -> list[Wish]:
    """They are written anew, formulas left out; one that stands there as it was (somebody undid the deletion) is not."""
    owed = tx.sheet.rows(RETURNING)
    back = [key for key, row in owed.items() if any(equal_rows(one.cells, row.seen) for one in view.rows)]
    tx.sheet.let_go(RETURNING, back)
    return [
        Wish(ARCHIVE.key, key, {name: value for name, value in row.seen.items() if not isinstance(value, Formula)})
        for key, row in owed.items()
        if key not in back
    ]


def note_returned(tx: Transaction, stood: Iterable[tuple[str, str]]) -> None:
    """What a batch wrote into 封存 under such a fingerprint is no case of that number."""
    keys = [key for tab, key in stood if tab == ARCHIVE.key]
    back = tx.sheet.rows(RETURNING, keys) if keys else {}
    tx.sheet.let_go(RETURNING, back)
    tx.sheet.let_go(ARCHIVE.key, back)
