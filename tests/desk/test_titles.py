"""Titles of ours that people rename where they stand: read by their place, put back with the next write, told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import BY_KEY, CASES, LOG, MACHINE, POLICIES, RULES, STATE, TEAM
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.rig import Asked
from sheetdesk.desk.wishes import cells_of
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.values import Value, same
from sheetdesk.workbook.headers import required
from tests.fakes.moving_workbook import Grid, MovingWorkbook
from tests.fakes.real_desk import WANG, RealDesk, position_of
from tests.fakes.story_desk import StoryDesk, default_settings
from tests.fakes.twin import staged

once = pytest.mark.only(kind="memory", why="the desk alone judges here, whatever the workbook")
in_a_file = pytest.mark.only(kind="memory", why="this workbook is a file")

PUT_BACK = "分頁「案件」：標題「大綱」改回「摘要」 → 要另外一欄，請插在旁邊"
TITLES = [c.title for c in CASES.columns]
REQUIRED = [c.key for c in required(CASES)]


@pytest.fixture
def desk(tmp_path: Path, kind: str) -> Iterator[StoryDesk]:
    desk = staged(of_three, kind, tmp_path)
    yield desk
    desk.rig.ledger.close()


def of_three(folder: Path) -> StoryDesk:
    """A desk with three cases, at rest."""
    desk = StoryDesk(folder)
    for name in ("王怡君", "陳柏宏", "林小美"):
        desk.file(f"{name}的保鮮盒破了", customer=name, email=f"c{ord(name[0])}@example.com")
    desk.run()
    desk.run(1)
    return desk


def events(desk: StoryDesk) -> list[tuple[str, str, str | None]]:
    """What people did to cells of ours, as the ledger tells it."""
    told = [event for number in desk.numbers() for event in desk.events(number)]
    return [event for event in told if event[0] == "person" and event[1] != "person_cell"]


def problems(desk: StoryDesk) -> list[str]:
    return [
        str(row["content"]) for row in desk.rows("state") if str(row["item"]).startswith("問題") and "content" in row
    ]


@pytest.mark.parametrize("third", range(3))
@pytest.mark.parametrize("title", ["大綱", None])
def test_every_title_of_ours_is_put_back_and_no_cell_takes_harm(desk: StoryDesk, third: int, title: str | None) -> None:
    before = desk.rows()
    for key in (k for k in REQUIRED[third::3] if (k, title) != LAST):
        desk.grid.rename(key, title and f"{title} {key}")
    desk.run(5)
    assert desk.grid.header == [c.key for c in CASES.columns]
    assert desk.rows() == before
    assert events(desk) == []
    assert desk.run(1)[0].quiet


def test_what_was_put_back_is_told_once_and_stands_in_the_sheet_for_a_day(desk: StoryDesk) -> None:
    desk.grid.rename("summary", "大綱")
    reports = desk.run(5)
    assert [str(p) for report in reports for p in report.new_problems] == [PUT_BACK]
    desk.run(60)
    assert problems(desk) == ["分頁「案件」：標題「大綱」改回「摘要」"]
    desk.run(24 * 60)
    assert problems(desk) == []


@once
def test_a_rehearsal_shows_the_title_and_writes_nothing(desk: StoryDesk) -> None:
    desk.grid.rename("summary", "大綱")
    report = desk.one(1, Asked(rehearse=True))
    assert report.difference is not None
    written = [(w.place, w.old, w.new) for w in report.difference.writes if w.tab == CASES.key]
    assert written == [(1, "大綱", "摘要")]
    assert "大綱" in desk.grid.header


def test_a_write_that_waits_needs_no_title(desk: StoryDesk) -> None:
    desk.grid.rename("status", "進度")
    number = desk.numbers()[0]
    desk.grid.put(0, "進度", "處理中")
    desk.file("第四件破了", customer="黃先生", email="huang@example.com")
    desk.run(5)
    assert desk.case(number).status == "處理中"
    assert [row["status"] for row in desk.rows()] == ["處理中", "待處理", "待處理", "待處理"]


def test_titles_of_every_tab_are_put_back(desk: StoryDesk) -> None:
    for tab, key in ((LOG, "id"), (LOG, "state"), (RULES, "hits"), (POLICIES, "problem"), (STATE, "item")):
        desk.workbook.grids[tab.key].rename(key, "改了名")
        desk.run(5)
        assert desk.workbook.grids[tab.key].header == [c.key for c in tab.columns], (tab.key, key)


def test_two_neighbours_are_put_back_at_once(desk: StoryDesk) -> None:
    desk.grid.rename("summary", "大綱")
    desk.grid.rename("next_step", "要做什麼")
    before = desk.rows()
    desk.run(5)
    assert desk.grid.header[:3] == ["number", "summary", "next_step"]
    assert len(desk.rows()) == len(before)


def test_what_a_person_types_while_the_title_is_another_counts(desk: StoryDesk) -> None:
    desk.grid.rename("owner", "誰負責")
    desk.grid.put(0, "誰負責", "小美")
    desk.run(5)
    assert (desk.row(desk.numbers()[0])["owner"], events(desk)) == ("小美", [("person", "overruled", "owner")])


def replaced(grid: Grid, key: str, title: str, cells: list[Value]) -> None:
    """A person deletes a column of ours and puts one of her own there."""
    grid.rename(key, title)
    for at, value in enumerate(cells):
        grid.put(at, title, value)


@pytest.mark.parametrize(
    ("tab", "key"),
    [("cases", "summary"), ("cases", "number"), ("cases", "owner"), ("cases", "closed_at"), ("log", "recipient")],
)
def test_a_column_of_hers_in_the_place_of_ours_is_never_taken_for_it(desk: StoryDesk, tab: str, key: str) -> None:
    grid = desk.workbook.grids[tab]
    replaced(grid, key, "我的欄", ["甲", "乙", "丙"])
    before = [list(row) for row in grid.rows]
    title = BY_KEY[tab].column(key).title
    with pytest.raises(DeskUnreachable, match=f"少了欄位「{title}」.*改回原來的標題"):
        desk.run(5)
    assert [list(row) for row in grid.rows] == before
    assert "我的欄" in grid.header


@once
@pytest.mark.parametrize(("tab", "key"), [("rules", "hits"), ("rules", "problem"), ("policies", "problem")])
def test_a_column_of_hers_beside_the_rules_keeps_what_she_wrote(desk: StoryDesk, tab: str, key: str) -> None:
    replaced(desk.workbook.grids[tab], key, "我的欄", ["看一下", "好", "要改"])
    with pytest.raises(DeskUnreachable, match="少了欄位"):
        desk.run(5)
    assert [desk.workbook.grids[tab].get(at, "我的欄") for at in range(3)] == ["看一下", "好", "要改"]


@once
def test_a_status_tab_whose_rows_are_not_ours_is_not_taken_for_it(desk: StoryDesk) -> None:
    replaced(desk.workbook.grids["state"], "item", "我的欄", ["甲"] * len(desk.workbook.grids["state"].rows))
    with pytest.raises(DeskUnreachable, match="「項目」"):
        desk.run(5)


@once
def test_before_the_first_pass_a_column_that_holds_something_is_hers(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽"})
    replaced(desk.grid, "summary", "我的欄", ["甲"])
    with pytest.raises(DeskUnreachable, match="「摘要」"):
        desk.run()
    assert desk.grid.get(0, "我的欄") == "甲"


@once
def test_a_blank_column_of_ours_that_stands_under_another_title_is_ours_again(desk: StoryDesk) -> None:
    desk.grid.rename("closed_at", "收工時間")
    desk.run(5)
    assert "closed_at" in desk.grid.header


@once
def test_once_the_title_is_right_again_the_desk_goes_on(desk: StoryDesk) -> None:
    replaced(desk.grid, "summary", "我的欄", ["甲", "乙", "丙"])
    with pytest.raises(DeskUnreachable):
        desk.run(5)
    desk.grid.rename("我的欄", "summary")
    desk.run(5)
    assert sorted(str(row["summary"])[:3] for row in desk.rows()) == ["林小美", "王怡君", "陳柏宏"]


@pytest.mark.only(kind="memory", why="Google keeps what is written into merged cells out of sight")
def test_a_title_that_never_stays_is_left_alone_for_the_day_and_named(desk: StoryDesk) -> None:
    assert isinstance(desk.grid, Grid)
    put_title, tried = desk.grid.put_title, []

    def swallowed(key: str, at: int, title: Value) -> None:
        tried.append(title)

    desk.grid.rename("summary", "大綱")
    desk.grid.put_title = swallowed  # type: ignore[method-assign]
    desk.run(5)
    desk.run(5)
    assert tried == ["摘要"] * 3
    assert any("合併儲存格" in str(row.get("mend")) for row in desk.rows("state"))
    desk.grid.put_title = put_title  # type: ignore[method-assign]
    desk.run(25 * 60)
    assert "summary" in desk.grid.header


@once
def test_a_rebuild_does_not_guess_what_stands_below_a_renamed_title(desk: StoryDesk) -> None:
    desk.grid.rename("summary", "大綱")
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    with pytest.raises(DeskUnreachable, match=r"「摘要」.*改回原來的標題"):
        rebuild(desk.rig, desk.now)


Act = Callable[[Grid], None]
ACTS: dict[str, Act] = {
    "renames another": lambda grid: grid.rename("why", "理由"),
    "renames it again": lambda grid: grid.rename("大綱", "概要"),
    "renames it back": lambda grid: grid.rename("大綱", "summary"),
    "sorts": lambda grid: grid.rows.reverse(),
    "inserts a row": lambda grid: grid.insert(0),
    "inserts a column before it": lambda grid: grid.insert_column(1),
    "inserts a column behind it": lambda grid: grid.insert_column(2),
    "moves a column behind it": lambda grid: grid.move_column(15, 2),
    "moves one of ours in front of it": lambda grid: grid.move_column(40, 1),
    "types": lambda grid: grid.put(0, "note", "我的備註"),
}


LOST = ("renames another", "renames it again", "sorts", "inserts a column behind it", "types")
"""What is put right although the answer was lost: none of it moves the title that is written."""


@pytest.mark.parametrize(
    ("act", "fault"),
    [*((act, "") for act in ACTS), *((act, "lose_reply") for act in LOST), ("inserts a row", "lose_request")],
)
def test_at_the_moment_of_the_write_people_may_do_what_they_like(desk: StoryDesk, act: str, fault: str) -> None:
    wanted = {str(row["number"]): dict(row) for row in desk.rows()}
    desk.grid.rename("summary", "大綱")
    desk.workbook.at_write = lambda book: ACTS[act](book.grids["cases"])
    if fault:
        setattr(desk.workbook, fault, True)
    desk.run(5)
    assert sorted(filter(None, desk.grid.header)) == sorted(c.key for c in CASES.columns)
    rows = {str(row["number"]): row for row in desk.rows() if row}
    if act == "types":
        wanted[desk.numbers()[0]]["note"] = "我的備註"
    assert rows == wanted
    assert events(desk) == []
    assert desk.run(1)[0].quiet


@pytest.mark.parametrize("key", ["summary", "status", "number", "closed_at"])
def test_a_title_renamed_at_the_moment_of_the_write_hinders_no_cell(desk: StoryDesk, key: str) -> None:
    desk.file("第四件破了", customer="黃先生", email="huang@example.com")
    desk.workbook.at_write = lambda book: book.grids["cases"].rename(key, "大綱")
    desk.run(5)
    assert desk.grid.header == [c.key for c in CASES.columns]
    assert len(desk.numbers()) == 4
    assert events(desk) == []


def test_a_title_of_ours_that_landed_on_her_new_column_is_taken_back_at_once(desk: StoryDesk) -> None:
    def act(book: MovingWorkbook) -> None:
        book.grids["cases"].insert_column(1)
        book.grids["cases"].retitle(1, "我的新欄")

    desk.grid.rename("summary", "大綱")
    desk.workbook.at_write = act
    with pytest.raises(DeskUnreachable, match="「摘要」"):
        desk.run(5)
    assert desk.grid.header[:4] == ["number", "我的新欄", "大綱", "next_step"]
    desk.grid.rename("大綱", "summary")
    desk.run(5)
    assert "我的新欄" in desk.grid.header
    assert events(desk) == []


def test_a_title_that_may_have_landed_elsewhere_is_believed_only_by_its_cells(desk: StoryDesk) -> None:
    def act(book: MovingWorkbook) -> None:
        book.grids["cases"].insert_column(1)
        book.grids["cases"].retitle(1, "甲")
        for at, word in enumerate("甲乙丙"):
            book.grids["cases"].put(at, "甲", word)
        book.lose_reply = True

    desk.grid.rename("summary", "大綱")
    desk.workbook.at_write = act
    with pytest.raises(DeskUnreachable, match=r"「摘要」.*裡面卻不是它的內容"):
        desk.run(5)
    assert [row[1] for row in desk.grid.rows] == ["甲", "乙", "丙"]


LAST = (REQUIRED[-1], None)
"""The last column is blank all the way down: without its title it isn't there, which the desk says."""
calm = st.tuples(st.sampled_from(REQUIRED), st.sampled_from(["大綱", None, "我的 欄", "狀態"])).filter(LAST.__ne__)


