"""From how the desk should look and how it looks to the cells that have to be written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sheetdesk.columns import last_keyed_place
from sheetdesk.desk.overlay import Owed
from sheetdesk.desk.settle import column_at
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Row, Snapshot, Stamp, TabView
from sheetdesk.model.values import Formula, Value, canonical, dumps, same

Cells = Mapping[str, Value]

ROW_BYTES, CELL_BYTES = 250, 42
"""What a row and a typed value weigh as JSON beside the value itself: measured on real batches, rounded up."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How one row should look, in the columns named by `cells`; other columns are left alone.

    `row` is where it stands; None: it has to be inserted. `key` None: a row that has no identity of its own."""

    tab: str
    key: str | None
    cells: Cells
    row: Row | None = None


def difference(snapshot: Snapshot, wishes: Iterable[Wish], owed: Sequence[Owed], stamp: Stamp) -> Difference:
    """What to write so that every wish holds in `snapshot` (the read as it was, not the overlaid one)."""
    really = {(view.key, row.place): row for view in snapshot.tabs.values() for row in view.lines}
    positions = {view.key: _positions(view) for view in snapshot.tabs.values()}
    writes: dict[tuple[str, int, str], CellWrite | None] = {}
    inserts: list[NewRow] = []
    barred: set[tuple[str, str | None]] = set()
    for one in reversed(owed):  # where two lie on one cell, the older one knows what stood there first
        tab, column = one.repair.tab, one.repair.column
        row = really[tab, one.place]
        writes[tab, one.place, column] = _write(tab, one.repair.key, row, column, one.repair.right, positions)
    for wish in wishes:
        if wish.row is None:
            if _bars_new_rows(snapshot, wish.tab):
                barred.add((wish.tab, wish.key))
            else:
                inserts.append(_insert(wish, positions[wish.tab]))
            continue
        row = really[wish.tab, wish.row.place]
        for column, value in wish.cells.items():
            if not isinstance(wish.row.get(column), Formula):
                writes[wish.tab, row.place, column] = _write(wish.tab, wish.key, row, column, value, positions)
    astray = _formulas_astray(owed)
    needed = tuple(_over(write, astray) for write in writes.values() if write is not None)
    locked = {write for write in needed if _is_locked(snapshot, write)} if snapshot.locked else set()
    barred |= {(write.tab, write.key) for write in locked}
    needed = tuple(write for write in needed if write not in locked) if locked else needed
    touched = {(write.tab, write.place) for write in needed}
    return Difference(
        stamp.batch,
        stamp,
        needed,
        tuple(inserts),
        {view.key: view.header for view in snapshot.tabs.values()},
        {where: really[where].cells for where in sorted(touched)},
        frozenset(barred),
    )


def _formulas_astray(owed: Iterable[Owed]) -> dict[tuple[str, int, str], Formula]:
    """Formulas that we meant to put back and that reached another cell, by where they stand."""
    wrong = {(one.repair.tab, one.place, one.repair.column): one.repair.wrong for one in owed}
    return {where: formula for where, formula in wrong.items() if isinstance(formula, Formula)}


def _over(write: CellWrite, astray: Mapping[tuple[str, int, str], Formula]) -> CellWrite:
    """`write` as one over our own formula, of which the read showed the result."""
    formula = astray.get((write.tab, write.place, write.column))
    return write if formula is None else replace(write, old=formula)


def _is_locked(snapshot: Snapshot, write: CellWrite) -> bool:
    return any(area.tab == write.tab and area.holds(write.place, write.position) for area in snapshot.locked)


def _bars_new_rows(snapshot: Snapshot, tab: str) -> bool:
    place = last_keyed_place(snapshot.tabs[tab])
    return any(area.tab == tab and area.bars_row_below(place) for area in snapshot.locked)


def _positions(view: TabView) -> dict[str, int]:
    return {column_at(view.header, at): at for at in range(len(view.header))}


def _write(
    tab: str, key: str | None, row: Row, column: str, value: Value, positions: Mapping[str, Mapping[str, int]]
) -> CellWrite | None:
    """The write that makes the cell show `value`; None if it does, has no column, or holds somebody's formula.

    A formula is written only to put back one that a batch of ours hit."""
    old = row.get(column)
    if same(old, value) or column not in positions[tab]:
        return None
    if isinstance(old, Formula):
        return None
    return CellWrite(tab, row.place, key, column, positions[tab][column], old, canonical(value))


def _insert(wish: Wish, positions: Mapping[str, int]) -> NewRow:
    cells = {
        name: canonical(value)
        for name, value in wish.cells.items()
        if name in positions and value is not None and not isinstance(value, Formula)
    }
    assert wish.key is not None, "only rows with a key are inserted"
    return NewRow(wish.tab, wish.key, cells)


def parts(whole: Difference, bytes_a_batch: int | None) -> tuple[Difference, ...]:
    """`whole` cut into batches of about so many bytes at most, row by row; each gets its own stamp number."""
    if bytes_a_batch is None:
        return (whole,)
    groups: list[tuple[list[CellWrite], list[NewRow]]] = [([], [])]
    size = 0
    for writes, inserts in _row_by_row(whole):
        values = [write.new for write in writes] + [value for insert in inserts for value in insert.cells.values()]
        cost = ROW_BYTES + sum(CELL_BYTES + len(dumps(value).encode()) for value in values)
        if size and size + cost > bytes_a_batch:
            groups.append(([], []))
            size = 0
        groups[-1][0].extend(writes)
        groups[-1][1].extend(inserts)
        size += cost
    return tuple(_part(whole, at, writes, inserts) for at, (writes, inserts) in enumerate(groups))


def _row_by_row(whole: Difference) -> Iterable[tuple[list[CellWrite], list[NewRow]]]:
    by_row: dict[tuple[str, int], list[CellWrite]] = {}
    for write in whole.writes:
        by_row.setdefault((write.tab, write.place), []).append(write)
    yield from ((writes, []) for writes in by_row.values())
    yield from (([], [insert]) for insert in whole.inserts)


def _part(whole: Difference, at: int, writes: list[CellWrite], inserts: list[NewRow]) -> Difference:
    batch = whole.batch + at
    touched = {(write.tab, write.place) for write in writes}
    return replace(
        whole,
        batch=batch,
        stamp=replace(whole.stamp, batch=batch),
        writes=tuple(writes),
        inserts=tuple(inserts),
        was={where: cells for where, cells in whole.was.items() if where in touched},
    )
