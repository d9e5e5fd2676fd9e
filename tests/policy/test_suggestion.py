"""Which cases get an answer in their receipt, and who was not helped by it."""

from datetime import date
from typing import Any

import pytest

from sheetdesk.model.case import Case, Filled
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.faq_rows import Faq
from sheetdesk.policy.suggestion import is_unsolved, may_be_answered, suggestions

PARCEL: dict[str, Any] = {"tracking_no": "901234567890", "carrier": "黑貓"}


@pytest.mark.parametrize(
    ("facts", "answered"),
    [
        ({"category": "詢問", "nature": "詢問"}, True),
        ({"category": "物流問題", "subcategory": "延遲", "nature": "客訴"}, True),
        ({"category": "物流問題", "subcategory": "顯示送達未收到"}, True),
        ({"category": "物流問題", "subcategory": "運送損壞"}, False),
        ({"category": "物流問題", "subcategory": "司機態度"}, False),
        ({"category": "物流問題", "tags": "冷鏈"}, False),
        ({"category": "物流問題", "alarm": "消保官"}, False),
        ({"category": "詢問", "nature": "客訴"}, False),
        ({"category": "詢問", "tags": "款項"}, False),
        ({"category": "商品問題", "subcategory": "瑕疵破損"}, False),
        ({"category": "帳務問題", "nature": "詢問"}, False),
        ({"category": "退換貨", "nature": "詢問"}, False),
        ({"category": "待分類", "nature": "詢問"}, True),
        ({"category": "待分類", "nature": "客訴"}, False),
        ({}, False),
    ],
)
def test_only_questions_and_parcels_under_way_are_answered_by_themselves(facts, answered):
    assert may_be_answered(Case("A", **facts)) is answered


@pytest.mark.parametrize(
    ("facts", "events"),
    [
        ({"category": "詢問", "subcategory": "到貨", "nature": "詢問", **PARCEL}, ["tracking"]),
        ({"category": "詢問", "subcategory": "保存使用", "nature": "詢問", **PARCEL}, []),
        ({"category": "商品問題", "subcategory": "缺件少寄", **PARCEL}, []),
        ({"category": "物流問題", "subcategory": "延遲"}, []),
    ],
)
def test_a_link_is_for_who_asks_where_it_is(facts, events):
    assert [one.event for one in suggestions(Case("A", **facts), Faqs(), date(2026, 11, 23))] == events


@pytest.mark.parametrize(
    ("facts", "events"),
    [
        ({"filled": Filled(order="a123", order_notice="和訂單 A123 不一樣")}, []),
        (
            {"filled": Filled(order="a123", order_notice="和訂單 A123 不一樣"), "proposed": {"tracking_no": None}},
            ["tracking"],
        ),
        ({"filled": Filled(order="a123")}, ["tracking"]),
        ({"filled": Filled(order_notice="查不到訂單 A1")}, ["tracking"]),
    ],
)
def test_no_link_leaves_while_her_words_and_the_order_differ(facts, events):
    case = Case("A", category="物流問題", subcategory="延遲", **PARCEL, **facts)
    assert [one.event for one in suggestions(case, Faqs(), date(2026, 11, 23))] == events


@pytest.mark.parametrize(
    ("text", "subcategory", "answered"),
    [
        ("貨態沒有更新", "延遲", True),
        ("貨態沒有更新", "遺失", False),
        ("貨態沒有更新", "顯示送達未收到", False),
        ("貨態沒有更新，是不是弄丟了", "延遲", False),
        ("貨態一週都沒動，沒有更新", "延遲", False),
        ("貨態五天都沒有更新了", "延遲", False),
        ("可以改到貨時間嗎？貨態沒有更新", "延遲", False),
    ],
)
def test_who_fears_a_loss_gets_no_ready_answer_but_may_have_the_link(text, subcategory, answered):
    faqs = Faqs.of([Faq("貨態一直沒有更新？", ("沒有更新", "沒動"), "剛交寄的包裹，通常隔天早上再查就有了。")])
    case = Case("A", text=text, category="物流問題", subcategory=subcategory)
    assert [one.event for one in suggestions(case, faqs, date(2026, 11, 23))] == ["answer"] * answered
    linked = Case("A", text=text, category="物流問題", subcategory=subcategory, **PARCEL)
    assert [one.event for one in suggestions(linked, faqs, date(2026, 11, 23))] == ["tracking"]


@pytest.mark.parametrize(
    ("text", "unsolved"),
    [
        ("還沒解決", True),
        ("還沒解決，謝謝", True),
        ("一樣沒有動", True),
        ("查不到耶，謝謝", True),
        ("還是沒收到", True),
        (None, True),
        ("解決了", False),
        ("收到了，謝謝", False),
        ("知道了", False),
        ("OK", False),
    ],
)
def test_who_writes_again_was_not_helped_unless_she_says_so(text, unsolved):
    assert is_unsolved(text) is unsolved


def test_an_address_is_whole_in_every_mail_program_and_holds_no_mark_of_a_letter():
    row = Faq("什麼時候會到？", ("何時到",), link="https://example.com/常見(問題)*[1]?a=%E5%88%B0&b=1#top")
    case = Case("A", text="何時到", category="詢問", nature="詢問")
    [found] = suggestions(case, Faqs.of([row]), date(2026, 11, 23))
    quoted = "%E5%B8%B8%E8%A6%8B%28%E5%95%8F%E9%A1%8C%29%2A%5B1]"
    assert found.facts["answer_link"] == f"https://example.com/{quoted}?a=%E5%88%B0&b=1#top"
