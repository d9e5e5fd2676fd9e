"""The lines of a tab as last read: one that is the same again isn't parsed again. Knows no titles, no columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import is_
from sys import intern

from sheetdesk.model.memory import Cells
from sheetdesk.model.sheet import Row
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.headers import Line

ReadLine = Callable[[Line], Cells | None]
"""From a raw line to its cells, None for a line that is no row."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A line, the row made of it (None: it made none), and the types of those cells that `==` would not tell apart."""

    line: Line
    row: Row | None
    types: tuple[tuple[int, type[Raw]], ...]

    def is_like(self, line: Line) -> bool:
        if self.line is line:
            return True
        if self.line != line:
            return False
        for position, kind in self.types:  # noqa: SIM110 - `all` takes thrice the time, and this is asked of each line
            if type(line[position]) is not kind:
                return False
        return True


class Lines:
    """One tab's lines as last read; those of earlier reads are forgotten."""

    def __init__(self) -> None:
        self._shape: object = None
        self._first = 0
        self._known: list[_Known] = []
        self._rows: tuple[Row, ...] = ()

    def rows(self, shape: object, first: int, lines: Sequence[Line], read: ReadLine) -> tuple[Row, ...]:
        """The rows of the tab, whose `lines` are numbered from `first` on.

        `shape` says all that `read` depends on beside the line: while it is equal, an equal line at the same place
        gives the very same Row, one that stood elsewhere a Row with the very same `cells`; a tab of which no line
        changed, the very same tuple."""
        is_known = shape == self._shape
        before = self._known if is_known and first == self._first else []
        still = [known if known.is_like(line) else None for known, line in zip(before, lines, strict=False)]
        if is_known and len(still) == len(lines) == len(self._known) and all(still):  # nearly always so
            return self._rows
        known_now = self._taken(first, lines, still, self._known if is_known else [], read)
        rows = tuple([known.row for known in known_now if known.row is not None])
        self._shape, self._first, self._known = shape, first, known_now
        if len(rows) != len(self._rows) or not all(map(is_, rows, self._rows)):
            self._rows = rows
        return self._rows

    @staticmethod
    def _taken(
        first: int, lines: Sequence[Line], still: Sequence[_Known | None], before: Sequence[_Known], read: ReadLine
    ) -> list[_Known]:
        """Each line as it is known by now: those that are no longer `still` where they were are looked for by how they begin."""
        left = (known for known, stays in zip_longest(before, still[: len(before)]) if stays is None)
        gone = {_begin(known.line): known for known in left}
        return [
            stays or _take(place, line, gone.get(_begin(line)) if gone else None, read)
            for place, (line, stays) in enumerate(zip_longest(lines, still), start=first)
        ]

    def replace(self, change: Callable[[Row], Row]) -> tuple[Row, ...]:
        """The rows of the last read as `change` makes them; the next read gives these for lines that are the same."""
        changed = False
        for at, known in enumerate(self._known):
            if known.row is not None and (row := change(known.row)) is not known.row:
                self._known[at] = _Known(known.line, row, known.types)
                changed = True
        if changed:
            self._rows = tuple([known.row for known in self._known if known.row is not None])
        return self._rows


class Memory:
    """The lines of every tab of one workbook, as last read."""

    def __init__(self) -> None:
        self._tabs: dict[str, Lines] = {}
        self._forms: dict[str, Lines] = {}

    def tab(self, key: str) -> Lines:
        """Those of a tab of ours."""
        return self._tabs.setdefault(key, Lines())

    def forms(self, titles: Iterable[str]) -> Mapping[str, Lines]:
        """Those of the forms' tabs, by title; the lines of other forms are forgotten."""
        self._forms = {title: self._forms.get(title) or Lines() for title in titles}
        return self._forms


def _take(place: int, line: Line, gone: _Known | None, read: ReadLine) -> _Known:
    if gone is not None and gone.is_like(line):
        return _Known(gone.line, None if gone.row is None else Row(place, gone.row.cells), gone.types)
    line = shared(line)
    cells = read(line)
    return _Known(line, None if cells is None else Row(place, cells), _types(line))


def shared(line: Line) -> list[Raw]:
    """The line as it is kept: of those very strings that the ledger's cases and the other rows have in memory already.
    A case says what its row says, and a desk's rows say the same few things. One that is such already is given back itself."""
    raws = [intern(raw) if type(raw) is str else raw for raw in line]
    return line if isinstance(line, list) and all(map(is_, raws, line)) else raws


def _begin(line: Line) -> tuple[Raw, ...]:
    # Enough to find a line that moved: of two that begin alike, one is parsed again.
    return tuple(line[:8])


def _types(line: Line) -> tuple[tuple[int, type[Raw]], ...]:
    # 1, 1.0 and TRUE are equal, and yet a sheet shows them otherwise.
    return tuple(
        (position, type(raw))
        for position, raw in enumerate(line)
        if type(raw) is not str and (isinstance(raw, int) or (isinstance(raw, float) and raw.is_integer()))
    )
