"""安靜時段: from its first minute until its end, over midnight too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.quiet import Quiet, first_free, read_quiet

TAIPEI = ZoneInfo("Asia/Taipei")
NIGHT = Quiet(22 * 60, 8 * 60)


def taipei(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("quiet", "at", "ends"),
    [
        (NIGHT, (23, "21:59"), (23, "21:59")),
        (NIGHT, (23, "22:00"), (24, "08:00")),
        (NIGHT, (24, "00:00"), (24, "08:00")),
        (NIGHT, (24, "07:59"), (24, "08:00")),
        (NIGHT, (24, "08:00"), (24, "08:00")),
        (Quiet(12 * 60, 13 * 60), (23, "12:30"), (23, "13:00")),
        (Quiet(22 * 60, 24 * 60), (23, "23:59"), (24, "00:00")),
    ],
)
def test_nobody_is_disturbed_from_its_begin_until_its_end(
    quiet: Quiet, at: tuple[int, str], ends: tuple[int, str]
) -> None:
    assert quiet.ends(taipei(*at), TAIPEI) == taipei(*ends)


@pytest.mark.parametrize("text", ["22:00-08:00", " 22:00 ~ 8:00 ", "22：00到08：00"])
def test_it_is_read_however_it_is_typed(text: str) -> None:
    assert read_quiet(text) == NIGHT


@pytest.mark.parametrize("text", ["晚上", "22-8", "25:00-08:00", "22:60-08:00", "09:00-09:00"])
def test_what_is_no_span_of_the_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_quiet(text)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_blank_cell_means_none(text: str | None) -> None:
    assert read_quiet(text) is None


WEEK = Calendar(TAIPEI, (((9 * 60, 12 * 60), (13 * 60, 18 * 60)),) * 7)


@pytest.mark.parametrize(
    ("quiet", "at", "free"),
    [
        (None, (23, "10:00"), (23, "10:00")),
        (None, (23, "18:00"), (24, "09:00")),
        (NIGHT, (23, "22:30"), (24, "09:00")),
        (Quiet(8 * 60, 10 * 60), (23, "18:00"), (24, "10:00")),
        (Quiet(11 * 60, 13 * 60 + 30), (23, "11:00"), (23, "13:30")),
        (Quiet(8 * 60, 20 * 60), (23, "10:00"), (23, "10:00")),
    ],
)
def test_the_team_is_written_to_in_business_hours_outside_the_quiet_ones(
    quiet: Quiet | None, at: tuple[int, str], free: tuple[int, str]
) -> None:
    assert first_free(taipei(*at), WEEK, quiet) == taipei(*free)
