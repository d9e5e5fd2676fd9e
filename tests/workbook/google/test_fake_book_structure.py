"""Tabs, rows, columns, groups, protection, formats and versions of the fake spreadsheet."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.fakes.google import people
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book

TAB = 7


@pytest.fixture
def book() -> Book:
    made = Book("1abc", "好日子團購")
    properties = {"sheetId": TAB, "title": "案件", "gridProperties": {"rowCount": 5, "columnCount": 6}}
    made.change([{"addSheet": {"properties": properties}}])
    return made


def send(book: Book, kind: str, **wanted: Any) -> dict[str, Any]:
    (reply,) = book.batch_update({"requests": [{kind: wanted}]})["replies"]
    found: dict[str, Any] = reply.get(kind, reply)
    return found


def shown(book: Book) -> dict[str, Any]:
    """The tab as spreadsheets.get answers it."""
    found: dict[str, Any] = book.get({"ranges": ["案件"]}, True)["sheets"][0]
    return found


def columns(start: int, end: int) -> dict[str, Any]:
    return {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def rows(start: int, end: int) -> dict[str, Any]:
    return {"sheetId": TAB, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def block(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    place = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": TAB, **place}


def test_a_new_tab_answers_what_it_became(book):
    grid = {"rowCount": 3, "columnCount": 2, "frozenRowCount": 1}
    reply = send(book, "addSheet", properties={"title": "設定", "index": 0, "hidden": True, "gridProperties": grid})
    assert reply["properties"] | {"sheetId": 1} == {
        "sheetId": 1,
        "title": "設定",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": grid,
        "hidden": True,
    }
    assert book.titles() == ["設定", "工作表1", "案件"]


@pytest.mark.parametrize(
    ("properties", "fields", "said"),
    [
        ({"title": "工作表1"}, "title", 'A sheet with the name "工作表1" already exists. Please enter another name.'),
        ({"title": "x" * 101}, "title", "The sheet name cannot be greater than 100 characters."),
        (
            {"gridProperties": {"rowCount": 0}},
            "gridProperties.rowCount",
            "gridProperties.rowCount must be greater than 0.",
        ),
        ({}, "colour", "Invalid field: colour"),
        ({}, "", "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"),
    ],
)
def test_properties_that_cannot_be_are_refused(book, properties, fields, said):
    with pytest.raises(ApiFault) as refused:
        send(book, "updateSheetProperties", properties={"sheetId": TAB, **properties}, fields=fields)
    assert refused.value.message == f"Invalid requests[0].updateSheetProperties: {said}"


def test_the_last_visible_tab_can_neither_be_hidden_nor_deleted(book):
    people.hide_tab(book, "案件")
    with pytest.raises(ApiFault, match="You can't hide all the sheets"):
        people.hide_tab(book, "工作表1")
    with pytest.raises(ApiFault, match="You can't remove all the visible sheets"):
        people.delete_tab(book, "工作表1")


def test_an_id_is_taken_once(book):
    with pytest.raises(ApiFault, match=f"Sheet with id {TAB} already exists."):
        send(book, "addSheet", properties={"sheetId": TAB})


def test_a_tab_moves_to_the_place_counted_before_the_move(book):
    send(book, "addSheet", properties={"title": "三"})
    send(book, "updateSheetProperties", properties={"sheetId": 0, "index": 2}, fields="index")
    assert book.titles() == ["案件", "工作表1", "三"]


def test_groups_side_by_side_are_one_and_groups_inside_are_deeper(book):
    send(book, "addDimensionGroup", range=columns(1, 3))
    send(book, "addDimensionGroup", range=columns(3, 5))
    reply = send(book, "addDimensionGroup", range=columns(2, 4))
    assert [(g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in reply["dimensionGroups"]] == [
        (1, 5, 1),
        (2, 4, 2),
    ]


def test_a_collapsed_group_hides_its_columns_and_keeps_them_when_one_is_inserted(book):
    send(book, "addDimensionGroup", range=columns(1, 3))
    group = {"range": columns(1, 3), "depth": 1, "collapsed": True}
    send(book, "updateDimensionGroup", dimensionGroup=group, fields="collapsed")
    people.insert_columns(book, "案件", 3)
    found = shown(book)
    assert found["columnGroups"] == [{**group, "range": columns(1, 4)}]
    hidden = [column.get("hiddenByUser", False) for column in found["data"][0]["columnMetadata"]]
    assert hidden[:5] == [False, True, False, True, False]


def test_a_group_that_is_not_there_cannot_be_collapsed(book):
    with pytest.raises(ApiFault, match="No dimension group"):
        send(book, "updateDimensionGroup", dimensionGroup={"range": columns(1, 3), "depth": 1}, fields="collapsed")


def test_formats_stand_where_the_mask_says_and_colours_come_twice(book):
    cell = {"userEnteredFormat": {"backgroundColor": {"red": 1, "green": 0.5}, "horizontalAlignment": "CENTER"}}
    send(book, "repeatCell", range=block(0, 1, 0, 2), cell=cell, fields="userEnteredFormat(backgroundColor)")
    (first, _) = shown(book)["data"][0]["rowData"][0]["values"]
    colour = {"red": 1, "green": 0.49803922}
    assert first["userEnteredFormat"] == {"backgroundColor": colour, "backgroundColorStyle": {"rgbColor": colour}}
    assert first["effectiveFormat"]["wrapStrategy"] == "OVERFLOW_CELL"


def test_a_star_in_the_mask_takes_everything_off(book):
    book["案件"].put(1, 1, "x")
    send(book, "repeatCell", range=block(0, 1, 0, 1), cell={"note": "n"}, fields="note")
    send(book, "updateCells", range=block(0, 1, 0, 1), fields="*")
    assert "rowData" not in shown(book)["data"][0]


def test_a_rule_goes_when_none_is_given(book):
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "甲"}]}, "strict": False}
    send(book, "setDataValidation", range=block(1, 5, 0, 1), rule=rule)
    kept = {"condition": rule["condition"]}
    assert shown(book)["data"][0]["rowData"][4]["values"][0]["dataValidation"] == kept
    send(book, "setDataValidation", range=block(1, 5, 0, 1))
    assert "rowData" not in shown(book)["data"][0]


def test_conditional_formats_are_closed_at_the_edge_and_counted_from_the_first(book):
    for formula in ("=A1", "=B1"):
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        place = {"sheetId": TAB, "startRowIndex": 1}
        send(book, "addConditionalFormatRule", rule={"ranges": [place], "booleanRule": {"condition": condition}})
    found = shown(book)["conditionalFormats"]
    assert [rule["ranges"] for rule in found] == [[block(1, 5, 0, 6)], [block(1, 5, 0, 6)]]
    gone = send(book, "deleteConditionalFormatRule", sheetId=TAB, index=0)["rule"]
    assert gone["booleanRule"]["condition"]["values"][0]["userEnteredValue"] == "=B1"


def test_what_lies_over_rows_grows_with_them_and_goes_with_them(book):
    people.protect(book, "案件", "B2:C4")
    people.merge(book, "案件", 2, 4, 3, 4)
    people.insert_rows(book, "案件", 3)
    assert shown(book)["protectedRanges"][0]["range"] == block(1, 5, 1, 3)
    assert shown(book)["merges"] == [block(1, 4, 3, 4)]
    people.delete_rows(book, "案件", 2, 4)
    assert not {"protectedRanges", "merges"} & shown(book).keys()


def test_a_free_part_of_a_protected_tab_can_be_written(book):
    book.change(
        [
            {
                "addProtectedRange": {
                    "protectedRange": {"range": {"sheetId": TAB}, "unprotectedRanges": [block(0, 5, 0, 1)]}
                }
            }
        ]
    )
    send(book, "updateCells", range=block(0, 1, 0, 1), fields="note")
    with pytest.raises(ApiFault, match="protected"):
        send(book, "updateCells", range=block(0, 1, 0, 2), fields="note")


def test_who_protects_a_range_may_edit_it_and_let_it_go(book):
    wanted = {"range": block(0, 1, 0, 6), "editors": {"users": []}}
    added = send(book, "addProtectedRange", protectedRange=wanted)["protectedRange"]
    assert (added["requestingUserCanEdit"], added["editors"]) == (True, {})
    (found,) = shown(book)["protectedRanges"]
    assert found["editors"] == {"users": [book.account]}
    change = {"protectedRangeId": added["protectedRangeId"], "warningOnly": True}
    send(book, "updateProtectedRange", protectedRange=change, fields="warningOnly")
    assert shown(book)["protectedRanges"][0]["warningOnly"] is True
    send(book, "deleteProtectedRange", protectedRangeId=added["protectedRangeId"])
    assert "protectedRanges" not in shown(book)


def test_a_stranger_sees_that_a_range_is_closed_but_not_for_whom_and_cannot_open_it(book):
    people.protect(book, "案件", "A1:B2")
    (found,) = shown(book)["protectedRanges"]
    assert found.keys() == {"protectedRangeId", "range"}
    with pytest.raises(ApiFault, match="protected"):
        send(book, "deleteProtectedRange", protectedRangeId=found["protectedRangeId"])


def test_a_row_may_be_added_at_the_edge_of_a_protected_range(book):
    people.protect(book, "案件", "A1:F1")
    send(book, "insertDimension", range=rows(1, 2), inheritFromBefore=True)
    assert shown(book)["protectedRanges"][0]["range"] == block(0, 1, 0, 6)


def test_sizes_and_hidden_lines_are_told_with_the_cells(book):
    send(book, "updateDimensionProperties", range=columns(1, 2), properties={"pixelSize": 60}, fields="pixelSize")
    send(book, "updateDimensionProperties", range=rows(2, 3), properties={"hiddenByUser": True}, fields="hiddenByUser")
    data = shown(book)["data"][0]
    assert [column["pixelSize"] for column in data["columnMetadata"]] == [100, 60, 100, 100, 100, 100]
    assert data["rowMetadata"][2] == {"hiddenByUser": True, "pixelSize": 21}


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (0, 5, "You can't delete all the rows on the sheet."),
        (5, 6, "Cannot delete a row that doesn't exist. Tried to delete row index 5 but there are only 5 rows."),
    ],
)
def test_rows_that_cannot_be_deleted_are_refused(book, start, end, said):
    with pytest.raises(ApiFault) as refused:
        send(book, "deleteDimension", range=rows(start, end))
    assert refused.value.message == f"Invalid requests[0].deleteDimension: {said}"


def test_all_tabs_together_stay_below_the_limit(book):
    room = 10_000_000 - 1000 * 26 - 5 * 6
    send(book, "appendDimension", sheetId=TAB, dimension="ROWS", length=room // 6)
    left = room % 6
    with pytest.raises(ApiFault, match="above the limit"):
        send(book, "addSheet", properties={"gridProperties": {"rowCount": 1, "columnCount": left + 1}})
    send(book, "addSheet", properties={"gridProperties": {"rowCount": 1, "columnCount": left}})


def test_a_batch_of_few_cells_copies_few_rows(book):
    people.paste_rows(book, "案件", 1, [[f"A{row}"] for row in range(50)])
    sheet = book["案件"].sheet
    before = list(sheet.rows)
    send(book, "updateCells", range=block(3, 4, 0, 1), rows=[{"values": [{}]}], fields="userEnteredValue")
    assert [at for at, row in enumerate(sheet.rows) if row is not before[at]] == [3]
    assert before[3].cells == ["A3"]


def test_the_export_holds_values_and_formulas_as_they_are(book):
    book["案件"].put(1, 1, "=text")
    book["案件"].type(2, 1, "=SUM(B1:B2)")
    book["案件"].put(2, 2, 3.5)
    people.hide_tab(book, "案件")
    read = load_workbook(BytesIO(book.to_xlsx()))
    page = read["案件"]
    assert (page["A1"].value, page["A1"].data_type) == ("=text", "s")
    assert (page["A2"].value, page["A2"].data_type) == ("=SUM(B1:B2)", "f")
    assert (page["B2"].value, page.sheet_state, read.sheetnames) == (3.5, "hidden", ["工作表1", "案件"])


REQUESTS = (
    {
        "updateCells": {
            "range": block(1, 3, 0, 2),
            "rows": [{"values": [{"note": "x"}]}],
            "fields": "note,userEnteredValue",
        }
    },
    {"repeatCell": {"range": block(0, 5, 2, 3), "cell": {"userEnteredValue": {"formulaValue": "=A1"}}, "fields": "*"}},
    {"insertDimension": {"range": rows(2, 3), "inheritFromBefore": True}},
    {"insertDimension": {"range": columns(1, 2)}},
    {"deleteDimension": {"range": rows(1, 2)}},
    {"deleteDimension": {"range": columns(2, 3)}},
    {"moveDimension": {"source": columns(0, 1), "destinationIndex": 3}},
    {"sortRange": {"range": block(1, 5, 0, 6), "sortSpecs": [{"dimensionIndex": 0}]}},
    {"mergeCells": {"range": block(3, 5, 0, 2)}},
    {"copyPaste": {"source": block(0, 2, 0, 2), "destination": block(3, 4, 3, 4)}},
    {"updateSheetProperties": {"properties": {"sheetId": TAB, "title": "別名"}, "fields": "title"}},
    {"addSheet": {"properties": {"title": "新"}}},
    {"addDimensionGroup": {"range": columns(1, 3)}},
    {"addProtectedRange": {"protectedRange": {"range": block(0, 2, 0, 2)}}},
    {"setBasicFilter": {"filter": {"range": {"sheetId": TAB}}}},
)


@given(st.lists(st.sampled_from(REQUESTS), max_size=8))
@settings(max_examples=80, deadline=None)
def test_a_refused_batch_leaves_no_trace_and_a_version_brings_all_back(requests):
    book = Book("1abc", "好日子團購")
    properties = {"sheetId": TAB, "title": "案件", "gridProperties": {"rowCount": 9, "columnCount": 6}}
    book.change([{"addSheet": {"properties": properties}}])
    people.paste_rows(book, "案件", 1, [["案號", "b", "=A2"], ["A2", "1", "=A2"], ["A1", "2", "=C1&A3"]])
    before = book.get({}, True)
    with pytest.raises(ApiFault):
        book.change([*requests, {"deleteSheet": {"sheetId": 99}}])
    assert book.get({}, True) == before
    point = book.save_point()
    for request in requests:
        with suppress(ApiFault):
            book.change([request])
    people.go_back(book, point)
    assert book.get({}, True) == before
