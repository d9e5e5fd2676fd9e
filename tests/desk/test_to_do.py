"""待辦: what needs a person, the gravest first; and one 確認 that lets many letters go."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def todo(desk: StoryDesk) -> list[dict[str, Value]]:
    """Rows that say something, without the first line."""
    return [row for row in desk.rows("todo")[1:] if row.get("urgency")]


def answer(desk: StoryDesk, word: str, urgency: str = "請確認") -> None:
    grid = desk.workbook.grids["todo"]
    grid.put(grid.find("urgency", urgency), "answer", word)


def replies(desk: StoryDesk) -> list[str]:
    return [m.letter.recipient for m in desk.channel.sent if m.kind == "reply"]


def eight_equal_letters(desk: StoryDesk) -> list[str]:
    for n in range(8):
        desk.file(
            f"蔥抓餅退冰了第{n}盒", customer=f"客人{n}", email=f"c{n}@example.com", product="蔥抓餅", order_no=str(n)
        )
    desk.run()
    numbers = desk.numbers()
    for number in numbers:
        desk.type(number, "reply_text", "明天補寄一包給您。")
        desk.type(number, "action", "寄出")
    return numbers


def test_a_new_case_stands_in_the_list_with_what_is_next_and_why(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    (row,) = todo(desk)
    assert (row["urgency"], row["case"], row["owner"]) == ("今天", desk.numbers()[0], "阿芳")
    assert row["next_step"] == desk.row(desk.numbers()[0])["next_step"]
    assert "到期" in str(row["why"])
    head = desk.rows("todo")[0]
    assert head["next_step"] == "系統正常 11/23 10:00"
    assert head["summary"] == "逾期 0・今天要回 1・沒寄出 0"


def test_what_is_done_vanishes_and_a_second_run_changes_nothing(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了")
    desk.run()
    desk.type(desk.numbers()[0], "status", "無效")
    desk.run(1)
    assert todo(desk) == []
    before, applied = desk.rows("todo"), desk.workbook.applied
    desk.run(1)
    assert (desk.rows("todo"), desk.workbook.applied) == (before, applied)


def test_a_danger_comes_before_what_is_late_and_that_before_today(desk: StoryDesk) -> None:
    desk.file("盒子破了", customer="甲", email="a@example.com")
    desk.run()
    desk.run(24 * 60 + 60)
    desk.file("盒子髒髒的", customer="乙", email="b@example.com")
    desk.file("吃完送醫", customer="丙", email="c@example.com")
    desk.run()
    assert [row["urgency"] for row in todo(desk)] == ["緊急", "逾期", "今天"]


def test_a_danger_that_is_late_too_counts_as_late_and_says_so(desk: StoryDesk) -> None:
    desk.file("吃完送醫")
    desk.run()
    desk.run(15)
    (row,) = todo(desk)
    assert (row["urgency"], str(row["why"]).splitlines()) == (
        "緊急",
        ["安全警示（送醫），還沒有回客人", "首次回覆 11/23（一）10:15 到期，已經過了"],
    )
    assert desk.rows("todo")[0]["summary"] == "逾期 1・今天要回 0・沒寄出 0"


@pytest.mark.parametrize("status", ["處理中", "等客人", "已解決"])
def test_a_first_reply_noted_by_hand_after_its_hour_is_done_at_the_next_pass(desk: StoryDesk, status: str) -> None:
    desk.file("請問什麼時候到貨")
    desk.run()
    (number,) = desk.numbers()
    desk.run(6 * 60)
    assert [row["urgency"] for row in todo(desk)] == ["逾期"]
    desk.type(number, "status", status)
    desk.type(number, "first_reply_at", desk.now)
    desk.one(1)
    assert todo(desk) == []
    desk.one(24 * 60)
    late = status == "處理中"
    assert [row["next_step"] for row in todo(desk)] == (["解決 11/24（二）10:00"] if late else [])
    assert desk.row(number)["light"] == {"處理中": "逾期", "等客人": "暫停", "已解決": "完成"}[status]


def test_a_resolved_case_whose_solution_came_late_is_not_late_any_more(desk: StoryDesk) -> None:
    desk.file("請問什麼時候到貨")
    desk.run()
    (number,) = desk.numbers()
    desk.run(30 * 60)
    desk.type(number, "status", "已解決")
    desk.one(1)
    assert (todo(desk), desk.row(number)["next_step"]) == ([], "補記首次回覆時間")
    desk.type(number, "first_reply_at", desk.now)
    desk.one(1)
    assert (todo(desk), desk.row(number).get("next_step")) == ([], None)


def closed_case(desk: StoryDesk, status: str) -> str:
    """A complaint that was answered by LINE, and has this status since."""
    desk.file("收到的保鮮盒破了")
    desk.run()
    (number,) = desk.numbers()
    desk.type(number, "action", "已用LINE／電話回")
    desk.run(1)
    desk.type(number, "status", status)
    desk.run(1)
    return number


def test_what_came_to_nothing_on_a_resolved_case_stands_in_the_list(desk: StoryDesk) -> None:
    number = closed_case(desk, "已解決")
    assert todo(desk) == []
    desk.type(number, "action", "已補寄")
    desk.run(1)
    for _ in range(2):  # and stays in the passes in which nothing happens
        (row,) = todo(desk)
        assert (row["urgency"], row["why"]) == ("沒寄出", desk.row(number)["outcome"])
        assert "沒寄出 1" in str(desk.rows("todo")[0]["summary"])
        desk.run(1)
    desk.type(number, "action", "已用LINE／電話回")
    desk.run(1)
    assert todo(desk) == []


def test_a_merge_that_cannot_be_of_a_resolved_case_stands_in_the_list_until_it_is_cleared(desk: StoryDesk) -> None:
    number = closed_case(desk, "已解決")
    desk.type(number, "merged_into", "GB2611-0009-X")
    desk.run(1)
    desk.run(1)
    (row,) = todo(desk)
    assert (row["urgency"], "不是案號" in str(row["why"])) == ("看一下", True)
    desk.type(number, "merged_into", None)
    desk.run(1)
    assert todo(desk) == []


def test_an_account_beside_a_closed_case_is_asked_for_and_nothing_else_of_it(desk: StoryDesk) -> None:
    number = closed_case(desk, "已結案")
    desk.type(number, "follow_up", date(2026, 11, 20))
    desk.type(number, "note", "帳號 012345678901234")
    desk.run(1)
    desk.run(61)
    (row,) = todo(desk)
    assert (row["case"], row["next_step"], row["urgency"]) == (number, "刪掉帳號", "看一下")
    desk.type(number, "note", None)
    desk.run(61)
    assert todo(desk) == []


def test_eight_equal_letters_wait_for_one_confirmation(desk: StoryDesk) -> None:
    numbers = eight_equal_letters(desk)
    desk.run(1)
    desk.run(10)
    assert replies(desk) == []
    (asked,) = [row for row in todo(desk) if row["urgency"] == "請確認"]
    assert "8 位客人" in str(asked["why"])
    assert re.fullmatch("客人[0-7]等 8 件", str(asked["summary"]))
    assert todo(desk)[0] == asked
    assert all("待辦" in str(desk.row(number)["outcome"]) for number in numbers)
    answer(desk, "確認")
    desk.run(1)
    assert replies(desk) == []
    desk.run(2)
    assert sorted(replies(desk)) == [f"c{n}@example.com" for n in range(8)]
    assert not [row for row in desk.rows("todo") if row.get("answer") or row.get("urgency") == "請確認"]
    desk.run(10)
    assert len(replies(desk)) == 8


def test_declined_they_are_handed_back_and_none_leaves(desk: StoryDesk) -> None:
    numbers = eight_equal_letters(desk)
    desk.run(1)
    answer(desk, "不要")
    desk.run(1)
    desk.run(10)
    assert replies(desk) == []
    for number in numbers:
        row = desk.row(number)
        assert (row["reply_text"], row.get("action")) == ("明天補寄一包給您。", None)
        assert str(row["outcome"]).startswith("✅")
        assert "不要" in str(row["outcome"])
    assert not [row for row in todo(desk) if row["urgency"] == "沒寄出"]


def test_money_above_the_owners_limit_is_confirmed_first(desk: StoryDesk) -> None:
    desk.workbook.grids["team"].put(0, "refund_limit", 500)
    desk.file("退款一直沒下來")
    desk.run()
    (number,) = desk.numbers()
    desk.type(number, "amount", 800)
    desk.type(number, "reply_text", "今天退 800 元給您。")
    desk.type(number, "action", "寄出")
    desk.run(1)
    desk.run(5)
    assert replies(desk) == []
    (asked,) = [row for row in todo(desk) if row["urgency"] == "請確認"]
    assert (asked["case"], asked["summary"], asked["owner"]) == (number, "王怡君｜退款進度", "阿芳")
    answer(desk, "確認")
    desk.run(1)
    desk.run(2)
    assert replies(desk) == ["wang@example.com"]


def test_a_tick_on_a_row_that_has_come_to_ask_something_else_counts_for_nothing(desk: StoryDesk) -> None:
    desk.workbook.grids["team"].put(0, "refund_limit", 500)
    numbers = eight_equal_letters(desk)
    desk.run(1)
    desk.type(numbers[-1], "amount", 800)  # from now on its own question comes first, and the seven others' after it
    grid = desk.workbook.grids["todo"]
    at, asked = grid.find("urgency", "請確認"), todo(desk)[0]["about"]
    desk.workbook.at_write = lambda _: grid.put(at, "answer", "確認")
    desk.one(1)
    assert (grid.get(at, "answer"), grid.get(at, "about") != asked) == ("確認", True)
    desk.run(1)
    desk.run(10)
    assert replies(desk) == []
    assert not [row for row in desk.rows("todo") if row.get("answer")]


def test_a_word_that_is_no_answer_is_emptied_and_the_question_stays(desk: StoryDesk) -> None:
    eight_equal_letters(desk)
    desk.run(1)
    answer(desk, "好喔")
    desk.run(1)
    assert replies(desk) == []
    (asked,) = [row for row in todo(desk) if row["urgency"] == "請確認"]
    assert asked.get("answer") is None


def test_a_list_that_she_sorted_or_cut_is_in_order_again(desk: StoryDesk) -> None:
    desk.file("盒子破了", customer="甲", email="a@example.com")
    desk.file("吃完送醫", customer="丙", email="c@example.com")
    desk.run()
    before = todo(desk)
    grid = desk.workbook.grids["todo"]
    grid.rows.reverse()
    desk.run(1)
    assert [row["about"] for row in todo(desk)] == [row["about"] for row in before]
    grid.rows.pop(1)
    desk.run(1)
    assert [row["about"] for row in todo(desk)] == [row["about"] for row in before]
