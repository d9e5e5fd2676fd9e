"""Where a pass spends its processor time, by function, and what the limit spends on the same calls.

    python -m tests.bench.profile_pass --cases 5000 [--new 1] [--warm] [--sort tottime] [--lines 40]

The desk is made once and kept in .bench/ (--fresh makes it anew); --repeat measures so many passes without profile."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.google import google_beside
from tests.bench.process import Process
from tests.bench.world import LATER, SETTLED, World, kept_desk

KEPT = Path(".bench")


def main() -> None:
    asked = _asked()
    if asked.fresh:
        shutil.rmtree(KEPT / str(asked.cases), ignore_errors=True)
    KEPT.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-") as name, google_beside(Path(name)) as google:
        world = kept_desk(google, Path(name) / "desk", asked.cases, KEPT)
        with world.version() as copy:
            sys.stdout.write(_profile(copy, asked))
        for _ in range(asked.repeat):
            with world.version() as copy:
                sys.stdout.write(_compare(copy, asked, Path(name) / "calls.json") + "\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500, help="open cases on the desk")
    parser.add_argument("--new", type=int, default=1, help="new rows in the form")
    parser.add_argument("--warm", action="store_true", help="a pass of this process came before")
    parser.add_argument("--sort", default="tottime", help="as pstats sorts: tottime, cumtime, ncalls")
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--fresh", action="store_true", help="make the desk anew")
    return parser.parse_args()


def _profile(world: World, asked: argparse.Namespace) -> str:
    with Process("tests.bench.desk_process", str(world.config), world.google.url) as desk:
        world = _warmed_up(desk, world, asked.warm).with_answers(asked.new)
        text: str = desk.ask("profile", now=LATER.isoformat(), sort=asked.sort, lines=asked.lines)
    return text


def _compare(world: World, asked: argparse.Namespace, record: Path) -> str:
    """One pass without profile, and the limit on its calls."""
    google = world.google
    with Process("tests.bench.desk_process", str(world.config), google.url) as desk:
        world = _warmed_up(desk, world, asked.warm).with_answers(asked.new)
        before = google.save(world.book)
        google.traffic()
        ours: dict[str, Any] = desk.ask("one_pass", now=LATER.isoformat())
        traffic = google.traffic(record)
    google.restore(world.book, before)
    with Process("tests.bench.limit", str(google.key), google.url) as wire:
        limit: dict[str, Any] = wire.ask("replay", record=str(record))
    ratio = ours["cpu_s"] / limit["cpu_s"]
    return (
        f"pass {ours['cpu_s']:.3f} s CPU, limit {limit['cpu_s']:.3f} s, ratio {ratio:.1f}; wrote {ours['wrote']}, "
        f"sent {ours['sent']}, peak {ours['peak_mb']:.0f} MB, {traffic.plain()}"
    )


def _warmed_up(desk: Process, world: World, warm: bool) -> World:
    """A pass that takes a case in and sends its receipt has imported and compiled all that a pass needs."""
    if warm:
        desk.ask("until_quiet", now=SETTLED.isoformat())
        world = world.with_answers(1)
        desk.ask("until_quiet", now=LATER.isoformat())
    return world


if __name__ == "__main__":
    main()
