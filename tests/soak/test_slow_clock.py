"""The slow count of deadlines gives the answers that anybody can check by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sheetdesk.model.case import Case, Target
from tests.fakes.google_hands import TAIPEI
from tests.soak.slow_clock import first_reply_due, solution_due, works


def at(day: int, clock: str) -> datetime:
    """In November 2026; the 23rd is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("begin", "minutes", "clock", "due"),
    [
        (at(23, "11:30"), 60, "營業", at(23, "13:30")),
        (at(23, "12:20"), 60, "營業", at(23, "14:00")),
        (at(27, "17:30"), 60, "營業", at(30, "09:30")),
        (at(23, "17:00"), 60, "營業", at(23, "18:00")),
        (at(23, "23:50"), 15, "全天", at(24, "00:05")),
    ],
)
def test_a_target_is_walked_minute_by_minute(begin: datetime, minutes: int, clock: str, due: datetime) -> None:
    assert first_reply_due(Case("A", received_at=begin, first_target=Target(minutes, clock))) == due


def test_waiting_for_a_supplier_stands_still_for_two_business_days_at_most() -> None:
    log = ((at(23, "09:00"), "待處理"), (at(23, "10:00"), "等廠商"))
    case = Case("A", received_at=at(23, "09:00"), solution_target=Target(24 * 60, "全天"), status_log=log)
    assert solution_due(case, at(25, "09:59")) is None
    assert solution_due(case, at(25, "10:01")) == at(26, "09:00")


def test_a_new_target_that_is_past_already_gets_half_an_hour() -> None:
    late = Target(15, "全天", since=at(24, "10:00"))
    assert first_reply_due(Case("A", received_at=at(23, "09:00"), first_target=late)) == at(24, "10:15")


def test_nobody_works_at_night_at_weekends_and_on_holidays() -> None:
    assert works(at(23, "09:00"))
    assert not works(at(23, "12:00"))
    assert not works(at(28, "10:00"))
    assert not works(datetime(2027, 1, 1, 10, tzinfo=TAIPEI))
    assert works(at(23, "09:00") + timedelta(minutes=179))
