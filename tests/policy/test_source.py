"""來源 in the words that people use for it, and a clear word for those that nobody can read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sheetdesk.model.case import SOURCES, Case
from sheetdesk.model.values import Value
from sheetdesk.policy.notices import notice
from sheetdesk.policy.source import FORM, read_source

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


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
    told = (
        f"表單的「來源」寫「{typed}」，沒有這一種，期限先照「表單」算；不對的話，請在「來源」選：{'、'.join(SOURCES)}。"
    )
    assert said == told


@pytest.mark.parametrize(
    ("since", "stays"),
    [
        ({}, True),
        ({"source": "電話", "proposed": {"source": "表單"}}, False),
        ({"source": "LINE", "proposed": {"owner": "阿芳"}}, True),
        ({"first_reply_at": NOON}, False),
        ({"first_reply_at": NOON, "heard_at": NOON.replace(hour=5)}, True),
    ],
    ids=["nothing", "she chose", "she chose another cell", "answered", "wrote again"],
)
def test_the_reminder_goes_once_a_person_chose_or_answered(since: dict[str, Any], stays: bool) -> None:
    said = str(read_source("鄰居說的")[1])
    other = "客人沒有寫問題描述。"
    told = notice(Case("A", **{"source": FORM, **since}, remarks=(said, other)), ())
    assert told == (f"{said}\n{other}" if stays else other)


@pytest.mark.parametrize("source", [*SOURCES, None])
def test_a_source_of_the_drop_down_needs_no_word(source: str | None) -> None:
    assert notice(Case("A", source=source), ()) is None


def test_a_typed_source_that_is_none_is_named_with_what_is_taken_meanwhile() -> None:
    told = "來源沒有「打電話來」，期限先照沒有寫來源的那一列算；請選 表單、電話、LINE、Email、社群、面交、平台。"
    assert notice(Case("A", source="打電話來", proposed={"source": None}), ()) == told
