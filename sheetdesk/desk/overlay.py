"""Repairs that are still owed, laid over a fresh read: the desk as it would look without our slip. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from sheetdesk.columns import BY_KEY, row_key
from sheetdesk.model.sheet import Repair, Row, Snapshot, TabView
from sheetdesk.model.values import Value, same

SURE_ENOUGH = 0.6
"""Share of a row's cells that have to agree before a row without the key counts as the one that was hit."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A repair that still has to be written, and the row where it belongs now."""

    repair: Repair
    place: int
    cells: Mapping[str, Value] = field(default_factory=dict)
    """The row as it would be without the slips that lie on top of this one."""


def overlay(snapshot: Snapshot, repairs: Iterable[Repair]) -> tuple[Snapshot, tuple[Owed, ...]]:
    """`snapshot` as if the repairs were done, and those whose wrong value still stands.

    A repair whose cell shows something else by now is settled: a person, or an earlier try, has mended it."""
    owed: list[Owed] = []
    tabs = dict(snapshot.tabs)
    newest_first = reversed(tuple(repairs))  # the newest slip lies on top: what it hides may be an older one
    for _, slips in groupby(newest_first, key=lambda repair: repair.batch):
        found = _find_all(tabs, slips)
        for one in found:
            tabs[one.repair.tab] = _mend(tabs[one.repair.tab], one)
        owed += found
    return replace(snapshot, tabs=tabs), tuple(reversed(owed))


def _find_all(tabs: Mapping[str, TabView], slips: Iterable[Repair]) -> list[Owed]:
    """Each slip's row, the surest first; no cell is taken for two slips of one batch."""
    sure = [
        (_sureness(row, slip), slip, row)
        for slip in slips
        for row in (tabs[slip.tab].rows if slip.tab in tabs else ())
        if same(row.get(slip.column), slip.wrong)
    ]
    found: dict[tuple[str, int, str], Owed] = {}
    done: set[int] = set()
    for sureness, slip, row in sorted(sure, key=lambda one: -one[0]):
        where = (slip.tab, row.place, slip.column)
        if sureness >= SURE_ENOUGH and where not in found and id(slip) not in done:
            found[where] = Owed(slip, row.place, row.cells)
            done.add(id(slip))
    return list(found.values())


def _sureness(row: Row, slip: Repair) -> float:
    """How sure it is that this is the row that was hit: the share of its cells that agree, and its key's word."""
    key = row_key(BY_KEY[slip.tab], row.cells)
    if None not in (key, slip.key) and key != slip.key:
        return 0  # rows are often alike; the one that was hit may have been deleted since
    said = {name for cells in (row.cells, slip.row) for name, value in cells.items() if value is not None}
    agree = sum(same(row.get(name), slip.row.get(name)) for name in said) / max(len(said), 1)
    if key is None and slip.key is None:
        return agree + SURE_ENOUGH - 0.2  # a row without a key holds few cells, and ours are hardly there by right
    return agree + (1 if key == slip.key else 0)


def likeness(cells: Mapping[str, Value], other: Mapping[str, Value]) -> int:
    """In how many cells two rows agree."""
    return sum(same(cells.get(name), value) for name, value in other.items())


def _mend(view: TabView, one: Owed) -> TabView:
    cells = {one.repair.column: one.repair.right}
    rows = tuple(replace(row, cells={**row.cells, **cells}) if row.place == one.place else row for row in view.rows)
    return replace(view, rows=rows)
