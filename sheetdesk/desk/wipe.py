"""Rows of the sheet out of which a forgotten customer is taken: what people wrote in them goes too. Border: no judgement.

The ledger has let go of her already; the rows follow in the next pass that can write, however late that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sheetdesk.columns import ARCHIVE, BY_KEY, CASES
from sheetdesk.desk.difference import Wish
from sheetdesk.ledger import Transaction
from sheetdesk.policy.forgetting import PEOPLES_KEPT

ROWS, EVER, CLEANED_BY = "rows_to_wipe", "rows_wiped", "wiped_by_batch"
"""Facts: which rows are still to be wiped, by tab; which ever were; and the batch after which no copy of them is left
in the workbook."""


@dataclass(frozen=True, slots=True)
class Wipe:
    """`rows`: keys by tab. `cleans`: one more write is owed, for the workbook keeps the rows of the last write as they
    were before it (Google's hidden tab, a file's .bak)."""

    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cleans: bool = False

    def holds(self, tab: str, key: str | None) -> bool:
        """Is the row to be wiped?"""
        return key is not None and key in self.rows.get(tab, ())


def begin_wipe(tx: Transaction, rows: Mapping[str, Iterable[str]]) -> None:
    """These rows are to be wiped, beside those that are still."""
    for fact in (ROWS, EVER):
        before = tx.fact(fact) or {}
        tabs = dict.fromkeys((*before, *rows))
        tx.remember(fact, {tab: sorted({*before.get(tab, ()), *rows.get(tab, ())}) for tab in tabs})
    tx.remember(CLEANED_BY, None)


def open_wipe(tx: Transaction, set_back: bool) -> Wipe:
    """What is still to be wiped, at the begin of a pass. A row to which no write is owed any more is done; in a sheet
    that was set back all that ever were stand again."""
    if set_back:
        return Wipe({tab: frozenset(keys) for tab, keys in (tx.fact(EVER) or {}).items()})
    said = tx.fact(ROWS)
    if said is None:
        return Wipe()
    rows = {tab: {key for key, row in tx.sheet.rows(tab, keys).items() if row.dirty} for tab, keys in said.items()}
    left = {tab: frozenset(keys) for tab, keys in rows.items() if keys}
    if left:
        return Wipe(left)
    batch = tx.fact(CLEANED_BY)
    if batch is not None and (tx.fact("confirmed") or 0) >= batch:
        tx.remember(ROWS, None)
        tx.remember(CLEANED_BY, None)
        tx.forgotten.empty_journals()  # a write that was lost had her rows in it
        return Wipe()
    tx.remember(CLEANED_BY, tx.fact("batch") + 1)
    return Wipe(cleans=True)


def with_blanks(wishes: Iterable[Wish], wipe: Wipe) -> list[Wish]:
    """The wishes, those of rows to be wiped with every other cell of the row blank."""
    return [_wiped(wish) if wipe.holds(wish.tab, wish.key) else wish for wish in wishes]


def _wiped(wish: Wish) -> Wish:
    if wish.row is None:
        return wish
    kept = {BY_KEY[wish.tab].key_column, *wish.cells, *(PEOPLES_KEPT if wish.tab in (CASES.key, ARCHIVE.key) else ())}
    return replace(wish, cells={**wish.cells, **{name: None for name in wish.row.cells if name not in kept}})
