"""What the row tells the organiser: the gravest first, each with its mend."""

from __future__ import annotations

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.notices import notice, summary

CATEGORIES = frozenset({"商品問題"})


def test_the_summary_names_who_what_and_which_trouble() -> None:
    case = Case("A", customer="王怡君", product="蔥抓餅", category="商品問題", subcategory="退冰融化")
    assert summary(case) == "王怡君｜蔥抓餅｜退冰融化"


@pytest.mark.parametrize(
    ("facts", "said"), [({"nickname": "小花"}, "小花"), ({"phone": "0912345678"}, "0912345678"), ({}, "")]
)
def test_the_summary_takes_what_there_is(facts: dict[str, str], said: str) -> None:
    assert summary(Case("A", **facts)) == said  # type: ignore[arg-type]


def test_a_case_in_order_says_nothing() -> None:
    assert notice(Case("A", category="商品問題", priority="一般", nature="客訴"), CATEGORIES) is None


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case("A", alarm="過敏"), "停售、留樣"),
        (Case("A", refusal="還不能改"), "還不能改"),
        (Case("A", first_reply_at="昨天"), "首次回覆時間"),
        (Case("A", follow_up="下週"), "下次跟進"),
        (Case("A", priority="超急"), "優先級沒有「超急」"),
        (Case("A", nature="抱怨"), "性質沒有「抱怨」"),
        (Case("A", category="外星人"), "類別沒有「外星人」"),
        (Case("A", unassigned=True), "沒有人可以接"),
        (Case("A", left_alone=("summary",)), "「摘要」一直被改"),
        (Case("A", remarks=("客人沒有寫問題描述。",)), "客人沒有寫問題描述"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_everything_odd_is_named(case: Case, words: str) -> None:
    assert words in str(notice(case, CATEGORIES))


def test_safety_stands_first_and_goes_once_somebody_answered() -> None:
    case = Case("A", alarm="過敏", category="外星人")
    assert str(notice(case, CATEGORIES)).startswith("⚠ 安全警示（過敏）")
    from dataclasses import replace
    from datetime import UTC, datetime

    answered = replace(case, first_reply_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert "安全警示" not in str(notice(answered, CATEGORIES))


def test_a_case_that_no_rule_matched_is_not_an_unknown_category() -> None:
    assert notice(Case("A", category="待分類"), CATEGORIES) is None
