from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.policy.peak import OFF, ON, Peak, Terms, Volume, peak_now, slowed, usual_of
from tests.fakes.postroom import a_message

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ON_SINCE = Peak(NOW - DAY, usual=10)


def after(recent: int, usual: float = 10, before: Peak | None = None, switch: str = "", now: datetime = NOW) -> bool:
    return peak_now(before, switch, Volume(recent, usual), Terms(), now) is not None


@pytest.mark.parametrize(
    ("recent", "usual", "begins"), [(19, 0, False), (20, 0, True), (29, 10, False), (30, 10, True), (31, 10, True)]
)
def test_it_begins_with_three_usual_days_in_one_and_twenty_at_least(recent: int, usual: float, begins: bool) -> None:
    assert after(recent, usual) == begins


@pytest.mark.parametrize(("recent", "stays"), [(29, True), (15, True), (14, False)])
def test_it_ends_below_half_of_what_began_it_whatever_is_usual_by_then(recent: int, stays: bool) -> None:
    assert after(recent, usual=25, before=ON_SINCE) == stays


@pytest.mark.parametrize(("minutes", "stays"), [(119, True), (120, False)])
def test_it_lasts_two_hours_at_least(minutes: int, stays: bool) -> None:
    begun = Peak(NOW, usual=10)
    assert after(0, before=begun, now=NOW + timedelta(minutes=minutes)) == stays


def test_a_number_that_swings_about_the_limit_begins_it_once() -> None:
    state, changes = None, 0
    for hour in range(48):
        new = peak_now(state, "", Volume(30 - hour % 3, 10), Terms(), NOW + hour * HOUR)
        changes, state = changes + ((new is None) != (state is None)), new
    assert changes == 1


def test_the_organiser_switches_it_whatever_comes_in() -> None:
    assert after(0, switch=ON)
    assert not after(500, before=ON_SINCE, switch=OFF)
    by_hand = Peak(NOW - DAY, usual=10, by_hand=True)
    assert after(0, before=by_hand, switch=ON)
    assert not after(20, before=by_hand), "once she empties the cell, the rule decides anew"


def test_it_never_begins_by_itself_where_config_says_so() -> None:
    assert peak_now(None, "", Volume(500, 1), Terms(at_least=0), NOW) is None


def test_a_usual_day_is_counted_over_the_days_there_were() -> None:
    assert usual_of(0, None, NOW) == 0
    assert usual_of(45, NOW - 3 * DAY, NOW) == 15
    assert usual_of(5, NOW - HOUR, NOW) == 5
    assert usual_of(56, NOW - 28 * DAY, NOW) == 2


@pytest.mark.parametrize(
    ("kind", "left", "waits"), [("survey", 24, False), ("survey", 25, True), ("receipt", 99, False)]
)
def test_surveys_and_reports_leave_the_hour_to_what_is_urgent(kind: str, left: int, waits: bool) -> None:
    assert (slowed(a_message(kind=kind), left, 100) is not None) == waits
    assert slowed(a_message(kind=kind, released=True), left, 100) is None
