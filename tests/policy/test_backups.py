from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.backups import Keep, name_of, taken_at, to_thin

NOON = datetime.fromisoformat("2026-11-22T12:00")
DAILY = [name_of(NOON - timedelta(days=days)) for days in range(100)]
"""A copy at noon each day, the newest on a Sunday."""


def left(names: list[str], keep: Keep) -> list[str]:
    return sorted(set(names) - set(to_thin(names, keep)), reverse=True)


def test_a_name_is_the_wall_time_and_nothing_else_is_one() -> None:
    assert name_of(NOON) == "2026-11-22-120000"
    assert taken_at("2026-11-22-120000") == NOON
    assert [taken_at(name) for name in ("2026-11-22", "2026-11-22-1200", "2026-1-2-120000", "mine", "")] == [None] * 5


def test_of_each_day_week_and_month_the_newest_stays() -> None:
    assert left(DAILY, Keep(3, 0, 0)) == DAILY[:3]
    assert left(DAILY, Keep(1, 3, 0)) == [DAILY[0], DAILY[7], DAILY[14]]  # Sundays
    assert left(DAILY, Keep(1, 0, 3)) == ["2026-11-22-120000", "2026-10-31-120000", "2026-09-30-120000"]


def test_of_several_a_day_only_the_newest_is_the_days() -> None:
    names = [name_of(NOON - timedelta(hours=hours)) for hours in range(48)]
    assert left(names, Keep(2, 0, 0)) == ["2026-11-22-120000", "2026-11-21-230000"]


def test_a_desk_that_was_not_copied_for_long_loses_nothing_by_it() -> None:
    old = [name_of(NOON - timedelta(days=days)) for days in (400, 500, 600)]
    assert left(old, Keep(14, 8, 6)) == old


def test_what_is_no_copy_is_no_concern() -> None:
    assert to_thin(["照片", "2026-11-22", ".making-2026-11-22-120000"], Keep(1, 0, 0)) == []


@given(
    st.lists(st.datetimes(NOON - timedelta(days=900), NOON).map(name_of), unique=True, max_size=40),
    st.builds(Keep, st.integers(1, 20), st.integers(0, 10), st.integers(0, 10)),
)
def test_the_newest_stays_and_what_was_thinned_is_not_thinned_again(names: list[str], keep: Keep) -> None:
    stays = left(names, keep)
    assert stays[:1] == sorted(names, reverse=True)[:1]
    assert to_thin(stays, keep) == []
