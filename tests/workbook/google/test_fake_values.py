"""The fake's spreadsheets.values, by real gspread: what scripts of spreadsheet owners send and sheetdesk never does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gspread
import pytest

from tests.fakes.google import FakeGoogle, people
from tests.fakes.google.book import Book
from tests.fakes.google.tab import Tab
from tests.fakes.google.value_routes import FOR_SCRIPTS
from tests.workbook.google.plain_client import client_of

TITLE = "案件"


@dataclass(frozen=True)
class Owner:
    """Somebody with a script: her spreadsheet as Google has it, and its tab as gspread shows it."""

    google: FakeGoogle
    book: Book
    sheet: gspread.Worksheet

    @property
    def tab(self) -> Tab:
        return self.book[TITLE]

    def refusal(self, act: Any, *args: Any, **kwargs: Any) -> str:
        """What Google says to it; nothing of it is kept."""
        before = self.tab.values()
        with pytest.raises(gspread.exceptions.APIError) as caught:
            act(*args, **kwargs)
        assert self.tab.values() == before
        return str(caught.value.response.json()["error"]["message"])


@pytest.fixture
def owner(tmp_path):
    with FakeGoogle() as google:
        google.routes = FOR_SCRIPTS
        book = google.new_spreadsheet("好日子團購")
        size = {"rowCount": 6, "columnCount": 4}
        book.change([{"addSheet": {"properties": {"sheetId": 7, "title": TITLE, "gridProperties": size}}}])
        google.share(book, google.service_account(tmp_path / "key.json"))
        client = client_of(google, tmp_path / "key.json")
        yield Owner(google, book, gspread.Spreadsheet(client, {"id": book.id}).worksheet(TITLE))


def fill(owner, *rows):
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            owner.tab.put(at, column, value)


def test_a_tab_is_read_by_its_title(owner):
    fill(owner, ["案號", "數量"], ["A1", 2])
    assert owner.sheet.get_all_records() == [{"案號": "A1", "數量": 2}]
    assert owner.google.kinds() == ["read"] * 3


def test_several_ranges_are_read_at_once_and_in_order(owner):
    fill(owner, ["案號", "數量"], ["A1", 2])
    assert owner.sheet.batch_get(["B1:B2", "A2"]) == [[["數量"], ["2"]], [["A1"]]]


def test_without_leave_the_fake_serves_none_of_it(owner):
    owner.google.routes = FakeGoogle().routes
    assert "does not know GET" in owner.refusal(owner.sheet.get_all_values)
    assert owner.google.complaints.pop()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("42", 42), ("0912345678", 912345678), ("=1+1", 2), ("'0912", "0912"), ("2026/11/16", 46342), ("退冰", "退冰")],
)
def test_a_single_cell_is_typed(owner, typed, kept):
    owner.sheet.update_cell(2, 3, typed)
    assert owner.tab.cell(2, 3) == kept


@pytest.mark.parametrize("text", ["42", "=1+1", "'0912", "2026/11/16", "兩行\n字"])
def test_raw_text_stays_text(owner, text):
    owner.sheet.update([[text]], "A1")
    assert owner.tab.cell(1, 1) == text


def test_a_null_skips_its_cell_and_an_empty_text_clears_it(owner):
    fill(owner, ["a", "b", "c"])
    done = owner.sheet.update([[None, "", 3.5], [True]], "A1")
    assert owner.tab.values() == [["a", "", 3.5], [True]]
    assert {name: done[name] for name in done if name.startswith("updated")} == {
        "updatedRange": "'案件'!A1:C2",
        "updatedRows": 2,
        "updatedColumns": 3,
        "updatedCells": 3,
    }


def test_columns_can_be_written_as_well(owner):
    owner.sheet.update([["a", "b"], ["c"]], "A1", major_dimension="COLUMNS")
    assert owner.tab.values() == [["a", "c"], ["b"]]


def test_values_keep_to_the_range_that_was_named(owner):
    said = owner.refusal(owner.sheet.update, [["a", "b", "c"]], "A1:B1")
    assert said == "Requested writing within range ['案件'!A1:B1], but tried writing to column [C]"
    said = owner.refusal(owner.sheet.update, [["a"], ["b"]], "A1:B1")
    assert said == "Requested writing within range ['案件'!A1:B1], but tried writing to row [2]"


@pytest.mark.parametrize("place", [None, "A1"])
def test_an_update_never_makes_the_grid_grow(owner, place):
    said = owner.refusal(owner.sheet.update, [["a"]] * 7, place)
    assert said == "Range ('案件'!A1:A7) exceeds grid limits. Max rows: 6, max columns: 4"


def test_several_ranges_are_written_at_once_or_not_at_all(owner):
    good, bad = {"range": "B2", "values": [["x"]]}, {"range": "A1:A1", "values": [["a", "b"]]}
    owner.refusal(owner.sheet.batch_update, [dict(good), bad])
    done = owner.sheet.batch_update([good, {"range": "B3:C3", "values": [["2", "3"]]}], raw=False)
    assert owner.tab.values() == [[], ["", "x"], ["", 2, 3]]
    totals = {name: count for name, count in done.items() if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }


def test_rows_are_appended_below_the_table(owner):
    fill(owner, ["案號", "狀態"], ["A1", "待處理"])
    done = owner.sheet.append_rows([["A2", "5"], ["A3"]], value_input_option="USER_ENTERED")
    assert owner.tab.values()[2:] == [["A2", 5], ["A3"]]
    assert (done["tableRange"], done["updates"]["updatedRange"]) == ("'案件'!A1:B2", "'案件'!A3:B4")


def test_the_first_rows_of_a_blank_tab_name_no_table(owner):
    assert "tableRange" not in owner.sheet.append_row(["案號"])
    assert owner.tab.values() == [["案號"]]


def test_a_blank_in_the_last_row_shifts_what_is_appended_to_the_right(owner):
    fill(owner, ["x", "", "x"])
    assert owner.sheet.append_row(["y"])["updates"]["updatedRange"] == "'案件'!C2"
    assert owner.sheet.append_row(["z"], table_range="A1")["updates"]["updatedRange"] == "'案件'!A2"


def test_a_header_holds_rows_with_blanks_together(owner):
    fill(owner, ["a", "b", "c"], ["x", "", "x"], ["y"])
    assert owner.sheet.append_row(["z"])["tableRange"] == "'案件'!A1:C3"


def test_an_append_makes_the_grid_grow(owner):
    fill(owner, *[["x"]] * 6)
    owner.sheet.append_rows([list("abcde"), ["f"]])
    assert owner.tab.values()[6:] == [list("abcde"), ["f"]]
    assert (owner.tab.sheet.row_count, len(owner.tab.sheet.columns)) == (8, 5)


def test_rows_that_would_be_inserted_are_not_served(owner):
    said = owner.refusal(owner.sheet.append_row, ["x"], insert_data_option="INSERT_ROWS")
    assert said == "The fake Google doesn't know values.append with INSERT_ROWS."
    owner.google.complaints.clear()


def test_a_protected_cell_is_kept_and_the_rest_with_it(owner):
    area = {"sheetId": 7, "startColumnIndex": 1, "endColumnIndex": 2}
    guarded = {"protectedRange": {"range": area, "editors": {"users": [people.OWNER]}}}
    owner.book.change([{"addProtectedRange": guarded}])
    assert "protected cell" in owner.refusal(owner.sheet.update, [["a", "b"]], "A1")


def test_a_renamed_tab_is_not_found_by_its_old_title(owner):
    people.rename_tab(owner.book, TITLE, "客訴")
    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range"):
        owner.sheet.update_cell(1, 1, "x")
