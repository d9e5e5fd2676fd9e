from datetime import datetime, timedelta

import pytest

from sheetdesk.scheduler import keep_time

START = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - the library counts in the machine's wall time


class WallClock(datetime):
    """The machine's clock, which only the test moves."""

    at = START

    @classmethod
    def now(cls, tz=None):
        return cls.at


@pytest.fixture
def clock(monkeypatch):
    WallClock.at = START
    monkeypatch.setattr("schedule.datetime.datetime", WallClock)
    monkeypatch.setattr("sheetdesk.scheduler.datetime", WallClock)
    return WallClock


class Desk:
    """Notes what was rung and when, and ends after so many seconds."""

    def __init__(self, clock, lasts_s):
        self.clock, self.end = clock, START + timedelta(seconds=lasts_s)
        self.rung: list[tuple[float, tuple[str, ...]]] = []
        self.takes_s = 0.0

    def ring(self, jobs):
        self.rung.append(((self.clock.at - START).total_seconds(), jobs))
        self.clock.at += timedelta(seconds=self.takes_s)

    def wait(self, seconds):
        self.clock.at += timedelta(seconds=seconds)
        return self.clock.at >= self.end


def times(desk):
    return [round(at) for at, _ in desk.rung]


def minutes(**jobs):
    return {name: timedelta(minutes=span) for name, span in jobs.items()}


def test_everything_is_due_at_the_beginning_in_the_order_of_the_timetable(clock):
    desk = Desk(clock, 10)
    keep_time(minutes(intake=1, triage=5, send=1), desk.ring, desk.wait)
    assert desk.rung == [(0, ("intake", "triage", "send"))]


def test_jobs_due_together_share_one_pass(clock):
    desk = Desk(clock, 150)
    keep_time(minutes(intake=1, triage=1, send=1), desk.ring, desk.wait)
    assert times(desk) == [0, 60, 120]
    assert {jobs for _, jobs in desk.rung} == {("intake", "triage", "send")}


def test_each_job_keeps_its_own_rhythm(clock):
    desk = Desk(clock, 250)
    keep_time(minutes(intake=1, triage=2), desk.ring, desk.wait)
    assert times(desk) == [0, 60, 120, 180, 240]
    both, one = ("intake", "triage"), ("intake",)
    assert [jobs for _, jobs in desk.rung] == [both, one, both, one, both]


def test_a_pass_that_takes_longer_than_the_rhythm_is_followed_by_one_pass_not_by_those_it_missed(clock):
    desk = Desk(clock, 500)
    desk.takes_s = 200
    keep_time(minutes(intake=1), desk.ring, desk.wait)
    assert times(desk) == [0, 200, 400]


def test_a_clock_that_was_set_back_does_not_put_the_desk_to_sleep(clock):
    desk = Desk(clock, 130)
    waited = []

    def wait(seconds):
        waited.append(seconds)
        clock.at += timedelta(hours=-1) if len(waited) == 1 else timedelta(seconds=seconds)
        return len(waited) > 3

    keep_time(minutes(intake=1), desk.ring, wait)
    assert times(desk) == [0, -3600, -3540, -3480]
    assert max(waited) <= 60


def test_it_ends_when_the_wait_says_so(clock):
    desk = Desk(clock, 0)
    keep_time(minutes(intake=1), desk.ring, desk.wait)
    assert len(desk.rung) == 1
