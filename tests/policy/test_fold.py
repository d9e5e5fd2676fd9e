"""Folding: what people mean to be the same compares alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.fold import fold, read, simplify

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("過敏", "过敏"),
        ("發黴", "发霉"),
        ("臺灣", "台灣"),
        ("着急", "著急"),
        ("退 款", "退款"),
        ("退　款", "退款"),
        ("退\u200b款\ufeff", "退款"),
        ("\u202e退款\u202c", "退款"),
        ("退\x00款", "退款"),
        ("ＲＥＦＵＮＤ", "refund"),
        ("Ｉｔ’ｓ", "it's"),
        ("７－１１", "7-11"),
        ("Café", "cafe"),
        ("Z̷̛a̶lgo", "zalgo"),
        ("not   damaged", "not damaged"),
        ("客服 LINE 不回", "客服line不回"),
        ("「退款」 , 謝謝", "「退款」,謝謝"),
        ("①號", "1號"),
        ("  退款\t", "退款"),
    ],
)
def test_what_people_mean_to_be_the_same_folds_alike(written: str, meant: str) -> None:
    assert fold(written) == fold(meant)


def test_spaces_between_english_words_stay() -> None:
    assert fold("It  Arrived\u00a0LATE") == "it arrived late"


def test_a_line_break_stays_since_it_ends_a_clause() -> None:
    assert fold("都沒有 \r\n\r\n 發霉了") == "都没有\n发霉了"


def test_gaps_tell_where_a_space_was_taken_out() -> None:
    folded = read("退款也沒有 發霉  了")
    assert (folded.text, folded.gaps) == ("退款也没有发霉了", frozenset({5, 7}))


def test_a_regular_expression_stays_one_when_its_characters_are_simplified() -> None:
    assert simplify(r"\S+過敏（?[A-Z]{2}\n") == r"\S+过敏（?[A-Z]{2}\n"


def test_every_character_of_the_basic_plane_folds_to_something_that_stays() -> None:
    assert [hex(code) for code in range(0x10000) if fold(fold(chr(code))) != fold(chr(code))] == []


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(CHINESE, st.sampled_from([" ", "\u3000", "\u200b", "\u2060", "\t", "\u00ad", "\x00"]))
def test_spacing_inside_chinese_makes_no_difference(text: str, space: str) -> None:
    assert fold(space.join(text)) == fold(text)


@given(CHINESE, CHINESE)
def test_a_word_folds_alike_wherever_it_stands(before: str, word: str) -> None:
    assert fold(before + word) == fold(before) + fold(word)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1))
def test_width_and_case_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in text)
    assert fold(wide) == fold(text) == fold(text.upper())
