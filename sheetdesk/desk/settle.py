"""What became of a batch: the journal of the write against the image of the desk at that moment. Pure.

For every cell there are three ends (design §1): it went as planned; a person was quicker, then hers wins;
or something had moved, another cell was hit, and what stood there goes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sheetdesk.columns import BY_KEY, MACHINE, row_key
from sheetdesk.desk.header_row import named_as_read, title_slip
from sheetdesk.desk.overlay import Owed
from sheetdesk.desk.same_row import is_same_row
from sheetdesk.desk.settle_moves import Gone, moves_seen, settle_moves
from sheetdesk.model.sheet import (
    HEADER,
    CellWrite,
    Difference,
    Image,
    ImageRow,
    NewRow,
    Repair,
    Row,
    Snapshot,
    TabView,
)
from sheetdesk.model.values import Formula, Value, same
from sheetdesk.workbook.cells import ANY, read_back
from sheetdesk.workbook.headers import letter

Cells = Mapping[str, Value]
Header = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """`stood`: by tab and row key, the cells that now hold what was written. `repairs`: cells to put right.
    `missed`: the writes (tab, place, column) that did not reach their cell."""

    stood: Mapping[tuple[str, str], Cells]
    repairs: tuple[Repair, ...]
    missed: frozenset[tuple[str, int, str]] = frozenset()
    written: Mapping[tuple[str, int], Cells] = field(default_factory=dict)
    """The cells that stand as written, by tab and place then."""
    slips: tuple[CellWrite, ...] = ()
    """What puts back cells that a title of ours overwrote by mistake: at once, for rows are known by their header."""
    astray: frozenset[tuple[str, str]] = frozenset()
    """New rows, by tab and key, of which some cells landed in a wrong column."""
    gone: tuple[Gone, ...] = ()
    """Rows that moved to another tab."""


def still_owed(owed: Iterable[Owed], settlement: Settlement) -> tuple[Repair, ...]:
    """Repairs after a batch: those whose own write missed, and under-laid first; then the new ones."""
    again = (one for one in owed if (one.repair.tab, one.place, one.repair.column) in settlement.missed)
    return (*(_known_by(one, settlement) for one in again), *settlement.repairs)


def _known_by(one: Owed, settlement: Settlement) -> Repair:
    """The repair with its row as it stands now: the batch may have changed the very cells it was known by."""
    row = {**one.cells, **settlement.written.get((one.repair.tab, one.place), {})}
    return replace(one.repair, key=row_key(BY_KEY[one.repair.tab], row), row=row)


def owed_in(journal: Difference, repairs: Iterable[Repair]) -> tuple[list[Owed], list[Repair]]:
    """Which repairs `journal` carried, each with its row then; and those that it didn't."""
    carried: list[Owed] = []
    left: list[Repair] = []
    writes: dict[tuple[str, str, str | None], list[CellWrite]] = {}
    for write in journal.writes:
        key = row_key(BY_KEY[write.tab], journal.was[write.tab, write.place])
        writes.setdefault((write.tab, write.column, key), []).append(write)
    for repair in repairs:
        its = writes.get((repair.tab, repair.column, repair.key), ())
        place = next((write.place for write in its if same(write.old, repair.wrong)), None)
        if place is None:
            left.append(repair)
        else:
            carried.append(Owed(repair, place, journal.was[repair.tab, place]))
    return carried, left


def settle(journal: Difference, image: Image) -> Settlement:
    """Judge each write of `journal` by what `image` shows of its row and column just before."""
    image = named_as_read(journal, image)
    rows = {(row.tab, row.place): row.cells for row in image.rows}
    after: dict[tuple[str, int], dict[str, Value]] | None = None
    given = _numbers_given(journal)
    stood: dict[tuple[str, str], dict[str, Value]] = {}
    repairs: list[Repair] = []
    missed: set[tuple[str, int, str]] = set()
    slips: list[CellWrite] = []
    astray: set[tuple[str, str]] = set()
    for write in journal.writes:
        there = rows.get((write.tab, write.place), {})
        header = image.headers.get(write.tab, journal.headers[write.tab])
        if write.key == HEADER:
            was = journal.was[write.tab, write.place]
            if (lapse := title_slip(write, was, there, column_at(header, write.position))) is not None:
                slips.append(lapse)
                missed.add((write.tab, write.place, write.column))
            continue
        if not _stands(write, journal, there, header):
            after = _rows_after(journal, image) if after is None else after  # of no use while nothing has moved
            column = column_at(header, write.position)
            slip = _repair(write, column, there, after[write.tab, write.place])
            repairs.append(replace(slip, batch=journal.batch))
            missed.add((write.tab, write.place, write.column))
            continue
        key = write.key or given.get((write.tab, write.place))
        if key is not None:
            stood.setdefault((write.tab, key), {})[write.column] = write.new
    for insert in journal.inserts:
        strays = _strays(insert, journal.headers[insert.tab], image)
        # A stray counts as standing where it belongs: until it does, its repair is laid over what is read.
        stood.setdefault((insert.tab, insert.key), {}).update(insert.cells)
        astray |= {(insert.tab, insert.key)} if strays else set()
        repairs += [replace(stray, batch=journal.batch) for stray in strays]
    written, gone = _written(journal, missed), settle_moves(journal, image)
    return Settlement(stood, tuple(repairs), frozenset(missed), written, tuple(slips), frozenset(astray), gone)


