"""A command as a terminal starts it, measured: how long till it left, and what the process says of itself.

python -m tests.bench.once URL WORDS…     `sheetdesk WORDS`, with URL for Google; then one JSON line"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from tests.bench.figures import Spent, peak_mb


def run_once(module: str, *words: str) -> tuple[dict[str, Any], float]:
    """The JSON of the last line that `python -m MODULE WORDS…` says, and the seconds until it left.

    Raises RuntimeError with what it said unless it left with 0."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    wall_s = time.perf_counter() - begun
    if done.returncode != 0:
        raise RuntimeError(f"{module} {' '.join(words)} left with {done.returncode}: {done.stdout}{done.stderr}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said, wall_s


def bare(words: Sequence[str]) -> Spent:
    """Any command, from outside: nothing is loaded into it that its user wouldn't load. No peak."""
    begun = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} left with {process.returncode}")
    return Spent(wall_s, used.ru_utime + used.ru_stime, 0.0)


def main() -> None:
    from sheetdesk.cli import door  # here, for whoever asks `run_once` needs none of it
    from tests.bench.to_the_fake import to_the_fake

    url, *words = sys.argv[1:]
    to_the_fake(url)
    code = 0
    try:
        door.main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    sys.stdout.write(json.dumps({"cpu_s": time.process_time(), "peak_mb": peak_mb()}) + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
