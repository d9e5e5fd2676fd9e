"""The closing letter: golden letters, and what it may say of what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import html5lib  # type: ignore[import-untyped]
import pytest

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter, key_of
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.markup import page_of
from sheetdesk.policy.survey import Terms
from sheetdesk.policy.survey_letters import closing_letter, filled_link, rating_alarm
from sheetdesk.policy.survey_words import what_was_done
from sheetdesk.policy.tokens import SURVEY, token_of
from tests.policy.test_letters import NOW, SENDER, TEMPLATES, as_golden, assert_golden, case

SECRET = bytes(range(32))
LINK = "https://docs.google.com/forms/d/e/survey/viewform?usp=pp_url&entry.1={token}"
TERMS = Terms(link=LINK, unsolved_link=f"{LINK}&entry.2=%E9%82%84%E6%B2%92%E8%A7%A3%E6%B1%BA")
BROKEN = {"product": "玻璃保鮮盒", "category": "商品問題", "subcategory": "瑕疵破損", "text": "盒子破了"}

CASES = {
    "survey_default": case(**BROKEN, remedy="說明、致歉"),
    "survey_default_nothing_recorded": case(customer=None, category="物流問題", text="還沒到"),
    "survey_resent": case(**BROKEN, remedy="補寄", resend_no="9087654321"),
    "survey_resent_by_hand": case(**BROKEN, remedy="換貨", resend_no="11/19 面交"),
    "survey_resent_and_refunded": case(
        **BROKEN, remedy="補寄、退款", resend_no="9087654321", refund_status="已退款", amount=80
    ),
    "survey_refunded": case(**BROKEN, remedy="退款", refund_status="已退款", amount=1250),
    "survey_safety": case(
        product="鮮奶吐司", category="商品問題", subcategory="變質效期", priority="緊急", alarm="發霉", text="整片發霉"
    ),
    "survey_question": case(nature="詢問", product="蔥抓餅", category="詢問", subcategory="到貨", text="何時到"),
    "survey_feedback": case(nature="稱讚", product="鳳梨酥", category="建議", subcategory="稱讚", text="好吃"),
    "survey_reminder_default": case(**BROKEN, remedy="補寄", resend_no="9087654321"),
}


def letter(name: str, told: Case) -> Letter:
    kind = "survey_reminder" if name.startswith("survey_reminder") else "survey"
    token = token_of(told.number, told.reopen_count, SECRET, SURVEY)
    return closing_letter(kind, told, token, SENDER, TEMPLATES, TERMS)


@pytest.mark.parametrize("name", CASES)
def test_a_closing_letter_reads_as_its_golden_letter(name: str) -> None:
    written = letter(name, CASES[name])
    assert name.startswith(written.template)
    assert_golden(f"{name}.txt", as_golden(written))


def test_the_page_of_a_closing_letter_reads_as_its_golden_page() -> None:
    page = page_of(letter("survey_resent", CASES["survey_resent"]))
    assert page is not None
    assert_golden("survey_resent.html", page)


def test_every_closing_letter_of_the_folder_has_a_golden_letter() -> None:
    kinds = ("survey", "survey_reminder")
    assert {name for name, template in TEMPLATES.by_name.items() if template.kind in kinds} <= CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_closing_letter_is_short_enough_to_be_read(name: str) -> None:
    assert counted(letter(name, CASES[name]).text, SENDER.signed()) <= LENGTH


@pytest.mark.parametrize("name", CASES)
def test_the_way_back_is_as_large_as_the_stars(name: str) -> None:
    page = page_of(letter(name, CASES[name]))
    buttons = [line for line in page.split("<a ") if "padding:12px 20px" in line]
    assert ["1 到 5 顆星" in button for button in buttons] == [True, False]
    assert "還沒解決" in buttons[1]
    assert buttons[0].split("style=")[1].split(">")[0] == buttons[1].split("style=")[1].split(">")[0]


@pytest.mark.parametrize("name", CASES)
def test_the_page_of_a_closing_letter_is_valid_html(name: str) -> None:
    hostile = replace(CASES[name], customer="<b>&\"'", product="<!-- [a](https://bad.example) **x**", resend_no="<i>*1")
    html5lib.HTMLParser(strict=True).parse(page_of(letter(name, hostile)))


@pytest.mark.parametrize("name", ["survey_refunded", "survey_resent_and_refunded"])
def test_a_letter_that_names_money_ends_with_the_165_line(name: str) -> None:
    assert "165" in letter(name, CASES[name]).text.splitlines()[-1]


def test_each_resolution_cycle_has_its_own_letter() -> None:
    first = CASES["survey_default"]
    again = replace(first, reopen_count=1)
    assert key_of(letter("survey_default", first)) != key_of(letter("survey_default", again))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"remedy": "補寄"}, ""),
        ({"resend_no": "SF-123456"}, "補寄給您的商品已經寄出，託運單號 SF-123456。"),
        ({"resend_no": "ＳＦ１２３４５６"}, "補寄給您的商品已經寄出，託運單號 SF123456。"),
        ({"resend_no": "昨天面交"}, "補寄給您的商品，應該已經到您手上了（昨天面交）。"),
        ({"resend_no": "https://bad.example"}, "補寄給您的商品，應該已經到您手上了。"),
        ({"remedy": "換貨", "resend_no": "SF123456"}, "換給您的商品已經寄出，託運單號 SF123456。"),
        ({"remedy": "退款", "amount": 250}, ""),
        ({"remedy": "退款", "refund_status": "已退款", "amount": 250}, "退款 250 元已經退給您了。"),
        ({"remedy": "退款", "refund_status": "已退款", "amount": 99.5}, "退款 99.50 元已經退給您了。"),
        ({"remedy": "退款、折扣", "refund_status": "已退款", "amount": 250}, "退款已經退給您了。"),
        ({"remedy": "退款", "refund_status": "已退款", "amount": "兩百"}, "退款已經退給您了。"),
        ({"refund_status": "未退款", "amount": 250}, ""),
        ({"remedy": "叫廠商賠"}, ""),
        ({"remedy": "說明"}, "原因和處理方式都跟您說明過了。"),
    ],
)
def test_only_what_is_recorded_is_told(facts: dict[str, object], said: str) -> None:
    assert what_was_done(Case("A", **facts)) == said  # type: ignore[arg-type]


def test_without_an_address_there_is_no_letter() -> None:
    with pytest.raises(TemplateFault, match="Email"):
        letter("survey_default", replace(CASES["survey_default"], email=None))


def test_without_a_link_of_its_own_the_way_back_is_the_same_form() -> None:
    told = CASES["survey_default"]
    written = closing_letter("survey", told, "T", SENDER, TEMPLATES, Terms(link=LINK))
    assert written.text.count(filled_link(LINK, "T")) == 2


def test_no_token_can_break_out_of_its_link() -> None:
    assert filled_link("https://x.example/?a={token}&b=1", "a b)&c=(*[") == (
        "https://x.example/?a=a%20b%29%26c%3D%28%2A%5B&b=1"
    )


def test_the_alarm_for_a_bad_rating_reads_as_its_golden_letter() -> None:
    low = replace(
        CASES["survey_resent"],
        low_rating="1 顆星、還沒解決",
        low_rating_at=NOW,
        customer_comment="換來的還是破的，打電話也沒人接",
    )
    due = datetime(2026, 11, 23, 4, tzinfo=UTC)
    written = rating_alarm(low, due, SENDER, "fang@example.com", TEMPLATES)
    assert written.template == "alarm_low_rating"
    assert_golden("alarm_low_rating.txt", as_golden(written))
    later = rating_alarm(
        replace(low, low_rating_at=NOW + timedelta(hours=1)), due, SENDER, "fang@example.com", TEMPLATES
    )
    assert key_of(later) != key_of(written)
