"""What one read asks for of a tab, and how its parts are put together again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.sheet import Mark, Row, TabView
from sheetdesk.workbook.google.window import columns_stand, glanced, joined, leave_out, ranges_of, windows_of
from sheetdesk.workbook.headers import HEADER_WITHIN
from tests.fakes.google.a1 import Block
from tests.fakes.google.book import Book
from tests.fakes.google.grid import Sheet
from tests.fakes.google.ranges import echoed, value_range
from tests.workbook.google.parts import TAB, TITLES, cut, known


def read(grid: list[list[Any]], *columns: int) -> list[list[Any]]:
    """The grid as a read that leaves out these columns puts it together; the parts come in any order."""
    left = known(*columns)
    found = joined([cut(grid, area) for area in reversed(ranges_of(TAB, {TAB: left}))])
    leave_out(found, left)
    return [list(line) for line in found]


cells = st.sampled_from(["", "", "甲", "乙", 3, True])
grids = st.lists(st.lists(cells, max_size=8), max_size=HEADER_WITHIN + 8)


@given(grids, st.sets(st.integers(0, 6), min_size=1))
def test_a_read_that_leaves_columns_out_shows_all_the_others_where_they_stand(grid, away):
    found = read(grid, *sorted(away))
    for at in range(max(len(grid), len(found))):
        line = found[at] if at < len(found) else []
        whole = [*(grid[at] if at < len(grid) else []), *[""] * 10][:10]
        shown = [*line, *[""] * 10][:10]
        if at:
            assert [value for column, value in enumerate(shown) if column not in away] == [
                value for column, value in enumerate(whole) if column not in away
            ]
            assert all(column >= len(line) or line[column] is None for column in away)
        else:
            assert shown == whole


@given(grids, st.sets(st.integers(0, 6), min_size=1))
def test_no_line_that_was_not_read_whole_equals_one_that_was(grid, away):
    partial = read(grid, *sorted(away))[1:]
    assert all(not line or None in line for line in partial)


def test_the_first_rows_are_asked_for_whole_and_the_others_between_the_columns_that_are_known():
    below = {"sheetId": TAB, "startRowIndex": HEADER_WITHIN}
    assert ranges_of(TAB, {TAB: known(0, 9, 10, 12)}) == [
        {"sheetId": TAB, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN},
        below | {"startColumnIndex": 1, "endColumnIndex": 9},
        below | {"startColumnIndex": 11, "endColumnIndex": 12},
        below | {"startColumnIndex": 13},
    ]


@pytest.mark.parametrize("spared", [known(last=100), known(9, last=HEADER_WITHIN), Mark(str(TAB), HEADER_WITHIN, "x")])
def test_what_spares_nothing_is_not_asked_for(spared):
    assert windows_of([spared], [TAB]) == {}


def test_above_a_mark_the_one_column_in_which_people_write_is_asked_for_and_the_rows_stay_out():
    mark = Mark(str(TAB), 40, "x", 12)
    areas = ranges_of(TAB, {TAB: mark})
    assert areas == [
        {"sheetId": TAB, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN},
        {
            "sheetId": TAB,
            "startRowIndex": HEADER_WITHIN,
            "endRowIndex": 39,
            "startColumnIndex": 12,
            "endColumnIndex": 13,
        },
        {"sheetId": TAB, "startRowIndex": 39},
    ]
    grid: list[list[Any]] = [[f"{row}", *[""] * 11, "更正" if row in (3, 25) else ""] for row in range(60)]
    answers = [cut(grid, area) for area in areas]
    assert [line[0] for line in joined(answers)] == [*map(str, range(HEADER_WITHIN)), *map(str, range(39, 60))]
    rows = tuple(Row(place, {"更正": "三"} if place == 4 else {}) for place in (4, 9, 40))
    view = TabView("log", "往來紀錄", (*[None] * 12, "更正"), 1, rows, source=str(TAB))
    assert glanced(view, TAB, answers, {TAB: mark}) == ("三", "更正")
    assert glanced(view, TAB, answers, {TAB: Mark(str(TAB), 40, "x")}) == ()


def test_what_is_known_of_another_tab_is_left_alone():
    assert windows_of([known(9)], [8]) == {}


@pytest.mark.parametrize(
    ("head", "stands"),
    [
        ([list(TITLES)], True),
        ([[*TITLES, "", ""]], True),
        ([[*TITLES, "我的欄"]], False),
        ([["", *TITLES]], False),
        ([["客訴總表"], list(TITLES)], False),
        ([[*TITLES[:5], "別的", *TITLES[6:]]], False),
        ([], False),
    ],
)
def test_known_columns_stand_while_the_header_row_is_what_it_was(head, stands):
    windows = {TAB: known(9)}
    answers = [cut(head, area) for area in ranges_of(TAB, windows)]
    assert columns_stand(answers, windows) is stands


def test_the_fake_answers_spans_of_columns_as_they_are_put_together_here():
    book, sheet = Book("b", "好日子團購"), Sheet(TAB, "案件")
    grid: list[list[Any]] = [["甲", "乙", "丙", "丁"], *([f"a{at}", "", f"c{at}", ""] for at in range(12))]
    for row, line in enumerate(grid):
        for column, value in enumerate(line):
            sheet.put(row, column, value)
    areas = ranges_of(TAB, {TAB: known(2)})
    options = {"valueRenderOption": "UNFORMATTED_VALUE"}
    answers = []
    for area in areas:
        block = Block(
            area.get("startRowIndex", 0),
            area.get("startColumnIndex", 0),
            area.get("endRowIndex", len(sheet.rows)),
            area.get("endColumnIndex", len(sheet.columns)),
        )
        found = value_range(sheet, block, options, book.evaluator(), "zh_TW")
        answers.append({"valueRange": found, "dataFilters": [echoed({"gridRange": area})]})
    assert "values" not in answers[-1]["valueRange"]  # nothing stands right of the column that was left out
    assert joined(answers)[HEADER_WITHIN:] == [[line[0], "", None] for line in grid[HEADER_WITHIN:]]
