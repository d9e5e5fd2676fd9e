"""A workbook in memory on which people sort, insert, delete, move and type at the very moment of a write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any

from sheetdesk.columns import BY_KEY, CASES, FORM, FORM_TABS, ORDERS, STAFF_FORM, SURVEY, TABS, Tab, row_key
from sheetdesk.desk.settle import column_at
from sheetdesk.errors import DeskUnreachable, OutcomeUnknown
from sheetdesk.model.memory import Cells, masked_in, print_of, print_of_texts
from sheetdesk.model.sheet import (
    Difference,
    Image,
    ImageRow,
    Known,
    KnownColumns,
    KnownTab,
    Mark,
    Row,
    Snapshot,
    Stamp,
    TabView,
)
from sheetdesk.model.values import Value
from sheetdesk.workbook.headers import keys_of, required
from sheetdesk.workbook.known_columns import completed, titles_of_view
from sheetdesk.workbook.row_columns import Routes, routes
from sheetdesk.workbook.secrets import account_columns, keeps_accounts_out, without_accounts


class Grid:
    """One tab: a header of names and rows of cells, as wide as the header."""

    def __init__(self, header: list[str | None], rows: list[list[Value]] | None = None) -> None:
        self.header, self.rows = header, rows or []

    def cells(self, at: int, names: Sequence[str | None] | None = None) -> dict[str, Value]:
        names = tuple(self.header if names is None else names)
        return {column_at(names, i): v for i, v in enumerate(self.rows[at]) if v is not None}

    def read(self, key: str, at: int, names: Sequence[str | None]) -> Cells:
        """The row's cells as a workbook hands them out."""
        return masked(BY_KEY[key], Cells(self.cells(at, names)))

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

    def rename(self, column: str, title: str | None) -> None:
        """A person gives the column another title, or none; `column` may be one that nobody knows."""
        self.retitle(self.header.index(column), title)

    def retitle(self, at: int, title: str | None) -> None:
        """A person types the title at that position; a key of ours stands for its title."""
        self.header[at] = title

    def names(self, key: str, among: Sequence[Sequence[Value]]) -> tuple[str | None, ...]:
        """The columns' names as a workbook tells them that sees the header and the lines `among`."""
        titles = [self.title(key, name) for name in self.header]
        keys = keys_of(BY_KEY[key], [titles, *among])
        own = [None if name is None or BY_KEY[key].has(name) else name for name in self.header]
        return tuple(keys[at] if at < len(keys) and keys[at] else name for at, name in enumerate(own))

    def title(self, key: str, name: str | None) -> str | None:
        """What the header shows for the column called `name`."""
        return BY_KEY[key].column(name).title if name is not None and BY_KEY[key].has(name) else name

    def title_cells(self, key: str, names: Sequence[str | None]) -> dict[str, Value]:
        """The header row's cells by column name."""
        shown = [self.title(key, name) for name in self.header]
        return {column_at(tuple(names), at): title for at, title in enumerate(shown) if title is not None}

    def put_title(self, key: str, at: int, title: Value) -> None:
        """Write a cell of the header."""
        self.header.extend([None] * (at + 1 - len(self.header)))
        by_title = {column.title: column.key for column in BY_KEY[key].columns}
        self.header[at] = None if title is None else by_title.get(str(title), str(title))

    def sort(self, column: str) -> None:
        at = self.header.index(column)
        self.rows.sort(key=lambda row: str(row[at] or "~"))


