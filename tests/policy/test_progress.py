"""The progress letters: golden letters, and which lines of 備註 are meant for the customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.markup import page_of
from sheetdesk.policy.progress import News, news, progress_letter, told_lines
from tests.policy.test_letters import SENDER, TEMPLATES, as_golden, assert_golden, case

TODAY, DAY = date(2026, 11, 25), date(2026, 11, 27)
LINES = ("11/23 請廠商查了出貨紀錄", "11/24 廠商說會補一個新的")
BROKEN = {"product": "玻璃保鮮盒", "category": "商品問題", "subcategory": "瑕疵破損", "text": "盒子破了"}

CASES = {
    "progress_default": (case(**BROKEN, status="處理中"), LINES),
    "progress_default_nothing_new": (case(**BROKEN, status="處理中"), ()),
    "progress_supplier": (case(**BROKEN, status="等廠商"), LINES),
    "progress_carrier": (case(**BROKEN, status="等物流"), ("11/24 黑貓說包裹在轉運站",)),
    "progress_resend": (case(**BROKEN, status="待補寄"), ("新的已經到倉庫",)),
    "progress_refund": (case(**BROKEN, status="待退款"), ("11/24 已經請會計匯款",)),
}


@pytest.mark.parametrize("name", CASES)
def test_progress_letter_as_it_was_read_and_approved(name: str) -> None:
    told, lines = CASES[name]
    letter = progress_letter(told, News(lines, DAY), SENDER, TEMPLATES)
    assert_golden(f"{name}.txt", as_golden(letter))
    assert counted(letter.text, SENDER.signed()) <= LENGTH


def test_who_has_not_said_where_her_money_goes_is_asked_to_in_the_refund_form_alone() -> None:
    waits, lines = CASES["progress_refund"]
    sender = replace(SENDER, refund_form="https://example.com/refund?no={number}")
    letter = progress_letter(waits, News(lines, DAY), sender, TEMPLATES)
    assert_golden("progress_refund_with_form.txt", as_golden(letter))
    assert counted(letter.text, SENDER.signed()) <= LENGTH
    answered = progress_letter(replace(waits, refund_last_five="45678"), News(lines, DAY), sender, TEMPLATES)
    assert "example.com/refund" not in answered.text


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (None, ()),
        ("先打電話", ()),
        ("對客：已經補寄\n內部：廠商很難聯絡\n 對客: 明天到 ", ("已經補寄", "明天到")),
        ("對客：", ()),
        ("跟對客：無關", ()),
        ("對客：{{ 7*7 }} **粗** [連結](http://x.tw)", ("{{ 7*7 }} **粗** [連結](http://x.tw)",)),
        ("對客：退到帳號 00012345678901", ("退到帳號 ＊＊＊＊901",)),
    ],
)
def test_only_lines_for_the_customer_are_told(note: str | None, told: tuple[str, ...]) -> None:
    assert told_lines(note) == told


def test_her_lines_are_text_and_never_markup_or_code() -> None:
    letter = progress_letter(
        case(**BROKEN, status="處理中"), News(("{{ 7*7 }} **粗** [連結](http://x.tw)",), DAY), SENDER, TEMPLATES
    )
    assert "{{ 7*7 }} **粗** [連結](http://x.tw)" in letter.text
    assert "<strong>粗" not in page_of(letter)


def test_what_was_told_is_not_told_again_and_the_same_day_twice_asks_for_news() -> None:
    told = replace(
        Case("GB1"), note="對客：一\n對客：二", follow_up=DAY, progress_told=("一",), progress_day=date(2026, 11, 26)
    )
    assert news(told, TODAY) == (News(("二",), DAY), None)
    again = replace(told, progress_told=("一", "二"), progress_day=DAY)
    found, missing = news(again, TODAY)
    assert found is None
    assert "補一行新的" in str(missing)
