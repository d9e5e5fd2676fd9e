"""A copy of somebody's tabs: all that stood there can be read in it."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from sheetdesk.model.values import CELL_LIMIT
from sheetdesk.workbook.xlsx_copy import REST, Copied, copy_of


def tab(values, *, title="我的帳", formulas=None, shown=None):
    texts = [["" if raw is None else str(raw) for raw in line] for line in values]
    return Copied(title, values, formulas or values, shown or texts)


def copied(*tabs):
    return load_workbook(io.BytesIO(copy_of(tabs)))


def test_every_value_stands_where_it_stood():
    sheet = copied(tab([["午餐", 85, True], [None, "晚餐", 12.5]])).worksheets[0]
    assert [[cell.value for cell in line] for line in sheet] == [["午餐", 85, True], [None, "晚餐", 12.5]]


def test_a_formula_is_told_beside_its_value():
    sheet = copied(tab([[205]], formulas=[["=SUM(B1:B2)"]])).worksheets[0]
    assert sheet["A1"].value == 205
    assert sheet["A1"].comment.text == "公式：=SUM(B1:B2)"


def test_a_formula_that_shows_nothing_is_told_too():
    sheet = copied(tab([[None]], formulas=[['=IF(A2="","",1)']])).worksheets[0]
    assert sheet["A1"].comment.text == '公式：=IF(A2="","",1)'


@pytest.mark.parametrize("text", ["=1+1", "+886", "-5", "@you"])
def test_text_stays_text(text):
    cell = copied(tab([[text]])).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert cell.comment is None


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        ("2026/11/21 上午 10:30:00", datetime(2026, 11, 21, 10, 30)),  # noqa: DTZ001 - wall time, as a sheet has it
        ("11/21/2026 10:30:00", datetime(2026, 11, 21, 10, 30)),  # noqa: DTZ001
        ("46347.4375", 46347.4375),
        ("NT$46,347", 46347.4375),
    ],
)
def test_a_number_is_a_day_if_the_sheet_shows_one(shown, wanted):
    assert copied(tab([[46347.4375]], shown=[[shown]])).worksheets[0]["A1"].value == wanted


@pytest.mark.parametrize("letter", ["a", "客", "😀"])
def test_text_too_long_for_a_cell_goes_on_in_a_tab_of_its_own(letter):
    text = letter * 50_000
    book = copied(tab([["x", text]]))
    rest = list(book[REST].iter_rows(values_only=True))
    assert book["我的帳"]["B1"].value + "".join(part for *_, part in rest) == text
    assert {line[:2] for line in rest} == {("我的帳", "B1")}
    assert all(len(part.encode("utf-16-le")) // 2 <= CELL_LIMIT for *_, part in rest)


def test_tabs_keep_their_titles_as_far_as_an_xlsx_can_bear_them():
    titles = [
        "帳:2026/11",
        "帳_2026_11",
        "這是一個比三十一個字還要長很多的分頁名稱所以一定會被截斷的啦喔喔喔喔" * 2,
        "'",
    ]
    names = copied(*(tab([[1]], title=title) for title in titles)).sheetnames
    assert names[:2] == ["帳_2026_11", "帳_2026_11 (2)"]
    assert titles[2].startswith(names[2])
    assert len(names) == len({name.casefold() for name in names}) == 4


def test_two_titles_that_differ_in_case_only_are_both_kept():
    assert len(copied(tab([[1]], title="Abc"), tab([[1]], title="ABC")).sheetnames) == 2
