"""One raw cell ↔ one value."""

# ruff: noqa: DTZ001 - a sheet holds naive wall times

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.columns import BY_KEY, CASES
from sheetdesk.model.values import Formula, clean_text
from sheetdesk.workbook.cells import ANY, format_of, read_cell, write_cell

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def read(raw, kind):
    return read_cell(raw, kind, TAIPEI)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (912345678, "912345678"),
        (912345678.0, "912345678"),
        (1e15, "1000000000000000"),
        (12345678901234567890, "12345678901234567890"),
        (1e23, "100000000000000000000000"),
        (2.5, "2.5"),
        (1e-7, "0.0000001"),
        (0, "0"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("#REF!", "#REF!"),
        ("0912345678", "0912345678"),
        (" 留著空白 ", " 留著空白 "),
        (datetime(2026, 11, 21), "2026/11/21"),
        (datetime(2026, 11, 21, 14, 5), "2026/11/21 14:05"),
        (date(2026, 11, 21), "2026/11/21"),
        (time(14, 5), "14:05"),
        (float("inf"), "inf"),
    ],
)
def test_a_text_column_reads_everything_as_a_person_sees_it(raw, text):
    assert read(raw, "text") == text


@pytest.mark.parametrize("kind", ["text", "number", "datetime", "date", "time", ANY])
@pytest.mark.parametrize("raw", [None, "", "  ", "\n", "\u3000"])
def test_blank_is_none_in_every_column(raw, kind):
    assert read(raw, kind) is None


@pytest.mark.parametrize("kind", ["text", "number", "datetime", "date", "time", ANY])
def test_a_formula_stays_a_formula(kind):
    assert read(Formula("=NOW()"), kind) == Formula("=NOW()")


@pytest.mark.parametrize("raw", [datetime(2026, 11, 21, 12), 46347.5, "2026/11/21 12:00", NOON])
def test_a_moment_is_aware_and_in_utc(raw):
    moment = read(raw, "datetime")
    assert moment == NOON
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("raw", "text"), [(5, "5"), (True, "TRUE"), (time(9), "09:00"), ("後天", "後天"), (912345678, "912345678")]
)
def test_what_is_no_moment_stays_text(raw, text):
    assert read(raw, "datetime") == text
    assert read(raw, "date") == text


@pytest.mark.parametrize(
    "raw", [datetime(2026, 11, 21, 14), date(2026, 11, 21), 46347, 46347.6, 20261121, "2026/11/21 14:00"]
)
def test_a_day_is_the_day_of_the_desk_s_zone(raw):
    assert read(raw, "date") == date(2026, 11, 21)


def test_a_day_read_from_an_instant_is_the_desk_s_not_london_s():
    assert read(datetime(2026, 11, 20, 17, tzinfo=UTC), "date") == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (time(9), "09:00"),
        (0.375, "09:00"),
        (1, "24:00"),
        (1.0, "24:00"),
        (0, "00:00"),
        (timedelta(hours=24), "24:00"),
        (datetime(1900, 1, 1), "24:00"),
        ("9:00", "09:00"),
        ("下午 1:30", "13:30"),
        ("早上", "早上"),
        (time(9, 0, 30), "09:00:30"),
        (datetime(2026, 11, 21, 9), "2026/11/21 09:00"),
    ],
)
def test_a_time_of_day_arrives_as_hours_and_minutes(raw, text):
    assert read(raw, "time") == text


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (3, 3),
        (3.0, 3),
        (2.5, 2.5),
        ("10", 10),
        ("１，２００", 1200),
        ("-3.5", -3.5),
        ("約三百", "約三百"),
        ("1,2", "1,2"),
        (True, "TRUE"),
    ],
)
def test_a_number_is_read_and_never_guessed(raw, number):
    assert read(raw, "number") == number
    assert type(read(raw, "number")) is type(number)


@pytest.mark.parametrize("raw", ["字", 5, 2.5, True, False])
def test_a_column_of_people_s_own_is_taken_as_it_is(raw):
    assert read(raw, ANY) is raw


def test_a_day_in_a_column_of_people_s_own_stays_a_day():
    assert read(datetime(2026, 11, 21), ANY) == date(2026, 11, 21)
    assert read(datetime(2026, 11, 21, 12), ANY) == NOON


@given(st.text(), st.sampled_from(["text", ANY]))
def test_text_survives_writing_and_reading(text, kind):
    kept = clean_text(text)
    assert read(write_cell(text, TAIPEI), kind) == (kept if kept.strip() else None)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))
def test_a_moment_survives_writing_and_reading_to_the_second(moment):
    assert read(write_cell(moment, TAIPEI), "datetime") == moment.replace(microsecond=0)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_a_day_survives_unless_no_sheet_can_count_it(day):
    raw = write_cell(day, TAIPEI)
    assert read(raw, "date") == (day if 1970 <= day.year < 2200 else raw)


@given(st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e14, 1e14), st.booleans()))
def test_numbers_survive_writing_and_reading(number):
    assert read(write_cell(number, TAIPEI), ANY) == number


def test_a_very_long_text_is_cut_where_a_cell_ends():
    raw = write_cell("😀" * 40_000, TAIPEI)
    assert isinstance(raw, str)
    assert len(raw.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("received_at", "yyyy/mm/dd hh:mm"), ("follow_up", "yyyy/mm/dd"), ("phone", "@"), ("text", None)],
)
def test_formats_keep_phones_text_and_dates_readable(key, wanted):
    assert format_of(CASES.column(key)) == wanted


def test_business_hours_are_kept_as_text_for_24_00_is_no_time_of_a_sheet():
    assert format_of(BY_KEY["hours"].column("opens")) == "@"
