"""The short note on what a customer wrote later: golden letters, and when it is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.note import is_wanted, note
from tests.policy.test_letters import NOW, SENDER, TEMPLATES, as_golden, assert_golden, case

WROTE = {"heard_at": NOW, "thanks": "due"}
CASES: dict[str, Case] = {
    "addition_default": case(product="蔥抓餅", category="商品問題", subcategory="退冰融化", **WROTE),
    "addition_default_answered": case(
        product="蔥抓餅", category="商品問題", subcategory="退冰融化", first_reply_at=NOW, **WROTE
    ),
    "addition_default_money": case(product="鳳梨酥", category="帳務問題", subcategory="重複扣款", **WROTE),
    "addition_default_english": case(
        customer="Emily Chen", product="Glass Box", category="商品問題", text="The lid does not fit the box.", **WROTE
    ),
    "addition_food_safety": case(
        product="鮮奶吐司", category="商品問題", priority="緊急", alarm="過敏、送醫", first_reply_at=NOW, **WROTE
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_note_reads_as_its_golden_letter(name: str) -> None:
    letter = note(CASES[name], SENDER, TEMPLATES, NOW)
    assert name.startswith(letter.template)
    assert_golden(f"{name}.txt", as_golden(letter))
    assert counted(letter.text, SENDER.signed()) <= LENGTH


def test_what_was_promised_is_said_again_only_while_it_can_be_kept() -> None:
    waiting = CASES["addition_default"]
    due = waiting.promise_due
    assert due is not None
    assert "11/24" in note(waiting, SENDER, TEMPLATES, due - timedelta(minutes=1)).text
    assert "11/24" not in note(waiting, SENDER, TEMPLATES, due).text
    assert "11/24" not in note(replace(waiting, first_reply_at=NOW), SENDER, TEMPLATES, NOW).text


@pytest.mark.parametrize(("hours", "wanted"), [(23.98, False), (24, True), (24.02, True)])
def test_one_note_in_24_hours(hours: float, wanted: bool) -> None:
    thanked = replace(CASES["addition_default"], thanked_at=NOW)
    assert is_wanted(thanked, NOW + timedelta(hours=hours)) is wanted
    assert is_wanted(CASES["addition_default"], NOW)


def test_each_thing_she_wrote_has_a_note_of_its_own_key() -> None:
    one = note(CASES["addition_default"], SENDER, TEMPLATES, NOW)
    other = note(replace(CASES["addition_default"], heard_at=NOW + timedelta(days=2)), SENDER, TEMPLATES, NOW)
    assert one.event != other.event
    assert (one.kind, one.automatic) == ("addition", True)


def test_without_an_address_there_is_no_note() -> None:
    with pytest.raises(TemplateFault, match="Email"):
        note(replace(CASES["addition_default"], email=None), SENDER, TEMPLATES, NOW)
