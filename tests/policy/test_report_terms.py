"""Which period's report is due: a minute before its slot, on it, and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.report_terms import MONTHLY, OWNERS, QUARTERLY, WEEKLY, Slot, before, newest

TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.mark.parametrize(
    ("kind", "slot", "at", "begin", "end"),
    [
        (WEEKLY, Slot(0), "2026-11-30 07:59", "2026-11-16", "2026-11-23"),
        (WEEKLY, Slot(0), "2026-11-30 08:00", "2026-11-23", "2026-11-30"),
        (OWNERS, Slot(0), "2026-11-30 07:59", "2026-11-16", "2026-11-23"),
        (OWNERS, Slot(0), "2026-11-30 08:00", "2026-11-23", "2026-11-30"),
        (WEEKLY, Slot(6, 1200), "2026-12-06 19:59", "2026-11-16", "2026-11-23"),
        (WEEKLY, Slot(6, 1200), "2026-12-06 20:00", "2026-11-23", "2026-11-30"),
        (MONTHLY, Slot(1), "2027-01-01 07:59", "2026-11-01", "2026-12-01"),
        (MONTHLY, Slot(1), "2027-01-01 08:00", "2026-12-01", "2027-01-01"),
        (MONTHLY, Slot(5, 0), "2027-01-04 23:59", "2026-11-01", "2026-12-01"),
        (QUARTERLY, Slot(1), "2027-01-01 07:59", "2026-07-01", "2026-10-01"),
        (QUARTERLY, Slot(1), "2027-03-31 23:59", "2026-10-01", "2027-01-01"),
    ],
)
def test_a_report_is_on_the_last_whole_period_before_its_slot(
    kind: str, slot: Slot, at: str, begin: str, end: str
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=TAIPEI)
    assert newest(kind, slot, moment, TAIPEI) == Period(date.fromisoformat(begin), date.fromisoformat(end))


@given(st.integers(0, 15 * 365 * 24), st.sampled_from((WEEKLY, MONTHLY, QUARTERLY)))
def test_periods_follow_each_other_and_are_over(hours: int, kind: str) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    found = newest(kind, Slot(1), moment, TAIPEI)
    assert found.end <= moment.astimezone(TAIPEI).date()
    assert before(kind, found).end == found.begin
    later = newest(kind, Slot(1), moment + timedelta(days=1), TAIPEI)
    assert later == found or later.begin == found.end