@pytest.mark.slow
@pytest.mark.only(kind="memory", why="random stories on Google are told elsewhere")
@pytest.mark.timeout(300)
@settings(max_examples=10, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(st.lists(calm, max_size=3), st.lists(calm, max_size=2)), min_size=1, max_size=3))
def test_whatever_is_renamed_and_whenever_every_title_and_cell_is_right_in_the_end(
    tmp_path_factory: pytest.TempPathFactory,
    story: list[tuple[list[tuple[str, str | None]], list[tuple[str, str | None]]]],
) -> None:
    desk = StoryDesk(tmp_path_factory.mktemp("desk"))
    for at, (before, during) in enumerate(story):
        desk.file(f"第{at}件破了", email=f"c{at}@example.com", customer=f"客人{at}")
        desk.run(3)
        renaming(before)(desk.workbook)
        desk.workbook.at_write = renaming(during)
        desk.file(f"第{at}件又破了", email=f"d{at}@example.com", customer=f"顧客{at}")
        desk.run(3)
    desk.run(3)
    assert desk.grid.header == [c.key for c in CASES.columns]
    machine = {c.key for c in CASES.owned_by(MACHINE) if not c.later}
    for number in desk.numbers():
        wanted, row = cells_of(desk.case(number), default_settings()[1].categories), desk.row(number)
        assert not [key for key in machine & wanted.keys() if not same(row.get(key), wanted[key])]
    assert (len(desk.numbers()), events(desk)) == (2 * len(story), [])
    desk.rig.ledger.close()


