"""The correction: golden letters, what she writes and where it stands, and what mustn't leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import html5lib  # type: ignore[import-untyped]
import pytest

from sheetdesk.errors import TemplateFault
from sheetdesk.model.correction import Correction
from sheetdesk.model.message import SENT, Letter, Message, key_of
from sheetdesk.policy.correction_letter import Words, correction_letter, read_words, shown
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.markup import page_of
from tests.policy.test_letters import SENDER, TEMPLATES, as_golden, assert_golden, case

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BROKEN = {"product": "玻璃保鮮盒", "category": "商品問題", "subcategory": "瑕疵破損", "text": "盒子破了"}
MOULD = {"product": "鮮奶吐司", "category": "商品問題", "subcategory": "變質效期", "alarm": "發霉", "text": "整片發霉"}


def wrong(subject: str = "您反映的玻璃保鮮盒破損：我們補寄一份給您（服務單號 GB2611-0042-K）") -> Message:
    letter = Letter(
        "GB2611-0042-K", "reply", "1", "yijun@example.com", subject, "", template="reply_resend", version="2"
    )
    return Message(7, key_of(letter), letter, "email", SENT, NOW, "<a>", sent_at=NOW)


def asked(text: str) -> Correction:
    return Correction(7, text, NOW, source="reply_resend 2|")


CASES = {
    "correction_default": (case(**BROKEN), wrong(), "12/8 前才會寄出。"),
    "correction_default_all_said": (
        case(**BROKEN),
        wrong(),
        "寫錯：12/1 前寄出\n正確：12/8 前寄出\n影響：您會晚一個星期收到。不想等的話可以取消，從下面告訴我們就好。",
    ),
    "correction_default_money": (case(**BROKEN), wrong(), "要退給您的是 250 元，不是 520 元。"),
    "correction_safety": (case(**MOULD), wrong("您反映的鮮奶吐司發霉：請先不要吃"), "同一批的都請先不要吃。"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_correction_reads_as_its_golden_letter(name: str) -> None:
    told, message, text = CASES[name]
    letter = correction_letter(told, message, asked(text), SENDER, TEMPLATES)
    assert name.startswith(letter.template)
    assert_golden(f"{name}.txt", as_golden(letter))
    assert counted(letter.text, SENDER.signed()) <= LENGTH


def test_every_correction_of_the_folder_has_a_golden_letter() -> None:
    assert {name for name, template in TEMPLATES.by_name.items() if template.kind == "correction"} <= CASES.keys()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12/8 出貨", Words("", "12/8 出貨", "")),
        ("寫錯：12/1\n正確: 12/8\n影響：晚一週", Words("12/1", "12/8", "晚一週")),
        (" 原本： 12/1 \n\n12/8 出貨\n冷凍車延了", Words("12/1", "12/8 出貨\n冷凍車延了", "")),
        ("寫錯：12/1", Words("12/1", "", "")),
        ("他說：正確", Words("", "他說：正確", "")),
    ],
)
def test_each_line_goes_to_its_place_and_all_others_say_what_is_right(text: str, words: Words) -> None:
    assert read_words(text) == words


def test_her_words_are_text_and_never_markup() -> None:
    letter = correction_letter(case(**BROKEN), wrong(), asked("**粗** [連結](http://x.tw)"), SENDER, TEMPLATES)
    assert "**粗** [連結](http://x.tw)" in letter.text
    assert "<strong>粗" not in page_of(letter)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("寫錯：12/1", "正確"),
        ("46364", "46364"),
        ("字" * 4000, "太長"),
        ("○○ 前寄出", "○○"),
        ("已經匯到您的帳號 012345678901", "901"),
        ("請提供您的卡號", "卡號"),
    ],
)
def test_what_is_unfinished_or_must_not_be_written_stops_it(text: str, what: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        correction_letter(case(**BROKEN), wrong(), asked(text), SENDER, TEMPLATES)
    assert what in str(fault.value)
    assert fault.value.mend


def test_the_page_of_a_correction_is_valid_html_whatever_she_writes() -> None:
    hostile = "寫錯：<b>&\"'\n<!-- [a](https://bad.example) **x**\n影響：</p><script>"
    told = case(**{**BROKEN, "customer": "<i>&", "product": "<!-- x"})
    letter = correction_letter(told, wrong("<b>（服務單號 GB2611-0042-K）"), asked(hostile), SENDER, TEMPLATES)
    html5lib.HTMLParser(strict=True).parse(page_of(letter))
    assert "<script" not in page_of(letter)


def test_without_an_address_it_can_be_read_all_the_same() -> None:
    letter = correction_letter(case(**BROKEN, email=None), wrong(), asked("12/8 出貨"), SENDER, TEMPLATES)
    assert (letter.recipient, "12/8 出貨" in letter.text) == ("", True)


def test_what_is_looked_at_before_it_is_confirmed_names_nobody() -> None:
    letter = correction_letter(case(**BROKEN), wrong(), asked("12/8 出貨"), SENDER, TEMPLATES)
    assert "王怡君" not in shown(letter)
    assert "12/8 出貨" in shown(letter)


def test_the_same_text_about_the_same_letter_is_one_correction_and_another_text_another() -> None:
    one, same, other = (
        correction_letter(told, wrong(), asked(text), SENDER, TEMPLATES)
        for told, text in ((case(), "12/8"), (replace(case(), product="柳丁"), "12/8"), (case(), "12/9"))
    )
    assert key_of(one) == key_of(same) != key_of(other)
    assert one.words == same.words != other.words
