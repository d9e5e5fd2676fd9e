from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.policy.rest import PAUSES_MIN, Rest, rested

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def after(tries: int) -> Rest:
    rest = rested(None, NOW, "連不上", "", "", PAUSES_MIN)
    for _ in range(tries - 1):
        rest = rested(rest, rest.until, "連不上", "", "", PAUSES_MIN)
    return rest


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (6, 15), (500, 15)])
def test_pauses_grow_to_a_quarter_of_an_hour_and_part_a_little(tries: int, minutes: float) -> None:
    rest = after(tries)
    assert 0.9 * minutes <= (rest.until - rest.tried_at) / timedelta(minutes=1) <= 1.1 * minutes
    assert (rest.since, rest.tries) == (NOW, tries)


def test_one_failure_always_gives_one_pause() -> None:
    assert after(7) == after(7)


def test_a_patient_one_waits_until_the_very_moment() -> None:
    rest, early = after(3), timedelta(hours=-1)
    assert rest.holds(rest.until - timedelta(seconds=1), patient=True, began=rest.until)
    assert not rest.holds(rest.until, patient=True, began=rest.until)
    assert not rest.holds(rest.until - timedelta(seconds=1), patient=False, began=rest.until)
    assert rest.holds(rest.until - timedelta(seconds=1), patient=False, began=rest.tried_at + early)


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    rest = after(3)
    assert not rest.holds(rest.tried_at - timedelta(seconds=1), patient=True, began=NOW)
