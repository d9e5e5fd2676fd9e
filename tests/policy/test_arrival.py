"""What a form row is, and what is kept of it."""

from datetime import UTC, datetime

from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula
from sheetdesk.policy.arrival import answers

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def answer_of(**cells):
    view = TabView("form", "表單回應 1", (), 1, (Row(2, {"submitted_at": NOON, "email": "wang@example.com", **cells}),))
    [answer] = answers([view])
    return answer


def test_a_long_answer_is_kept_whole():
    text = "退冰了。\r\n🥶" * 10_000
    assert answer_of(text=text).fields["text"] == text.replace("\r\n", "\n")


def test_control_characters_and_blanks_around_an_answer_are_no_part_of_it():
    assert answer_of(text=" \x00壞\x07掉了\n").fields["text"] == "壞掉了"
    assert answer_of(text="壞", product="\x00 ").fields["product"] is None


def test_a_formula_in_the_forms_tab_is_text():
    assert answer_of(text=Formula("=1+1")).fields["text"] == "=1+1"
