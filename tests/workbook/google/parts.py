"""What a read by parts asks for and is answered, without a Google."""

from __future__ import annotations

from typing import Any

from sheetdesk.columns import CASES
from sheetdesk.model.sheet import KnownColumns
from tests.fakes.google.ranges import trimmed

TAB = 7
TITLES = tuple(column.title for column in CASES.columns)


def known(*columns: int, last: int = 100, titles: tuple[str, ...] = TITLES) -> KnownColumns:
    return KnownColumns(str(TAB), 1, titles, columns, last, {})


def cut(grid: list[list[Any]], area: dict[str, int]) -> dict[str, Any]:
    """The MatchedValueRange of a GridRange, as Google answers it: ragged, without what is blank at the end."""
    rows = grid[area.get("startRowIndex", 0) : area.get("endRowIndex")]
    first, end = area.get("startColumnIndex", 0), area.get("endColumnIndex")
    values = trimmed([list(row[first:end]) for row in rows])
    asked = {name: value for name, value in area.items() if value != 0}
    return {"valueRange": {"values": values} if values else {}, "dataFilters": [{"gridRange": asked}]}
