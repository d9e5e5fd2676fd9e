"""What sheet owners run today, on the same desk: each run is a process of its own, as cron starts it."""

from __future__ import annotations

from tests.bench.figures import spent_of
from tests.bench.once import run_once
from tests.bench.passes import NOW, Setting
from tests.bench.result import Result, best, result
from tests.bench.world import SETTLED, World, numbers


def rival(setting: Setting, work: str, new: int, name: str) -> Result:
    """One of `names.RIVALS`, once it is through with what stood there before. Raises RuntimeError if it did less than
    was there to do."""
    found = []
    with setting.world.version() as settled:
        _run(settled, name, SETTLED.isoformat())
        for _ in range(setting.repeats):
            with settled.version() as world:
                found.append(_measured(setting, world, work, new, name))
    return best(found)


def _measured(setting: Setting, world: World, work: str, new: int, name: str) -> Result:
    before = len(numbers(world))
    world = world.with_answers(new) if new else world
    world.google.traffic()
    with world.google.latency(setting.latency_s):
        said, wall_s = _run(world, name, NOW)
    traffic = world.google.traffic()
    taken = len(numbers(world)) - before
    if taken != new:
        raise RuntimeError(f"{name} made {taken} cases of {new} answers")
    spent = spent_of({**said, "cpu_s": said["cpu_s"] + said["start_cpu_s"], "wall_s": wall_s})
    return result(work, name, setting.size, spent, traffic, setting.latency_ms)


def _run(world: World, name: str, now: str) -> tuple[dict[str, float], float]:
    google = world.google
    where = ("--url", google.url, "--key", str(google.key), "--spreadsheet", world.book)
    return run_once(f"tests.bench.rivals.{name}", *where, "--now", now)
