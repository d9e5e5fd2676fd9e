"""Lines that are the same again are not parsed again, and never read otherwise than they would be."""

import json
from collections.abc import Sequence
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.columns import CASES, FORM, TABS
from sheetdesk.model.memory import Cells
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, dumps, loads_all
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.grid import read_forms, read_tab
from sheetdesk.workbook.headers import FormSpec, Grid
from sheetdesk.workbook.lines import Lines, Memory
from sheetdesk.workbook.our_tabs import read_tabs

TAIPEI = ZoneInfo("Asia/Taipei")
TITLES: list[Raw] = [column.title for column in CASES.columns]
WIDTH = len(TITLES)
RECEIVED = [column.key for column in CASES.columns].index("received_at")


def line(number: str, *cells: Raw) -> list[Raw]:
    return [number, *cells]


def read(grid: Sequence[Sequence[Raw]], lines: Lines) -> TabView:
    return read_tab(CASES, "案件", again(grid), TAIPEI, lines)


def again(grid: Sequence[Sequence[Raw]]) -> Grid:
    """The same lines as a new answer would bring them: equal, and not one object of before."""
    return [[raw if isinstance(raw, Formula) else json.loads(json.dumps(raw)) for raw in line] for line in grid]


def test_a_line_that_did_not_change_gives_the_very_same_row():
    lines, grid = Lines(), [TITLES, line("A", "王｜蛋糕"), line("B", "李｜蔥抓餅")]
    before = read(grid, lines)
    after = read(grid, lines)
    assert after.rows is before.rows


def test_a_row_shares_its_texts_with_its_case_and_with_other_rows():
    (case,) = loads_all([dumps({"number": "A", "summary": "王｜蛋糕"})])
    a, b = read([TITLES, line("A", "王｜蛋糕"), line("B", "王｜蛋糕")], Lines()).rows
    assert a.get("number") is case["number"]
    assert a.get("summary") is b.get("summary") is case["summary"]


def test_only_the_line_that_changed_gives_a_new_row():
    lines, grid = Lines(), [TITLES, line("A", "王｜蛋糕"), line("B", "李｜蔥抓餅"), line("C")]
    before = read(grid, lines)
    grid[2] = line("B", "李｜蛋餅")
    after = read(grid, lines)
    assert [now is then for now, then in zip(after.rows, before.rows, strict=True)] == [True, False, True]
    assert after.rows[1].cells == {"number": "B", "summary": "李｜蛋餅"}


def test_lines_that_moved_keep_their_cells_at_their_new_places():
    lines, grid = Lines(), [TITLES, *(line(number, f"摘要 {number}") for number in "ABCDEF")]
    before = {row.get("number"): row for row in read(grid, lines).rows}
    del grid[2]  # B
    grid.insert(4, [None, "", "  "])
    grid[1], grid[6] = grid[6], grid[1]  # A and F
    after = read(grid, lines)
    assert [(row.get("number"), row.place) for row in after.rows] == [("F", 2), ("C", 3), ("D", 4), ("E", 6), ("A", 7)]
    assert all(row.cells is before[row.get("number")].cells for row in after.rows)


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (20261121, 20261121.0)])
def test_equal_values_that_a_sheet_shows_otherwise_are_read_again(one: Raw, other: Raw):
    lines = Lines()
    for raw in (one, other, one):
        grid = [
            [*TITLES, "我的欄"],
            line("A", *[None] * (RECEIVED - 1), raw, raw, *[None] * (WIDTH - RECEIVED - 2), raw),
        ]
        assert repr(read(grid, lines)) == repr(read(grid, Lines()))
    moved = [grid[0], [], [other if cell is one else cell for cell in grid[1]]]
    assert repr(read(moved, lines)) == repr(read(moved, Lines()))


def test_a_column_that_moved_has_every_line_read_by_the_new_header():
    lines = Lines()
    read([TITLES, line("A", "摘要", "下一步")], lines)
    header = [TITLES[0], TITLES[2], TITLES[1], *TITLES[3:]]
    assert read([header, line("A", "摘要", "下一步")], lines).rows[0].get("next_step") == "摘要"


def test_a_tab_that_lost_its_rows_and_changed_its_header_shows_none_of_before():
    lines = Lines()
    read([TITLES, line("A", "摘要", "下一步")], lines)
    assert read([[*TITLES, "我的欄"]], lines).rows == ()


