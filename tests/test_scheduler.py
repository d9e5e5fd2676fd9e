from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.desk.diary import Diary
from sheetdesk.ledger import Ledger
from sheetdesk.model.appointment import DAILY, WEEKLY, Appointment
from sheetdesk.scheduler import LONGEST_NAP_S, keep_time

START = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - the library counts in the machine's wall time
TAIPEI = ZoneInfo("Asia/Taipei")
HOUR = timedelta(hours=1)


class WallClock(datetime):
    """The machine's clock, which only the test moves. The machine stands in Greenwich."""

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
    """Notes what was rung and when, and ends after so many seconds of the steady clock. `jumps`: how far somebody puts
    the wall clock, by the second of the steady one from which on it stands so; `broken`: how often a job fails."""

    def __init__(self, clock, lasts_s, ledger="sqlite://"):
        self.clock, self.lasts_s, self.steady_s = clock, lasts_s, 0.0
        self.rung: list[tuple[float, tuple[str, ...]]] = []
        self.takes_s = 0.0
        self.jumps: list[tuple[float, timedelta]] = []
        self.broken: dict[str, int] = {}
        self.unreachable = 0
        self.naps: list[float] = []
        self.ledger = Ledger.open(ledger)

    def now(self):
        return self.clock.at.replace(tzinfo=UTC)

    def keep(self, timetable):
        self.diary = Diary.of(timetable, TAIPEI)
        self.diary.open(self.ledger, self.now())
        keep_time(timetable, self.ring, self.wait, self, lambda: self.steady_s)
        self.ledger.close()

    def due(self):
        return self.diary.due(self.now())

    def wait_s(self):
        return self.diary.wait_s(self.now())

    def ring(self, jobs):
        self.rung.append(((self.clock.at - START).total_seconds(), jobs))
        began = self.now()
        self.diary.put_off(began)
        self.pass_s(self.takes_s)
        if self.unreachable:
            self.unreachable -= 1
            return
        ran = {job: "ZeroDivisionError" if self.broken.get(job) else None for job in jobs}
        self.broken = {job: left - (job in jobs) for job, left in self.broken.items()}
        with self.ledger.begin() as tx:
            self.diary.note(tx, ran, began)

    def wait(self, seconds):
        self.naps.append(seconds)
        self.pass_s(seconds)
        return self.steady_s >= self.lasts_s

    def pass_s(self, seconds):
        self.steady_s += seconds
        self.clock.at += timedelta(seconds=seconds)
        while self.jumps and self.jumps[0][0] <= self.steady_s:
            self.clock.at += self.jumps.pop(0)[1]


def times(desk, job=None):
    return [round(at) for at, jobs in desk.rung if job is None or job in jobs]


def minutes(**jobs):
    return {name: timedelta(minutes=span) for name, span in jobs.items()}


def at(hours, minute=0):
    """Daily at that time in Taipei, where the desk opens at 18:00."""
    return Appointment(DAILY, hours * 60 + minute)


def test_everything_that_comes_again_is_due_at_the_beginning_in_the_order_of_the_timetable(clock):
    desk = Desk(clock, 10)
    desk.keep(minutes(intake=1, triage=5, send=1))
    assert desk.rung == [(0, ("intake", "triage", "send"))]


def test_jobs_due_together_share_one_pass(clock):
    desk = Desk(clock, 150)
    desk.keep(minutes(intake=1, triage=1, send=1))
    assert times(desk) == [0, 60, 120]
    assert {jobs for _, jobs in desk.rung} == {("intake", "triage", "send")}


def test_each_job_keeps_its_own_rhythm(clock):
    desk = Desk(clock, 250)
    desk.keep(minutes(intake=1, triage=2))
    assert times(desk) == [0, 60, 120, 180, 240]
    both, one = ("intake", "triage"), ("intake",)
    assert [jobs for _, jobs in desk.rung] == [both, one, both, one, both]


def test_a_pass_that_takes_longer_than_the_rhythm_is_followed_by_one_pass_not_by_those_it_missed(clock):
    desk = Desk(clock, 500)
    desk.takes_s = 200
    desk.keep(minutes(intake=1))
    assert times(desk) == [0, 200, 400]


def test_a_clock_that_was_set_back_does_not_put_the_desk_to_sleep(clock):
    desk = Desk(clock, 170)
    desk.jumps = [(60, -HOUR)]
    desk.keep(minutes(intake=1, weigh=2))
    assert times(desk) == [0, -3540, -3480]
    assert times(desk, "weigh") == [0, -3480]


