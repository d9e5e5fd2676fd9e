"""A blank cell between others is "" on Google and None in a file: no room tells them apart."""

import io
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import CASES, TEAM, Column
from sheetdesk.errors import UsageError
from sheetdesk.workbook.cells import BLANK, Raw, read_cell
from sheetdesk.workbook.google.survey import Survey
from sheetdesk.workbook.grid import read_tab
from sheetdesk.workbook.headers import Grid, keys_of
from sheetdesk.workbook.layout import refuse_strangers
from sheetdesk.workbook.xlsx_copy import Copied, copy_of

TAIPEI = ZoneInfo("Asia/Taipei")
TITLES = [column.title for column in CASES.columns]

either = pytest.mark.parametrize("blank", BLANK)


def titles(columns: Sequence[Column]) -> list[Raw]:
    return [column.title for column in columns]


@either
@pytest.mark.parametrize("kind", ["text", "number", "datetime", "date", "time", "anything"])
def test_it_is_read_as_none_in_every_column(blank: Raw, kind: str):
    assert read_cell(blank, kind, TAIPEI) is None


@either
def test_an_untitled_column_that_holds_nothing_has_no_name(blank: Raw):
    grid: Grid = [[*TITLES, blank, "我的欄"], ["A", *[blank] * len(TITLES), "她的"]]
    view = read_tab(CASES, "案件", grid, TAIPEI)
    assert view.header[-2:] == (None, "我的欄")
    assert view.rows[0].cells == {"number": "A", "我的欄": "她的"}


@either
def test_it_does_not_count_as_held_where_a_title_is_looked_for_by_its_place(blank: Raw):
    grid: Grid = [[TITLES[0], blank, "大綱", *TITLES[2:]], ["A", blank, "王｜蛋糕"]]
    assert keys_of(CASES, grid)[:3] == ("number", None, "summary")


@either
def test_it_is_no_title_of_somebody_else_s_tab(blank: Raw):
    refuse_strangers({"分工表": [[blank, *titles(TEAM.columns[:3]), *[blank] * 9, "我的欄"]]})
    with pytest.raises(UsageError, match="分工表"):
        refuse_strangers({"分工表": [["今天", "要做", "的事", "明天", blank, *titles(TEAM.columns[:3])]]})


@either
def test_a_spreadsheet_of_nothing_else_holds_no_data(blank: Raw):
    seen = Survey("試算表", TAIPEI.key, "zh_TW", {}, {}, {"工作表1": [[], [blank, blank]]})
    assert not seen.holds_data()


@either
def test_it_leaves_no_cell_in_a_copy(blank: Raw):
    values: Grid = [[blank, "午餐"], [blank, 0, False]]
    data = copy_of([Copied("帳", values, values, [["", "午餐"], ["", "0", "FALSE"]])])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.coordinate: cell.value for line in sheet for cell in line if cell.data_type != "n" or cell.value} == {
        "B1": "午餐",
        "C2": False,
    }
    assert sheet["B2"].value == 0


@either
def test_the_formula_beside_it_is_told_in_a_copy(blank: Raw):
    data = copy_of([Copied("帳", [[blank]], [['=IF(A2="","",1)']], [[""]])])
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["A1"]
    assert (cell.value, cell.comment.text) == (None, '公式：=IF(A2="","",1)')
