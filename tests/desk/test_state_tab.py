"""系統狀態 and the first line of 待辦: what the last writes did, and that a desk that stopped itself says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.story_desk import StoryDesk

LAST, EARLIER = "最近一次寫入", "前 {} 次寫入"


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def state(desk: StoryDesk) -> dict[str, str]:
    return {str(row["item"]): str(row.get("content")) for row in desk.rows("state") if row.get("item")}


def test_the_last_writes_are_told_one_line_each_and_a_quiet_pass_is_none_of_them(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了")
    desk.run()
    said = state(desk)
    assert said[EARLIER.format(1)].startswith("新案件 1 件、有變動的 0 件、新寫的信 1 封、寄出 0 封、問題 ")
    assert said[LAST].startswith("新案件 0 件、有變動的 1 件、新寫的信 0 封、寄出 1 封、問題 "), (
        "what left, the next write tells"
    )
    applied = desk.workbook.applied
    desk.run(1)
    assert (state(desk), desk.workbook.applied) == (said, applied), "no write only to say that it lives"
    for n in range(7):
        desk.type(desk.numbers()[0], "status", ("處理中", "等客人")[n % 2])
        desk.run(1)
    said = state(desk)
    assert [item for item in said if "次寫入" in item] == [LAST, *map(EARLIER.format, range(1, 6))]
    times = [row["at"] for row in desk.rows("state") if "次寫入" in str(row.get("item"))]
    assert times == sorted(times, reverse=True, key=str)


def test_a_desk_that_stopped_itself_says_so_in_the_first_line_until_it_goes_on(desk: StoryDesk) -> None:
    for n in range(21):
        desk.file("盒子破了", customer=f"客人{n}", email=f"c{n}@example.com", product=f"商品{n}", order_no=str(n))
    desk.run()
    assert desk.rows("todo")[0]["next_step"] == "系統正常 11/23 10:00"
    before = {number: desk.row(number).get("phone") for number in desk.numbers()}
    for number in before:
        desk.type(number, "phone", "0911111111")
    desk.run(1)
    head = desk.rows("todo")[0]
    assert (head["next_step"], head["why"]) == ("⚠ 系統先停下來", "怎麼辦，請看「系統狀態」")
    assert str(head["summary"]).startswith("一次有 21 件被改、清空或刪除")
    applied = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == applied, "said once"
    for number, phone in before.items():
        desk.type(number, "phone", phone)
    desk.run(1)
    assert desk.rows("todo")[0]["next_step"] == "系統正常 11/23 10:03"


def test_whoever_stops_all_letters_reads_it_in_the_first_line_until_they_leave_again(desk: StoryDesk) -> None:
    desk.run()
    settings = desk.workbook.grids["settings"]
    at = settings.find("item", "☐暫停所有寄信")
    settings.put(at, "value", "是")
    desk.run(1)
    assert desk.rows("todo")[0]["next_step"] == "⚠ 已暫停所有寄信 11/23 10:01"
    applied = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == applied, "said once"
    settings.put(at, "value", None)
    desk.run(1)
    assert desk.rows("todo")[0]["next_step"] == "系統正常 11/23 10:03"
