"""Repairs that are still owed, laid over a fresh read: the desk as it would look without our slip. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from sheetdesk.columns import BY_KEY, row_key
from sheetdesk.model.sheet import Repair, Row, Snapshot, TabView
from sheetdesk.model.values import Value, same


@dataclass(frozen=True, slots=True)
class Owed:
    """A repair that still has to be written, and the row where it belongs now."""

    repair: Repair
    place: int


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
    """Each slip's row; no cell is taken for two slips of one batch."""
    found: dict[tuple[str, int, str], Owed] = {}
    for slip in slips:
        rows = _rows_hit(tabs[slip.tab], slip) if slip.tab in tabs else []
        free = [row for row in rows if (slip.tab, row.place, slip.column) not in found]
        best = max(free, key=lambda row, slip=slip: likeness(row.cells, slip.row), default=None)  # type: ignore[misc]
        if best is not None:
            found[slip.tab, best.place, slip.column] = Owed(slip, best.place)
    return list(found.values())


def _rows_hit(view: TabView, slip: Repair) -> list[Row]:
    """Rows of its key (or without one, as it had none) in which the wrong value stands."""
    tab = BY_KEY[slip.tab]
    hit = [row for row in view.rows if row_key(tab, row.cells) == slip.key]
    return [row for row in hit if same(row.get(slip.column), slip.wrong)]


def likeness(cells: Mapping[str, Value], other: Mapping[str, Value]) -> int:
    """In how many cells two rows agree."""
    return sum(same(cells.get(name), value) for name, value in other.items())


def _mend(view: TabView, one: Owed) -> TabView:
    cells = {one.repair.column: one.repair.right}
    rows = tuple(replace(row, cells={**row.cells, **cells}) if row.place == one.place else row for row in view.rows)
    return replace(view, rows=rows)
