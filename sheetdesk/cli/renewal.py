"""A process that has grown begins anew, as celery's worker_max_memory_per_child has it. Border: this process alone; between
two passes there is nothing that it would lose."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.cli.memory import resident_mb

SHORTEST_LIFE_S = 3600.0
"""A desk that needs more than its bound at every pass would do nothing but begin: it does so once an hour at most."""

MUCH = 1.2
"""So many times its bound a process doesn't wait for the hour, unless it has just begun anew: the first pass after days of
rest writes to half of the rows, and what that takes (205 MB of 5,000 cases) is needed never again."""

RENEWED = "SHEETDESK_RENEWED"
"""In the environment of a process that has begun anew."""


@dataclass(slots=True)
class Renewal:
    """Whether it is time. `most_mb`: resident megabytes, 0: never. `renewed`: the process has begun anew already."""

    most_mb: int
    renewed: bool = False
    measure: Callable[[], float | None] = resident_mb
    steady: Callable[[], float] = time.monotonic
    began_s: float = field(init=False)
    needed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.began_s = self.steady()

    def look(self, at: datetime) -> str | None:
        """After a pass: a line for the log if the process has grown over its bound, and has lived for an hour; or if it has
        grown far beyond, and hasn't begun anew yet."""
        is_old = self.steady() - self.began_s >= SHORTEST_LIFE_S
        if not self.most_mb or (self.renewed and not is_old):
            return None
        resident = self.measure()
        if resident is None or resident <= self.most_mb * (1 if is_old else MUCH):
            return None
        self.needed = True
        facts = {"at": at.isoformat(timespec="seconds"), "event": "renewal", "resident_mb": round(resident)}
        return json.dumps(facts)


def begin_anew() -> None:
    """The same command in this very process, number and all; files and locks of Python's are let go of by themselves."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.environ[RENEWED] = "1"
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