def renaming(changes: list[tuple[str, str | None]]) -> Callable[[MovingWorkbook], None]:
    def act(book: MovingWorkbook) -> None:
        grid = book.grids["cases"]
        for key, title in changes:
            if key in grid.header and not (title == "狀態" and CASES.columns.index(CASES.column(key)) < 3):
                grid.rename(key, "狀態 " if title == "狀態" else title)

    return act


def header(desk: RealDesk, tab: str = CASES.title) -> list[object]:
    with desk.book() as book:
        return [cell.value for cell in book[tab][1]]


def retitle(sheet: Worksheet, key: str, title: str | None) -> None:
    sheet.cell(1, position_of(sheet, key)).value = title


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealDesk]:
    desk = RealDesk(tmp_path)
    desk.add_form_rows(WANG)
    desk.run()
    yield desk
    desk.rig.ledger.close()


@in_a_file
@pytest.mark.parametrize(("key", "title"), [("summary", "大綱"), ("number", None), ("received_at", "何時")])
def test_in_a_file_the_title_is_put_back_and_its_look_stays(real: RealDesk, key: str, title: str | None) -> None:
    before = real.rows()
    with real.book() as book:
        cell = book[CASES.title].cell(1, TITLES.index(CASES.column(key).title) + 1)
        look = (cell.number_format, cell.font.b, cell.fill.fgColor.rgb)
        retitle(book[CASES.title], key, title)
    real.run_later()
    assert header(real) == TITLES
    with real.book() as book:
        cell = book[CASES.title].cell(1, TITLES.index(CASES.column(key).title) + 1)
        assert (cell.number_format, cell.font.b, cell.fill.fgColor.rgb) == look
    assert real.rows() == before
    assert real.run_later()[0].quiet


