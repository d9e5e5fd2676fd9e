"""Formats, rules and protection of the fake spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.google import people
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book
from tests.fakes.google.colours import kept_colour
from tests.workbook.google.book_requests import TAB, block, book_with_a_tab, rows, send, shown


@pytest.fixture
def book() -> Book:
    return book_with_a_tab()


def test_formats_stand_where_the_mask_says_and_colours_come_twice(book):
    cell = {"userEnteredFormat": {"backgroundColor": {"red": 1, "green": 0.5}, "horizontalAlignment": "CENTER"}}
    send(book, "repeatCell", range=block(0, 1, 0, 2), cell=cell, fields="userEnteredFormat(backgroundColor)")
    (first, _) = shown(book)["data"][0]["rowData"][0]["values"]
    colour = {"red": 1, "green": 0.49803922}
    assert first["userEnteredFormat"] == {"backgroundColor": colour, "backgroundColorStyle": {"rgbColor": colour}}
    assert first["effectiveFormat"]["wrapStrategy"] == "OVERFLOW_CELL"


@given(st.dictionaries(st.sampled_from(["red", "green", "blue", "alpha"]), st.floats(0, 1)))
def test_a_colour_that_was_kept_is_kept_as_it_is(colour):
    once = kept_colour(colour)
    assert kept_colour(once) == once


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


def test_a_conditional_format_cannot_look_into_another_tab(book):
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "='工作表1'!A1=1"}]}
    with pytest.raises(ApiFault, match="cannot reference a different sheet"):
        send(
            book,
            "addConditionalFormatRule",
            rule={"ranges": [{"sheetId": TAB}], "booleanRule": {"condition": condition}},
        )


def test_a_rule_leaves_rows_out_that_a_filter_hides_unless_they_are_asked_for(book):
    people.paste_rows(book, "案件", 1, [["狀態"], ["新"], ["舊"], ["新"]])
    people.filter_rows(book, "案件", "狀態", without=["舊"])
    rule = {"condition": {"type": "NOT_BLANK"}}
    place = block(1, 5, 0, 1)
    send(book, "setDataValidation", range=place, rule=rule)
    assert [bool(book["案件"].sheet.dress(row, 0).rule) for row in range(5)] == [False, True, False, True, True]
    send(book, "setDataValidation", range=place, rule=rule, filteredRowsIncluded=True)
    assert book["案件"].sheet.dress(2, 0).rule == rule


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
