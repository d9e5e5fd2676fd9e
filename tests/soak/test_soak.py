"""Some days of the simulated year; the seed is that of the day, so a year of test runs is a year of stories."""

from __future__ import annotations

import pytest

from tests.soak.story import SEED, lived, world_in_a_file, world_on_google


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_days_of_the_simulated_year_leave_nothing_wrong_on_google() -> None:
    with world_on_google(SEED, each_day=6, deeds=10, troubles=8) as world:
        assert lived(world, days=1) == [], f"SHEETDESK_SOAK_SEED={SEED} repeats it"
        assert world.passes > 10


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_days_of_the_simulated_year_leave_nothing_wrong_in_a_file() -> None:
    with world_in_a_file(SEED, each_day=6, deeds=8, troubles=4) as world:
        assert lived(world, days=0.6) == [], f"SHEETDESK_SOAK_SEED={SEED} repeats it"
        assert world.passes > 10
