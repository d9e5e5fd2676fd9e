"""People's hands on the fake spreadsheet: they move, type and take back as in Google's own page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.google import form, people
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book

HEADER = ["案號", "狀態", "備註"]
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def book() -> Book:
    """案件 with three rows, unsorted."""
    made = Book("1abc", "好日子團購")
    made.clock = lambda: NOON
    people.rename_tab(made, "工作表1", "案件")
    people.paste_rows(made, "案件", 1, [HEADER, ["A2", "待處理", "二"], ["A3", "", "三"], ["A1", "處理中", "一"]])
    made.own_changes.clear()
    return made


def machine_writes(book: Book, row: int, column: int, value: str) -> None:
    place = {"sheetId": 0, "startRowIndex": row - 1, "endRowIndex": row}
    place |= {"startColumnIndex": column - 1, "endColumnIndex": column}
    rows = [{"values": [{"userEnteredValue": {"stringValue": value}}]}]
    book.batch_update({"requests": [{"updateCells": {"range": place, "rows": rows, "fields": "userEnteredValue"}}]})


def column(book: Book, title: str) -> list[object]:
    tab = book["案件"]
    at = tab.column(title)
    return [tab.cell(row, at) for row in range(2, len(tab.values()) + 1)]


def test_a_sort_moves_whole_rows_and_leaves_the_header(book):
    people.sort(book, "案件", "案號")
    assert book["案件"].values() == [HEADER, ["A1", "處理中", "一"], ["A2", "待處理", "二"], ["A3", "", "三"]]


def test_blank_cells_sort_last_in_both_directions(book):
    people.sort(book, "案件", "狀態", descending=True)
    assert column(book, "狀態") == ["處理中", "待處理", None]


def test_a_formula_follows_its_row_through_a_sort(book):
    people.type_in(book, "案件", 2, 4, '=A2&"!"')
    people.sort(book, "案件", "案號")
    assert (book["案件"].formula(3, 4), book["案件"].cell(3, 4)) == ('=A3&"!"', "A2!")


def test_a_deleted_row_that_a_formula_speaks_of_is_lost_to_it(book):
    people.type_in(book, "案件", 4, 4, "=A2")
    people.delete_rows(book, "案件", 2)
    assert (book["案件"].formula(3, 4), column(book, "案號")) == ("=#REF!", ["A3", "A1"])


def test_a_sum_grows_with_the_rows_inserted_inside_it(book):
    people.type_in(book, "案件", 1, 6, "=COUNTA(A2:A4)")
    people.insert_rows(book, "案件", 3)
    assert (book["案件"].formula(1, 6), book["案件"].cell(1, 6)) == ("=COUNTA(A2:A5)", 3)


def test_a_moved_column_takes_its_cells_and_its_protection_along(book):
    people.protect(book, "案件", "B2:B4")
    people.move_column(book, "案件", "狀態", "案號")
    assert book["案件"].header() == ["狀態", "案號", "備註"]
    machine_writes(book, 2, 2, "A9")
    with pytest.raises(ApiFault, match="protected"):
        machine_writes(book, 2, 1, "x")


def test_a_merge_keeps_its_first_cell_only_and_moves_with_rows(book):
    people.merge(book, "案件", 2, 1, 3, 1)
    people.insert_rows(book, "案件", 2)
    assert book["案件"].sheet.merges[0][:4] == (2, 0, 4, 1)
    assert column(book, "案號") == [None, "A2", None, "A1"]


def test_a_filter_hides_rows_from_people_but_not_from_reads(book):
    people.filter_rows(book, "案件", "狀態", without=["待處理"])
    people.add_filter_view(book, "案件", "我的")
    (sheet,) = book.get({}, True)["sheets"]
    assert sheet["data"][0]["rowMetadata"][1]["hiddenByFilter"] is True
    assert column(book, "案號") == ["A2", "A3", "A1"]


def test_undo_takes_back_her_own_cell_wherever_its_row_went(book):
    people.type_in(book, "案件", 2, "備註", "打錯")
    machine_writes(book, 2, 2, "已解決")
    book.change([{"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1}, "sortSpecs": [{"dimensionIndex": 0}]}}])
    people.undo(book)
    assert book["案件"].values()[2] == ["A2", "已解決", "二"]


def test_undo_brings_deleted_rows_back_whole(book):
    people.delete_rows(book, "案件", 2, 2)
    machine_writes(book, 2, 3, "新")
    people.undo(book)
    assert book["案件"].values() == [HEADER, ["A2", "待處理", "二"], ["A3", "", "三"], ["A1", "處理中", "新"]]


def test_undo_of_a_sort_leaves_rows_that_came_since(book):
    people.sort(book, "案件", "案號")
    place = {"sheetId": 0, "dimension": "ROWS", "startIndex": 4, "endIndex": 5}
    book.batch_update({"requests": [{"insertDimension": {"range": place, "inheritFromBefore": True}}]})
    machine_writes(book, 5, 1, "A4")
    people.undo(book)
    assert column(book, "案號") == ["A2", "A3", "A1", "A4"]


def test_undo_of_inserted_lines_takes_them_out_again(book):
    before = book["案件"].values()
    people.insert_rows(book, "案件", 2, 3)
    people.insert_columns(book, "案件", "狀態")
    people.undo(book)
    people.undo(book)
    assert book["案件"].values() == before


def test_what_cannot_be_taken_back_is_not_passed_over(book):
    people.type_in(book, "案件", 2, "備註", "打錯")
    people.hide_tab(form.new_form(book, "表單回應 1", ("姓名",)).book, "表單回應 1")
    with pytest.raises(LookupError, match="can't undo hide_tab"):
        people.undo(book)
    assert book["案件"].cell(2, 3) == "打錯"


def test_undo_gives_a_tab_its_title_back(book):
    people.rename_tab(book, "案件", "別名")
    people.undo(book)
    assert book.titles() == ["案件"]


def test_there_is_nothing_to_undo_of_somebody_elses_changes(book):
    machine_writes(book, 2, 1, "x")
    with pytest.raises(LookupError):
        people.undo(book)


def test_the_version_history_brings_everything_back_but_the_version(book):
    point, version = book.save_point(), book.version
    before = book["案件"].values()
    tab = book["案件"]
    machine_writes(book, 2, 1, "x")
    people.rename_tab(book, "案件", "別名")
    people.delete_column(book, "別名", "狀態")
    people.go_back(book, point)
    assert (book.titles(), tab.values()) == (["案件"], before)
    assert book.version > version
    machine_writes(book, 2, 1, "y")
    people.go_back(book, point)
    assert tab.values() == before


def test_a_tab_protected_as_a_whole_is_open_again_once_unprotected(book):
    people.protect(book, "案件")
    with pytest.raises(ApiFault, match="protected"):
        machine_writes(book, 2, 1, "x")
    people.unprotect(book, "案件")
    machine_writes(book, 2, 1, "x")
    assert book["案件"].cell(2, 1) == "x"


def test_a_smaller_grid_loses_what_lay_beyond(book):
    people.resize(book, "案件", 3, 2)
    assert book["案件"].values() == [HEADER[:2], ["A2", "待處理"], ["A3"]]


def test_a_renamed_tab_is_renamed_in_formulas(book):
    book.change([{"addSheet": {"properties": {"title": "待辦"}}}])
    people.type_in(book, "待辦", 1, 1, "='案件'!A2")
    people.rename_tab(book, "案件", "我的 案件")
    assert (book["待辦"].formula(1, 1), book["待辦"].cell(1, 1)) == ("='我的 案件'!A2", "A2")


def test_a_form_files_answers_below_the_last_and_moves_the_rest_down(book):
    tab = form.new_form(book, "表單回應 1", ("姓名", "電話"))
    form.submit(book, "表單回應 1", {"姓名": "王怡君", "電話": "0912345678"})
    row = form.submit(book, "表單回應 1", {"姓名": "陳小姐", "照片連結": "https://example.com/1"})
    assert row == 3
    assert tab.header() == ["時間戳記", "姓名", "電話", "照片連結"]
    assert tab.values()[1] == [46347.5, "王怡君", 912345678]


def test_an_edited_answer_overwrites_its_row_and_its_stamp(book):
    tab = form.new_form(book, "表單回應 1", ("姓名",))
    row = form.submit(book, "表單回應 1", {"姓名": "王怡君"})
    book.clock = lambda: NOON.replace(hour=16)
    form.edit(book, "表單回應 1", row, {"姓名": "王怡珺"})
    assert tab.values()[1:] == [[46348, "王怡珺"]]


def test_a_form_finds_its_columns_again_under_any_title_and_makes_a_lost_one_anew(book):
    tab = form.new_form(book, "表單回應 1", ("姓名", "電話"))
    people.rename_title(book, "表單回應 1", "姓名", "顧客大名")
    people.move_column(book, "表單回應 1", "電話", 1)
    form.submit(book, "表單回應 1", {"姓名": "王怡君", "電話": "02"})
    people.delete_column(book, "表單回應 1", "電話")
    form.submit(book, "表單回應 1", {"姓名": "陳小姐", "電話": "03"})
    assert tab.values() == [["時間戳記", "顧客大名", "電話"], [46347.5, "王怡君"], [46347.5, "陳小姐", 3]]


def test_a_form_looks_for_its_own_last_answer_only(book):
    tab = form.new_form(book, "表單回應 1", ("姓名",))
    people.type_in(book, "表單回應 1", 9, 3, "小計")
    form.submit(book, "表單回應 1", {"姓名": "王怡君"})
    assert (tab.cell(2, 2), tab.cell(10, 3)) == ("王怡君", "小計")


def test_a_form_text_that_looks_like_a_formula_stays_text(book):
    tab = form.new_form(book, "表單回應 1", ("姓名",))
    form.submit(book, "表單回應 1", {"姓名": "=1+1"})
    assert (tab.cell(2, 2), tab.formula(2, 2)) == ("=1+1", None)


ACTS = (
    lambda book: people.sort(book, "案件", 1),
    lambda book: people.insert_rows(book, "案件", 2, 2),
    lambda book: people.delete_rows(book, "案件", 3),
    lambda book: people.type_in(book, "案件", 2, 3, "=A2"),
    lambda book: people.clear(book, "案件", 4, 1),
    lambda book: people.insert_columns(book, "案件", 2),
    lambda book: people.delete_column(book, "案件", 1),
    lambda book: people.move_column(book, "案件", 1, 3),
    lambda book: people.paste_rows(book, "案件", 2, [["x", "=B2"], ["y"]]),
)


@given(st.lists(st.sampled_from(ACTS), max_size=8))
@settings(max_examples=60, deadline=None)
def test_undoing_all_one_did_brings_the_start_back(acts):
    made = Book("1abc", "好日子團購")
    people.rename_tab(made, "工作表1", "案件")
    people.paste_rows(made, "案件", 1, [HEADER, ["b", "1", "=A2"], ["a", "2", ""], ["c", "3", "x"]])
    before = made["案件"].values()
    for act in acts:
        act(made)
    for _ in acts:
        people.undo(made)
    assert made["案件"].values() == before
