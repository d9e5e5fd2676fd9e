"""Rows that go to another tab, as requests: room there, a copy of whatever stands in their places, and the rows deleted. Pure.

Copied as they are at that moment, formulas and looks with them; what went by mistake can be brought back the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import last_keyed_place
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import Difference, Snapshot
from sheetdesk.model.values import Value
from sheetdesk.workbook.google.cells import cell_data
from sheetdesk.workbook.row_columns import Routes, routes

Request = dict[str, Any]


def move_requests(
    difference: Difference, snapshot: Snapshot, ids: Mapping[str, int], grid_rows: Mapping[str, int], zone: ZoneInfo
) -> list[Request]:
    """All moves of a batch; none where there are none."""
    requests: list[Request] = []
    ordered = sorted(difference.moves, key=attrgetter("tab", "to", "place"))
    for (tab, to), found in groupby(ordered, key=attrgetter("tab", "to")):
        moves = list(found)
        if not to:
            requests += _deletions(moves, ids[tab])
            continue
        view = snapshot.tabs[to]
        way = routes(difference.headers[tab], difference.headers[to])
        last = last_keyed_place(view) + sum(insert.tab == to for insert in difference.inserts)
        requests += _room(ids[to], last, len(moves), last >= grid_rows.get(to, last + 1), last > view.header_place)
        heads = snapshot.tabs[tab].header_place - 1, view.header_place - 1
        requests += _columns(way, ids[to], len(view.header))
        requests += [_copy(ids[tab], heads[0], 1, (here, 1), ids[to], heads[1], there) for here, there in way.new]
        requests += [_put(ids[to], heads[1], there, title, zone) for there, title in way.titles]
        requests += _copies(moves, way, ids[tab], ids[to], last)
        requests += _stamps(moves, difference.headers[to], ids[to], last, zone)
        requests += _deletions(moves, ids[tab])
    return requests


def _room(number: int, last: int, count: int, full: bool, below_header: bool) -> list[Request]:
    """Right below the header new rows take the look of the row after; rows can be inserted before one only."""
    span = {"sheetId": number, "dimension": "ROWS", "startIndex": last, "endIndex": last + count}
    return [
        *([{"appendDimension": {"sheetId": number, "dimension": "ROWS", "length": 1}}] if full else []),
        {"insertDimension": {"range": span, "inheritFromBefore": below_header}},
    ]


def _columns(way: Routes, number: int, width: int) -> Iterable[Request]:
    """Whether there are blank columns on the right, nobody asked; and what somebody put there since the read, moves on."""
    if way.width > width:
        yield {"appendDimension": {"sheetId": number, "dimension": "COLUMNS", "length": way.width - width}}
    if way.new:
        first = way.new[0][1]
        span = {"sheetId": number, "dimension": "COLUMNS", "startIndex": first, "endIndex": first + len(way.new)}
        yield {"insertDimension": {"range": span, "inheritFromBefore": True}}


def _put(number: int, row: int, column: int, value: Value, zone: ZoneInfo) -> Request:
    start = {"sheetId": number, "rowIndex": row, "columnIndex": column}
    return {
        "updateCells": {"start": start, "rows": [{"values": [cell_data(value, zone)]}], "fields": "userEnteredValue"}
    }


def _copies(moves: list[RowMove], way: Routes, source: int, target: int, last: int) -> Iterable[Request]:
    at = last
    for first, count in _neighbours(moves):
        for here, there, width in way.runs():
            yield _copy(source, first - 1, count, (here, width), target, at, there)
        at += count


def _copy(source: int, row: int, count: int, columns: tuple[int, int], target: int, to: int, there: int) -> Request:
    first, width = columns
    return {
        "copyPaste": {
            "source": _block(source, row, count, first, width),
            "destination": _block(target, to, count, there, width),
            "pasteType": "PASTE_NORMAL",
        }
    }


def _block(number: int, row: int, count: int, column: int, width: int) -> dict[str, int]:
    return {
        "sheetId": number,
        "startRowIndex": row,
        "endRowIndex": row + count,
        "startColumnIndex": column,
        "endColumnIndex": column + width,
    }


def _stamps(
    moves: list[RowMove], header: tuple[str | None, ...], target: int, last: int, zone: ZoneInfo
) -> Iterable[Request]:
    for at, move in enumerate(moves, start=last):
        for name, value in move.cells.items():
            if name in header:
                yield _put(target, at, header.index(name), value, zone)


def _deletions(moves: list[RowMove], number: int) -> Iterable[Request]:
    """From the last row up: what is deleted moves those below."""
    for first, count in reversed(list(_neighbours(moves))):
        span = {"sheetId": number, "dimension": "ROWS", "startIndex": first - 1, "endIndex": first - 1 + count}
        yield {"deleteDimension": {"range": span}}


def _neighbours(moves: list[RowMove]) -> list[tuple[int, int]]:
    """Runs of rows that stand together: the first, and how many."""
    runs: list[tuple[int, int]] = []
    for move in moves:
        if runs and move.place == sum(runs[-1]):
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        else:
            runs.append((move.place, 1))
    return runs
