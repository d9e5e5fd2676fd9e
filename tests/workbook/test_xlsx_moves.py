"""Rows that go from 案件 to 封存 in a real file, with everything that people hung on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sheetdesk.columns import ARCHIVE, CASES
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import Difference, Stamp
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up
from sheetdesk.workbook.xlsx_references import after_deletion
from tests.fakes.file_hands import TAIPEI
from tests.fakes.story_desk import MONDAY

OWN = len(CASES.columns) + 1
"""A person's own column, right of all of ours."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four cases in rows 2 to 5, a person's column with formulas, colours, a note, and a sum below and elsewhere."""
    path = tmp_path / "desk.xlsx"
    set_up(path, TAIPEI, {})
    book = load_workbook(path)
    sheet = book[CASES.title]
    amount = [c.key for c in CASES.columns].index("amount") + 1
    sheet.cell(1, OWN, "含稅")
    for row, number in enumerate("ABCD", start=2):
        sheet.cell(row, 1, number)
        sheet.cell(row, amount, row * 100)
        sheet.cell(row, OWN, f"={sheet.cell(row, amount).coordinate}*1.05")
        sheet.row_dimensions[row].height = 10 * row
    sheet.cell(3, 2).fill = PatternFill("solid", fgColor="FFFF00")
    sheet.cell(3, 2).comment = Comment("打過電話", "阿芳")
    letter = get_column_letter(amount)
    sheet.cell(8, amount, f"=SUM({letter}2:{letter}5)")
    sheet.merge_cells("A10:C10")
    rule = DataValidation(type="list", formula1='"甲,乙"')
    rule.add("B4:B5")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("C2:C5", FormulaRule(formula=["TRUE"]))
    book.create_sheet("我的統計")["A1"] = f"='{CASES.title}'!{letter}5+{CASES.title}!{letter}3"
    book.save(path)
    return path


def move(path: Path, *places: int, to: str = "archive", expected: str = "") -> Workbook:
    workbook = XlsxWorkbook(path, TAIPEI)
    seen = workbook.read()
    moves = [RowMove("cases", place, None, to, {"archived_at": MONDAY}) for place in places]
    rows = {row.place: row.cells for row in seen.tabs["cases"].rows}
    was = {("cases", place): rows[place] for place in places}
    headers = {key: view.header for key, view in seen.tabs.items()}
    image = workbook.apply(Difference(1, Stamp("x", "h", 1), headers=headers, was=was, moves=tuple(moves)), seen)
    expected = expected or "".join("ABCD"[place - 2] for place in places)
    assert [row.cells["number"] for row in image.rows] == [*expected]
    return load_workbook(path)


def test_the_row_goes_with_its_formula_its_colour_and_its_note(path: Path) -> None:
    book = move(path, 3)
    sheet = book[ARCHIVE.title]
    assert (sheet["B2"].value, sheet["C2"].fill.fgColor.rgb, sheet["C2"].comment.text) == ("B", "00FFFF00", "打過電話")
    own = sheet.cell(2, OWN + 1)
    amount = sheet.cell(2, [c.key for c in ARCHIVE.columns].index("amount") + 1)
    assert (sheet.cell(1, OWN + 1).value, own.value, amount.value) == ("含稅", f"={amount.coordinate}*1.05", 300)
    assert sheet["A2"].value.year == MONDAY.year


def test_a_column_without_a_title_is_one_column_in_each_batch(path: Path) -> None:
    book = load_workbook(path)
    book[CASES.title].cell(1, OWN).value = None
    book.save(path)
    move(path, 3)
    sheet = move(path, 2, expected="A")[ARCHIVE.title]
    assert sheet.cell(1, OWN + 1).value == f"{CASES.columns[-1].title}右邊第 1 欄"
    assert [sheet.cell(row, OWN + 1).value is not None for row in (2, 3)] == [True, True]
    assert sheet.max_column == OWN + 1


def test_what_stays_moves_up_and_every_formula_goes_on_meaning_what_it_meant(path: Path) -> None:
    book = move(path, 2, 4)
    sheet = book[CASES.title]
    letter = get_column_letter([c.key for c in CASES.columns].index("amount") + 1)
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["B", "D", None]
    assert [sheet.cell(row, OWN).value for row in (2, 3)] == [f"={letter}2*1.05", f"={letter}3*1.05"]
    assert [sheet.row_dimensions[row].height for row in (2, 3)] == [30, 50]
    assert sheet[f"{letter}6"].value == f"=SUM({letter}2:{letter}3)"
    assert [area.coord for area in sheet.merged_cells.ranges] == ["A8:C8"]
    assert book["我的統計"]["A1"].value == f"='{CASES.title}'!{letter}3+{CASES.title}!{letter}2"
    assert "C2:C3" in {area.coord for held in sheet.conditional_formatting for area in held.sqref.ranges}
    assert "B3" in {area.coord for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}


def test_a_row_that_a_file_holds_is_only_deleted(path: Path) -> None:
    book = move(path, 3, to="")
    assert [book[CASES.title].cell(row, 1).value for row in (2, 3, 4)] == ["A", "C", "D"]
    assert book[ARCHIVE.title].cell(2, 2).value is None


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("=A9", "=A7"),
        ("=A3", "=#REF!"),
        ("=SUM(A3:A5)", "=SUM(A3:A3)"),
        ("=SUM($A$1:$A$4)", "=SUM($A$1:$A$2)"),
        ("=SUM(A:A)+統計!A9", "=SUM(A:A)+統計!A9"),
        ("=案件!A9&\"A9\"", "=案件!A7&\"A9\""),
        ("=SUM(9:10)", "=SUM(7:8)"),
        ("=總計", "=總計"),
    ],
)  # fmt: skip
def test_a_formula_looks_at_the_same_cells_after_rows_3_and_4_are_gone(formula: str, after: str) -> None:
    assert after_deletion(formula, [3, 4], "案件", at_home=True) == after