def test_a_row_of_nothing_is_no_row_the_second_time_either():
    lines, blank = Lines(), list[Raw]([None, False, Formula("=A2")])
    grid = [TITLES, blank, line("A")]
    assert read(grid, lines).rows == read(grid, lines).rows
    assert [row.place for row in read(grid, lines).rows] == [3]


def test_a_line_of_an_earlier_read_is_forgotten():
    lines, grid = Lines(), [TITLES, line("A"), line("B")]
    first = read(grid, lines)
    read(grid[:2], lines)
    back = read(grid, lines)
    assert back == first
    assert back.rows[1].cells is not first.rows[1].cells


def test_every_tab_is_remembered_by_its_key_whatever_it_is_called():
    memory = Memory()
    grids: dict[str, Grid] = {tab.title: [[column.title for column in tab.columns]] for tab in TABS}
    grids["案件"] = [TITLES, line("A")]
    before = read_tabs(grids, TAIPEI, memory=memory)
    grids["客訴"] = again(grids.pop("案件"))
    after = read_tabs(grids, TAIPEI, {"cases": "客訴"}, memory)
    assert after["cases"].title == "客訴"
    assert after["cases"].rows is before["cases"].rows


def test_each_form_is_remembered_and_one_that_is_gone_is_forgotten():
    memory, questions = Memory(), [column.title for column in FORM.columns]
    grids: dict[str, Grid] = {"甲": [questions, [46347.5, "小芳"]], "乙": [questions, [46347.25, "小美"]]}
    both, _ = read_forms(grids, FormSpec(), TAIPEI, ["甲", "乙"], memory)
    alone, _ = read_forms(grids, FormSpec(), TAIPEI, ["乙"], memory)
    again_both, _ = read_forms(grids, FormSpec(), TAIPEI, ["甲", "乙"], memory)
    assert alone[0].rows is both[1].rows is again_both[1].rows
    assert again_both[0].rows[0] == both[0].rows[0]
    assert again_both[0].rows[0] is not both[0].rows[0]


SOME: list[Raw] = [None, "", " ", "甲", "2026/11/21", 0, 1, 1.0, True, False, 46347.5, 46347.0, 46347, Formula("=A1")]
LINES = st.lists(st.lists(st.sampled_from(SOME), max_size=4), max_size=6)


@settings(deadline=None, max_examples=60)
@given(LINES, st.lists(st.tuples(st.sampled_from(["cut", "add", "edit", "sort", "title"]), st.randoms()), max_size=6))
def test_whatever_people_do_a_tab_is_read_as_if_nothing_were_remembered(
    below: list[list[Raw]], deeds: list[tuple[str, Random]]
):
    lines, header = Lines(), [TITLES[RECEIVED], "我的欄", *[title for title in TITLES if title != TITLES[RECEIVED]]]
    read([header, *below], lines)
    for deed, random in deeds:
        change(deed, header, below, random)
        grid = [header, *below]
        assert repr(read(grid, lines)) == repr(read(grid, Lines()))


def change(deed: str, header: list[Raw], below: list[list[Raw]], random: Random) -> None:
    at = random.randrange(len(below) + 1)
    match deed:
        case "add":
            below.insert(at, [SOME[random.randrange(len(SOME))], 1])
        case "sort":
            random.shuffle(below)
        case "title":
            header[1] = random.choice(["我的欄", "別的", None])
        case "cut" if below:
            del below[at - 1]
        case "edit" if below and below[at - 1]:
            below[at - 1][random.randrange(len(below[at - 1]))] = SOME[random.randrange(len(SOME))]


def test_rows_that_were_made_whole_are_given_for_lines_that_are_the_same_again():
    lines, grid = Lines(), [TITLES, line("A", "王｜蛋糕"), line("B", "李｜蔥抓餅")]
    read(grid, lines)

    def whole(row: Row) -> Row:
        return row if row.get("text") else Row(row.place, Cells({**row.cells, "text": f"內容 {row.get('number')}"}))

    made = lines.replace(whole)
    assert [row.get("text") for row in made] == ["內容 A", "內容 B"]
    grid[2] = line("B", "李｜蛋餅")
    after = read(grid, lines)
    assert after.rows[0] is made[0]
    assert after.rows[1].cells == {"number": "B", "summary": "李｜蛋餅"}
    assert lines.replace(whole) == (made[0], Row(3, {"number": "B", "summary": "李｜蛋餅", "text": "內容 B"}))


def test_rows_that_are_whole_already_stay_the_very_same_tuple():
    lines = Lines()
    before = read([TITLES, line("A", "王｜蛋糕")], lines)
    assert lines.replace(lambda row: row) is before.rows
