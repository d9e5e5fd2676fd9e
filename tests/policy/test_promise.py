"""What customers are told, counted by the calendar Mon–Fri 9–12 and 13–18."""

import pytest

from sheetdesk.policy.promise import read_promise
from tests.fakes.clocked_cases import CALENDAR, at

FRI, SAT, SUN, NEXT_MON = 4, 5, 6, 7


def due(words, day, clock):
    promise = read_promise(words)
    assert promise
    return promise.due(at(day, clock), CALENDAR)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((0, "15:00"), (1, "15:00")),
        ((FRI, "09:00"), (NEXT_MON, "10:00")),
        ((SAT, "14:05"), (NEXT_MON, "10:00")),
        ((SUN, "09:00"), (NEXT_MON, "09:00")),
        ((0, "12:30"), (1, "14:00")),
        ((0, "18:00"), (2, "10:00")),
    ],
)
def test_24_hours_end_where_somebody_is_at_work(start, end):
    assert due("24 小時", *start) == at(*end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((0, "03:00"), (0, "10:00")),
        ((0, "08:59"), (0, "10:00")),
        ((0, "09:00"), (0, "10:00")),
        ((0, "20:00"), (0, "21:00")),
        ((0, "20:30"), (1, "09:30")),
        ((SAT, "14:05"), (SAT, "15:05")),
    ],
)
def test_an_hour_by_day_runs_from_9_to_21_on_any_day(start, end):
    for words in ("1 小時內(白天)", "1 小時內（白天）", "1小時 白天"):
        assert due(words, *start) == at(*end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((0, "09:00"), (0, "18:00")),
        ((0, "17:00"), (0, "18:00")),
        ((0, "17:01"), (1, "18:00")),
        ((0, "07:00"), (0, "18:00")),
        ((0, "18:00"), (1, "18:00")),
        ((SAT, "10:00"), (NEXT_MON, "18:00")),
    ],
)
def test_the_same_business_day_ends_with_its_hours_and_leaves_an_hour_of_work(start, end):
    for words in ("當天", "當日", "同一個營業日", "當天內"):
        assert due(words, *start) == at(*end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((0, "00:00"), (1, "10:00")),
        ((0, "23:59"), (1, "10:00")),
        ((FRI, "16:00"), (NEXT_MON, "10:00")),
        ((SUN, "16:00"), (NEXT_MON, "10:00")),
    ],
)
def test_the_next_business_day_names_its_hour(start, end):
    for words in ("下一個營業日 10:00", "下個工作天10：00前", "隔天 10:00", "次一營業日 10:00"):
        assert due(words, *start) == at(*end)


def test_working_days_are_counted_in_business_time():
    assert due("2 個工作天", 0, "15:00") == at(2, "15:00")
    assert due("2 個工作天", FRI, "15:00") == at(NEXT_MON + 1, "15:00")


def test_the_words_are_kept_as_written():
    promise = read_promise(" 下一個營業日 10:00 ")
    assert promise
    assert promise.words == "下一個營業日 10:00"


@pytest.mark.parametrize("value", ["盡快", "", "下一個營業日", "下一個營業日 25:00", "白天", "2 天（白天）", None, 24])
def test_what_is_no_promise_is_not_guessed(value):
    assert read_promise(value) is None
