"""How long, as organisers write it."""

import pytest

from sheetdesk.policy.durations import Duration, read_duration, say_minutes
from tests.fakes.clocked_cases import CALENDAR


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15 分", 15),
        ("15分鐘", 15),
        ("１５　分", 15),
        ("十五分", 15),
        ("1 小時", 60),
        ("一小時", 60),
        ("二十四小時", 1440),
        ("24h", 1440),
        ("24 HOURS", 1440),
        ("兩個鐘頭", 120),
        ("1.5 小時", 90),
        ("一個半小時", 90),
        ("半小時", 30),
        ("1 小時 30 分", 90),
        ("24 小時內", 1440),
        ("24 小時以內", 1440),
    ],
)
def test_hours_and_minutes_are_read(text, minutes):
    assert read_duration(text) == Duration(minutes)


def test_a_day_is_as_long_as_its_clock_has_it():
    three = read_duration("3 天")
    assert three
    assert three == Duration(days=3)
    assert three.on("全天", CALENDAR) == 3 * 1440
    assert three.on("營業", CALENDAR) == 3 * 480


@pytest.mark.parametrize("text", ["2 個工作天", "2工作日", "兩個營業日"])
def test_working_days_are_marked_as_such(text):
    assert read_duration(text) == Duration(days=2, in_working_days=True)


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "盡快",
        "15",
        "",
        "分",
        "0 分",
        "-5 分",
        "1.5 分",
        "0.3 天",
        "半天",
        "367 天",
        "一二小時",
        "15 分左右",
        None,
        15,
        True,
    ],
)
def test_what_is_no_duration_is_not_guessed(value):
    assert read_duration(value) is None


@pytest.mark.parametrize(
    ("minutes", "text"), [(15, "15 分"), (60, "1 小時"), (90, "1 小時 30 分"), (4320, "72 小時"), (0, "0 分")]
)
def test_minutes_are_said_in_hours_and_minutes(minutes, text):
    assert say_minutes(minutes) == text
