"""The long columns of 案件 that are read once an hour only: when they may be left out, and when one read needs them.

A row that is known by its number shows in them meanwhile what was last seen or written there. So a person's change of
such a cell is noticed within the hour, and never taken for anything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sheetdesk.columns import CASES
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import KnownColumns, Snapshot, TabView
from sheetdesk.workbook.known_columns import titles_of_view

OUTLINE = "cases_outline"
"""Where the columns stood when all of them were read; None while rows stand there that only a whole read tells apart."""

WHOLE_EVERY = timedelta(hours=1)
"""A change in such a column is noticed after this time at the latest."""

Memory = Mapping[str, RowMemory]


def known_columns(tx: Transaction, now: datetime) -> tuple[KnownColumns, ...]:
    """The columns that need not be read now; none while nobody knows for certain what stands in them."""
    said: dict[str, Any] | None = tx.fact(OUTLINE)
    if said is None or not timedelta() <= now - said["at"] < WHOLE_EVERY:
        return ()
    place, titles, columns, last = said["header_place"], said["titles"], said["columns"], said["last"]
    return (KnownColumns(said["tab"], place, titles, columns, last, tx.sheet.rows(CASES.key)),)


def lacks_columns(raw: Snapshot, tx: Transaction) -> bool:
    """Do rows stand in `raw` of which a column that was left out has to be read after all?"""
    view = raw.tabs.get(CASES.key)
    if view is None or not view.unread:
        return False
    return not is_at_rest(view, tx.sheet.rows(CASES.key))


def note_columns(view: TabView, memory: Memory, tx: Transaction, now: datetime) -> None:
    """Remember of a tab that was read whole where its columns stand; of any other it is known already."""
    if view.unread:
        return
    outline = _outline(view, now) if is_at_rest(view, memory) else None
    if outline != tx.fact(OUTLINE):
        tx.remember(OUTLINE, outline)


def is_at_rest(view: TabView, memory: Memory) -> bool:
    """Is each row one that was seen to stand, and none of those gone? Else the content may have to tell: rows that are
    typed, copied, put back or cut know no number, or one that isn't theirs."""
    stood = {n for n, row in memory.items() if row.seen and row.missing_since is None and not row.dropped}
    numbers = [row.cells.get("number") for row in view.rows]
    return len(numbers) == len(stood) and stood == set(numbers)


def _outline(view: TabView, now: datetime) -> dict[str, Any] | None:
    """None where the workbook knows no marks, or a title is another than ours."""
    if not view.source or view.renamed or not view.rows:
        return None
    rare = {column.key for column in CASES.columns if column.rarely_read}
    titles = titles_of_view(view)
    # Never the last column: right of it a tab may end, and nothing is left to be read.
    columns = tuple(at for at, name in enumerate(view.header[: len(titles) - 1]) if name in rare)
    return {
        "at": now,
        "tab": view.source,
        "header_place": view.header_place,
        "titles": titles,
        "columns": columns,
        "last": view.rows[-1].place,
    }
