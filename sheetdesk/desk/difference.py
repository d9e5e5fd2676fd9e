"""From how the desk should look and how it looks to the cells that have to be written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sheetdesk.columns import BY_KEY, last_keyed_place
from sheetdesk.desk.overlay import Owed
from sheetdesk.desk.settle import column_at
from sheetdesk.model.memory import masked_in
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Row, Snapshot, Stamp, TabView
from sheetdesk.model.values import Formula, Value, canonical, same

Cells = Mapping[str, Value]
Rows = Mapping[int, Row]
"""The rows of a tab by their place."""
Positions = Mapping[str, int]
"""The places of a tab's columns by their name, from 0."""

ROW_BYTES, CELL_BYTES, BLANK_BYTES = 250, 38, 3
"""What a request that writes to a row, a typed value beside its text, and a blank cell of a new row weigh as JSON:
measured on real batches, rounded up."""
FRAME_BYTES = 30
"""The brackets around a new row."""
NUMBER_BYTES = 24
"""More than a moment takes, and as much as any number does."""
QUOTES_BYTES, ESCAPED = 3, '"\\\n\t'
"""A text's quotes and comma; what takes a byte more in JSON: no other control character gets into a cell."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How one row should look, in the columns named by `cells`; other columns are left alone.

    `row` is where it stands; None: it has to be inserted. `key` None: a row that has no identity of its own."""

    tab: str
    key: str | None
    cells: Cells
    row: Row | None = None


def difference(
    snapshot: Snapshot, wishes: Sequence[Wish], owed: Sequence[Owed], stamp: Stamp, moves: Sequence[RowMove] = ()
) -> Difference:
    """What to write so that every wish holds in `snapshot` (the read as it was, not the overlaid one). A row that is
    written, or to which something is owed, doesn't move now."""
    standing = [wish for wish in wishes if wish.row is not None]
    fresh = [wish for wish in wishes if wish.row is None]
    # Thousands of rows need no lookup.
    tabs = {wish.tab for wish in standing} | {one.repair.tab for one in owed} | {move.tab for move in moves}
    rows = {tab: {row.place: row for row in snapshot.tabs[tab].lines} for tab in tabs}
    positions = {view.key: _positions(view) for view in snapshot.tabs.values()}
    needed = _over(_writes(standing, owed, rows, positions), owed)
    locked = {write for write in needed if _is_locked(snapshot, write)} if snapshot.locked else set()
    needed = [write for write in needed if write not in locked] if locked else needed
    shut = {tab for tab in {wish.tab for wish in fresh} if snapshot.locked and _bars_new_rows(snapshot, tab)}
    touched = {(write.tab, write.place) for write in needed} | {(one.repair.tab, one.place) for one in owed}
    moves = [move for move in moves if (move.tab, move.place) not in touched]
    touched = {(write.tab, write.place) for write in needed} | {(move.tab, move.place) for move in moves}
    return Difference(
        stamp.batch,
        stamp,
        tuple(needed),
        tuple(_insert(wish, positions[wish.tab]) for wish in fresh if wish.tab not in shut),
        {view.key: view.header for view in snapshot.tabs.values()},
        {(tab, place): rows[tab][place].cells for tab, place in sorted(touched)},
        frozenset({*((w.tab, w.key) for w in locked), *((w.tab, w.key) for w in fresh if w.tab in shut)}),
        tuple(moves),
    )


def _writes(
    wishes: Iterable[Wish], owed: Sequence[Owed], rows: Mapping[str, Rows], positions: Mapping[str, Positions]
) -> list[CellWrite]:
    """Cells of standing rows that show something else than they should; of two words on one cell the later counts."""
    found: dict[tuple[str, int, str], CellWrite | None] = {}
    for one in reversed(owed):  # where two lie on one cell, the older one knows what stood there first
        tab, key, column = one.repair.tab, one.repair.key, one.repair.column
        found[tab, one.place, column] = _write(tab, key, rows[tab][one.place], column, one.repair.right, positions[tab])
    for wish in wishes:
        assert wish.row is not None, "it stands somewhere"
        row, shown = rows[wish.tab][wish.row.place], wish.row.cells
        for column, value in wish.cells.items():
            if isinstance(shown.get(column), Formula):
                continue
            write = _write(wish.tab, wish.key, row, column, value, positions[wish.tab])
            where = (wish.tab, row.place, column)
            if write is not None or where in found:
                found[where] = write
        found |= _hiding(wish, row, positions[wish.tab])
    return [write for write in found.values() if write is not None]


