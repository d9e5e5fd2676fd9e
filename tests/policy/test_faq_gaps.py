"""Questions without an answer, grouped; and the texts to paste."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.faq_gaps import LOOKED_BACK, gaps, told
from sheetdesk.policy.faq_posts import posts
from sheetdesk.policy.faq_rows import Faq

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ARRIVAL = Faq("什麼時候會到貨？", ("什麼時候到", "何時到貨"), "結單後七天。", until=TODAY)
CALLED = Faq("可以寄離島嗎？", ("離島", "澎湖"), "可以，要五天。", "https://example.com/faq")


def asked(number: str, text: str, **facts: Any) -> Case:
    return Case(number, text=text, **{"nature": "詢問", "category": "詢問", "received_at": NOW, **facts})


ISLANDS = [
    asked("A", "請問蔥抓餅可以寄到離島嗎", product="蔥抓餅"),
    asked("B", "想問水餃可以寄離島嗎？", product="水餃"),
]


def found(cases: list[Case], *rows: Faq) -> list[tuple[str, ...]]:
    return [gap.cases for gap in gaps(cases, Faqs.of(rows), NOW, TODAY)]


def test_what_is_asked_alike_is_one_gap_whatever_product_it_is_about():
    others = [asked("C", "有素食的口味嗎"), asked("D", "什麼時候到")]
    assert found([*ISLANDS, *others], ARRIVAL) == [("A", "B"), ("C",)]


def test_a_row_that_answers_closes_its_gap_and_one_that_did_not_help_leaves_it():
    assert found(ISLANDS, CALLED) == []
    unsolved = [replace(ISLANDS[0], proposed_answer=CALLED.question, unsolved_at=NOW), ISLANDS[1]]
    assert found(unsolved, CALLED) == [("A",)]


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "無效"},
        {"silent": True},
        {"merged_to": "A"},
        {"alarm": "過敏"},
        {"nature": "客訴", "category": "商品問題"},
        {"text": None},
        {"received_at": NOW - LOOKED_BACK},
        {"received_at": None},
    ],
)
def test_only_live_questions_of_the_last_four_weeks_count(facts):
    assert found([replace(ISLANDS[0], **facts)]) == []


def test_a_question_of_the_last_minute_of_four_weeks_counts():
    assert found([replace(ISLANDS[0], received_at=NOW - LOOKED_BACK + timedelta(minutes=1))]) == [("A",)]


def test_the_three_most_frequent_are_told_and_none_that_was_asked_once():
    assert told(gaps(ISLANDS, Faqs(), NOW, TODAY)) == "2 件：想問水餃可以寄離島嗎？"
    assert told(gaps(ISLANDS[:1], Faqs(), NOW, TODAY)) is None
    kinds = ["可以寄離島嗎", "有素食口味嗎", "小孩能用嗎", "包裝多大盒"]
    many = [asked(f"{kind}{at}", text) for kind, text in enumerate(kinds) for at in range(5 - kind)]
    assert told(gaps(many, Faqs(), NOW, TODAY)) == "5 件：可以寄離島嗎；4 件：有素食口味嗎；3 件：小孩能用嗎"


def test_the_texts_to_paste_hold_each_question_once():
    rows = posts([ARRIVAL, CALLED], TODAY)
    assert rows["置頂貼文"]["content"] == (
        "【常見問題】\n\n1. 什麼時候會到貨？\n結單後七天。\n\n2. 可以寄離島嗎？\n可以，要五天。\nhttps://example.com/faq"
    )
    assert rows["LINE 自動回應 2"] == {
        "keywords": "可以寄離島嗎？\n離島\n澎湖",
        "content": "可以，要五天。\nhttps://example.com/faq",
    }


def test_a_post_of_very_many_questions_ends_with_a_whole_one():
    many = [Faq(f"第{at}題？", ("題目",), "好" * 500) for at in range(100)]
    post = str(posts(many, TODAY)["置頂貼文"]["content"])
    assert len(post) <= 5000
    assert post.endswith("好" * 500)


@pytest.mark.parametrize(("days", "rows"), [(0, 2), (1, 0)])
def test_a_row_past_its_day_is_not_pasted(days, rows):
    assert len(posts([ARRIVAL], TODAY + timedelta(days))) == rows
