from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.appointment import DAILY, MONTHLY, WEEKLY, Appointment
from sheetdesk.policy.appointments import counts_as_done, last_slot, moment_on, next_slot

TAIPEI, BERLIN = ZoneInfo("Asia/Taipei"), ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
NINE = Appointment(DAILY, 9 * 60)
MONDAY_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""In Taipei."""


@pytest.mark.parametrize(
    ("one", "slot", "following"),
    [
        (NINE, MONDAY_NINE, MONDAY_NINE + timedelta(days=1)),
        (Appointment(WEEKLY, 9 * 60, 0), MONDAY_NINE, MONDAY_NINE + timedelta(days=7)),
        (Appointment(MONTHLY, 9 * 60, 23), MONDAY_NINE, MONDAY_NINE + timedelta(days=30)),
    ],
)
def test_a_slot_has_come_on_its_minute_and_not_before(one, slot, following):
    assert last_slot(one, slot - timedelta(seconds=1), TAIPEI) < slot
    assert last_slot(one, slot, TAIPEI) == slot
    assert last_slot(one, following - timedelta(seconds=1), TAIPEI) == slot
    assert next_slot(one, slot - timedelta(seconds=1), TAIPEI) == slot
    assert next_slot(one, slot, TAIPEI) == following


@pytest.mark.parametrize(
    ("day", "minute", "utc"),
    [
        (date(2026, 3, 29), 150, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 2:30 isn't there: 3:30 summer time
        (date(2026, 10, 25), 150, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 2:30 comes twice: the first
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_has_one_slot(day, minute, utc):
    assert moment_on(day, minute, BERLIN) == utc


appointments = st.builds(
    lambda kind, minute, day: Appointment(kind, minute, day % 7 if kind == WEEKLY else day),
    st.sampled_from([DAILY, WEEKLY, MONTHLY]),
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 28),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(appointments, moments, st.sampled_from([TAIPEI, BERLIN]))
def test_any_moment_lies_between_a_slot_and_the_next_and_none_between_them(one, now, zone):
    last, following = last_slot(one, now, zone), next_slot(one, now, zone)
    assert last <= now < following
    assert next_slot(one, last, zone) == following
    assert last_slot(one, following - timedelta(microseconds=1), zone) == last


@pytest.mark.parametrize(
    ("known", "done"),
    [
        (None, MONDAY_NINE),
        (MONDAY_NINE - timedelta(days=5), MONDAY_NINE - timedelta(days=5)),
        (MONDAY_NINE, MONDAY_NINE),
        (MONDAY_NINE + timedelta(days=1), MONDAY_NINE + timedelta(days=1)),
        (MONDAY_NINE + timedelta(days=2), MONDAY_NINE),
    ],
    ids=["new", "missed for days", "done", "done, then the clock was put back", "done while the clock was wrong"],
)
def test_what_counts_as_done(known, done):
    assert counts_as_done(known, NINE, MONDAY_NINE + 3 * MINUTE, TAIPEI) == done


def test_an_appointment_is_told_by_its_kind_day_and_time():
    assert str(NINE) == "daily 09:00"
    assert str(Appointment(WEEKLY, 485, 6)) == "weekly 6 08:05"
