"""A token says whose answer it is, and nobody else can make one."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetdesk.policy.tokens import STAFF, SURVEY, read_token, token_of

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
NUMBER = "GB2611-0042-K"
TOKEN = token_of(NUMBER, 0, SECRET, SURVEY)


@given(st.from_regex(r"[A-Z][A-Z0-9]{0,4}[A-Z][0-9]{4}-[0-9]{4,7}-[A-Z0-9]", fullmatch=True), st.integers(0, 9998))
def test_a_token_tells_its_case_and_cycle(number: str, cycle: int) -> None:
    assert read_token(token_of(number, cycle, SECRET, SURVEY), SECRET, SURVEY) == (number, cycle)


def test_a_token_is_short_enough_for_a_link_and_needs_no_escape() -> None:
    assert len(TOKEN) <= 40
    assert all(char.isalnum() or char == "-" for char in TOKEN)


@pytest.mark.parametrize(
    "typed",
    [TOKEN.lower(), f" {TOKEN}\n", TOKEN.replace("-", " - "), f"代碼：{TOKEN}", TOKEN.translate({45: 0xFF0D})],
)
def test_width_case_and_blanks_dont_matter(typed: str) -> None:
    assert read_token(typed, SECRET, SURVEY) == (NUMBER, 0)


@pytest.mark.parametrize(
    "typed",
    [
        None,
        "",
        "5",
        NUMBER,
        f"{NUMBER}-1",
        f"{NUMBER}-1-AAAAAAAAAAAAAAAA",
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN.replace("0042", "0043"),
        TOKEN.replace("-1-", "-2-"),
        TOKEN.replace("-1-", "-0-"),
        "=HYPERLINK(1)",
    ],
)
def test_a_forged_token_is_nobodys(typed: str | None) -> None:
    assert read_token(typed, SECRET, SURVEY) is None


@given(st.text(max_size=80))
def test_no_text_at_all_is_taken_for_a_token(typed: str) -> None:
    assume(TOKEN not in typed)
    assert read_token(typed, SECRET, SURVEY) is None


def test_a_token_of_another_desk_is_forged() -> None:
    assert read_token(token_of(NUMBER, 0, OTHER, SURVEY), SECRET, SURVEY) is None


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        token_of(NUMBER, 0, b"short", SURVEY)


def test_a_token_of_the_survey_opens_no_staff_form() -> None:
    assert read_token(TOKEN, SECRET, STAFF) is None
    assert read_token(token_of(NUMBER, 0, SECRET, STAFF), SECRET, STAFF) == (NUMBER, 0)
