"""Wall-clock time: what people type, what sheets count, what instants they mean."""

# ruff: noqa: DTZ001 - a sheet holds naive wall times

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.workbook.wall import from_serial, parse_day, parse_moment, parse_time, to_serial, to_utc, to_wall

TAIPEI = ZoneInfo("Asia/Taipei")
NEW_YORK = ZoneInfo("America/New_York")

instants = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/21 14:05",
        "2026-11-21 14:05",
        "2026.11.21 14:05",
        "２０２６／１１／２１　１４：０５",
        "2026/11/21 下午 2:05",
        "2026/11/21 下午 2:05:00",
        "2026/11/21 下午2點5分",
        "2026/11/21 PM 2:05",
        "11/21/2026 14:05:00",
        "21/11/2026 14:05",
        "11/21/2026, 2:05 PM",
        "2026年11月21日 14:05",
        "2026年11月21日(六) 下午02:05",
        "2026/11/21（週六）14:05",
        "115/11/21 14:05",
        "115年11月21日 14時05分",
        "民國115年11月21日 14:05",
        "2026-11-21T14:05:00+08:00",
        "2026-11-21T06:05:00Z",
        "2026-11-21T14:05:00.123+0800",
    ],
)
def test_a_clear_date_and_time_is_read(text):
    assert parse_moment(text, TAIPEI) == datetime(2026, 11, 21, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026/11/21", "20261121", "11/21/2026", "民國115年11月21日", "2026年11月21號"])
def test_a_day_alone_is_its_midnight(text):
    assert parse_moment(text, TAIPEI) == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert parse_day(text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "11/21",
        "03/04/2026",  # March or April?
        "26/11/21",  # 2026 or the 26th?
        "2026/13/01",
        "2026/02/30",
        "2026/11/21 25:00",
        "2026/11/21 下午",
        "2026/11/21 晚上 12:00",  # which midnight?
        "2026/11/21 上午 13:00",
        "2026/11/21 大約三點",
        "2026-11/21",
        "0912345678",
        "20261121140500",
        "1026/11/21",
        "2026/11/21 14:05+9",
    ],
)
def test_what_could_mean_two_things_is_not_read(text):
    assert parse_moment(text, TAIPEI) is None


def test_a_day_and_month_alike_are_clear_in_every_country():
    assert parse_day("04/04/2026") == date(2026, 4, 4)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("上午 12:05", "00:05"), ("下午 12:05", "12:05"), ("晚上 8:05", "20:05"), ("凌晨 12:05", "00:05")],
)
def test_halves_of_the_day_are_understood(text, hour):
    assert parse_time(text) == hour


@pytest.mark.parametrize(
    ("text", "hour"),
    [("9:00", "09:00"), ("９：００", "09:00"), ("24:00", "24:00"), ("18:00:00", "18:00"), ("9點", "09:00")],
)
def test_a_time_of_day_has_one_form(text, hour):
    assert parse_time(text) == hour


@pytest.mark.parametrize("text", ["25:00", "9:0", "整天", "24:30", "9:00:30", ""])
def test_no_time_of_day_is_made_up(text):
    assert parse_time(text) is None


def test_serial_numbers_count_days_since_the_end_of_1899():
    assert from_serial(46347.5) == datetime(2026, 11, 21, 12)
    assert to_serial(date(2026, 11, 21)) == 46347


@pytest.mark.parametrize("serial", [0, -3, 12, 25568, 912345678, 1e300, float("nan"), float("inf")])
def test_a_number_that_is_no_day_of_ours_is_no_date(serial):
    assert from_serial(serial) is None


@given(instants, st.sampled_from([TAIPEI, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]))
def test_an_instant_survives_the_wall_clock_of_any_zone(moment, zone):
    assert to_utc(to_wall(moment, zone), zone) == moment


@given(instants)
def test_an_instant_survives_a_serial_number(moment):
    wall = from_serial(to_serial(to_wall(moment, NEW_YORK)))
    assert wall is not None
    assert to_utc(wall, NEW_YORK) == moment


def test_the_hour_that_comes_twice_keeps_its_order():
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 1:30 summer time in New York
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 1:30 winter time
    assert to_wall(first, NEW_YORK) < to_wall(second, NEW_YORK)


def test_a_form_s_milliseconds_do_not_shift_the_second():
    assert to_utc(datetime(2026, 11, 21, 14, 5, 0, 437000), TAIPEI) == datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
