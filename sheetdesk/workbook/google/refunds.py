"""The refund form's answers in a spreadsheet of their own: only three of its columns are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.cells import Cell
from sheetdesk.workbook.google.refund_tab import NOBODY, VALUES_ONLY, RefundRow, RefundTab
from sheetdesk.workbook.headers import HEADER_WITHIN
from sheetdesk.workbook.refund_rows import WIPED, Columns, answer_of, answers_in, columns_in, places_of

TRIES = 3
"""So often a row that was hit by mistake is looked for and put back while people go on moving rows."""


class GoogleRefunds:
    """One spreadsheet, one tab of it. A read is three calls: which tab, its first rows, the three columns."""

    def __init__(self, sheet: Spreadsheet, tab: str, zone: ZoneInfo) -> None:
        self.sheet, self._tab, self._zone = sheet, tab, zone
        self.where = "退款表單的試算表"

    def read(self) -> list[RefundAnswer]:
        """Every answer that still holds an account. Raises DeskUnreachable."""
        number = self._number()
        return self._answers(number, self._columns(number))

    def wipe(self, numbers: Iterable[str]) -> int:
        """Blank the answers of these cases but for their time and number; how many were blanked.

        Nobody can ask Google to write only what nobody moved. So whole rows are read at once before; the answer tells by
        time and number which rows were hit, and what was hit by mistake is put back. What was missed is wiped after the
        next read. Raises DeskUnreachable if a row can't be put back."""
        number = self._number()
        columns, tab = self._columns(number), RefundTab(self.sheet, self._tab, number)
        before = tab.rows(columns)
        answers = (answer_of(place, row.raws(columns), self._zone) for place, row in before.items())
        places = places_of((answer for answer in answers if answer is not None), numbers)
        if not places:
            return 0
        meant = {before[place].name for place in places}
        hit = tab.write({(place, at): _blank(at, columns) for place in places for at in columns.to_wipe}, columns)
        self._put_back(tab, columns, before, [row.name for row in hit.values() if row.name not in meant])
        return sum(row.name in meant for row in hit.values())

    def _put_back(
        self, tab: RefundTab, columns: Columns, before: Mapping[int, RefundRow], names: Collection[str]
    ) -> None:
        """Make the rows of these names whole again, wherever they stand by now; a row that this hits is owed as well."""
        known, owed = {row.name: row for row in before.values()}, set(names) - {NOBODY}
        for _ in range(TRIES):
            there = {place: row.name for place, row in tab.rows(columns).items() if row.name in owed & known.keys()}
            if not there:
                break
            cells = {(place, at): known[name].cell(at) for place, name in there.items() for at in columns.to_wipe}
            hit = {place: row.name for place, row in tab.write(cells, columns).items()}
            owed = (owed | set(hit.values())) - {name for place, name in there.items() if hit[place] == name} - {NOBODY}
        if owed:
            mend = "在那一份試算表打開「檔案 → 版本記錄」，把那一列的戶名、銀行、帳號補回來"
            raise DeskUnreachable("清掉退款帳號的時候有人動了那一頁，有一列被清錯", which=self.where, mend=mend)

    def _number(self) -> int:
        about = self.sheet.about("sheets(properties(sheetId,title))")
        for tab in about.get("sheets", ()):
            if tab["properties"]["title"] == self._tab:
                return int(tab["properties"].get("sheetId", 0))
        mend = f"把退款表單的回應分頁命名為「{self._tab}」，或改 config.yaml 的 refunds.tab"
        raise DeskUnreachable(f"找不到分頁「{self._tab}」", which=self.where, mend=mend)

    def _columns(self, number: int) -> Columns:
        [head] = self.sheet.values([{"sheetId": number, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN}])
        return columns_in(head["valueRange"].get("values", []), self._tab, self.where)

    def _answers(self, number: int, columns: Columns) -> list[RefundAnswer]:
        keys = list(columns.positions)
        ranges = [_column(number, columns.header + 1, columns.positions[key]) for key in keys]
        by_position = {_position(answer): _cells(answer) for answer in self.sheet.values(ranges)}
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


def _blank(at: int, columns: Columns) -> Cell:
    return {VALUES_ONLY: {"stringValue": WIPED}} if at == columns.positions["account"] else {}
