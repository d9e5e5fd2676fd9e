"""The image: what is copied where, and the copies read back as the rows they were."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.columns import CASES, LOG
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Stamp
from sheetdesk.model.values import Formula
from sheetdesk.workbook.google.cells import shrunk
from sheetdesk.workbook.google.image import TOP, Layout, image_of, layout_of, layout_said
from tests.fakes.story_desk import default_settings

ZONE = default_settings()[0].desk.zone
TITLES = [column.title for column in CASES.columns]


def write(tab: str, place: int, column: str = "summary") -> CellWrite:
    return CellWrite(tab, place, "A", column, 1, None, "新的")


def batch(*writes: CellWrite, inserts: tuple[NewRow, ...] = (), number: int = 7) -> Difference:
    return Difference(number, Stamp("ledger", "host", number), writes, inserts)


def line(*values: Any) -> dict[str, Any]:
    return {"values": [cell(value) for value in values]}


def cell(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {}
        case Formula():
            return {"userEnteredValue": {"formulaValue": value.text}}
        case str():
            return {"userEnteredValue": {"stringValue": value}}
    return {"userEnteredValue": {"numberValue": value}}


def test_neighbouring_rows_are_copied_at_once_below_the_header_of_their_tab():
    layout = layout_of(
        batch(write("cases", 9), write("cases", 4), write("cases", 5), write("log", 2)), {"cases": 2, "log": 1}
    )

    assert list(layout.runs()) == [
        ("cases", 2, 1, TOP + 1),
        ("cases", 4, 2, TOP + 2),
        ("cases", 9, 1, TOP + 4),
        ("log", 1, 1, TOP + 5),
        ("log", 2, 1, TOP + 6),
    ]
    assert (layout.rows, layout.ranges("_sheetdesk")) == (6, ["'_sheetdesk'!A3", "'_sheetdesk'!1001:1006"])


def test_a_tab_that_only_gets_new_rows_has_its_header_copied():
    layout = layout_of(batch(inserts=(NewRow("log", "M1", {"id": "M1"}),)), {"log": 1})

    assert list(layout.runs()) == [("log", 1, 1, TOP + 1)]


def test_a_batch_that_touches_nothing_still_names_a_range_that_exists():
    assert layout_of(batch(), {}).ranges("_sheetdesk")[1] == "'_sheetdesk'!1001:1001"


def test_the_memo_tells_the_layout_of_its_own_batch_only():
    difference, headers = batch(write("cases", 4)), {"cases": 3}
    layout = layout_of(difference, headers)

    assert layout_said(layout.memo(), difference) == layout
    assert layout_said(layout.memo(), batch(write("cases", 4), number=8)) is None


@pytest.mark.parametrize("memo", [None, "", "亂打", "[]", "{}", '{"batch": 7}', '{"batch": 7, "headers": {}}', 7.0])
def test_a_memo_that_somebody_spoilt_tells_nothing(memo):
    assert layout_said(memo, batch(write("cases", 4))) is None


def test_rows_are_read_by_the_header_of_that_moment():
    layout = Layout(7, (("cases", 1, (3,)),))
    moved = [TITLES[1], TITLES[0], "我的欄"]

    image = image_of(layout, [line(*moved), line("摘要文字", "GB2611-0042-X", "她的")], ZONE)

    assert image.headers["cases"] == ("summary", "number", "我的欄")
    assert image.rows[0].cells == {"summary": "摘要文字", "number": "GB2611-0042-X", "我的欄": "她的"}
    assert (image.rows[0].tab, image.rows[0].place, image.batch) == ("cases", 3, 7)


def test_an_image_is_the_same_whether_its_cells_were_shrunk_as_they_came():
    said = [line(*TITLES), line("GB1", None, "", Formula("=1+1"), 46347.5, "字"), line(), {}]
    said[1]["values"] += [{"userEnteredValue": {"boolValue": False}}, {"userEnteredValue": {"errorValue": {}}}]
    layout = Layout(7, (("cases", 1, (3, 4, 5)),))

    came = json.loads(json.dumps(said), object_hook=shrunk)

    assert image_of(layout, came, ZONE) == image_of(layout, said, ZONE)
    assert came[1]["values"] == ["GB1", {}, None, Formula("=1+1"), 46347.5, "字", False, None]


def test_blank_rows_at_the_end_that_google_leaves_out_are_blank_rows():
    image = image_of(Layout(7, (("cases", 1, (3, 4)),)), [line(*TITLES), line("GB1")], ZONE)

    assert [row.cells for row in image.rows] == [{"number": "GB1"}, {}]


def test_a_tab_that_is_gone_from_under_its_header_is_a_blank_one():
    image = image_of(Layout(7, (("cases", 1, (3,)),)), [], ZONE)

    assert (image.headers["cases"], image.rows[0].cells) == ((), {})


@pytest.mark.parametrize(
    ("copied", "stood"),
    [
        ("=B1002&D$1&$C1002", "=B5&D$1&$C5"),
        ("=SUM(C1000:C1001)", "=SUM(C3:C4)"),
        ("=VLOOKUP(B1002,客人!A:B,2,FALSE)", "=VLOOKUP(B5,客人!A:B,2,FALSE)"),
        ('="B1002"', '="B1002"'),
    ],
)
def test_a_formula_is_read_as_it_stood_in_its_own_row(copied, stood):
    image = image_of(Layout(7, (("cases", 1, (5,)),)), [line(*TITLES), line("GB1", Formula(copied))], ZONE)

    assert image.rows[0].cells["summary"] == Formula(stood)


def test_a_row_of_nothing_but_a_formula_is_kept_too():
    image = image_of(Layout(7, (("cases", 1, (5,)),)), [line(*TITLES), line(None, Formula("=1+1"))], ZONE)

    assert image.rows[0].cells == {"summary": Formula("=1+1")}


@given(st.sets(st.integers(2, 60), min_size=1))
def test_every_touched_row_is_copied_once_and_in_order(places):
    layout = layout_of(batch(*(write("cases", place) for place in places)), {"cases": 1})
    copied = [first + at for tab, first, count, _ in layout.runs() for at in range(count)]
    targets = [to + at for _, _, count, to in layout.runs() for at in range(count)]

    assert copied == [1, *sorted(places)]
    assert targets == list(range(TOP + 1, TOP + 1 + len(copied)))


def test_the_log_is_read_by_its_own_columns():
    header = [column.title for column in LOG.columns]
    image = image_of(Layout(7, (("log", 1, (2,)),)), [line(*header), line(46347.5)], ZONE)

    assert image.rows[0].cells["at"] == datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
