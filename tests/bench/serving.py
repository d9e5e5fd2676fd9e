"""The memory of a real `sheetdesk serve`, from outside: at rest, after a new row, after a first pass that wrote to half of them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tests.bench import names
from tests.bench.figures import Spent, peak_mb, resident_mb
from tests.bench.result import Result, result
from tests.bench.world import World, take_in

RUNS = 3
"""Of its timetable, until it counts as at rest."""
RHYTHM = ("every: 1 minute}", "every: 10 seconds}")
"""As the config that ships has it, and the shortest that it allows."""
MOST_RUNS = 6
"""Until a new row is taken in: the next run does, or the one after it."""
CELLS_A_CASE = 0.4
"""That the first pass after days writes at least: about half of the cases have a deadline that has gone by."""
PASS = "pass"
"""The event of such a line; its jobs have lines of their own before it."""
AFTERWARDS_S = 1.0
"""From the log line of a run to the look at its memory: what it gives back, it gives back when it is through."""


def next_run(log: Iterable[str]) -> dict[str, Any]:
    """The next line of `log` that tells of a run as a whole. Raises RuntimeError if it failed, or none comes."""
    for line in log:
        told: dict[str, Any] = json.loads(line)
        if told["event"] == PASS:
            if told["fault"]:
                raise RuntimeError(f"serve reports {told['fault']}")
            return told
    raise RuntimeError("serve ended")


class Served:
    """A `sheetdesk serve` that runs on this desk by the real clock."""

    def __init__(self, world: World) -> None:
        text = world.config.read_text(encoding="utf-8")
        assert RHYTHM[0] in text
        world.config.write_text(text.replace(*RHYTHM), encoding="utf-8")
        command = [sys.executable, "-m", "tests.bench.once", world.google.url, "serve", "--config", str(world.config)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")

    @property
    def _said(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def run(self) -> dict[str, Any]:
        """What the log says of its next run. Raises RuntimeError if it failed."""
        return next_run(self._said)

    def take_in(self) -> None:
        """Runs until one has sent a letter. Raises RuntimeError if none does."""
        for _ in range(MOST_RUNS):
            if self.run()["sent"]:
                return
        raise RuntimeError(f"no letter left in {MOST_RUNS} runs of serve")

    def memory(self) -> tuple[float, float]:
        """Resident, and the most it ever had, both in MB. A process that has grown begins anew, and its peak with it."""
        status = Path(f"/proc/{self._process.pid}/status")
        before = peak_mb(status)
        time.sleep(AFTERWARDS_S)
        return resident_mb(self._process.pid), max(before, peak_mb(status))

    def end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._said.read()
        self._process.wait()
        self._said.close()


@contextmanager
def served(world: World) -> Iterator[Served]:
    desk = Served(world)
    try:
        yield desk
    finally:
        desk.end()


def serve(world: World, size: int) -> list[Result]:
    """Resident memory in three states, and the most that each of the two processes ever had.

    The clock is the real one, by which the desk was last looked at days ago. In the first process somebody has just had
    that look, so nothing is left to write; the second has it itself, and writes to each row whose light has changed."""
    with world.version() as copy:
        take_in(copy.config, datetime.now(UTC))
        found = _at_rest_and_after_a_row(copy)
        copy.google.traffic()
    with world.version() as copy:
        found += _after_rewriting(copy)
        copy.google.traffic()
    return [result(names.SERVE, who, size, Spent(0, 0, megabytes)) for who, megabytes in found]


def _at_rest_and_after_a_row(world: World) -> list[tuple[str, float]]:
    with served(world) as desk:
        for _ in range(RUNS):
            desk.run()
        at_rest, _ = desk.memory()
        world.with_answers(1, until=datetime.now(UTC))
        desk.take_in()
        after, most = desk.memory()
    return [(names.AT_REST, at_rest), (names.AFTER_A_ROW, after), (f"{names.AFTER_A_ROW}: most so far", most)]


def _after_rewriting(world: World) -> list[tuple[str, float]]:
    with served(world) as desk:
        wrote = desk.run()["wrote"]
        if wrote < world.answers * CELLS_A_CASE:
            raise RuntimeError(
                f"the first pass of serve wrote {wrote} cells on {world.answers} cases: is the clock right?"
            )
        at_once, most = desk.memory()
        for _ in range(RUNS):  # in a process that has begun anew, if it had grown far
            desk.run()
        later, most_later = desk.memory()
    return [(names.REWRITTEN, max(at_once, later)), (f"{names.REWRITTEN}: most so far", max(most, most_later))]
