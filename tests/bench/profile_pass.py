"""Where a pass spends its processor time, by function, and what the limit spends on the same calls.

    python -m tests.bench.profile_pass --cases 5000 [--new 1] [--warm] [--sort tottime] [--lines 40]

The desk is made once and kept in .bench/ (--fresh makes it anew); --repeat measures so many passes without profile."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.google import google_beside
from tests.bench.passes import NOW, desk_at, warmed_up
from tests.bench.recording import recorded, replayed
from tests.bench.world import World, kept_desk

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
                sys.stdout.write(_compare(copy, asked) + "\n")


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
    with desk_at(world) as desk:
        (warmed_up(world, desk) if asked.warm else world).with_answers(asked.new)
        text: str = desk.ask("profile", now=NOW, sort=asked.sort, lines=asked.lines)
    return text


def _compare(world: World, asked: argparse.Namespace) -> str:
    """As many passes as it takes without profile, and the limit on their calls."""
    with desk_at(world) as desk:
        world = (warmed_up(world, desk) if asked.warm else world).with_answers(asked.new)
        done = recorded(world, desk, NOW)
    limit, _ = replayed(world, done)
    ours, ratio = done.told, done.told["cpu_s"] / limit["cpu_s"]
    return (
        f"{len(done.passes)} pass(es) {ours['cpu_s']:.3f} s CPU, limit {limit['cpu_s']:.3f} s, ratio {ratio:.1f}; "
        f"wrote {ours['wrote']}, sent {ours['sent']}, peak {ours['peak_mb']:.0f} MB, {done.traffic.plain()}"
    )


if __name__ == "__main__":
    main()
