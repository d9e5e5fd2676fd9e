"""The refund form's tab on Google, row by row: what stands in a row, and which rows a write has hit. Border: knows rows by their
time and number, and no case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sheetdesk.errors import OutcomeUnknown
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.cells import Cell, entered
from sheetdesk.workbook.google.tabs import quoted
from sheetdesk.workbook.refund_rows import NEEDED, Columns

VALUES_ONLY = "userEnteredValue"
_DATA = f"data(startRow,rowData(values({VALUES_ONLY})))"
NOBODY = json.dumps([None, None])
"""The name of a row in which neither time nor number stands."""


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One row as Google keeps it. `name`: its time and its number, which no write of ours touches."""

    cells: tuple[Cell, ...]
    name: str

    def cell(self, at: int) -> Cell:
        """What stands at that position."""
        return self.cells[at] if at < len(self.cells) else {}

    def raws(self, columns: Columns) -> dict[str, Raw]:
        """What the desk may know of it."""
        return {key: entered(self.cell(columns.positions[key])) for key in NEEDED}


class RefundTab:
    """One tab; places count from 1, positions from 0."""

    def __init__(self, sheet: Spreadsheet, title: str, number: int) -> None:
        self._sheet, self._title, self._number = sheet, title, number

    def rows(self, columns: Columns) -> dict[int, RefundRow]:
        """Every row below the header, by its place."""
        grid = {"sheetId": self._number, "startRowIndex": columns.header + 1}
        return _rows(self._sheet.cells([grid], f"sheets({_DATA})"), columns)

    def write(self, cells: Mapping[tuple[int, int], Cell], columns: Columns) -> dict[int, RefundRow]:
        """Write cells by place and position; the rows at these places as they stand then.

        Raises OutcomeUnknown, also if the answer doesn't show all of them."""
        places = sorted({place for place, _ in cells})
        requests = [self._request(place, at, cell) for (place, at), cell in cells.items()]
        echo = [f"{quoted(self._title)}!{place}:{place}" for place in places]
        answer = self._sheet.write(requests, echo, f"updatedSpreadsheet(sheets({_DATA}))")
        shown = _rows(answer.get("updatedSpreadsheet", {}), columns)
        if not shown.keys() >= set(places):
            raise OutcomeUnknown("Google 的回答不完整，不確定清到哪一列", which=f"分頁「{self._title}」")
        return {place: shown[place] for place in places}

    def _request(self, place: int, at: int, cell: Cell) -> dict[str, Any]:
        start = {"sheetId": self._number, "rowIndex": place - 1, "columnIndex": at}
        return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": VALUES_ONLY}}


def _rows(answer: Mapping[str, Any], columns: Columns) -> dict[int, RefundRow]:
    kept = [columns.positions[key] for key in ("submitted_at", "case_no")]
    found: dict[int, RefundRow] = {}
    for part in (part for sheet in answer.get("sheets", ()) for part in sheet.get("data", ())):
        for place, line in enumerate(part.get("rowData", ()), start=part.get("startRow", 0) + 1):
            row = RefundRow(tuple(line.get("values", ())), "")
            name = json.dumps([row.cell(at).get(VALUES_ONLY) for at in kept], sort_keys=True)
            found[place] = RefundRow(row.cells, name)
    return found
