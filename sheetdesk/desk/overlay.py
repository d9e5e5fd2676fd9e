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
        found = [Owed(slip, row.place) for slip in slips if (row := _find(tabs.get(slip.tab), slip)) is not None]
        for one in found:
            tabs[one.repair.tab] = _mend(tabs[one.repair.tab], one)
        owed += found
    return replace(snapshot, tabs=tabs), tuple(reversed(owed))


def _find(view: TabView | None, repair: Repair) -> Row | None:
    """The row that was hit: by its key, else the likest of the rows without one in which the wrong value stands."""
    tab = BY_KEY[repair.tab]
    if view is None:
        return None
    hit = [row for row in view.rows if row_key(tab, row.cells) == repair.key]
    hit = [row for row in hit if same(row.get(repair.column), repair.wrong)]
    return max(hit, key=lambda row: likeness(row.cells, repair.row), default=None)


def likeness(cells: Mapping[str, Value], other: Mapping[str, Value]) -> int:
    """In how many cells two rows agree."""
    return sum(same(cells.get(name), value) for name, value in other.items())


def _mend(view: TabView, one: Owed) -> TabView:
    cells = {one.repair.column: one.repair.right}
    rows = tuple(replace(row, cells={**row.cells, **cells}) if row.place == one.place else row for row in view.rows)
    return replace(view, rows=rows)
