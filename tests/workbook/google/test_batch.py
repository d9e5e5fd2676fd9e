"""One difference as requests: their order, their shape, and what they never touch."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.columns import CASES
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Row, Snapshot, Stamp, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.google.batch import SPARE, Below, Ground, batch_of
from sheetdesk.workbook.google.cells import cell_data
from sheetdesk.workbook.google.image import BEFORE, TOP, layout_of
from sheetdesk.workbook.google.tabs import Size, Tabs
from tests.fakes.story_desk import default_settings

ZONE = default_settings()[0].desk.zone
HEADER = tuple(column.key for column in CASES.columns)
LARGE = Size(2000, 120)
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def tabs(image: int | None = 9, size: Size = LARGE, **changes: Any) -> Tabs:
    said: dict[str, Any] = {
        "ours": {"cases": 5},
        "forms": (),
        "image": image,
        "image_size": size,
        "widest": 80,
        "cells": 0,
        "title": "試算表",
        "zone": "Asia/Taipei",
        "locale": "zh_TW",
        "locked": (),
        "more_forms": (),
        "formless": False,
        "asked_for": (),
        "spreadsheet": "1AbC",
        "asked_at": NOON,
    }
    return Tabs(**{**said, **changes})


def snapshot(*numbers: str, header_place: int = 1) -> Snapshot:
    rows = tuple(Row(header_place + at, {"number": number}) for at, number in enumerate(numbers, start=1))
    return Snapshot({"cases": TabView("cases", "案件", HEADER, header_place, rows)}, (), None, "")


def write(place: int, column: str, new: Value) -> CellWrite:
    return CellWrite("cases", place, "A", column, HEADER.index(column), None, new)


def difference(*writes: CellWrite, inserts: tuple[NewRow, ...] = ()) -> Difference:
    return Difference(7, Stamp("ledger", "主機", 7), writes, inserts)


def requests(
    change: Difference, seen: Snapshot, now: Tabs | None = None, below: Below | None = None, grid_rows: int = 1000
) -> list[dict[str, Any]]:
    layout = layout_of(change, {"cases": seen.tabs["cases"].header_place})
    ground = Ground(now or tabs(), {"cases": grid_rows}, ZONE)
    return batch_of(change, seen, ground, layout, below or Below()).requests


def kinds(batch: list[dict[str, Any]]) -> list[str]:
    return [next(iter(request)) for request in batch]


def test_the_old_image_goes_first_then_stamp_and_copies_then_cells_then_new_rows():
    new = NewRow("cases", "B", {"number": "B", "text": "退冰"})

    batch = requests(difference(write(2, "status", "處理中"), inserts=(new,)), snapshot("A"))

    assert kinds(batch) == [
        "updateCells",
        "copyPaste",
        "updateCells",
        "copyPaste",
        "copyPaste",
        "updateCells",
        "insertDimension",
        "updateCells",
    ]
    assert batch[0]["updateCells"] == {"range": {"sheetId": 9, "startRowIndex": 1}, "fields": "userEnteredValue"}
    assert batch[1]["copyPaste"]["source"] == {"sheetId": 9, "startRowIndex": 0, "endRowIndex": 1}
    assert batch[1]["copyPaste"]["destination"]["startRowIndex"] == BEFORE - 1
    assert [row["values"][0]["userEnteredValue"]["stringValue"] for row in batch[2]["updateCells"]["rows"]] == [
        "ledger｜主機｜7",
        '{"batch": 7, "headers": {"cases": 1}}',
    ]


def test_rows_are_copied_whole_whatever_their_width_and_onto_one_cell():
    copies = [
        r["copyPaste"]
        for r in requests(difference(write(4, "status", "處理中")), snapshot("A", "B", "C"))
        if "copyPaste" in r
    ]

    assert copies[2] == {
        "source": {"sheetId": 5, "startRowIndex": 3, "endRowIndex": 4},
        "destination": {
            "sheetId": 9,
            "startRowIndex": TOP + 1,
            "endRowIndex": TOP + 2,
            "startColumnIndex": 0,
            "endColumnIndex": 1,
        },
        "pasteType": "PASTE_FORMULA",
    }


def test_every_cell_is_written_as_a_value_and_nothing_else_of_it():
    batch = requests(
        difference(write(2, "status", "處理中"), inserts=(NewRow("cases", "B", {"number": "B"}),)), snapshot("A")
    )

    assert {request["updateCells"]["fields"] for request in batch if "updateCells" in request} == {"userEnteredValue"}


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("=1+1", {"stringValue": "=1+1"}),
        ("0912345678", {"stringValue": "0912345678"}),
        (True, {"boolValue": True}),
        (3, {"numberValue": 3}),
        (NOON, {"numberValue": 46347.5}),
        (date(2026, 11, 21), {"numberValue": 46347}),
        (Formula("=A1"), {"formulaValue": "=A1"}),
    ],
)
def test_a_value_is_sent_with_its_type(value, sent):
    assert cell_data(value, ZONE) == {"userEnteredValue": sent}


def test_a_blank_clears_the_cell():
    assert cell_data(None, ZONE) == {}


def test_neighbouring_cells_of_neighbouring_rows_go_in_one_request():
    columns = ("summary", "next_step", "status")
    change = difference(
        *(write(place, column, "x") for place in (2, 3, 5) for column in columns), write(2, "text", "y")
    )

    cells = [r["updateCells"] for r in requests(change, snapshot("A", "B", "C", "D"))[3:] if "updateCells" in r]

    assert [
        (c["start"]["rowIndex"], c["start"]["columnIndex"], [len(row["values"]) for row in c["rows"]]) for c in cells
    ] == [
        (1, 1, [3, 3]),
        (4, 1, [3]),
        (1, HEADER.index("text"), [1]),
    ]


def test_new_rows_go_below_the_last_case_and_look_like_it():
    batch = requests(difference(inserts=(NewRow("cases", "C", {"number": "C"}),)), snapshot("A", "B"))

    assert batch[-2] == {
        "insertDimension": {
            "range": {"sheetId": 5, "dimension": "ROWS", "startIndex": 3, "endIndex": 4},
            "inheritFromBefore": True,
        }
    }
    assert batch[-1]["updateCells"]["start"] == {"sheetId": 5, "rowIndex": 3, "columnIndex": 0}


def test_the_first_case_does_not_look_like_the_header():
    batch = requests(difference(inserts=(NewRow("cases", "A", {"number": "A"}),)), snapshot(header_place=2))

    assert batch[-2]["insertDimension"]["inheritFromBefore"] is False
    assert batch[-2]["insertDimension"]["range"]["startIndex"] == 2


def test_rows_of_a_later_part_go_below_those_of_the_part_before():
    below = Below()
    below.add("cases", 10)

    batch = requests(difference(inserts=(NewRow("cases", "C", {"number": "C"}),)), snapshot("A"), below=below)

    assert batch[-2]["insertDimension"]["range"]["startIndex"] == 12


def test_a_tab_that_is_full_gets_a_row_at_its_end_first():
    batch = requests(difference(inserts=(NewRow("cases", "B", {"number": "B"}),)), snapshot("A"), grid_rows=2)

    assert kinds(batch)[-3:] == ["appendDimension", "insertDimension", "updateCells"]


def test_the_tab_of_the_image_is_made_again_if_somebody_deleted_it():
    batch = requests(difference(write(2, "status", "處理中")), snapshot("A"), tabs(image=None, size=Size(0, 0)))

    made = batch[0]["addSheet"]["properties"]
    assert (made["title"], made["hidden"], made["gridProperties"]["columnCount"]) == ("_sheetdesk", True, 80 + SPARE)
    assert batch[1]["updateCells"]["range"]["sheetId"] == made["sheetId"]


def test_the_tab_of_the_image_grows_with_what_it_has_to_hold_and_never_shrinks():
    many = difference(*(write(place, "status", "x") for place in range(2, 1500)))

    grown = requests(many, snapshot(*map(str, range(1500))), tabs(size=Size(1100, 300)))[0]["updateSheetProperties"]

    assert grown["properties"]["gridProperties"] == {"rowCount": TOP + 1499, "columnCount": 300}


@given(st.dictionaries(st.tuples(st.integers(2, 12), st.integers(0, 8)), st.integers(0, 99), min_size=1))
def test_each_cell_is_written_exactly_once_with_its_own_value(cells):
    change = difference(*(CellWrite("cases", place, "A", HEADER[at], at, None, n) for (place, at), n in cells.items()))
    sent = {}

    for request in requests(change, snapshot("A"))[3:]:
        for down, row in enumerate(request.get("updateCells", {}).get("rows", ())):
            for across, data in enumerate(row["values"]):
                start = request["updateCells"]["start"]
                where = start["rowIndex"] + 1 + down, start["columnIndex"] + across
                assert where not in sent
                sent[where] = data["userEnteredValue"]["numberValue"]

    assert sent == cells


THE_CELLS = (
    '{"updateCells": {"start": {"sheetId": 5, "rowIndex": 1, "columnIndex": 1}, "rows": [{"values": ['
    '{"userEnteredValue": {"stringValue": "王｜蛋糕\\n退冰"}}, {}, {"userEnteredValue": {"formulaValue": "=A1"}}]}], '
    '"fields": "userEnteredValue"}}'
    '{"insertDimension": {"range": {"sheetId": 5, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}, '
    '"inheritFromBefore": true}}'
    '{"updateCells": {"start": {"sheetId": 5, "rowIndex": 2, "columnIndex": 0}, "rows": [{"values": ['
    '{"userEnteredValue": {"stringValue": "B"}}, {}, {"userEnteredValue": {"numberValue": 46347.5}}, '
    '{"userEnteredValue": {"boolValue": true}}, {"userEnteredValue": {"numberValue": 12.5}}, '
    '{"userEnteredValue": {"numberValue": 46347.0}}]}], "fields": "userEnteredValue"}}'
)


def test_the_cells_of_a_batch_are_these_very_bytes():
    new: dict[str, Value] = {
        "number": "B",
        "next_step": NOON,
        "status": True,
        "reply_template": 12.5,
        "reply_text": date(2026, 11, 21),
    }
    cells = (write(2, "summary", "王｜蛋糕\r\n退冰"), write(2, "next_step", "\x00"), write(2, "status", Formula("=A1")))
    seen = snapshot("A")
    narrow = replace(seen, tabs={"cases": replace(seen.tabs["cases"], header=HEADER[:6])})

    batch = requests(difference(*cells, inserts=(NewRow("cases", "B", new),)), narrow)

    assert "".join(json.dumps(request, ensure_ascii=False) for request in batch[-3:]) == THE_CELLS
