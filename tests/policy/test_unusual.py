"""What is more than chance: tables by hand, and a slow sum of all ways."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from sheetdesk.policy.unusual import CHANCE, differs, is_more


@pytest.mark.parametrize(
    ("now", "before", "weeks", "unusual"),
    [
        (2, 4, 4, False),  # 1 → 2 is a doubling and nothing
        (14, 12, 4, True),
        (4, 0, 4, False),
        (5, 0, 4, True),
        (5, 4, 4, False),  # 1.96 % by chance
        (6, 4, 4, True),  # 0.64 %
        (30, 80, 4, False),  # beyond chance, and not even twice as many
        (9, 9, 0, False),
    ],
)
def test_a_count_is_unusual_against_the_weeks_before(now: int, before: int, weeks: int, unusual: bool) -> None:
    assert is_more(now, before, weeks) is unusual


def test_a_slow_rise_is_held_against_as_many_weeks() -> None:
    assert is_more(26, 10, 4, 4, 10)
    assert not is_more(9, 1, 4, 4, 10)
    assert not is_more(12, 6, 4, 4, 10)


def test_a_count_is_judged_as_by_all_ways_in_which_it_may_fall() -> None:
    for now, before in ((5, 1), (5, 2), (5, 3), (6, 4)):
        whole = now + before
        later = (sum(way) for way in product((0, 1), repeat=whole))
        chance = sum(Fraction(1, 5) ** k * Fraction(4, 5) ** (whole - k) for k in later if k >= now)
        assert is_more(now, before, 4) is (chance <= Fraction(CHANCE) and now * 4 >= 2 * before)


@pytest.mark.parametrize(
    ("now", "before", "unusual"),
    [
        ((18, 25), (113, 120), True),
        ((9, 9), (0, 100), False),  # nine are too few
        ((90, 100), (385, 400), False),  # 6.25 points
        ((8, 10), (19, 20), False),  # 15 points, and chance
        ((100, 100), (300, 400), True),
    ],
)
def test_a_share_is_unusual_either_way(now: tuple[int, int], before: tuple[int, int], unusual: bool) -> None:
    assert differs(*now, *before) is unusual
