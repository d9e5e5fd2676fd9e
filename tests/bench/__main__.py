"""The benchmark: measure everything, and write docs/benchmarks.md with its picture.

make bench     or     python -m tests.bench [--small] [--texts FILE] [--again]"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import works
from tests.bench.google import google_beside
from tests.bench.machine import described
from tests.bench.plan import SMALL, WHOLE, Plan
from tests.bench.result import Result, Results

KEPT = Path(".bench") / "results.json"
DOCS = Path("docs")
MADE_UP = "made up by `tests/bench/texts.py`"


def measured(plan: Plan, folder: Path, texts: str = "") -> Iterator[Result]:
    """All results, one after the other."""
    with google_beside(folder) as google:
        yield from chain(
            works.helps(plan),
            works.judgement(plan, texts),
            works.on_an_empty_desk(google, folder / "empty", plan),
            works.on_desks(google, folder / "desk", plan),
            works.files(folder / "files", plan),
        )


def main() -> None:
    from tests.bench.report import write_report  # its picture needs matplotlib, which measuring doesn't

    asked = _asked()
    plan = SMALL if asked.small else WHOLE
    if not asked.again:
        KEPT.parent.mkdir(exist_ok=True)
        _measure(plan, asked.texts)
    write_report(Results.read(KEPT), plan, asked.out)


def _measure(plan: Plan, texts: str) -> None:
    """Each result is kept at once: a run takes long, and what it found before a fault is still worth a look."""
    begun, results = time.monotonic(), Results(machine=described(), texts="real ones" if texts else MADE_UP)
    with TemporaryDirectory(prefix="bench-") as name:
        for one in measured(plan, Path(name), texts):
            results.found.append(one)
            results.minutes = (time.monotonic() - begun) / 60
            results.write(KEPT)
            sys.stderr.write(f"{results.minutes:5.1f} min  {_line(one)}\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="tiny sizes: proves that it runs, measures nothing")
    parser.add_argument("--texts", default="", help="a file with one real text a line, in place of made-up ones")
    parser.add_argument("--again", action="store_true", help="write the report anew from the last results")
    parser.add_argument("--out", type=Path, default=DOCS, help="the folder of the report")
    return parser.parse_args()


def _line(one: Result) -> str:
    who = f"{one.work}, {one.size}: {one.who}" + (f" at {one.latency_ms} ms a call" if one.latency_ms else "")
    return f"{who}: {one.wall_s:.3f} s, {one.cpu_s:.3f} s CPU, {one.peak_mb:.0f} MB, {dict(one.calls)}"


if __name__ == "__main__":
    main()
