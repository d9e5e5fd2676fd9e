"""Rows of 封存 that a deletion hit in place of the meant ones, and words that a move left behind: kept until they stand
again. Border: ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetdesk.columns import ARCHIVE, CASES
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.same_row import equal_rows
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import RowMemory, print_of
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value

RETURNING = "returning"
"""Where the ledger keeps them, each under its fingerprint: some bear no number, some one that another row has."""

WORDS = "words"
"""Where it keeps rows of 案件, by case number, that went to 封存 while somebody wrote in a column that she had just made."""


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


def keep_words(tx: Transaction, number: str, cells: Mapping[str, Value]) -> None:
    """Once the row of this case is back in 案件, its columns of people's own show what they show in `cells`."""
    tx.sheet.keep(WORDS, {number: RowMemory(cells)})


def word_wishes(view: TabView, rows: Mapping[str, Row], tx: Transaction) -> list[Wish]:
    """What is still blank of them in the rows of 案件."""
    wishes = []
    for number, known in tx.sheet.rows(WORDS).items():
        row = rows.get(number)
        own = ((n, v) for n, v in known.seen.items() if n in view.header and not CASES.has(n))
        said = {n: v for n, v in own if not isinstance(v, Formula) and row is not None and row.get(n) is None}
        if said and row is not None:
            wishes.append(Wish(CASES.key, number, said, row))
        elif row is not None:
            tx.sheet.let_go(WORDS, [number])
    return wishes
