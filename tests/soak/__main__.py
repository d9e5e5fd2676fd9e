"""The long form: `python -m tests.soak [--days 365] [--seed N] [--file]`; `make soak` runs a whole year on Google."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import timedelta

from tests.soak.proofs import wrong
from tests.soak.story import SEED, world_in_a_file, world_on_google

CHECKED = timedelta(days=7)
"""All proofs are made once a simulated week, so that a fault is found near its cause."""


def say(line: str) -> None:
    """Seen at once, also where the run is watched through a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    said = argparse.ArgumentParser(prog="python -m tests.soak")
    said.add_argument("--days", type=float, default=365)
    said.add_argument("--seed", type=int, default=SEED)
    said.add_argument("--each-day", type=float, default=3)
    said.add_argument("--deeds", type=float, default=4)
    said.add_argument("--troubles", type=float, default=2)
    said.add_argument("--file", action="store_true", help="on an .xlsx file instead of the fake Google")
    asked = said.parse_args()
    say(f"seed {asked.seed}")
    on_google = world_on_google(asked.seed, asked.each_day, asked.deeds, asked.troubles)
    with world_in_a_file(asked.seed, asked.each_day, asked.deeds, asked.troubles) if asked.file else on_google as world:
        end = world.now + timedelta(days=asked.days)
        while world.now < end:
            world.live(min(end, world.now + CHECKED))
            found = wrong(world)
            say(
                f"{world.wall():%Y-%m-%d} rows {len(world.truth.filed)}, mails {len(world.ground.room.taken)}, "
                f"passes {world.passes}, {time.process_time():.0f} s, wrong {len(found)}"
            )
            if found:
                say("\n".join(found[:20]))
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
