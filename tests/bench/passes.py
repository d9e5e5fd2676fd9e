"""Passes measured: warm ones of one process, as `serve` does them; cold ones of `sheetdesk run`; the limit beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from tests.bench import names
from tests.bench.figures import spent_of
from tests.bench.file_world import FileWorld
from tests.bench.once import run_once
from tests.bench.process import Process
from tests.bench.recording import recorded, replayed
from tests.bench.result import Result, best, result
from tests.bench.world import LATER, SETTLED, World

W = TypeVar("W", World, FileWorld)

NOW = LATER.isoformat()
WALL_CLOCK = "2026-11-16 12:05"
"""LATER, as people in Taipei type it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and how: `size` is what the work grows with, `latency_ms` what each call takes at least. Warm passes are
    measured `warm_repeats` times in one process, all else `repeats` times."""

    world: World
    size: int
    latency_ms: int = 0
    repeats: int = 1
    warm_repeats: int = 1

    @property
    def latency_s(self) -> float:
        return self.latency_ms / 1000


def warm(setting: Setting, work: str, new: int, send: bool = True) -> list[Result]:
    """Passes of a process that has had all kinds of them before, each with so many new rows, and the limit."""
    ours, limit = [], []
    with setting.world.version() as world, desk_at(world) as desk:
        world = warmed_up(world, desk, new)
        for _ in range(setting.warm_repeats):
            world = world.with_answers(new) if new else world
            found, beside = _measured(setting, work, names.WARM, world, desk, send)
            ours.append(found)
            limit.append(beside)
            desk.ask("until_quiet", now=NOW)
    return [best(ours), best(limit)]


def warmed_up(world: W, desk: Process, new: int = 1) -> W:
    """A process that has taken cases in, as many at once as it will be asked to, and sent their receipts has imported
    and compiled all that a pass needs."""
    desk.ask("until_quiet", now=SETTLED.isoformat())
    world = world.with_answers(max(new, 1))
    desk.ask("until_quiet", now=NOW)
    return world


def first(setting: Setting, work: str, new: int) -> list[Result]:
    """The first passes of a process, sending apart, until all rows are in; and the limit."""
    ours, limit = [], []
    for _ in range(setting.repeats):
        with setting.world.version() as world:
            world = world.with_answers(new)
            with desk_at(world) as desk:
                found, beside = _measured(setting, work, names.FIRST, world, desk, send=False)
            ours.append(found)
            limit.append(beside)
    return [best(ours), best(limit)]


def cold(setting: Setting, work: str, new: int) -> Result:
    """`sheetdesk run` in a process of its own: passes until quiet, letters sent, from the command to the prompt."""
    found = []
    for _ in range(setting.repeats):
        with setting.world.version() as world:
            world = world.with_answers(new) if new else world
            world.google.traffic()
            words = ("run", "--config", str(world.config), "--now", WALL_CLOCK)
            with world.google.latency(setting.latency_s):
                said, wall_s = run_once("tests.bench.once", world.google.url, *words)
            spent = spent_of({**said, "wall_s": wall_s})
            traffic = world.google.traffic()
            found.append(result(work, names.COLD, setting.size, spent, traffic, setting.latency_ms))
    return best(found)


def desk_at(world: World) -> Process:
    return Process("tests.bench.desk_process", str(world.config), world.google.url)


def _measured(setting: Setting, work: str, who: str, world: World, desk: Process, send: bool) -> tuple[Result, Result]:
    """Ours, and the limit on the same calls."""
    with world.google.latency(setting.latency_s):
        done = recorded(world, desk, NOW, send)
    writes = tuple((one.calls.get("write", 0), one.written) for one in done.passes)
    ours = result(work, who, setting.size, spent_of(done.told), done.traffic, setting.latency_ms)
    told, traffic = replayed(world, done, setting.latency_s)
    limit = result(work, names.LIMIT, setting.size, spent_of(told), traffic, setting.latency_ms)
    return replace(ours, writes=writes), limit
