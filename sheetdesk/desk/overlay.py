"""Repairs that are still owed, laid over a fresh read: the desk as it would look without our slip. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from sheetdesk.columns import BY_KEY, row_key
from sheetdesk.model.sheet import Repair, Row, Snapshot, TabView
from sheetdesk.model.values import Formula, Value, same

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
        found = _find_all(tabs, slips, snapshot.shows_formulas)
        for tab in {one.repair.tab for one in found}:
            tabs[tab] = _mended(tabs[tab], (one for one in found if one.repair.tab == tab))
        owed += found
    return replace(snapshot, tabs=tabs), tuple(reversed(owed))


def _find_all(tabs: Mapping[str, TabView], slips: Iterable[Repair], shows_formulas: bool) -> list[Owed]:
    """Each slip's row, the surest first; no cell is taken for two slips of one batch."""
    showing = Showing(tabs, shows_formulas)
    sure = [(_sureness(row, slip), slip, row) for slip in slips for row in showing.rows(slip)]
    found: dict[tuple[str, int, str], Owed] = {}
    done: set[int] = set()
    for sureness, slip, row in sorted(sure, key=lambda one: -one[0]):
        where = (slip.tab, row.place, slip.column)
        if sureness >= SURE_ENOUGH and where not in found and id(slip) not in done:
            found[where] = Owed(slip, row.place, row.cells)
            done.add(id(slip))
    return list(found.values())


class Showing:
    """Which rows show a slip's wrong value, looked up: thousands of slips in a tab of thousands of rows are one sort."""

    def __init__(self, tabs: Mapping[str, TabView], shows_formulas: bool) -> None:
        self._tabs, self._shows_formulas = tabs, shows_formulas
        self._by_key: dict[str, dict[str | None, list[Row]]] = {}

    def rows(self, slip: Repair) -> list[Row]:
        """Those that can be the one that was hit: of its key or of none; any if it had none itself."""
        if slip.tab not in self._tabs:
            return []
        rows: Sequence[Row] = self._tabs[slip.tab].rows
        if slip.key is not None:
            by_key = self._keyed(slip.tab)
            rows = [*by_key.get(slip.key, ()), *by_key.get(None, ())]
        return [row for row in rows if _still_stands(row.get(slip.column), slip, self._shows_formulas)]

    def _keyed(self, tab: str) -> dict[str | None, list[Row]]:
        if tab not in self._by_key:
            found = self._by_key[tab] = {}
            for row in self._tabs[tab].rows:
                found.setdefault(row_key(BY_KEY[tab], row.cells), []).append(row)
        return self._by_key[tab]


def _still_stands(shown: Value, slip: Repair, shows_formulas: bool) -> bool:
    """Does the cell show what we wrote by mistake? Of a formula that we put back, a read may show some result only."""
    if isinstance(slip.wrong, Formula) and not shows_formulas:
        return shown is not None and not same(shown, slip.right)
    return same(shown, slip.wrong)


def _sureness(row: Row, slip: Repair) -> float:
    """How sure it is that this is the row that was hit: the share of its cells that agree, and its key's word."""
    key = row_key(BY_KEY[slip.tab], row.cells)
    if None not in (key, slip.key) and key != slip.key:
        return 0  # rows are often alike; the one that was hit may have been deleted since
    said = {name for cells in (row.cells, slip.row) for name, value in cells.items() if value is not None}
    agree = sum(_agrees(row.get(name), slip.row.get(name)) for name in said) / max(len(said), 1)
    if key is None and slip.key is None:
        return agree + SURE_ENOUGH - 0.2  # a row without a key holds few cells, and ours are hardly there by right
    return agree + (1 if key == slip.key else 0)


def _agrees(shown: Value, then: Value) -> bool:
    """Is it the cell of then? A formula may be seen by some result only."""
    return same(shown, then) or (isinstance(then, Formula) and shown is not None)


def likeness(cells: Mapping[str, Value], other: Mapping[str, Value]) -> int:
    """In how many cells two rows agree."""
    return sum(same(cells.get(name), value) for name, value in other.items())


def _mended(view: TabView, found: Iterable[Owed]) -> TabView:
    right: dict[int, dict[str, Value]] = {}
    for one in found:
        right.setdefault(one.place, {})[one.repair.column] = one.repair.right
    rows = (replace(row, cells={**row.cells, **right[row.place]}) if row.place in right else row for row in view.rows)
    return replace(view, rows=tuple(rows))
