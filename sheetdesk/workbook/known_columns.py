"""Columns of a tab that were not read: whether they are where they were, and rows made whole again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sheetdesk.columns import BY_KEY, Tab
from sheetdesk.model.memory import Cells, masked_in
from sheetdesk.model.sheet import KnownColumns, Row, TabView
from sheetdesk.model.values import Value
from sheetdesk.workbook.headers import Grid, find_header_in_place, titles_in
from sheetdesk.workbook.lines import Lines


def titles_of_view(view: TabView) -> tuple[Value, ...]:
    """What the header row of `view` shows, by position; as `titles_in` tells it of the raw line."""
    shown: Mapping[str, Value] = view.titles.cells if view.titles is not None else {}
    titles = [shown.get(name) if name else None for name in view.header]
    while titles and titles[-1] is None:
        titles.pop()
    return tuple(titles)


def header_stands(grid: Grid, tab: Tab, known: KnownColumns) -> bool:
    """Is the header row the one that `known` tells of, and where it was?"""
    at = find_header_in_place(grid, tab)
    return at is not None and at + 1 == known.header_place and titles_in(grid[at]) == known.titles


def completed(view: TabView, known: KnownColumns, lines: Lines | None = None) -> TabView:
    """`view` as if the known columns had been read as well. `lines`: those that its rows are made of."""
    unread = tuple(name for at in known.columns if at < len(view.header) and (name := view.header[at]))
    complete = completing(BY_KEY[view.key], unread, known)
    rows = tuple(map(complete, view.rows)) if lines is None else lines.replace(complete)
    return replace(view, rows=rows, unread=unread)


def completing(tab: Tab, unread: Sequence[str], known: KnownColumns) -> Callable[[Row], Row]:
    """What makes a row whole: the columns `unread` show what was last seen of the row with its key, wherever it stands.

    A row that is whole already is given back itself, mostly because its cells are the very ones that are remembered."""
    key_column, rows = tab.key_column or "", known.rows

    def complete(row: Row) -> Row:
        memory = rows.get(row.cells.get(key_column))  # type: ignore[arg-type]  # any value may be asked for
        if memory is None or row.cells is memory.seen:
            return row
        hidden = tuple(name for name in masked_in(row.cells) if name not in unread)
        cells, seen = Cells(row.cells, masked=hidden), memory.seen
        for name in unread:
            if (value := seen.get(name)) is not None:
                cells[name] = value
            else:
                cells.pop(name, None)
        return Row(row.place, cells)

    return complete