class MovingWorkbook:
    """Google's way of writing: by row number and column position, blindly, with an image taken just before."""

    bytes_a_batch: int | None = None

    def __init__(self, tabs: dict[str, Grid] | None = None) -> None:
        self.grids = tabs or {tab.key: Grid([c.key for c in tab.columns]) for tab in TABS}
        self.forms: list[TabView] = []
        self.others: dict[str, TabView] = {}
        self.stamp: Stamp | None = None
        self.image: Image | None = None
        self.at_write: Callable[[MovingWorkbook], None] | None = None
        self.lose_reply = self.lose_request = False
        self.applied = 0

    def twin(self, clock: Callable[[], datetime]) -> MovingWorkbook:
        """Another one that holds the same; no workbook in memory asks the clock."""
        return deepcopy(self)

    def fill(self, tab: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """A person makes the tab hold exactly these rows."""
        grid = self.grids[tab] = Grid([c.key for c in BY_KEY[tab].columns])
        for cells in rows:
            grid.insert(len(grid.rows), cells)

    def show_form(self, title: str, answers: Sequence[Mapping[str, Value]]) -> None:
        """The form's tab has this title and holds these answers."""
        header = tuple(c.key for c in FORM.columns)
        cells = ({name: value for name, value in answer.items() if value is not None} for answer in answers)
        rows = tuple(Row(at, line) for at, line in enumerate(cells, start=2))
        self.forms = [TabView("form", title, header, 1, rows)]

    def show_survey(self, answers: Sequence[Mapping[str, Value]]) -> None:
        """The survey's form is linked, and its tab holds these answers."""
        self._show(SURVEY, answers)

    def show_staff_form(self, answers: Sequence[Mapping[str, Value]]) -> None:
        """The staff's form is linked, and its tab holds these answers."""
        self._show(STAFF_FORM, answers)

    def show_orders(self, lines: Sequence[Mapping[str, Value]]) -> None:
        """A person pastes orders into the tab 訂單, which holds these now."""
        self._show(ORDERS, lines)

    def _show(self, form: Tab, answers: Sequence[Mapping[str, Value]]) -> None:
        cells = ({name: value for name, value in answer.items() if value is not None} for answer in answers)
        rows = tuple(Row(at, line) for at, line in enumerate(cells, start=2))
        self.others[form.key] = TabView(form.key, form.title, tuple(c.key for c in form.columns), 1, rows)

    def copy_form(self) -> None:
        """A person duplicates the form's tab."""
        self.forms = [*self.forms, *self.forms]

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        by_tab = {one.tab: one for one in known}
        read = {key: grid for key, grid in self.grids.items() if not isinstance(by_tab.get(key), KnownTab)}
        tabs = {key: _what_is_new(self._view(key, grid), by_tab.get(key)) for key, grid in read.items()}
        asked = (replace(view, source=view.title) for view in map(_masked, (*self.forms, *self.others.values())))
        forms = tuple(_what_is_new(view, by_tab.get(view.title)) for view in asked)
        return Snapshot(tabs, forms, self.stamp, "", self.image or Image(-1, {}, ()))

    def _view(self, key: str, grid: Grid) -> TabView:
        tab, names = BY_KEY[key], grid.names(key, grid.rows)
        if tab.write_only and tab.key_column not in grid.header:
            return TabView(key, tab.title, (), 1, (), source=key)
        if lost := [column.title for column in required(tab) if column.key not in names]:
            raise DeskUnreachable(f"少了欄位「{'」「'.join(lost)}」", which=f"分頁「{tab.title}」")
        rows = tuple(Row(at + 2, cells) for at in range(len(grid.rows)) if (cells := grid.read(key, at, names)))
        renamed = tuple(name for name in names if name and tab.has(name) and name not in grid.header)
        titles = Row(1, grid.title_cells(key, names))
        return TabView(key, tab.title, names, 1, rows, titles=titles, renamed=renamed, source=key)

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
            if write.place == 1:
                grid.put_title(write.tab, write.position, write.new)
                continue
            while len(grid.rows) <= write.place - 2:
                grid.insert(len(grid.rows))
            row = grid.rows[write.place - 2]
            row.extend([None] * (write.position + 1 - len(row)))
            row[write.position] = write.new
        # Real workbooks insert new rows in order, as 待辦 here; many stories count on the others coming in reverse.
        in_order = [insert for insert in difference.inserts if insert.tab != "todo"]
        in_order += reversed([insert for insert in difference.inserts if insert.tab == "todo"])
        for insert in in_order:
            self._insert(insert.tab, dict(insert.cells), difference, snapshot)
        self._move(difference, snapshot)
        self.stamp = difference.stamp
        self.applied += 1
        if self.lose_reply:
            self.lose_reply = False
            raise OutcomeUnknown("lost after it was applied")
        return self.image

    def _take_image(self, difference: Difference) -> Image:
        moved = {(move.tab, move.place) for move in difference.moves}
        touched = sorted(moved | {(w.tab, w.place) for w in difference.writes})
        headers, rows = {}, []
        for key, grid in self.grids.items():
            copied = [grid.rows[place - 2] for tab, place in touched if tab == key and 2 <= place <= len(grid.rows) + 1]
            headers[key] = grid.names(key, copied)
        for tab, place in touched:
            grid, names = self.grids[tab], headers[tab]
            there = place - 2 < len(grid.rows)
            cells = grid.title_cells(tab, names) if place == 1 else grid.read(tab, place - 2, names) if there else {}
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

    def _move(self, difference: Difference, snapshot: Snapshot) -> None:
        """Whatever stands in those places is copied below the last keyed row there, and deleted here."""
        made: dict[tuple[str, str], Routes] = {}
        for move in sorted((one for one in difference.moves if one.to), key=lambda one: one.place):
            grid, target = self.grids[move.tab], self.grids[move.to]
            way = routes(difference.headers[move.tab], difference.headers[move.to])
            if made.setdefault((move.tab, move.to), way) is way:
                make_room(target, way)
                for here, there in way.new:
                    target.header[there] = dict(way.titles).get(there, grid.header[here])
            there_is = move.place - 2 < len(grid.rows)
            line = grid.rows[move.place - 2] if there_is else []
            cells: list[Value] = [None] * len(target.header)
            for here, there in way.pairs:
                cells[there] = line[here] if here < len(line) else None
            for name, value in move.cells.items():
                cells[target.header.index(name)] = value
            target.rows.append(cells)
        for move in sorted(difference.moves, key=lambda one: -one.place):
            if move.place - 2 < len(self.grids[move.tab].rows):
                del self.grids[move.tab].rows[move.place - 2]


def make_room(target: Grid, way: Routes) -> None:
    """As wide as the rows that come, and new columns where nothing stands."""
    lines: list[list[Any]] = [target.header, *target.rows]
    for line in lines:
        line.extend([None] * (way.width - len(way.new) - len(line)))
        for _, there in way.new:
            line.insert(there, None)


def _what_is_new(view: TabView, known: Known | None) -> TabView:
    if not isinstance(known, KnownColumns):
        return _below(view, known if isinstance(known, Mark) else None)
    if (view.header_place, titles_of_view(view)) != (known.header_place, known.titles):
        return view
    away = {view.header[at] for at in known.columns}
    read = (Cells({n: v for n, v in r.cells.items() if n not in away}, masked=masked_in(r.cells)) for r in view.rows)
    rows = (replace(row, cells=cells) for row, cells in zip(view.rows, read, strict=True))
    return completed(replace(view, rows=tuple(row for row in rows if row.cells)), known)


def masked(tab: Tab, cells: Cells) -> Cells:
    """Without the account numbers that no workbook hands out."""
    return without_accounts(cells, account_columns(tab, tuple(cells))) if keeps_accounts_out(tab) else cells


def _masked(view: TabView) -> TabView:
    tab = FORM_TABS[view.key]
    return replace(view, rows=tuple(Row(row.place, masked(tab, Cells(row.cells))) for row in view.rows))


def _below(view: TabView, mark: Mark | None) -> TabView:
    """The view from `mark` on, if its row is still the one."""
    if mark is None or not any(row.place == mark.place and print_of(row.cells) == mark.print for row in view.rows):
        return view
    rows = tuple(row for row in view.rows if row.place >= mark.place)
    name = (view.header[mark.glance] if mark.glance is not None and mark.glance < len(view.header) else None) or ""
    above = tuple(str(row.cells[name]) for row in view.rows if row.place < mark.place and name in row.cells)
    if print_of_texts(above) != mark.glanced:
        return view
    return replace(view, rows=rows, left_out=len(view.rows) - len(rows), glanced=above)


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
