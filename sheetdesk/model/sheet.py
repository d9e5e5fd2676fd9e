"""The workbook as values: what was read, what to write, what stood there at the moment of writing.

Columns are named by their key in `columns`; a column that sheetdesk doesn't know is named by its title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sheetdesk.model.memory import RowMemory
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.values import Value

HEADER = "標題列"
"""Key of a tab's header row where one of its cells is written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to mend: where it is, what is wrong, what to do."""

    place: str
    what: str
    mend: str = ""
    tab: str | None = None
    row: str | None = None
    """Key of the row in `tab`, so that the row itself can show it."""

    def __str__(self) -> str:
        return f"{self.place}：{self.what}" + (f" → {self.mend}" if self.mend else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read. `place` is its 1-based number then, worth nothing once somebody sorted."""

    place: int
    cells: Mapping[str, Value]

    def get(self, column: str) -> Value:
        """The cell's value, None where it is blank or the column isn't there."""
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class TabView:
    """One tab as read. `header` gives the column's name by position (from 0), None for an untitled one.

    `titles` is the header row itself, by column name. `renamed`: columns of ours under another title or none, which
    only their place tells; whether what stands below is theirs, the desk has to judge.

    `source` is the workbook's own name of the tab, by which a Mark knows it; empty: no mark is of use. `left_out`: so
    many rows below the first ones were not read, for a mark said that they are known. `unread`: columns that were not
    read, and in which each row shows what was last seen there. `glanced`: what stands in the rows that were left out, in
    the one column that the mark had looked at."""

    key: str
    title: str
    header: tuple[str | None, ...]
    header_place: int
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    titles: Row | None = None
    renamed: tuple[str, ...] = ()
    source: str = ""
    left_out: int = 0
    unread: tuple[str, ...] = ()
    glanced: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Row, ...]:
        """Every row in which cells may be written, the header's first."""
        return self.rows if self.titles is None else (self.titles, *self.rows)


@dataclass(frozen=True, slots=True)
class Mark:
    """Down to where a tab that only grows is known. While the row at `place` is the one of that fingerprint
    (`model.memory.print_of`), the rows above it count as unchanged and need not be read.

    `glance`: the position, from 0, of a column that is looked at above the mark all the same, for people write there; the
    rows count as unchanged only while `glanced` is the fingerprint of what stands in it (`model.memory.print_of_texts`)."""

    tab: str
    place: int
    print: str
    glance: int | None = None
    glanced: str = ""


@dataclass(frozen=True, slots=True)
class KnownColumns:
    """Columns of a tab, by position from 0, that need not be read while its header row, at `header_place`, bears the same
    `titles` by position. A row whose key is one of `rows` then counts as showing there what was last seen of it.

    `last`: the number of the tab's last row when it was last read whole."""

    tab: str
    header_place: int
    titles: tuple[Value, ...]
    columns: tuple[int, ...]
    last: int
    rows: Mapping[str, RowMemory]


@dataclass(frozen=True, slots=True)
class KnownTab:
    """A tab of ours, by its key, of which nothing need be read: its view may be missing."""

    tab: str


Known = Mark | KnownColumns | KnownTab
"""What need not be read again."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which ledger wrote last into this workbook, from which host, and its how-manieth batch it was."""

    ledger_id: str
    host: str
    batch: int


@dataclass(frozen=True, slots=True)
class ImageRow:
    """A row at the moment of writing, before the batch touched it."""

    tab: str
    place: int
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Image:
    """The desk as it stood at the moment of writing batch `batch`: headers, every touched row, and the `stamp` that it bore
    until then (None: none, or nobody else can have written). `serials_in`: the workbook keeps times as serial days on that
    wall clock, so one that landed in a column of another type is read there as a number; None: as the time it is."""

    batch: int
    headers: Mapping[str, tuple[str | None, ...]]
    rows: tuple[ImageRow, ...]
    serials_in: ZoneInfo | None = None
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Locked:
    """Cells of a tab that may not be written: rows `first_row` to `last_row` (1-based), positions `first` to `last`
    (from 0), all inclusive; None: to the end of the tab."""

    tab: str
    first_row: int = 1
    last_row: int | None = None
    first: int = 0
    last: int | None = None

    def holds(self, place: int, position: int) -> bool:
        """Is the cell within?"""
        return self.first_row <= place <= (self.last_row or place) and self._within(position)

    def bars_row_below(self, place: int) -> bool:
        """May no row be inserted between `place` and the next?"""
        return self.first_row <= place and (self.last_row is None or place < self.last_row)

    def _within(self, position: int) -> bool:
        return self.first <= position and (self.last is None or position <= self.last)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All needed tabs at one moment. `token` lets `apply` refuse when the workbook has changed since.

    `image` is the image of the batch whose outcome was unknown, where the workbook keeps one; None where `apply` never
    writes into a workbook that changed (then the journal's old values are the image). `shows_formulas` False: a
    cell with a formula was read as the formula's result."""

    tabs: Mapping[str, TabView]
    forms: tuple[TabView, ...]
    stamp: Stamp | None
    token: str
    image: Image | None = None
    problems: tuple[Problem, ...] = ()
    locked: tuple[Locked, ...] = ()
    shows_formulas: bool = True


@dataclass(frozen=True, slots=True)
class CellWrite:
    """One cell to write. `key` is the row's identity (None: a row without one, known by `row_was`)."""

    tab: str
    place: int
    key: str | None
    column: str
    position: int
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to insert below the last one of its tab that bears a key."""

    tab: str
    key: str
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that one batch writes, and the stamp it leaves. `was` holds each touched row as read.

    `barred`: rows, by tab and key, that would be written as well if nobody had protected them."""

    batch: int
    stamp: Stamp
    writes: tuple[CellWrite, ...] = ()
    inserts: tuple[NewRow, ...] = ()
    headers: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    was: Mapping[tuple[str, int], Mapping[str, Value]] = field(default_factory=dict)
    barred: frozenset[tuple[str, str | None]] = frozenset()
    moves: tuple[RowMove, ...] = ()

    def is_empty(self) -> bool:
        """Nothing to say: the workbook stays untouched."""
        return not (self.writes or self.inserts or self.moves)


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell that our write hit by mistake, or where a person was quicker: put `right` back if `wrong` still stands.

    The row is found by `key`, or, where it has none, as the row that equals `row` (in which `wrong` stands)."""

    tab: str
    key: str | None
    column: str
    wrong: Value
    right: Value
    row: Mapping[str, Value] = field(default_factory=dict)
    batch: int = 0
    """The batch that hit it: all its slips lie on the row at once."""


def row_of(tab: TabView, key_column: str, key: str) -> Row | None:
    """The first row whose key cell holds `key`."""
    return next((row for row in tab.rows if row.get(key_column) == key), None)
