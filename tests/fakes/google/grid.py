"""One tab's cells, rows and columns: sparse below the last used row, copied on write; knows no JSON and no protection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from tests.fakes.google.a1 import Block
from tests.fakes.google.formula import Formula, pasted

Entered = str | int | float | bool | Formula
"""What was put into a cell; a blank one holds an empty text."""

IDENTITIES, EPOCHS = count(1), count(1)


@dataclass(frozen=True, slots=True)
class Dress:
    """What a cell wears besides its value; `shape` and `rule` are JSON as Google answers it, never changed in place."""

    note: str | None = None
    shape: Mapping[str, Any] | None = None
    rule: Mapping[str, Any] | None = None

    def bare_of_note(self) -> Dress:
        return self if self.note is None else replace(self, note=None)


BARE = Dress()


class Row:
    """Cells up to the last one that isn't blank, and the dress of some; `uid` stays through sorts and copies.

    `hidden` is "ByUser", "ByFilter" or blank."""

    __slots__ = ("cells", "dress", "epoch", "formulas", "height", "hidden", "uid")

    def __init__(self, epoch: int) -> None:
        self.uid, self.epoch = next(IDENTITIES), epoch
        self.cells: list[Entered] = []
        self.dress: dict[int, Dress] = {}
        self.formulas = False
        self.hidden = ""
        self.height = 21

    def copy(self, epoch: int) -> Row:
        other = Row.__new__(Row)
        other.uid, other.epoch, other.cells, other.dress = self.uid, epoch, list(self.cells), self.dress
        other.formulas, other.hidden, other.height = self.formulas, self.hidden, self.height
        return other

    def put(self, column: int, value: Entered) -> None:
        if column >= len(self.cells):
            if value == "":
                return
            self.cells.extend([""] * (column + 1 - len(self.cells)))
        had = self.cells[column].__class__ is Formula
        self.cells[column] = value
        if value.__class__ is Formula:
            self.formulas = True
        elif had:
            self.formulas = any(cell.__class__ is Formula for cell in self.cells)
        while self.cells and self.cells[-1] == "":
            self.cells.pop()

    def rearranged(self, order: list[int | None], like: int | None) -> None:
        """Columns in a new order; None is a new one, dressed as the old column `like`."""
        old = self.cells
        cells = ["" if at is None or at >= len(old) else old[at] for at in order]
        while cells and cells[-1] == "":
            cells.pop()
        if self.dress:
            pattern = self.dress.get(like, BARE).bare_of_note() if like is not None else BARE
            worn = ((now, pattern if at is None else self.dress.get(at, BARE)) for now, at in enumerate(order))
            self.dress = {now: dress for now, dress in worn if dress != BARE}
        self.cells = cells
        self.formulas = self.formulas and any(cell.__class__ is Formula for cell in cells)


@dataclass(frozen=True, slots=True)
class Column:
    """`uid` stays when the column moves."""

    uid: int = field(default_factory=lambda: next(IDENTITIES))
    width: int = 100
    hidden: bool = False


STATE = (
    "title",
    "rows",
    "row_count",
    "columns",
    "merges",
    "protected",
    "conditional",
    "charts",
    "groups",
    "filter_views",
    "looks",
)


class Sheet:
    """One tab. Structures that hang on places (merges, protected ranges …) are lists of JSON-like values, replaced whole."""

    def __init__(self, sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> None:
        self.id, self.title, self.row_count = sheet_id, title, rows
        self.epoch = next(EPOCHS)
        self.rows: list[Row] = []
        self.columns = [Column() for _ in range(columns)]
        self.merges: list[Block] = []
        self.protected: list[dict[str, Any]] = []
        self.conditional: list[dict[str, Any]] = []
        self.charts: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.filter_views: list[dict[str, Any]] = []
        self.looks: dict[str, Any] = {}

    @property
    def extent(self) -> Block:
        return Block(0, 0, self.row_count, len(self.columns))

    def state(self) -> dict[str, Any]:
        """All that `load` needs; from now on rows are copied before they are written."""
        self.epoch = next(EPOCHS)
        kept = {name: getattr(self, name) for name in STATE}
        return {name: value.copy() if isinstance(value, list | dict) else value for name, value in kept.items()}

    def load(self, state: Mapping[str, Any]) -> None:
        self.epoch = next(EPOCHS)
        for name, value in state.items():
            setattr(self, name, value.copy() if isinstance(value, list | dict) else value)

    def entered(self, row: int, column: int) -> Entered:
        cells = self.rows[row].cells if row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""

    def dress(self, row: int, column: int) -> Dress:
        return self.rows[row].dress.get(column, BARE) if row < len(self.rows) else BARE

    def own(self, row: int) -> Row:
        """The row, to be written."""
        while len(self.rows) <= row:
            self.rows.append(Row(self.epoch))
        found = self.rows[row]
        if found.epoch != self.epoch:
            found = self.rows[row] = found.copy(self.epoch)
        return found

    def is_covered(self, row: int, column: int) -> bool:
        """Whether a merge hides the cell."""
        return any(m.holds(row, column) and (row, column) != (m.top, m.left) for m in self.merges)

    def put(self, row: int, column: int, value: Entered) -> None:
        """What is written into a covered cell is lost, and a blank below the last row makes no row."""
        if self.merges and self.is_covered(row, column):
            return
        if value != "" or row < len(self.rows):
            self.own(row).put(column, value)

    def redress(self, block: Block, change: Callable[[Dress], Dress]) -> None:
        """One change to many cells: rows that wear the same share the outcome, so a whole column costs little."""
        made: dict[int, tuple[dict[int, Dress], dict[int, Dress]]] = {}
        outcome: dict[int, tuple[Dress, Dress]] = {}
        for at in range(block.top, block.bottom):
            row = self.own(at)
            look = id(row.dress) if row.dress else 0  # all rows that wear nothing are alike
            if look not in made:
                worn = dict(row.dress)
                for column in range(block.left, block.right):
                    before = worn.get(column, BARE)
                    if id(before) not in outcome:
                        outcome[id(before)] = (before, change(before))
                    after = outcome[id(before)][1]
                    if after == BARE:
                        worn.pop(column, None)
                    else:
                        worn[column] = after
                made[look] = (row.dress, worn)
            row.dress = made[look][1]

    def reordered(self, top: int, order: list[int], left: int, right: int) -> None:
        """Cells and dress between two columns: what stood in row `order[i]` stands in row `top + i`, and whole rows keep
        their identity. Relative references go along; height and hiding stay where they were."""
        whole = left == 0 and right == len(self.columns)
        old = [self.own(at) for at in order]
        sources = old if whole else [row.copy(self.epoch) for row in old]
        places = [(self.rows[at].height, self.rows[at].hidden) for at in range(top, top + len(order))]
        for at, (source, came_from, place) in enumerate(zip(sources, order, places, strict=True), top):
            if whole:
                self.rows[at] = source
                source.height, source.hidden = place
            else:
                blank = [""] * max(0, right - len(source.cells))
                for column, value in enumerate((source.cells + blank)[left:right], left):
                    self.own(at).put(column, value)
                worn = {c: d for c, d in self.rows[at].dress.items() if not left <= c < right}
                self.rows[at].dress = worn | {c: d for c, d in source.dress.items() if left <= c < right}
            self.follow(at, at - came_from, left, right)

    def follow(self, row: int, rows: int, left: int, right: int) -> None:
        """Formulas of one row came down by so many rows."""
        mine = self.rows[row]
        if mine.formulas and rows:
            moved = [pasted(c, rows, 0) if isinstance(c, Formula) else c for c in mine.cells[left:right]]
            mine.cells[left:right] = moved

    @property
    def places(self) -> dict[int, int]:
        """Where each row stands, by its uid."""
        return {row.uid: at for at, row in enumerate(self.rows)}

    def resize_column(self, at: int, **changes: Any) -> None:
        self.columns[at] = replace(self.columns[at], **changes)

    def rearrange(self, order: Sequence[int | None], like: int | None = None) -> None:
        """The columns of every row, as `Row.rearranged` does one."""
        wanted = list(order)
        for at, row in enumerate(self.rows):
            if row.cells or row.dress:
                self.own(at).rearranged(wanted, like)
