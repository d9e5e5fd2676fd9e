"""The fake spreadsheet reads, writes and refuses as Google's does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book

CASES = 7


@pytest.fixture
def book() -> Book:
    """One blank tab, and 案件 with a header and two rows."""
    made = Book("1abc", "好日子團購")
    properties = {"sheetId": CASES, "title": "案件", "gridProperties": {"rowCount": 6, "columnCount": 4}}
    made.change([{"addSheet": {"properties": properties}}])
    for row, cells in enumerate((["案號", "狀態", "備註"], ["A1", "待處理", "急"], ["A2", "處理中", ""]), 1):
        for column, text in enumerate(cells, 1):
            made["案件"].put(row, column, text)
    return made


def text(value: str) -> dict[str, Any]:
    return {"userEnteredValue": {"stringValue": value}}


def cells(place: dict[str, int], *rows: list[dict[str, Any]], fields: str = "userEnteredValue") -> dict[str, Any]:
    """An updateCells over a block of 案件."""
    given = [{"values": list(row)} for row in rows]
    return {"updateCells": {"range": {"sheetId": CASES, **place}, "rows": given, "fields": fields}}


def block(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def insert_row(at: int, before: bool = True) -> dict[str, Any]:
    place = {"sheetId": CASES, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    return {"insertDimension": {"range": place, "inheritFromBefore": before}}


def read(book: Book, sheet_id: int, **options: str) -> dict[str, Any]:
    asked = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER", **options}
    answer = book.values_by_filter({"dataFilters": [{"gridRange": {"sheetId": sheet_id}}], **asked})
    found: dict[str, Any] = answer["valueRanges"][0]
    return found


def refusal(book: Book, *requests: dict[str, Any]) -> str:
    with pytest.raises(ApiFault) as refused:
        book.batch_update({"requests": list(requests)})
    assert (refused.value.status, refused.value.code) == (400, "INVALID_ARGUMENT")
    return refused.value.message


def test_a_read_is_ragged_and_names_the_whole_grid(book):
    found = read(book, CASES)
    assert found["valueRange"] == {
        "range": "'案件'!A1:D6",
        "majorDimension": "ROWS",
        "values": [["案號", "狀態", "備註"], ["A1", "待處理", "急"], ["A2", "處理中"]],
    }
    assert found["dataFilters"] == [{"gridRange": {"sheetId": CASES}}]


def test_a_blank_tab_has_no_values_and_its_id_of_0_is_left_out(book):
    found = read(book, 0)
    assert found["valueRange"] == {"range": "'工作表1'!A1:Z1000", "majorDimension": "ROWS"}
    assert found["dataFilters"] == [{"gridRange": {}}]


def test_columns_can_be_the_major_dimension(book):
    found = read(book, CASES, majorDimension="COLUMNS")
    assert found["valueRange"]["values"] == [["案號", "A1", "A2"], ["狀態", "待處理", "處理中"], ["備註", "急"]]


def test_ranges_come_back_in_another_order_and_without_zeros(book):
    asked = [{"gridRange": {"sheetId": CASES, **block(0, 1, 0, 2)}}, {"gridRange": {"sheetId": 0}}]
    answer = book.values_by_filter({"dataFilters": asked})
    assert [found["dataFilters"][0]["gridRange"] for found in answer["valueRanges"]] == [
        {},
        {"sheetId": CASES, "endRowIndex": 1, "endColumnIndex": 2},
    ]


def test_a_tab_that_is_gone_is_named_by_its_id(book):
    with pytest.raises(ApiFault, match="No grid with id: 99"):
        read(book, 99)


def test_text_is_text_whatever_it_begins_with(book):
    book.batch_update({"requests": [cells(block(3, 4, 0, 3), [text("=1+1"), text("0912345678"), text("'x")])]})
    assert book["案件"].values()[3] == ["=1+1", "0912345678", "'x"]
    assert book["案件"].formula(4, 1) is None


def test_cells_of_the_range_without_a_row_are_emptied(book):
    book.batch_update({"requests": [cells(block(1, 6, 0, 4), [text("A9")])]})
    assert book["案件"].values() == [["案號", "狀態", "備註"], ["A9"]]


def test_a_mask_leaves_other_fields_alone(book):
    note = {"note": "第一次"}
    book.batch_update({"requests": [cells(block(1, 2, 0, 1), [note | text("A1")], fields="note,userEnteredValue")]})
    book.batch_update({"requests": [cells(block(1, 2, 0, 1), [text("A7")])]})
    assert (book["案件"].cell(2, 1), book["案件"].note(2, 1)) == ("A7", "第一次")


def test_nothing_is_applied_when_one_request_is_refused(book):
    before, version = book["案件"].values(), book.version
    bad = cells(block(7, 8, 0, 1), [text("x")])
    said = refusal(book, cells(block(0, 1, 0, 1), [text("neu")]), insert_row(2), bad)
    assert said.startswith("Invalid requests[2].updateCells: Range ('案件'!A8) exceeds grid limits.")
    assert (book["案件"].values(), book["案件"].sheet.row_count, book.version) == (before, 6, version)


def test_more_cells_than_the_range_holds_are_refused(book):
    said = refusal(book, cells(block(0, 1, 0, 1), [text("a"), text("b")]))
    assert said == (
        "Invalid requests[0].updateCells: Attempting to write column: 1, beyond the last requested column of: 0"
    )
    assert "Attempting to write row: 6, beyond the last requested row of: 5" in refusal(
        book, cells(block(5, 9, 0, 1), [text("a")], [text("b")])
    )


def test_a_range_that_ends_beyond_the_grid_is_cut(book):
    book.batch_update({"requests": [cells(block(5, 9, 0, 99), [text("a")])]})
    assert (book["案件"].cell(6, 1), book["案件"].sheet.row_count) == ("a", 6)


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ({"startRowIndex": 6}, "'案件'!A7"),
        ({"startRowIndex": 8, "startColumnIndex": 0, "endColumnIndex": 2}, "'案件'!A9:B"),
        ({"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 4}, "'案件'!E1:2"),
        ({"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 4, "endColumnIndex": 5}, "'案件'!E1:E2"),
    ],
)
def test_a_range_that_begins_beyond_the_grid_is_refused_by_name(book, place, named):
    request = {"repeatCell": {"range": {"sheetId": CASES, **place}, "cell": {}, "fields": "note"}}
    said = refusal(book, request)
    assert said == f"Invalid requests[0].repeatCell: Range ({named}) exceeds grid limits. Max rows: 6, max columns: 4"


def test_a_cell_holds_fifty_thousand_utf16_units(book):
    whole = "😀" * 25_000
    book.batch_update({"requests": [cells(block(1, 2, 0, 1), [text(whole)])]})
    assert book["案件"].cell(2, 1) == whole
    assert refusal(book, cells(block(1, 2, 0, 1), [text(whole + "x")])).endswith(
        "Your input contains more than the maximum of 50000 characters in a single cell."
    )


def test_ten_million_cells_are_the_limit(book):
    grow = {"appendDimension": {"sheetId": CASES, "dimension": "ROWS", "length": 10_000_000 // 4}}
    assert "above the limit of 10000000 cells" in refusal(book, grow)


def test_two_tabs_never_have_one_title(book):
    said = refusal(book, {"addSheet": {"properties": {"title": "案件"}}})
    assert said.endswith('A sheet with the name "案件" already exists. Please enter another name.')


def test_an_inserted_row_looks_like_the_one_before_but_is_blank(book):
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "待處理"}]}}
    book.change([{"setDataValidation": {"range": {"sheetId": CASES, **block(1, 3, 1, 2)}, "rule": rule}}])
    book.batch_update({"requests": [insert_row(3)]})
    sheet = book["案件"].sheet
    assert (sheet.dress(3, 1).rule, book["案件"].cell(4, 2), sheet.row_count) == (rule, None, 7)


def test_a_row_can_be_added_at_the_end_only_from_before(book):
    assert "must be less than the grid size (6) if inheritFromBefore is false" in refusal(book, insert_row(6, False))
    assert "larger than current grid size (6)" in refusal(book, insert_row(7))
    book.batch_update({"requests": [insert_row(6)]})
    assert book["案件"].sheet.row_count == 7


def test_a_copy_goes_whole_to_one_cell_of_another_tab_and_moves_formulas(book):
    book["案件"].type(2, 4, '=A2&"!"')
    paste = {
        "source": {"sheetId": CASES, "startRowIndex": 0, "endRowIndex": 3},
        "destination": {"sheetId": 0, **block(10, 11, 0, 1)},
        "pasteType": "PASTE_FORMULA",
    }
    book.batch_update({"requests": [{"copyPaste": paste}]})
    tab = book["工作表1"]
    assert (tab.cell(11, 1), tab.formula(12, 4), tab.cell(12, 4)) == ("案號", '=A12&"!"', "A1!")


def test_a_formula_is_kept_as_google_writes_it(book):
    entered = [{"userEnteredValue": {"formulaValue": text}} for text in ("='案件'!b3:a2&a1:a1", '=sum( $a$1:b2 )&"a1"')]
    book.batch_update({"requests": [cells(block(3, 4, 0, 2), entered)]})
    assert (book["案件"].formula(4, 1), book["案件"].formula(4, 2)) == ("='案件'!A2:B3&A1", '=sum( $A$1:B2 )&"a1"')


def test_a_reference_pasted_above_the_first_row_is_lost(book):
    book["案件"].type(3, 4, "=A2")
    place = {"sheetId": CASES, **block(2, 3, 3, 4)}
    paste = {"source": place, "destination": {"sheetId": CASES, **block(0, 1, 3, 4)}, "pasteType": "PASTE_FORMULA"}
    book.batch_update({"requests": [{"copyPaste": paste}]})
    assert (book["案件"].formula(1, 4), book["案件"].cell(1, 4)) == ("=#REF!", "#REF!")


def test_a_destination_of_twice_the_source_gets_it_twice(book):
    paste = {
        "source": {"sheetId": CASES, **block(1, 2, 0, 1)},
        "destination": {"sheetId": CASES, **block(4, 6, 0, 1)},
    }
    book.batch_update({"requests": [{"copyPaste": paste}]})
    assert [book["案件"].cell(row, 1) for row in (4, 5, 6)] == [None, "A1", "A1"]


def test_a_tick_box_fills_blank_cells_with_false(book):
    rule = {"condition": {"type": "BOOLEAN"}}
    book.batch_update(
        {"requests": [{"setDataValidation": {"range": {"sheetId": CASES, **block(1, 6, 2, 3)}, "rule": rule}}]}
    )
    assert [row[2] for row in book["案件"].values()[1:]] == ["急", False, False, False, False]


def test_a_protected_cell_refuses_the_whole_batch_until_the_account_is_an_editor(book):
    protected = {"range": {"sheetId": CASES, **block(0, 6, 1, 2)}, "editors": {"users": ["owner@example.com"]}}
    book.change([{"addProtectedRange": {"protectedRange": protected}}])
    said = refusal(book, cells(block(1, 2, 0, 1), [text("x")]), cells(block(1, 2, 1, 2), [text("x")]))
    assert said == (
        "Invalid requests[1].updateCells: You are trying to edit a protected cell or object. "
        "Please contact the spreadsheet owner to remove protection if you need to edit."
    )
    assert "protected" in refusal(book, insert_row(3))
    assert book.get({}, False)["sheets"][1]["protectedRanges"][0].get("requestingUserCanEdit") is None
    book.account = "owner@example.com"
    book.batch_update({"requests": [insert_row(3)]})
    assert book.get({}, False)["sheets"][1]["protectedRanges"][0]["requestingUserCanEdit"] is True


def test_a_warning_never_blocks(book):
    protected = {"range": {"sheetId": CASES}, "warningOnly": True}
    book.change([{"addProtectedRange": {"protectedRange": protected}}])
    book.batch_update({"requests": [cells(block(1, 2, 1, 2), [text("x")])]})
    assert book["案件"].cell(2, 2) == "x"


def test_what_is_written_into_a_covered_cell_reads_back_blank(book):
    book.change([{"mergeCells": {"range": {"sheetId": CASES, **block(1, 3, 0, 2)}}}])
    book.batch_update({"requests": [cells(block(2, 3, 0, 2), [text("x"), text("y")])]})
    assert book["案件"].values()[1:] == [["A1", "", "急"]]


def test_the_echo_shows_the_cells_right_after_the_update(book):
    answer = book.batch_update(
        {
            "requests": [cells(block(1, 2, 1, 2), [text("新")])],
            "includeSpreadsheetInResponse": True,
            "responseRanges": ["'案件'!B2:C2"],
            "responseIncludeGridData": True,
        }
    )
    (sheet,) = answer["updatedSpreadsheet"]["sheets"]
    values = sheet["data"][0]["rowData"][0]["values"]
    assert [cell["userEnteredValue"]["stringValue"] for cell in values] == ["新", "急"]
    assert (sheet["data"][0]["startRow"], sheet["data"][0]["startColumn"]) == (1, 1)
    assert answer["updatedSpreadsheet"]["properties"]["timeZone"] == "Asia/Taipei"


def test_an_echo_that_cannot_be_resolved_is_refused_after_the_batch_was_applied(book):
    with pytest.raises(ApiFault, match="Unable to parse range: 不見了!A1"):
        book.batch_update(
            {
                "requests": [cells(block(1, 2, 1, 2), [text("新")])],
                "includeSpreadsheetInResponse": True,
                "responseRanges": ["不見了!A1"],
            }
        )
    assert book["案件"].cell(2, 2) == "新"


def test_requests_of_people_are_not_served_to_programs(book):
    with pytest.raises(ApiFault) as refused:
        book.batch_update({"requests": [{"sortRange": {"range": {"sheetId": CASES}}}]})
    assert refused.value.status == 501


def test_only_the_tabs_of_the_ranges_come_back(book):
    assert [s["properties"]["title"] for s in book.get({"ranges": ["案件"]}, False)["sheets"]] == ["案件"]
    asked = {"dataFilters": [{"gridRange": {"sheetId": CASES, **block(1, 2, 0, 1)}}], "includeGridData": True}
    (sheet,) = book.get_by_filter(asked)["sheets"]
    assert sheet["data"][0]["rowData"][0]["values"][0]["effectiveValue"] == {"stringValue": "A1"}