@in_a_file
def test_in_a_file_the_stamp_is_found_under_a_renamed_title(real: RealDesk) -> None:
    with real.book() as book:
        book[STATE.title].cell(1, 2).value = "說明"
    reports = real.run_later()
    assert not reports[0].set_back
    assert header(real, STATE.title) == [c.title for c in STATE.columns]


@in_a_file
def test_in_a_file_merged_titles_are_tried_three_times_and_named(real: RealDesk) -> None:
    with real.book() as book:
        book[CASES.title].merge_cells("B1:C1")
    real.run_later()
    real.run_later()
    assert any("「下一步」" in problem and "合併儲存格" in problem for problem in real.problems())
    assert real.run_later()[0].quiet


@in_a_file
def test_in_a_file_a_column_that_is_really_gone_is_named_and_nothing_is_done(real: RealDesk) -> None:
    with real.book() as book:
        sheet = book[CASES.title]
        sheet.delete_cols(position_of(sheet, "summary"))
    before = real.path.read_bytes()
    with pytest.raises(DeskUnreachable, match="「摘要」"):
        real.run_later()
    assert real.path.read_bytes() == before


@in_a_file
def test_in_a_file_a_column_of_settings_is_named_and_taken_as_blank_as_before(real: RealDesk) -> None:
    with real.book() as book:
        book[TEAM.title].cell(1, 2).value = "信箱"
    reports = real.run_later()
    assert any("少了欄位「Email」" in str(problem) for problem in reports[0].problems)
    assert header(real, TEAM.title)[1] == "信箱"
