"""A workbook in memory on which people sort, insert, delete, move and type at the very moment of a write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sheetdesk.columns import BY_KEY, CASES, TABS, row_key
from sheetdesk.desk.settle import column_at
from sheetdesk.errors import OutcomeUnknown
from sheetdesk.model.sheet import Difference, Image, ImageRow, Row, Snapshot, Stamp, TabView
from sheetdesk.model.values import Value


class Grid:
    """One tab: a header of names and rows of cells, as wide as the header."""

    def __init__(self, header: list[str | None], rows: list[list[Value]] | None = None) -> None:
        self.header, self.rows = header, rows or []

    def cells(self, at: int) -> dict[str, Value]:
        return {column_at(tuple(self.header), i): v for i, v in enumerate(self.rows[at]) if v is not None}

    def find(self, column: str, value: Value) -> int:
        at = self.header.index(column)
        return next(i for i, row in enumerate(self.rows) if row[at] == value)

    def put(self, at: int, column: str, value: Value) -> None:
        self.rows[at][self.header.index(column)] = value

    def get(self, at: int, column: str) -> Value:
        return self.rows[at][self.header.index(column)]

    def insert(self, at: int, cells: Mapping[str, Value] | None = None) -> None:
        self.rows.insert(at, [(cells or {}).get(name or "") for name in self.header])

    def move_column(self, source: int, target: int) -> None:
        for line in (self.header, *self.rows):
            line.insert(target, line.pop(source))  # type: ignore[attr-defined]

    def insert_column(self, at: int) -> None:
        self.header.insert(at, None)
        for row in self.rows:
            row.insert(at, None)

    def sort(self, column: str) -> None:
        at = self.header.index(column)
        self.rows.sort(key=lambda row: str(row[at] or "~"))


class MovingWorkbook:
    """Google's way of writing: by row number and column position, blindly, with an image taken just before."""

    bytes_a_batch: int | None = None

    def __init__(self, tabs: dict[str, Grid] | None = None) -> None:
        self.grids = tabs or {tab.key: Grid([c.key for c in tab.columns]) for tab in TABS}
        self.forms: list[TabView] = []
        self.stamp: Stamp | None = None
        self.image: Image | None = None
        self.at_write: Callable[[MovingWorkbook], None] | None = None
        self.lose_reply = self.lose_request = False
        self.applied = 0

    def read(self, unsettled: Difference | None = None) -> Snapshot:
        tabs = {key: self._view(key, grid) for key, grid in self.grids.items()}
        return Snapshot(tabs, tuple(self.forms), self.stamp, "", self.image or Image(-1, {}, ()))

    def _view(self, key: str, grid: Grid) -> TabView:
        rows = tuple(Row(at + 2, grid.cells(at)) for at in range(len(grid.rows)) if grid.cells(at))
        return TabView(key, BY_KEY[key].title, tuple(grid.header), 1, rows)

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        act, self.at_write = self.at_write, None
        if act is not None:
            act(self)
        if self.lose_request:
            self.lose_request = False
            raise OutcomeUnknown("lost before it arrived")
        self.image = self._take_image(difference)
        for write in difference.writes:
            grid = self.grids[write.tab]
            while len(grid.rows) <= write.place - 2:
                grid.insert(len(grid.rows))
            row = grid.rows[write.place - 2]
            row.extend([None] * (write.position + 1 - len(row)))
            row[write.position] = write.new
        for insert in difference.inserts:
            self._insert(insert.tab, dict(insert.cells), difference, snapshot)
        self.stamp = difference.stamp
        self.applied += 1
        if self.lose_reply:
            self.lose_reply = False
            raise OutcomeUnknown("lost after it was applied")
        return self.image

    def _take_image(self, difference: Difference) -> Image:
        headers = {key: tuple(grid.header) for key, grid in self.grids.items()}
        rows = []
        for tab, place in sorted({(w.tab, w.place) for w in difference.writes}):
            grid = self.grids[tab]
            cells = grid.cells(place - 2) if place - 2 < len(grid.rows) else {}
            rows.append(ImageRow(tab, place, cells))
        return Image(difference.batch, headers, tuple(rows))

    def _insert(self, tab: str, cells: dict[str, Value], difference: Difference, snapshot: Snapshot) -> None:
        grid, view = self.grids[tab], snapshot.tabs[tab]
        bearing = [row.place for row in view.rows if row_key(BY_KEY[tab], row.cells) is not None]
        at = (max(bearing) if bearing else 1) - 1
        positions = {name: i for i, name in enumerate(difference.headers[tab]) if name is not None}
        line: list[Value] = [None] * len(grid.header)
        for name, value in cells.items():
            line[positions[name]] = value
        while len(grid.rows) < at:
            grid.insert(len(grid.rows))
        grid.rows.insert(at, line)


def desk_of(*cases: Mapping[str, Value], extra: tuple[str, ...] = ("我的欄",)) -> MovingWorkbook:
    """A workbook whose 案件 holds these rows and, beside ours, columns of people."""
    workbook = MovingWorkbook()
    grid = workbook.grids[CASES.key]
    grid.header += list(extra)
    for cells in cases:
        grid.insert(len(grid.rows), cells)
    return workbook


def with_stamp(snapshot: Snapshot, stamp: Stamp | None) -> Snapshot:
    return replace(snapshot, stamp=stamp)
