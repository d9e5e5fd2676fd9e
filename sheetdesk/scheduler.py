"""The timetable: which jobs are due together, and the wait until the next are. Knows no desk and no verb.

The library is a ticker only: it says when a job is due, and never runs one, for an exception in it would starve the
others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from schedule import Scheduler

JOIN = timedelta(seconds=5)
"""Jobs due within this time of each other share one pass: a pass costs two calls, however many jobs it runs."""

Ring = Callable[[tuple[str, ...]], None]
Wait = Callable[[float], bool]
"""Seconds → was the process asked to end meanwhile?"""


def keep_time(timetable: Mapping[str, timedelta], ring: Ring, wait: Wait) -> None:
    """Call `ring` with the jobs that are due, in the timetable's order, until `wait` says that it is time to end.

    At the beginning all of them are due, so nothing that a stopped desk missed is lost. `ring` raises nothing."""
    due: set[str] = set(timetable)
    shortest = min(timetable.values())
    ticker = _ticker(timetable, due)
    while True:
        if due:
            ring(tuple(name for name in timetable if name in due))
            due.clear()
        idle = ticker.idle_seconds or 0.0
        if idle > shortest.total_seconds():
            # The library plans by the wall clock: it was set back, and the desk would sleep through the difference.
            ticker = _ticker(timetable, due)
            due.update(timetable)
            continue
        if wait(max(0.0, idle)):
            return
        _tick(ticker)


def _ticker(timetable: Mapping[str, timedelta], due: set[str]) -> Scheduler:
    ticker = Scheduler()
    for name, every in timetable.items():
        ticker.every(int(every.total_seconds())).seconds.do(due.add, name)
    return ticker


def _tick(ticker: Scheduler) -> None:
    soon = datetime.now() + JOIN  # noqa: DTZ005 - the library counts in the machine's wall time
    for job in sorted(ticker.jobs):
        if job.next_run is not None and job.next_run <= soon:
            job.run()  # type: ignore[no-untyped-call]
