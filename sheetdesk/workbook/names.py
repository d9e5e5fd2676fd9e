"""What the columns of a tab are called: ours by their keys, people's own by their titles. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from sheetdesk.columns import Tab
from sheetdesk.workbook.cells import BLANK, Raw, as_text
from sheetdesk.workbook.headers import Grid, Line, letter


def names_of(tab: Tab, grid: Grid, header: int, keys: Sequence[str | None]) -> tuple[str | None, ...]:
    """The name of each column of the grid whose header is line `header` and whose known columns are `keys`; None for
    an untitled one that holds nothing."""
    width = max(map(len, grid[header:]), default=0)
    # A column of people's own that is called like one of ours must not be taken for it.
    taken = {word for column in tab.columns for word in (column.key, column.title)}
    names: list[str | None] = []
    for position, key in enumerate([*keys, *[None] * (width - len(keys))]):
        name = key or _own_name(grid, header, position)
        if name and not key:
            name = _unlike(name, taken)
            taken.add(name)
        names.append(name)
    while names and names[-1] is None:
        names.pop()
    return tuple(names)


def _own_name(grid: Grid, header: int, position: int) -> str | None:
    raw = _at(grid[header], position)
    if title := as_text(raw).strip():
        return title
    filled = any(_at(line, position) not in BLANK for line in grid[header + 1 :])
    return f"欄 {letter(position)}" if filled else None


def _unlike(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _at(line: Line, position: int) -> Raw:
    return line[position] if position < len(line) else None
