"""One difference as the requests of one atomic batch, in the order that makes its image true (design §1). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES, last_keyed_place
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Snapshot, TabView
from sheetdesk.workbook.case_links import Target, as_link, google_target, leads_to_case
from sheetdesk.workbook.google.cells import Cell, cell_data
from sheetdesk.workbook.google.image import BEFORE, TOP, Layout
from sheetdesk.workbook.google.moves import move_requests
from sheetdesk.workbook.google.tabs import IMAGE_ID, IMAGE_TAB, Size, Tabs
from sheetdesk.workbook.stamp import encode_stamp

Request = dict[str, Any]

VALUES_ONLY = "userEnteredValue"
"""The one field that is written: formats, notes and drop-downs stay as people have them."""

_BLANK: Cell = {}
"""A cell in which nothing is entered; nobody changes it."""

SPARE = 26
"""Columns by which the image's tab is wider than any other, for those that people insert meanwhile."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The requests, and how large the image's tab is afterwards."""

    requests: list[Request]
    image: int
    image_size: Size


@dataclass(frozen=True, slots=True)
class Ground:
    """The spreadsheet as last seen: its tabs, how many rows the grid of each has, and whose wall clock it shows."""

    tabs: Tabs
    grid_rows: Mapping[str, int]
    zone: ZoneInfo

    def links(self, snapshot: Snapshot) -> Target:
        """Where links to a case lead."""
        return google_target(snapshot.tabs[CASES.key], self.tabs.ours[CASES.key])


@dataclass(frozen=True, slots=True)
class Below:
    """How many rows the parts of one difference have inserted so far, by tab: the next ones go below them."""

    rows: dict[str, int] = field(default_factory=dict)

    def add(self, tab: str, count: int) -> None:
        """Count the rows of a part that was written."""
        self.rows[tab] = self.rows.get(tab, 0) + count


def batch_of(difference: Difference, snapshot: Snapshot, ground: Ground, layout: Layout, below: Below) -> Batch:
    """Everything that one call writes: image, cells, new rows, stamp."""
    tabs = ground.tabs
    image, size, requests = _image_tab(tabs, layout)
    requests += [_blank(image), _copy(image, 1, 1, image, BEFORE)]
    requests.append(_memo(image, [encode_stamp(difference.stamp), layout.memo()]))
    for tab, first, count, to in layout.runs():
        requests.append(_copy(tabs.ours[tab], first, count, image, to))
    target = ground.links(snapshot)
    requests += _writes(difference.writes, tabs.ours, ground.zone, target)
    for key, rows in groupby(sorted(difference.inserts, key=attrgetter("tab")), key=attrgetter("tab")):
        requests += _inserts(key, snapshot.tabs[key], list(rows), below.rows.get(key, 0), ground, target)
    requests += move_requests(difference, snapshot, tabs.ours, ground.grid_rows, ground.zone)
    return Batch(requests, image, size)


def _image_tab(tabs: Tabs, layout: Layout) -> tuple[int, Size, list[Request]]:
    """The image's tab as it has to be: made anew if somebody deleted it, grown if it is too small."""
    wanted = Size(TOP + max(100, layout.rows), tabs.widest + SPARE)
    if tabs.image is None:
        grid = {"rowCount": wanted.rows, "columnCount": wanted.columns}
        properties = {"sheetId": IMAGE_ID, "title": IMAGE_TAB, "hidden": True, "gridProperties": grid}
        return IMAGE_ID, wanted, [{"addSheet": {"properties": properties}}]
    size = Size(max(wanted.rows, tabs.image_size.rows), max(wanted.columns, tabs.image_size.columns))
    if size == tabs.image_size:
        return tabs.image, size, []
    grid = {"rowCount": size.rows, "columnCount": size.columns}
    fields = "gridProperties(rowCount,columnCount)"
    properties = {"sheetId": tabs.image, "gridProperties": grid}
    return tabs.image, size, [{"updateSheetProperties": {"properties": properties, "fields": fields}}]


