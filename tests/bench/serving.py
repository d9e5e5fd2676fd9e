"""The memory of a real `sheetdesk serve` after some passes, from outside."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO

from tests.bench import names
from tests.bench.figures import Spent, peak_mb, resident_mb
from tests.bench.result import Result, result
from tests.bench.world import World

PASSES = 5
RHYTHM = ("every: 1 minute}", "every: 10 seconds}")
"""As the config that ships has it, and the shortest that it allows."""


def serve(world: World, size: int) -> list[Result]:
    """Resident memory after PASSES runs of its timetable, a new row in the middle; and the most it ever had.

    The clock is the real one: its first run finds every light of the desk to be changed."""
    with world.version() as copy:
        text = copy.config.read_text(encoding="utf-8")
        copy.config.write_text(text.replace(*RHYTHM), encoding="utf-8")
        command = [sys.executable, "-m", "tests.bench.once", copy.google.url, "serve", "--config", str(copy.config)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        assert process.stdout is not None
        for at in range(PASSES):
            _wait_for_a_run(process.stdout)
            if at == PASSES // 2:
                copy = copy.with_answers(1)
        now, most = resident_mb(process.pid), peak_mb(Path(f"/proc/{process.pid}/status"))
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        process.wait()
        copy.google.traffic()
    done = result(names.SERVE, names.OURS, size, Spent(0, 0, now), count=PASSES)
    return [done, replace(done, who=f"{names.OURS}, most", peak_mb=most)]


def _wait_for_a_run(said: IO[str]) -> None:
    """Raises RuntimeError if it failed."""
    line = said.readline()
    told = json.loads(line) if line else {"fault": "serve ended"}
    if told["fault"]:
        raise RuntimeError(f"serve reports {told['fault']}")
