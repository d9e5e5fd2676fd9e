"""What became of rows that a batch moved as a whole: the right ones went, or others that stood in their places. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetdesk.columns import BY_KEY, MACHINE, row_key
from sheetdesk.desk.same_row import is_same_row
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import Difference, Image, Snapshot
from sheetdesk.model.values import Formula, Value, same

Cells = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Gone:
    """A row that a batch took along. `cells`: the row as it stood at that moment. `right`: it was the one that was meant,
    and as it was read. `in_order`: both headers were, so each cell lies under its title."""

    move: RowMove
    key: str | None
    cells: Cells
    right: bool
    in_order: bool = True


def settle_moves(journal: Difference, image: Image) -> tuple[Gone, ...]:
    """Judge each move of `journal` by the row that stood in its place at the moment of writing."""
    if not journal.moves:
        return ()
    rows = {(row.tab, row.place): row.cells for row in image.rows}
    in_order = all(image.headers.get(tab, header) == header for tab, header in _headers(journal).items())
    return tuple(_gone(move, journal, rows.get((move.tab, move.place), {}), in_order) for move in journal.moves)


def moves_seen(journal: Difference, snapshot: Snapshot) -> tuple[Gone, ...]:
    """The moves of a batch whose image is lost, as a later read shows them: where its row is now, there it went."""
    found = []
    for move in journal.moves:
        here, there = (_by_key(snapshot, tab) for tab in (move.tab, move.to))
        if move.key is not None and move.key in there and move.key not in here:
            cells = {name: value for name, value in there[move.key].items() if name not in move.cells}
            found.append(Gone(move, move.key, cells, right=True))
    return tuple(found)


def _headers(journal: Difference) -> dict[str, tuple[str | None, ...]]:
    return {tab: journal.headers[tab] for move in journal.moves for tab in (move.tab, move.to) if tab}


def _gone(move: RowMove, journal: Difference, there: Cells, in_order: bool) -> Gone:
    was = journal.was[move.tab, move.place]
    right = is_same_row(move.tab, was, there) and not _was_touched(move.tab, was, there)
    return Gone(move, row_key(BY_KEY[move.tab], there), there, right, in_order)


def _was_touched(tab: str, was: Cells, there: Cells) -> bool:
    """Did a person change one of her cells meanwhile? Then she is at it, and the row stays where she has it."""
    known = BY_KEY[tab]
    machine = {column.key for column in known.owned_by(MACHINE)}
    names = (was.keys() | there.keys()) - machine
    return any(not same(was.get(name), there.get(name)) for name in names if not isinstance(there.get(name), Formula))


def _by_key(snapshot: Snapshot, tab: str) -> dict[str, Cells]:
    view = snapshot.tabs.get(tab)
    if view is None:
        return {}
    keyed = ((row_key(BY_KEY[tab], row.cells), row.cells) for row in view.rows)
    return {key: cells for key, cells in keyed if key is not None}
