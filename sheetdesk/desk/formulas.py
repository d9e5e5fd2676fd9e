"""People's formulas in a workbook that shows only their results: known from images, laid over a fresh read. Pure.

An image shows a formula that a write of ours hit; it is put back, and the ledger remembers it as what stands there.
Until that cell is cleared it counts as holding the formula: never written, never taken for a person's new value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheetdesk.columns import BY_KEY, row_key
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Row, Snapshot, TabView
from sheetdesk.model.values import Formula


def with_known_formulas(snapshot: Snapshot, memory: Mapping[str, Mapping[str, RowMemory]]) -> Snapshot:
    """`snapshot` with every cell that is known to hold a formula showing it; `memory` is by tab, then by key."""
    if snapshot.shows_formulas:
        return snapshot
    known = {tab: _formulas_in(rows) for tab, rows in memory.items()}
    tabs = {key: _with_formulas(view, known[key]) if known.get(key) else view for key, view in snapshot.tabs.items()}
    return replace(snapshot, tabs=tabs)


def _formulas_in(rows: Mapping[str, RowMemory]) -> dict[str, Mapping[str, Formula]]:
    return {key: formulas for key, row in rows.items() if (formulas := row.formulas)}


def _with_formulas(view: TabView, known: Mapping[str, Mapping[str, Formula]]) -> TabView:
    return replace(view, rows=tuple(_row_with(row, known.get(_key(view, row), {})) for row in view.rows))


def _row_with(row: Row, formulas: Mapping[str, Formula]) -> Row:
    standing = {name: formula for name, formula in formulas.items() if row.get(name) is not None}
    return replace(row, cells={**row.cells, **standing}) if standing else row


def _key(view: TabView, row: Row) -> str:
    return row_key(BY_KEY[view.key], row.cells) or ""