def seen_to_stand(journal: Difference, snapshot: Snapshot) -> Settlement:
    """What a later read shows of a write that was applied and whose image is lost: only what stands, stood."""
    stood: dict[tuple[str, str], dict[str, Value]] = {}
    views = {key: rows_by_key(view) for key, view in snapshot.tabs.items()}
    given = _numbers_given(journal)
    cells = [(w.tab, w.key or given.get((w.tab, w.place)), w.column, w.new) for w in journal.writes]
    cells += [(i.tab, i.key, column, value) for i in journal.inserts for column, value in i.cells.items()]
    for tab, key, column, value in cells:
        row = views.get(tab, {}).get(key or "")
        if key is not None and row is not None and same(row.get(column), value):
            stood.setdefault((tab, key), {})[column] = value
    missed = {(w.tab, w.place, w.column) for w in journal.writes if w.column not in stood.get((w.tab, w.key or ""), {})}
    return Settlement(stood, (), frozenset(missed), _written(journal, missed), gone=moves_seen(journal, snapshot))


def _written(journal: Difference, missed: Collection[tuple[str, int, str]]) -> dict[tuple[str, int], dict[str, Value]]:
    written: dict[tuple[str, int], dict[str, Value]] = {}
    for write in journal.writes:
        if (write.tab, write.place, write.column) not in missed:
            written.setdefault((write.tab, write.place), {})[write.column] = write.new
    return written


def rows_by_key(view: TabView) -> dict[str, Row]:
    """The rows of a tab by their key; of two with one key the first."""
    tab = BY_KEY[view.key]
    return {key: row for row in reversed(view.rows) if (key := row_key(tab, row.cells)) is not None}


def as_journaled(journal: Difference) -> Image:
    """The image of a write that only happens to a workbook which nobody touched since it was read."""
    rows = tuple(ImageRow(tab, place, cells) for (tab, place), cells in journal.was.items())
    return Image(journal.batch, journal.headers, rows)


def _rows_after(journal: Difference, image: Image) -> dict[tuple[str, int], dict[str, Value]]:
    """Each touched row as the batch left it, under the header of that moment."""
    after = {(row.tab, row.place): dict(row.cells) for row in image.rows}
    for write in journal.writes:
        header = image.headers.get(write.tab, journal.headers[write.tab])
        column = column_at(header, write.position)
        after.setdefault((write.tab, write.place), {})[column] = _landed(write.new, write.tab, column, image)
    return after


def _stands(write: CellWrite, journal: Difference, there: Cells, header: Header) -> bool:
    """Did the write reach the cell that was meant, before anybody else changed it?"""
    if column_at(header, write.position) != write.column or not is_same_row(
        write.tab, journal.was[write.tab, write.place], there
    ):
        return False
    return _may_stand(write, there.get(write.column))


def _may_stand(write: CellWrite, stood_there: Value) -> bool:
    """Nobody was quicker, or the cell is ours whoever was."""
    if same(stood_there, write.old) or same(stood_there, write.new):
        return True
    if isinstance(stood_there, Formula):
        return isinstance(write.old, Formula)  # our own that went astray; its references move with rows and columns
    return _owner(write) == MACHINE


def _owner(write: CellWrite) -> str | None:
    tab = BY_KEY[write.tab]
    return tab.column(write.column).owner if tab.has(write.column) else None


def _repair(write: CellWrite, column: str, there: Cells, after: Cells) -> Repair:
    """Put back what stood there, in the row that is now known by what `after` shows."""
    key = row_key(BY_KEY[write.tab], after)
    return Repair(write.tab, key, column, wrong=after.get(column), right=there.get(column), row=after)


def _landed(value: Value, tab: str, column: str, image: Image) -> Value:
    """How a value shows in the column that it reached: a time in a column of text is a number there."""
    if image.serials_in is None:
        return value
    kind = BY_KEY[tab].column(column).type if BY_KEY[tab].has(column) else ANY
    return read_back(value, kind, image.serials_in)


def _numbers_given(journal: Difference) -> dict[tuple[str, int], str]:
    """The keys that this very batch writes into rows that had none, by tab and place."""
    return {
        (write.tab, write.place): str(write.new)
        for write in reversed(journal.writes)
        if write.column == BY_KEY[write.tab].key_column and write.new is not None
    }


def _strays(insert: NewRow, planned: Header, image: Image) -> list[Repair]:
    """New rows can't hit anybody's cell; but where a column had moved, their values stand in the wrong one.

    The row is mended as a whole, its number first of all, so that it is the case and no stranger."""
    then = image.headers.get(insert.tab)
    if then is None or then == planned:
        return []
    reached = {column_at(then, at): name for at, name in enumerate(planned) if name is not None}
    placed = {
        column: _landed(insert.cells[name], insert.tab, column, image)
        for column, name in reached.items()
        if name in insert.cells
    }
    key = row_key(BY_KEY[insert.tab], placed)
    strays = [
        Repair(insert.tab, key, name, wrong=placed.get(name), right=insert.cells.get(name), row=placed)
        for name in placed.keys() | insert.cells.keys()
        if not same(placed.get(name), insert.cells.get(name))
    ]
    return sorted(strays, key=lambda stray: stray.column)


def column_at(header: Header, position: int) -> str:
    """The name of the column at `position` (from 0): its own, or its letter where it has no title."""
    name = header[position] if position < len(header) else None
    return name if name is not None else f"欄 {letter(position)}"
