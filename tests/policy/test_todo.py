"""待辦 as a list: what stands in it, in which order, and what its first line counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.replies import Question
from sheetdesk.policy.todo import MOST, Asked, ToDo, to_do
from tests.fakes.clocked_cases import TAIPEI, at, case

NOON = at(0, "12:00")


def numbered(n: int, due: datetime | None, **more: Any) -> Case:
    found: Case = replace(case(first_reply_at=at(0, "10:30"), **more), number=f"GB2611-{n:04}", next_due=due)
    return found


def listed(*cases: Case, asked: tuple[Asked, ...] = ()) -> ToDo:
    return to_do(cases, asked, NOON, TAIPEI)


@pytest.mark.parametrize(
    ("due", "line"),
    [
        ("11:59", "逾期 1・今天要回 0・沒寄出 1"),
        ("12:00", "逾期 1・今天要回 0・沒寄出 1"),
        ("12:01", "逾期 0・今天要回 1・沒寄出 1"),
    ],
)
def test_the_first_line_counts_what_is_late_due_and_unsent_whatever_its_urgency(due: str, line: str) -> None:
    danger = numbered(1, at(0, due), alarm="送醫", outcome="⚠沒寄出：信箱不存在", heard_at=at(0, "11:00"))
    todo = listed(danger, numbered(2, at(1, "12:00")))
    assert ([item.urgency for item in todo.items], todo.line()) == (["緊急"], line)


def test_those_that_are_not_shown_are_counted_too() -> None:
    todo = listed(*(numbered(n, at(0, "11:00")) for n in range(MOST + 7)))
    assert (len(todo.items), todo.left_out, todo.late) == (MOST, 7, MOST + 7)


def test_what_came_in_before_the_desk_was_live_is_neither_listed_nor_counted() -> None:
    todo = listed(numbered(1, at(0, "11:00"), silent=True))
    assert (todo.items, todo.line()) == ((), "逾期 0・今天要回 0・沒寄出 0")


def test_every_reason_has_a_line_and_the_gravest_is_the_first() -> None:
    (item,) = listed(numbered(1, at(0, "11:00"), merge_refusal="併不了：查不到", unassigned=True)).items
    assert item.why.splitlines() == ["回覆評分 11/23（一）11:00 到期，已經過了", "併不了：查不到", "沒有人可以接這件"]
    assert item.about == "逾期:GB2611-0001"


def test_a_question_about_one_case_names_it_and_one_about_several_names_the_first_of_them() -> None:
    first = numbered(1, None, customer="王怡君", product="蔥抓餅", owner="阿芳", handler="小珮")
    one = Question("limit:1", "要退補 800 元", (first.number,))
    six = Question("alike:1", "一樣的回覆要寄給 6 位客人", tuple(f"GB2611-{n:04}" for n in range(1, 7)))
    single, several = listed(asked=((six, first), (one, first))).items
    assert (single.case, single.summary, single.owner) == (first.number, "王怡君｜蔥抓餅｜商品問題", "小珮")
    assert (several.case, several.summary, several.owner) == (None, "王怡君等 6 件", None)


def test_a_question_about_a_case_that_is_gone_is_asked_all_the_same() -> None:
    (item,) = listed(asked=((Question("limit:1", "要退補 800 元", ("GB2611-0001",)), None),)).items
    assert (item.urgency, item.case, item.summary) == ("請確認", None, None)
