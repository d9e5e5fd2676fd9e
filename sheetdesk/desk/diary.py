"""What the ledger knows of the timetable: slots that are done, and jobs that fail. Border: keeps and judges; runs no job.

A slot is done when its pass is through. One that was missed, the newest alone, is caught up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.model.appointment import Appointment
from sheetdesk.policy.appointments import counts_as_done, last_slot, next_slot

DONE, FAILING = "slots_done", "jobs_failing"

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""A slot that was not done is tried again after one minute, two, four … a broken job has no pass each minute."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A job that fails: how often in a row, since when, and of what (the fault's kind, no word of it)."""

    times: int
    since: datetime
    fault: str


def failing(tx: Transaction) -> dict[str, Failing]:
    """The jobs that failed when they were last run, by name."""
    said: Mapping[str, Mapping[str, Any]] = tx.fact(FAILING) or {}
    return {job: Failing(**facts) for job, facts in said.items()}


def keep_failing(tx: Transaction, ran: Mapping[str, str | None], now: datetime) -> dict[str, Failing]:
    """Count on: `ran` says of each job that was run the kind of its fault, None if it went well."""
    known = failing(tx)
    found = {job: one for job, one in known.items() if job not in ran}
    for job, fault in ran.items():
        if fault is not None:
            before = known.get(job, Failing(0, now, fault))
            found[job] = Failing(before.times + 1, before.since, fault)
    if found != known:
        said = {job: {"times": one.times, "since": one.since, "fault": one.fault} for job, one in found.items()}
        tx.remember(FAILING, said)
    return found


@dataclass(slots=True)
class Diary:
    """The jobs of one timetable that have a fixed time. It is asked often, so it holds what it has told the ledger."""

    fixed: Mapping[str, Appointment]
    zone: ZoneInfo
    done: dict[str, datetime] = field(default_factory=dict)
    again_at: dict[str, datetime] = field(default_factory=dict)
    """When a slot that was not done is tried again."""

    @classmethod
    def of(cls, timetable: Mapping[str, object], zone: ZoneInfo) -> Diary:
        """The diary of a timetable, in which other jobs may come again and again."""
        return cls({job: when for job, when in timetable.items() if isinstance(when, Appointment)}, zone)

    def open(self, ledger: Ledger, now: datetime) -> None:
        """Know what is done. A job that is new, or has another time than before, isn't done for the past."""
        with ledger.begin() as tx:
            said: Mapping[str, tuple[str, datetime]] = tx.fact(DONE) or {}
            for job, one in self.fixed.items():
                before, slot = said.get(job, ("", None))
                known = slot if before == str(one) else None
                self.done[job] = counts_as_done(known, one, now, self.zone)
            self._tell(tx)

    def due(self, now: datetime) -> set[str]:
        """The jobs of which a slot has come and isn't done."""
        return {job for job in self.fixed if self._comes_at(job, now) <= now}

    def wait_s(self, now: datetime) -> float | None:
        """Seconds until the next is due; None where no job has a fixed time."""
        waits = [(self._comes_at(job, now) - now).total_seconds() for job in self.fixed]
        return max(0.0, min(waits)) if waits else None

    def note(self, tx: Transaction, ran: Mapping[str, str | None], now: datetime) -> None:
        """After a pass that is through and began at `now`: the slots of the jobs that went well are done."""
        counts = keep_failing(tx, ran, now)
        for job in self.fixed.keys() & ran.keys():
            if ran[job] is None:
                self.done[job] = last_slot(self.fixed[job], now, self.zone)
                self.again_at.pop(job, None)
            else:
                pause = FIRST_PAUSE * 2 ** min(counts[job].times - 1, 10)
                self.again_at[job] = now + min(pause, LONGEST_PAUSE)
        self._tell(tx)

    def put_off(self, now: datetime) -> None:
        """A pass begins: whatever becomes of it, nothing is tried again before a minute is over."""
        self.again_at |= dict.fromkeys(self.due(now), now + FIRST_PAUSE)

    def _comes_at(self, job: str, now: datetime) -> datetime:
        one = self.fixed[job]
        self.done[job] = counts_as_done(self.done[job], one, now, self.zone)
        if last_slot(one, now, self.zone) <= self.done[job]:
            return next_slot(one, max(now, self.done[job]), self.zone)
        again = self.again_at.get(job, now)
        # Further off than any pause: the clock was put back meanwhile.
        return again if again - now <= LONGEST_PAUSE else now

    def _tell(self, tx: Transaction) -> None:
        """Nothing is written where nothing is new."""
        if self.fixed or tx.fact(DONE):
            tx.remember(DONE, {job: (str(one), self.done[job]) for job, one in self.fixed.items()})
