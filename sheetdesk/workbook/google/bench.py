"""Where `doctor --probe` tries things: a hidden tab of its own, the requests it sends there, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sheetdesk.errors import OutcomeUnknown
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.cells import Cell, entered
from sheetdesk.workbook.google.tabs import quoted

TITLE = "_sheetdesk_probe"
"""Tabs whose title begins so are the probe's: one that was left behind is deleted by the next probe."""

ROWS, COLUMNS = 200, 12
VALUES = "userEnteredValue"
ECHO = "updatedSpreadsheet(properties(timeZone),sheets(properties(sheetId),data(startRow,rowData(values(userEnteredValue)))))"

Request = dict[str, Any]
Lines = list[list[Raw]]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the design relies on. `holds`: True as we think, False otherwise, None where it can't be told.

    `means`: what follows where it doesn't hold."""

    what: str
    holds: bool | None
    seen: str
    means: str


@dataclass(frozen=True, slots=True)
class Bench:
    """The tab, by its id. Rows and columns are counted from 1."""

    sheet: Spreadsheet
    number: int

    def write(self, *requests: Request, echo: str = "") -> dict[str, Any]:
        """One batch; `echo` are rows in A1 notation that the answer shows. Raises OutcomeUnknown."""
        if not echo:
            return self.sheet.write(list(requests))
        return self.sheet.write(list(requests), [f"{quoted(TITLE)}!{echo}"], ECHO)

    def refusal(self, *requests: Request, ranges: Sequence[str] = ()) -> OutcomeUnknown | None:
        """Why the batch was refused (400); None if it wasn't. Raises OutcomeUnknown where nobody can tell."""
        try:
            self.sheet.write(list(requests), ranges, ECHO if ranges else "spreadsheetId")
        except OutcomeUnknown as lost:
            if lost.status != HTTPStatus.BAD_REQUEST:
                raise
            return lost
        return None

    def cells(self, first: int, last: int, fields: str = VALUES) -> list[list[Mapping[str, Any]]]:
        """CellData of these rows, with what `fields` names."""
        span = {"sheetId": self.number, "startRowIndex": first - 1, "endRowIndex": last}
        answer = self.sheet.cells([span], f"sheets(data(rowData(values({fields}))))")
        return _cells(answer)

    def values(self, first: int, last: int) -> Lines:
        """These rows as typed, trailing blanks left out."""
        return [[entered(cell) for cell in line] for line in self.cells(first, last)]

    def raw(self, first: int = 1, last: int | None = None) -> dict[str, Any]:
        """The ValueRange of these rows as a pass reads them; of the whole tab without `last`."""
        span: dict[str, int] = {"sheetId": self.number}
        if last is not None:
            span |= {"startRowIndex": first - 1, "endRowIndex": last}
        found: dict[str, Any] = next(iter(self.sheet.values([span])), {}).get("valueRange", {})
        return found

    def size(self) -> int:
        """How many rows the tab has."""
        tabs = self.sheet.about("sheets(properties(sheetId,gridProperties(rowCount)))").get("sheets", ())
        mine = (tab["properties"] for tab in tabs if tab["properties"].get("sheetId", 0) == self.number)
        return next((int(tab["gridProperties"]["rowCount"]) for tab in mine), 0)

    def put(self, row: int, *cells: Cell, fields: str = VALUES) -> Request:
        """These cells, from column A on."""
        start = {"sheetId": self.number, "rowIndex": row - 1, "columnIndex": 0}
        return {"updateCells": {"start": start, "rows": [{"values": list(cells)}], "fields": fields}}

    def copy(self, row: int, to: int, count: int = 1) -> Request:
        """Whole rows without column bounds onto one cell, as each batch of the desk does it."""
        source = {"sheetId": self.number, "startRowIndex": row - 1, "endRowIndex": row - 1 + count}
        cell = {"startColumnIndex": 0, "endColumnIndex": 1}
        goal = {"sheetId": self.number, "startRowIndex": to - 1, "endRowIndex": to, **cell}
        return {"copyPaste": {"source": source, "destination": goal, "pasteType": "PASTE_FORMULA"}}

    def insert(self, row: int, *, before: bool) -> Request:
        """A new row that will be `row`; `before`: like the one above it."""
        span = {"sheetId": self.number, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        return {"insertDimension": {"range": span, "inheritFromBefore": before}}

    def bad(self) -> Request:
        """A request that can't be carried out and would harm nobody."""
        return self.insert(1_000_000, before=True)


def text(value: str) -> Cell:
    """A cell that holds text."""
    return {"userEnteredValue": {"stringValue": value}}


def number(value: float) -> Cell:
    """A cell that holds a number."""
    return {"userEnteredValue": {"numberValue": value}}


def formula(value: str) -> Cell:
    """A cell that holds a formula."""
    return {"userEnteredValue": {"formulaValue": value}}


def echoed(answer: Mapping[str, Any]) -> Lines:
    """The rows that a batch's answer shows."""
    return [[entered(cell) for cell in line] for line in _cells(answer.get("updatedSpreadsheet", {}))]


def first(lines: Lines, row: int) -> Raw:
    """The cell in column A of the `row`-th of these rows; None where nothing came."""
    return lines[row - 1][0] if len(lines) >= row and lines[row - 1] else None


def _cells(answer: Mapping[str, Any]) -> list[list[Mapping[str, Any]]]:
    data = [part for sheet in answer.get("sheets", ()) for part in sheet.get("data", ())]
    return [list(line.get("values", ())) for part in data for line in part.get("rowData", ())]
