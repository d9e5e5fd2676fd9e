"""來源 in the words that people use for it, and a clear word for those that nobody can read."""

from __future__ import annotations

import pytest

from sheetdesk.model.case import SOURCES
from sheetdesk.model.values import Value
from sheetdesk.policy.source import FORM, read_source


@pytest.mark.parametrize("word", SOURCES)
def test_every_word_of_the_drop_down_is_itself(word: str) -> None:
    assert read_source(word) == (word, None)


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("ＬＩＮＥ", "LINE"),
        (" line ", "LINE"),
        ("email", "Email"),
        ("电话", "電話"),
        ("打電話", "電話"),
        ("Phone", "電話"),
        ("當面", "面交"),
        ("臉書", "社群"),
        ("蝦皮", "平台"),
        (None, FORM),
        ("  ", FORM),
    ],
)
def test_what_people_call_it_is_understood(typed: Value, source: str) -> None:
    assert read_source(typed) == (source, None)


@pytest.mark.parametrize("typed", ["鄰居說的", "電話LINE", 42, "=1+1"])
def test_an_unknown_word_counts_as_the_form_and_is_named_with_its_mend(typed: Value) -> None:
    source, said = read_source(typed)
    assert source == FORM
    assert f"看不懂「{typed}」" in str(said)
    assert "、".join(SOURCES) in str(said)
