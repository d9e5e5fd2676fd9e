"""The timetable: which jobs are due together, and the wait until the next are. Knows no desk and no verb.

The library is a ticker only: it says when a job is due, and never runs one, for an exception in it would starve the
others. It knows jobs that come again and again; those with a fixed time, which have to outlive the process, are asked
of somebody else at every look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from schedule import Scheduler

from sheetdesk.model.appointment import Appointment

JOIN = timedelta(seconds=5)
"""Jobs due within this time of each other share one pass: a pass costs two calls, however many jobs it runs."""

LONGEST_NAP_S = 60.0
"""So often the clock is looked at whatever happens: it may have been put forward, or the machine have slept, over the
time of a job. Waiting itself goes by a clock that nobody puts, and stands still while the machine sleeps."""

PUT_BACK = timedelta(seconds=1)
"""A clock that is set by less than this at a time (NTP does so all day) was not put back."""

Ring = Callable[[tuple[str, ...]], None]
Wait = Callable[[float], bool]
"""Seconds → was the process asked to end meanwhile?"""


class FixedTimes(Protocol):
    """The jobs that have a fixed time."""

    def due(self) -> set[str]:
        """Those of which a slot has come and isn't done."""

    def wait_s(self) -> float | None:
        """Seconds until the next is due; None where there is none."""


def keep_time(
    timetable: Mapping[str, timedelta | Appointment],
    ring: Ring,
    wait: Wait,
    fixed: FixedTimes,
    steady: Callable[[], float] = monotonic,
) -> None:
    """Call `ring` with the jobs that are due, in the timetable's order, until `wait` says that it is time to end.

    At the beginning all that come again and again are due, so nothing that a stopped desk missed is lost. `ring` raises
    nothing, and sees to it that what it did isn't due any more. `steady`: seconds of a clock that nobody puts."""
    rhythm = Rhythm({name: when for name, when in timetable.items() if isinstance(when, timedelta)}, steady)
    due = rhythm.names | fixed.due()
    while True:
        if due:
            ring(tuple(name for name in timetable if name in due))
        if wait(_nap_s(rhythm.wait_s(), fixed.wait_s())):
            return
        due = rhythm.tick() | fixed.due()


def _nap_s(next_tick_s: float | None, next_slot_s: float | None) -> float:
    """Until the first of both, but on to a slot that follows a tick at once: a tick may come late, a slot never early."""
    nap_s = min(s for s in (next_tick_s, next_slot_s, LONGEST_NAP_S) if s is not None)
    if next_slot_s is not None and nap_s <= next_slot_s <= nap_s + JOIN.total_seconds():
        nap_s = next_slot_s
    return max(0.0, nap_s)


class Rhythm:
    """The jobs that come again and again. The library plans by the machine's wall clock: a clock put forward makes each
    of them due once, at once; one put back takes the plan back with it, or the desk would sleep through the difference."""

    def __init__(self, every: Mapping[str, timedelta], steady: Callable[[], float]) -> None:
        self.names = set(every)
        self._steady, self._ticker, self._due = steady, Scheduler(), set[str]()
        for name, span in every.items():
            self._ticker.every(int(span.total_seconds())).seconds.do(self._due.add, name)
        self._started = self._start()

    def wait_s(self) -> float | None:
        """Seconds until the next is due; None where there is none."""
        self._follow()
        return self._ticker.idle_seconds

    def tick(self) -> set[str]:
        """Those that are due, each counted from now on again."""
        self._follow()
        soon = datetime.now() + JOIN  # noqa: DTZ005 - the library counts in the machine's wall time
        for job in sorted(self._ticker.jobs):
            if job.next_run is not None and job.next_run <= soon:
                job.run()  # type: ignore[no-untyped-call]
        due = set(self._due)
        self._due.clear()  # the library's jobs add to this very set
        return due

    def _follow(self) -> None:
        before, self._started = self._started, self._start()
        back = before - self._started
        if back <= PUT_BACK:
            return
        for job in self._ticker.jobs:
            if job.next_run is not None:
                job.next_run -= back

    def _start(self) -> datetime:
        """What the wall clock would have said when the steady one began; moves only when the wall clock is put."""
        return datetime.now() - timedelta(seconds=self._steady())  # noqa: DTZ005 - as above
