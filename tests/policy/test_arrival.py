"""Known, new version, double, addition, new: in this order, whatever the place of the row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Value
from sheetdesk.policy.arrival import ADDITION, DOUBLE, KNOWN, NEW, VERSION, Answer, Known, answers, sort_out
from sheetdesk.policy.numbers import case_number

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NUMBER = case_number("GB", NOON, ZoneInfo("Asia/Taipei"), 1)
WANG: dict[str, Value] = {"submitted_at": NOON, "email": "wang@example.com", "text": "破了", "order_no": "12"}


def form(*rows: dict[str, Value], title: str = "表單回應 1") -> TabView:
    return TabView("form", title, (), 1, tuple(Row(at, row) for at, row in enumerate(rows, start=2)))


def known(answer: Answer, case: str = NUMBER, gone: bool = False) -> dict[str, Known]:
    return {answer.key: Known(case, NEW, answer.person, answer.order_no, answer.content, answer.submitted_at, gone)}


def kinds(found: list[Answer], before: dict[str, Known]) -> list[str]:
    return [arrival.kind for arrival in sort_out(found, before, lambda number: number == NUMBER)[0]]


def test_a_row_is_known_by_time_and_mail_whatever_else_changed() -> None:
    [first] = answers([form(WANG)])
    [moved] = answers([form({**WANG, "text": "改了字", "product": "杯子"}, title="Form Responses 9")])
    assert kinds([moved], known(first)) == []


@pytest.mark.parametrize(("minutes", "kind"), [(9, DOUBLE), (10, DOUBLE), (11, NEW)])
def test_the_same_content_within_ten_minutes_is_a_double(minutes: int, kind: str) -> None:
    [first] = answers([form(WANG)])
    again = answers([form(WANG, {**WANG, "submitted_at": NOON + timedelta(minutes=minutes)})])
    assert kinds(again, known(first)) == [kind]


def test_the_same_words_of_somebody_else_are_a_case_of_their_own() -> None:
    [first] = answers([form(WANG)])
    found = answers([form(WANG, {**WANG, "email": "chen@example.com"})])
    assert kinds(found, known(first)) == [NEW]


def test_an_edited_answer_replaces_the_one_that_is_gone() -> None:
    [first] = answers([form(WANG)])
    edited = answers([form({**WANG, "submitted_at": NOON + timedelta(hours=1), "text": "其實是少一個"})])
    [arrival], gone = sort_out(edited, known(first), lambda number: True)
    assert (arrival.kind, arrival.case, gone) == (VERSION, NUMBER, [first.key])


def test_a_new_matter_after_a_row_was_deleted_long_ago_is_a_new_case() -> None:
    [first] = answers([form(WANG)])
    later = answers([form({**WANG, "submitted_at": NOON + timedelta(days=9), "text": "另一件"})])
    assert kinds(later, known(first, gone=True)) == [NEW]


def test_a_row_that_was_gone_and_stands_there_again_is_the_same_row() -> None:
    [first] = answers([form(WANG)])
    assert kinds([first], known(first, gone=True)) == [KNOWN]


@pytest.mark.parametrize("typed", [NUMBER, NUMBER.lower(), NUMBER.replace("-", " "), f" {NUMBER} "])
def test_a_service_number_makes_it_an_addition_however_it_is_typed(typed: str) -> None:
    assert kinds(answers([form({**WANG, "case_no": typed})]), {}) == [ADDITION]


def test_a_number_that_nobody_gave_makes_a_new_case() -> None:
    assert kinds(answers([form({**WANG, "case_no": "GB2611-0999-A"})]), {}) == [NEW]


def test_two_answers_of_one_second_and_one_mail_are_told_apart_in_any_order() -> None:
    rows = (WANG, {**WANG, "text": "另一件", "order_no": "13"})
    one, other = (answers([form(*order)]) for order in (rows, rows[::-1]))
    assert {a.key for a in one} == {a.key for a in other}
    assert len({a.key for a in one}) == 2


TEXTS = ("另一件", "少一個", "蓋子裂了", "顏色不對", "還沒收到")


@pytest.mark.parametrize("text", TEXTS)
def test_who_has_the_plain_key_keeps_it_beside_a_new_row_of_the_same_second(text: str) -> None:
    [one] = answers([form(WANG)])
    found = answers([form({**WANG, "text": text}, WANG)], lambda keys: {one.key: one.content})
    [new] = [arrival.answer for arrival in sort_out(found, known(one), lambda number: True)[0]]
    assert new.fields["text"] == text


@pytest.mark.parametrize("stamp", [None, "昨天"])
def test_a_row_without_a_time_is_a_new_one_though_another_of_its_address_is_gone_by_now(stamp: Value) -> None:
    first = {**WANG, "submitted_at": stamp}
    [one] = answers([form(first)])
    assert kinds(answers([form({**first, "text": "另一件"})]), known(one, gone=True)) == [NEW]
    assert kinds(answers([form(first)]), known(one, gone=True)) == [KNOWN]


@pytest.mark.parametrize("stamp", [None, "昨天"])
def test_a_row_without_a_time_that_was_changed_in_its_place_is_a_new_version(stamp: Value) -> None:
    first = {**WANG, "submitted_at": stamp}
    [one] = answers([form(first)])
    [arrival], gone = sort_out(answers([form({**first, "text": "改了字"})]), known(one), lambda number: True)
    assert (arrival.kind, arrival.case, gone) == (VERSION, NUMBER, [one.key])


@pytest.mark.parametrize("contact", [{}, {"email": "shop@example.com"}])
def test_the_same_words_of_two_customers_in_rows_without_a_time_are_two_cases(contact: dict[str, Value]) -> None:
    words: dict[str, Value] = {"text": "破了", "product": "保鮮盒", **contact}
    rows = ({**words, "customer": "王怡君"}, {**words, "customer": "李大同"}, {**words, "nickname": "小魚兒"})
    assert kinds(answers([form(*rows)]), {}) == [NEW, NEW, NEW]
    assert kinds(answers([form(rows[0], rows[0])]), {}) == [NEW]


def test_what_is_pasted_over_a_row_without_time_and_order_is_a_case_of_its_own() -> None:
    first: dict[str, Value] = {"email": "shop@example.com", "text": "破了"}
    [one] = answers([form(first)])
    assert kinds(answers([form({**first, "text": "還沒收到"})]), known(one)) == [NEW]


@pytest.mark.parametrize("text", TEXTS)
def test_who_has_a_longer_key_keeps_it_beside_a_row_of_the_same_second_that_was_changed(text: str) -> None:
    before = answers([form(WANG, {**WANG, "text": text})])
    plain, longer = sorted(before, key=lambda answer: len(answer.key))
    contents, kept = {a.key: a.content for a in before}, longer.fields["text"]
    changed = answers([form({**WANG, "text": "改了字"}, {**WANG, "text": kept})], lambda keys: contents)
    assert {a.fields["text"]: a.key for a in changed} == {"改了字": plain.key, kept: longer.key}


def test_answers_of_one_second_come_as_they_stand() -> None:
    found = answers([form(*({**WANG, "text": text} for text in TEXTS))])
    assert [a.fields["text"] for a in found] == list(TEXTS)


def test_a_row_that_says_nothing_is_no_answer() -> None:
    assert answers([form({"submitted_at": NOON, "email": "wang@example.com"})]) == []


def test_an_unreadable_time_is_kept_as_it_stands() -> None:
    [answer] = answers([form({**WANG, "submitted_at": "昨天"})])
    assert (answer.submitted_at, answer.unreadable_time) == (None, "昨天")


def test_an_edit_and_an_addition_in_one_read_are_told_apart() -> None:
    [first] = answers([form(WANG)])
    edited = {**WANG, "submitted_at": NOON + timedelta(hours=1), "text": "其實是少一個"}
    added = {**WANG, "submitted_at": NOON + timedelta(minutes=30), "text": "補照片", "case_no": NUMBER}
    assert kinds(answers([form(edited, added)]), known(first)) == [ADDITION, VERSION]


def test_an_answer_whose_row_is_the_very_same_is_not_made_out_again() -> None:
    waits, goes = Row(2, WANG), Row(3, {**WANG, "email": "chen@example.com"})
    first, _ = answers([replace(form(), rows=(waits, goes))])
    assert answers([replace(form(), rows=(waits,))])[0] is first
    moved = answers([replace(form(), rows=(replace(waits, place=7),))])
    assert [answer.place for answer in moved] == [7]
    assert answers([replace(form(title="別的表單"), rows=(waits,))])[0].tab == "別的表單"
