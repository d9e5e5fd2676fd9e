"""Tabs, rows, columns and groups of the fake spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.fakes.google import people
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book
from tests.workbook.google.book_requests import TAB, block, book_with_a_tab, columns, rows, send, shown


@pytest.fixture
def book() -> Book:
    return book_with_a_tab()


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


def test_one_row_that_is_not_frozen_stays(book):
    frozen = {"sheetId": TAB, "gridProperties": {"frozenRowCount": 2}}
    send(book, "updateSheetProperties", properties=frozen, fields="gridProperties.frozenRowCount")
    with pytest.raises(ApiFault, match="Sorry, it is not possible to delete all non-frozen rows"):
        send(book, "deleteDimension", range=rows(2, 5))
    send(book, "deleteDimension", range=rows(1, 4))
    assert shown(book)["properties"]["gridProperties"] == {"rowCount": 2, "columnCount": 6, "frozenRowCount": 1}
    people.insert_rows(book, "案件", 1)
    assert shown(book)["properties"]["gridProperties"]["frozenRowCount"] == 2


def test_all_tabs_together_stay_below_the_limit(book):
    room = 10_000_000 - 1000 * 26 - 5 * 6
    send(book, "appendDimension", sheetId=TAB, dimension="ROWS", length=room // 6)
    left = room % 6
    with pytest.raises(ApiFault, match="above the limit"):
        send(book, "addSheet", properties={"gridProperties": {"rowCount": 1, "columnCount": left + 1}})
    send(book, "addSheet", properties={"gridProperties": {"rowCount": 1, "columnCount": left}})


def test_a_named_range_follows_its_cells(book):
    named = {"name": "狀態", "range": block(1, 3, 2, 3)}
    book.change([{"addNamedRange": {"namedRange": named}}])
    book["案件"].put(2, 3, "新")
    people.insert_rows(book, "案件", 2)
    people.move_column(book, "案件", 3, 1)
    assert book.get({}, False)["namedRanges"][0]["range"] == block(2, 4, 0, 1)
    asked = {"dataFilters": [{"a1Range": "狀態"}], "valueRenderOption": "UNFORMATTED_VALUE"}
    assert book.values_by_filter(asked)["valueRanges"][0]["valueRange"]["values"] == [["新"]]
    people.delete_rows(book, "案件", 3, 2)
    assert "namedRanges" not in book.get({}, False)


def test_people_hide_columns_move_tabs_and_draw_tick_boxes(book):
    people.paste_rows(book, "案件", 1, [["狀態", "打勾"], ["新"]])
    people.hide_column(book, "案件", "狀態")
    people.move_tab(book, "案件", 0)
    people.draw_tick_boxes(book, "案件", "打勾")
    assert shown(book)["data"][0]["columnMetadata"][0]["hiddenByUser"] is True
    assert book.titles() == ["案件", "工作表1"]
    assert book["案件"].values()[1:] == [["新", False], ["", False], ["", False], ["", False]]


def test_another_zone_leaves_the_numbers_and_changes_what_they_mean(book):
    book.clock = lambda: datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    book["案件"].type(1, 1, "=TODAY()")
    book["案件"].type(1, 2, "2026/11/21")
    before = book["案件"].values()
    people.change_zone(book, "Etc/GMT")
    assert [before, book["案件"].values()] == [[[46348, 46347]], [[46347, 46347]]]
    assert book.get({}, False)["properties"]["timeZone"] == "Etc/GMT"
    with pytest.raises(ApiFault, match="Asia/Taibei"):
        people.change_zone(book, "Asia/Taibei")