def _blank(number: int) -> Request:
    # Cells of the range that no row covers are cleared: here all but the stamp's row.
    return {"updateCells": {"range": {"sheetId": number, "startRowIndex": 1}, "fields": VALUES_ONLY}}


def _memo(number: int, texts: Sequence[str]) -> Request:
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]} for text in texts]
    start = {"sheetId": number, "rowIndex": 0, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": rows, "fields": VALUES_ONLY}}


def _copy(source: int, first: int, count: int, image: int, to: int) -> Request:
    """Whole rows, as wide as they are at that moment; onto one cell, for a wider target would repeat them."""
    return {
        "copyPaste": {
            "source": {"sheetId": source, "startRowIndex": first - 1, "endRowIndex": first - 1 + count},
            "destination": {
                "sheetId": image,
                "startRowIndex": to - 1,
                "endRowIndex": to,
                "startColumnIndex": 0,
                "endColumnIndex": 1,
            },
            "pasteType": "PASTE_FORMULA",
        }
    }


def _writes(writes: Iterable[CellWrite], ids: Mapping[str, int], zone: ZoneInfo, target: Target) -> list[Request]:
    """Neighbouring cells of neighbouring rows go in one request: a rectangle of which every cell is written."""
    runs: dict[tuple[str, int, int], list[tuple[int, list[Cell]]]] = {}
    for (tab, place), cells in groupby(_in_order(writes), key=attrgetter("tab", "place")):
        for run in _runs(list(cells)):
            shape = (tab, run[0].position, len(run))
            values = [as_link(tab, write.column, write.new, target) for write in run]
            runs.setdefault(shape, []).append((place, [cell_data(value, zone) for value in values]))
    requests = []
    for (tab, position, _), lines in runs.items():
        for block in _blocks(lines):
            requests.append(_put(ids[tab], block[0][0] - 1, position, [cells for _, cells in block]))
    return requests


def _in_order(writes: Iterable[CellWrite]) -> list[CellWrite]:
    return sorted(writes, key=attrgetter("tab", "place", "position"))


def _runs(cells: list[CellWrite]) -> list[list[CellWrite]]:
    runs = [[cells[0]]]
    for before, write in pairwise(cells):
        if write.position == before.position + 1:
            runs[-1].append(write)
        else:
            runs.append([write])
    return runs


def _blocks(lines: list[tuple[int, list[Cell]]]) -> list[list[tuple[int, list[Cell]]]]:
    blocks = [[lines[0]]]
    for before, line in pairwise(lines):
        if line[0] == before[0] + 1:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _inserts(key: str, view: TabView, rows: list[NewRow], done: int, ground: Ground, target: Target) -> list[Request]:
    """New rows below the last one that bears a key; right below the header they take the look of the row after."""
    number, last = ground.tabs.ours[key], last_keyed_place(view) + done
    span = {"sheetId": number, "dimension": "ROWS", "startIndex": last, "endIndex": last + len(rows)}
    links = {name for name in view.header if name and leads_to_case(key, name)}

    def line(row: NewRow) -> list[Cell]:
        made = {name: cell_data(value, ground.zone) for name, value in row.cells.items()}
        for name in links & made.keys():
            made[name] = cell_data(as_link(key, name, row.cells[name], target), ground.zone)
        return [made.get(name or "", _BLANK) for name in view.header]

    lines = list(map(line, rows))
    full = last >= ground.grid_rows.get(key, last + 1) + done  # rows can be inserted before one only
    return [
        *([{"appendDimension": {"sheetId": number, "dimension": "ROWS", "length": 1}}] if full else []),
        {"insertDimension": {"range": span, "inheritFromBefore": last > view.header_place}},
        _put(number, last, 0, lines),
    ]


def _put(number: int, row: int, column: int, lines: list[list[Cell]]) -> Request:
    start = {"sheetId": number, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": cells} for cells in lines], "fields": VALUES_ONLY}}
