"""Rows that are spelt as they were are not parsed again, and none is ever read otherwise than it would be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.workbook.google.row_texts import RowTexts
from sheetdesk.workbook.google.window import joined, ranges_of
from sheetdesk.workbook.headers import HEADER_WITHIN
from tests.workbook.google.parts import TAB, cut, known

HEAD: list[list[Any]] = [["標題"] * 8] * HEADER_WITHIN

TRAPS = ["],[", "[[", "]]", 'a],[],[b"', '"],["', "\\", '\\"],[', ']]},"dataFilters":', '"values":[[', "\n", "\ud800"]


def answered(grid: list[list[Any]], *columns: int) -> dict[str, Any]:
    """What a read of TAB that leaves out these columns is answered."""
    found = [cut(grid, area) for area in ranges_of(TAB, {TAB: known(*columns)})]
    return {"spreadsheetId": "1abc", "valueRanges": found}


def spelt(grid: list[list[Any]], *columns: int, escapes: bool = False) -> bytes:
    """The same as Google spells it when it is asked not to indent."""
    text = json.dumps(answered(grid, *columns), separators=(",", ":"), ensure_ascii=escapes)
    return text.encode("utf-8", "replace")


def grid_in(value: Any) -> list[list[Any]]:
    return [list(line) for line in joined(value["valueRanges"])]


def rows_in(texts: RowTexts, body: bytes) -> Sequence[Sequence[Any]]:
    return joined(texts.parse(body)["valueRanges"])[HEADER_WITHIN:]


cells = st.one_of(st.sampled_from(["", "", "甲", "乙", 3, 3.5, True, *TRAPS]), st.text(max_size=4))
lines = st.lists(cells, max_size=6)
below = st.lists(lines, max_size=6)


@st.composite
def reads(draw: st.DrawFn) -> list[list[list[Any]]]:
    """The rows of a few reads, each much like the one before."""
    rows, found = draw(below), []
    for _ in range(draw(st.integers(1, 4))):
        found.append(list(rows))
        at = draw(st.integers(0, len(rows)))
        rows = [*rows[:at], *draw(st.lists(lines, max_size=2)), *rows[at + draw(st.integers(0, 2)) :]]
    return found


@given(reads(), st.sets(st.integers(0, 4), min_size=1), st.booleans())
def test_a_row_is_read_as_its_text_says_whatever_was_read_before(all_rows, away, escaped):
    texts = RowTexts()
    for rows in all_rows:
        body = spelt([*HEAD, *rows], *sorted(away), escapes=escaped)
        plain = json.loads(body)
        assert grid_in(texts.parse(body)) == grid_in(plain)


@given(below)
def test_rows_above_what_is_read_by_spans_and_other_tabs_come_as_they_are(rows):
    body = spelt([*rows, *HEAD], 2)
    assert RowTexts().parse(body)["valueRanges"][0] == json.loads(body)["valueRanges"][0]


def test_a_row_that_is_spelt_as_before_is_the_very_same_one():
    texts, rows = RowTexts(), [["甲", 1, "x"], ["乙", 2, "y"], ["丙", 3, "z"]]
    first = rows_in(texts, spelt([*HEAD, *rows], 1))
    edited = [rows[0], ["乙", 2, "改"], rows[2], ["丁", 4, "新"]]
    then = rows_in(texts, spelt([*HEAD, *edited], 1))
    assert [[line[0], line[2]] for line in then] == [["甲", "x"], ["乙", "改"], ["丙", "z"], ["丁", "新"]]
    assert then[0] is first[0]
    assert then[2] is first[2]
    assert then[1] is not first[1]


def test_a_number_is_never_taken_for_a_tick_box_or_a_text():
    texts = RowTexts()
    for value in (1, True, "1", 1.0, "true", None, ""):
        found = grid_in(texts.parse(spelt([*HEAD, ["甲", "", value, "尾"]], 1)))[HEADER_WITHIN]
        assert repr(found[2]) == repr(value)


def test_other_columns_left_out_are_other_rows():
    texts, rows = RowTexts(), [["甲", "1", "x"]]
    assert grid_in(texts.parse(spelt([*HEAD, *rows], 1)))[HEADER_WITHIN] == ["甲", None, "x"]
    assert grid_in(texts.parse(spelt([*HEAD, *rows], 0)))[HEADER_WITHIN] == [None, "1", "x"]


@pytest.mark.parametrize("text", ["a],[b", "a],[],[b", 'a],[1,"x],[b', "],[", "\\],["])
def test_a_cell_that_says_what_stands_between_rows_cuts_none(text):
    texts = RowTexts()
    for rows in ([["甲"], [], ["乙"]], [["甲"], [text], ["乙"]], [["甲"], [text], ["丙"]], [[text, text], [text]]):
        body = spelt([*HEAD, *rows], 3)
        assert grid_in(texts.parse(body)) == grid_in(json.loads(body))


def test_an_indented_answer_is_read_too():
    body = json.dumps(answered([*HEAD, ["甲", "", "x"]], 1), indent=2).encode()
    assert RowTexts().parse(body) == json.loads(body)


def test_half_an_answer_is_no_json_even_where_nothing_was_new():
    texts, body = RowTexts(), spelt([*HEAD, ["甲", "", "x"], ["乙", "", "y"]], 1)
    texts.parse(body)
    for size in range(1, len(body)):
        with pytest.raises(ValueError, match=r"."):
            texts.parse(body[:size])
    assert grid_in(texts.parse(body)) == grid_in(json.loads(body))


def test_an_answer_without_rows_is_itself():
    error = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}
    assert RowTexts().parse(json.dumps(error).encode()) == error
    assert RowTexts().parse(b"[]") == []


def test_what_was_forgotten_is_parsed_again():
    texts, body = RowTexts(), spelt([*HEAD, ["甲", "", "x"]], 1)
    (before,) = rows_in(texts, body)
    texts.forget()
    (after,) = rows_in(texts, body)
    assert after == before
    assert after is not before
