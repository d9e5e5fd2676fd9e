"""Pastes, atomic batches, versions and the export of the fake spreadsheet."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.fakes.google import people
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book
from tests.workbook.google.book_requests import TAB, block, book_with_a_tab, columns, rows, send, shown


@pytest.fixture
def book() -> Book:
    return book_with_a_tab()


def test_a_cut_block_keeps_what_its_formulas_speak_of(book):
    book["案件"].type(1, 1, "=B1")
    book.change([{"cutPaste": {"source": block(0, 1, 0, 1), "destination": {"sheetId": TAB, "rowIndex": 3}}}])
    assert (book["案件"].formula(1, 1), book["案件"].formula(4, 1)) == (None, "=B1")


def test_a_normal_paste_brings_looks_notes_and_merges_and_values_can_be_pasted_alone(book):
    book["案件"].type(1, 1, "=1+1")
    send(book, "repeatCell", range=block(0, 1, 0, 1), cell={"note": "n"}, fields="note")
    people.merge(book, "案件", 1, 1, 1, 2)
    send(book, "copyPaste", source=block(0, 1, 0, 2), destination=block(2, 3, 2, 3))
    send(book, "copyPaste", source=block(0, 1, 0, 1), destination=block(4, 5, 0, 1), pasteType="PASTE_VALUES")
    tab = book["案件"]
    assert (tab.formula(3, 3), tab.note(3, 3), tab.formula(5, 1), tab.cell(5, 1)) == ("=1+1", "n", None, 2)
    assert shown(book)["merges"] == [block(0, 1, 0, 2), block(2, 3, 2, 4)]


def test_a_paste_that_runs_over_the_edge_is_refused(book):
    with pytest.raises(ApiFault, match="exceeds grid limits"):
        send(book, "copyPaste", source=block(0, 3, 0, 2), destination=block(3, 4, 0, 1))


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