def test_a_clock_that_was_put_forward_a_year_makes_each_job_due_once(clock):
    desk = Desk(clock, 200)
    desk.jumps = [(90, timedelta(days=365))]
    desk.keep(minutes(intake=1) | {"digest": at(9)})
    year = 365 * 86_400
    assert times(desk) == [0, 60, year + 120, year + 180]
    assert times(desk, "digest") == [year + 120]


def test_a_fixed_time_is_that_of_the_desk_wherever_the_machine_stands(clock):
    desk = Desk(clock, 26 * 3600)
    desk.keep({"digest": at(19)})
    assert times(desk) == [3600, 3600 + 86_400]


def test_a_job_at_a_fixed_time_joins_the_pass_of_the_others_and_never_comes_early(clock):
    clock.at = START - timedelta(seconds=2)
    desk = Desk(clock, 130)
    desk.keep(minutes(intake=1) | {"digest": at(18, 1)})
    assert desk.rung == [(-2, ("intake",)), (60, ("intake", "digest")), (120, ("intake",))]


def test_a_new_job_is_not_done_for_the_past(clock):
    desk = Desk(clock, 100)
    desk.keep({"digest": at(9)})
    assert desk.rung == []


def test_what_was_missed_while_the_server_was_down_is_caught_up_once_and_only_the_newest(clock, tmp_path):
    ledger = f"sqlite:///{tmp_path / 'desk.db'}"
    Desk(clock, 10, ledger).keep({"digest": at(19)})
    clock.at += timedelta(days=3, hours=2)
    desk = Desk(clock, 7200, ledger)
    desk.keep({"digest": at(19)})
    assert len(desk.rung) == 1


def test_a_job_that_was_given_another_time_is_not_done_for_the_past(clock, tmp_path):
    ledger = f"sqlite:///{tmp_path / 'desk.db'}"
    Desk(clock, 10, ledger).keep({"digest": at(9)})
    desk = Desk(clock, 10, ledger)
    desk.keep({"digest": at(17)})
    assert desk.rung == []


def test_a_slot_whose_pass_did_not_get_through_is_tried_again_each_minute_and_then_done(clock):
    desk = Desk(clock, 600)
    desk.unreachable = 3
    desk.keep({"digest": at(18, 1)})
    assert times(desk) == [60, 120, 180, 240]


def test_a_job_that_fails_is_tried_again_with_growing_pauses_and_starves_nobody(clock):
    desk = Desk(clock, 15 * 60)
    desk.broken = {"digest": 3}
    desk.keep(minutes(intake=1) | {"digest": at(18, 1)})
    assert times(desk, "digest") == [60, 120, 240, 480]
    assert len(times(desk, "intake")) == 15


def test_a_clock_that_was_wrong_by_years_when_a_job_was_done_does_not_rest_it_for_years(clock, tmp_path):
    ledger = f"sqlite:///{tmp_path / 'desk.db'}"
    clock.at = START + timedelta(days=3650)
    Desk(clock, 86_400, ledger).keep({"digest": at(19)})
    clock.at = START
    desk = Desk(clock, 86_400, ledger)
    desk.keep({"digest": at(19)})
    assert times(desk) == [3600]


def test_a_clock_that_is_put_back_over_a_slot_does_not_do_it_twice(clock):
    desk = Desk(clock, 7200)
    desk.jumps = [(3700, timedelta(seconds=-300))]
    desk.keep({"digest": at(19)})
    assert len(desk.rung) == 1


def test_a_slot_that_the_machine_slept_through_is_done_within_a_minute(clock):
    desk = Desk(clock, 7200)
    desk.jumps = [(600, 8 * HOUR)]
    desk.keep({"digest": at(20), "weigh": timedelta(hours=6)})
    assert times(desk, "digest") == times(desk)[1:2] == [8 * 3600 + 600]
    assert max(desk.naps) <= LONGEST_NAP_S


def test_a_weekly_job_comes_on_its_day(clock):
    desk = Desk(clock, 2 * 86_400)
    desk.keep({"tidy": Appointment(WEEKLY, 8 * 60, 2)})
    assert times(desk) == [38 * 3600]


def test_it_ends_when_the_wait_says_so(clock):
    desk = Desk(clock, 0)
    desk.keep(minutes(intake=1))
    assert len(desk.rung) == 1