def _hiding(wish: Wish, row: Row, positions: Positions) -> dict[tuple[str, int, str], CellWrite | None]:
    """Cells of ours that show in the sheet the account's number that is masked here: they are written once more."""
    found: dict[tuple[str, int, str], CellWrite | None] = {}
    for column in masked_in(row.cells):
        value = wish.cells.get(column)
        if value is not None and column in positions:
            write = CellWrite(
                wish.tab, row.place, wish.key, column, positions[column], row.cells[column], canonical(value)
            )
            found[wish.tab, row.place, column] = write
    return found


def _over(writes: list[CellWrite], owed: Iterable[Owed]) -> list[CellWrite]:
    """A write over a formula that we meant to put back and that reached this cell goes over that formula, of which the
    read showed the result."""
    wrong = {(one.repair.tab, one.place, one.repair.column): one.repair.wrong for one in owed}
    astray = {where: formula for where, formula in wrong.items() if isinstance(formula, Formula)}
    if not astray:
        return writes
    stood = ((write, astray.get((write.tab, write.place, write.column))) for write in writes)
    return [write if formula is None else replace(write, old=formula) for write, formula in stood]


def _is_locked(snapshot: Snapshot, write: CellWrite) -> bool:
    return any(area.tab == write.tab and area.holds(write.place, write.position) for area in snapshot.locked)


def _bars_new_rows(snapshot: Snapshot, tab: str) -> bool:
    place = last_keyed_place(snapshot.tabs[tab])
    return any(area.tab == tab and area.bars_row_below(place) for area in snapshot.locked)


def _positions(view: TabView) -> dict[str, int]:
    return {column_at(view.header, at): at for at in range(len(view.header))}


def _write(tab: str, key: str | None, row: Row, column: str, value: Value, positions: Positions) -> CellWrite | None:
    """The write that makes the cell show `value`; None if it does, has no column, or holds somebody's formula.

    A formula is written only to put back one that a batch of ours hit."""
    old = row.cells.get(column)
    if old is value or same(old, value) or column not in positions:
        return None
    if isinstance(old, Formula):
        return None
    return CellWrite(tab, row.place, key, column, positions[column], old, canonical(value))


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
        cost = sum(_blanks_of(insert, whole.headers) for insert in inserts) or ROW_BYTES
        cost += CELL_BYTES * len(values) + _bytes_of(values)
        if size and size + cost > bytes_a_batch:
            groups.append(([], []))
            size = 0
        groups[-1][0].extend(writes)
        groups[-1][1].extend(inserts)
        size += cost
    last = len(groups) - 1  # rows that go come last: what was read of the others' places holds until then
    return tuple(_part(whole, at, *group, moves=whole.moves if at == last else ()) for at, group in enumerate(groups))


def _blanks_of(insert: NewRow, headers: Mapping[str, Sequence[str | None]]) -> int:
    """What a new row weighs beside its values: it names every column of its tab, people's own too, in order."""
    columns = headers.get(insert.tab) or BY_KEY[insert.tab].columns
    return FRAME_BYTES + BLANK_BYTES * (len(columns) - len(insert.cells))


def _bytes_of(values: Sequence[Value]) -> int:
    """What the values of a row weigh in the body of a request; what isn't text goes out as a number or as a word."""
    texts = [
        value.text if isinstance(value, Formula) else value for value in values if isinstance(value, str | Formula)
    ]
    text = "".join(texts)
    escaped = sum(map(text.count, ESCAPED))
    return len(text.encode()) + escaped + QUOTES_BYTES * len(texts) + NUMBER_BYTES * (len(values) - len(texts))


def _row_by_row(whole: Difference) -> Iterable[tuple[list[CellWrite], list[NewRow]]]:
    by_row: dict[tuple[str, int], list[CellWrite]] = {}
    for write in whole.writes:
        by_row.setdefault((write.tab, write.place), []).append(write)
    yield from ((writes, []) for writes in by_row.values())
    yield from (([], [insert]) for insert in whole.inserts)


def _part(
    whole: Difference, at: int, writes: list[CellWrite], inserts: list[NewRow], moves: tuple[RowMove, ...]
) -> Difference:
    batch = whole.batch + at
    touched = {(write.tab, write.place) for write in writes} | {(move.tab, move.place) for move in moves}
    return replace(
        whole,
        batch=batch,
        stamp=replace(whole.stamp, batch=batch),
        writes=tuple(writes),
        inserts=tuple(inserts),
        moves=moves,
        was={where: whole.was[where] for where in sorted(touched)},
    )
