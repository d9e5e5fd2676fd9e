"""The refund form's answers in a spreadsheet of their own: only three of its columns are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.headers import HEADER_WITHIN
from sheetdesk.workbook.refund_rows import WIPED, Columns, answers_in, columns_in, places_of

VALUES_ONLY = "userEnteredValue"


class GoogleRefunds:
    """One spreadsheet, one tab of it. A read is three calls: which tab, its first rows, the three columns."""

    def __init__(self, sheet: Spreadsheet, tab: str, zone: ZoneInfo) -> None:
        self._sheet, self._tab, self._zone = sheet, tab, zone
        self.where = "退款表單的試算表"

    def read(self) -> list[RefundAnswer]:
        """Every answer that still holds an account. Raises DeskUnreachable."""
        number = self._number()
        return self._answers(number, self._columns(number))

    def wipe(self, numbers: Iterable[str]) -> int:
        """Blank the answers of these cases but for their time and number; how many there were.

        Read at once before it is written: nobody can ask Google to write only what nobody moved."""
        number = self._number()
        columns = self._columns(number)
        places = places_of(self._answers(number, columns), numbers)
        if places:
            self._sheet.write([_blank(number, place, at, columns) for place in places for at in columns.to_wipe])
        return len(places)

    def _number(self) -> int:
        about = self._sheet.about("sheets(properties(sheetId,title))")
        for tab in about.get("sheets", ()):
            if tab["properties"]["title"] == self._tab:
                return int(tab["properties"].get("sheetId", 0))
        mend = f"把退款表單的回應分頁命名為「{self._tab}」，或改 config.yaml 的 refunds.tab"
        raise DeskUnreachable(f"找不到分頁「{self._tab}」", which=self.where, mend=mend)

    def _columns(self, number: int) -> Columns:
        [head] = self._sheet.values([{"sheetId": number, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN}])
        return columns_in(head["valueRange"].get("values", []), self._tab, self.where)

    def _answers(self, number: int, columns: Columns) -> list[RefundAnswer]:
        keys = list(columns.positions)
        ranges = [_column(number, columns.header + 1, columns.positions[key]) for key in keys]
        by_position = {_position(answer): _cells(answer) for answer in self._sheet.values(ranges)}
        found = [by_position[columns.positions[key]] for key in keys]
        lines = [dict(zip(keys, line, strict=True)) for line in zip_longest(*found)]
        return answers_in(columns, lines, self._zone)


def _column(number: int, first: int, at: int) -> dict[str, int]:
    return {"sheetId": number, "startRowIndex": first, "startColumnIndex": at, "endColumnIndex": at + 1}


def _position(answer: dict[str, Any]) -> int:
    """Which column it is of: Google promises no order, and leaves a 0 out."""
    return int(answer["dataFilters"][0]["gridRange"].get("startColumnIndex", 0))


def _cells(answer: dict[str, Any]) -> Sequence[Raw]:
    return [line[0] if line else None for line in answer["valueRange"].get("values", ())]


def _blank(number: int, place: int, at: int, columns: Columns) -> dict[str, Any]:
    cell = {VALUES_ONLY: {"stringValue": WIPED}} if at == columns.positions["account"] else {}
    start = {"sheetId": number, "rowIndex": place - 1, "columnIndex": at}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": VALUES_ONLY}}
