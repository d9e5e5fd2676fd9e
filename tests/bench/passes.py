"""Passes measured: warm ones of one process, as `serve` does them; cold ones of `sheetdesk run`; the limit beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import names
from tests.bench.figures import spent_of
from tests.bench.google import Traffic
from tests.bench.once import run_once
from tests.bench.process import Process
from tests.bench.result import Result, middle, result
from tests.bench.world import LATER, SETTLED, World

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
    repeats: int = 3
    warm_repeats: int = 3

    @property
    def latency_s(self) -> float:
        return self.latency_ms / 1000


@dataclass(frozen=True, slots=True)
class Recorded:
    """One pass of ours, and where its calls are kept together with the version of the spreadsheet before them."""

    told: dict[str, Any]
    traffic: Traffic
    record: Path
    before: int


def warm(setting: Setting, work: str, new: int, send: bool = True) -> list[Result]:
    """A pass of a process that has had others before it, each time with so many new rows, and the limit."""
    ours, limit = [], []
    with setting.world.version() as world, desk_at(world) as desk:
        desk.ask("until_quiet", now=SETTLED.isoformat())
        for _ in range(setting.repeats):
            world = world.with_answers(new) if new else world
            with world.google.latency(setting.latency_s):
                done = recorded(world, desk, send)
            ours.append(_told(setting, work, names.WARM, done))
            limit.append(_limit(setting, work, world, done))
            desk.ask("until_quiet", now=NOW)
    return [middle(ours), middle(limit)]


def first(setting: Setting, work: str, new: int) -> list[Result]:
    """The first pass of a process, sending apart, and the limit."""
    ours, limit = [], []
    for _ in range(setting.repeats):
        with setting.world.version() as world:
            world = world.with_answers(new)
            with desk_at(world) as desk, world.google.latency(setting.latency_s):
                done = recorded(world, desk, send=False)
            ours.append(_told(setting, work, names.FIRST, done))
            limit.append(_limit(setting, work, world, done))
    return [middle(ours), middle(limit)]


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
    return middle(found)


def desk_at(world: World) -> Process:
    return Process("tests.bench.desk_process", str(world.config), world.google.url)


def recorded(world: World, desk: Process, send: bool) -> Recorded:
    """One pass with its calls kept."""
    before, record = world.google.save(world.book), world.folder / "calls.json"
    world.google.traffic()
    told = desk.ask("one_pass", now=NOW, send=send)
    return Recorded(told, world.google.traffic(record), record, before)


def replayed(setting: Setting, world: World, done: Recorded) -> tuple[dict[str, Any], Traffic]:
    """The same calls by the limit, on the spreadsheet as it was; then it is as our pass has left it."""
    google = world.google
    after = google.save(world.book)
    google.restore(world.book, done.before)
    with Process("tests.bench.limit", str(google.key), google.url) as wire:
        wire.ask("hello")
        google.traffic()
        with google.latency(setting.latency_s):
            told = wire.ask("replay", record=str(done.record))
        traffic = google.traffic()
    google.restore(world.book, after)
    return told, traffic


def _told(setting: Setting, work: str, who: str, done: Recorded) -> Result:
    return result(work, who, setting.size, spent_of(done.told), done.traffic, setting.latency_ms)


def _limit(setting: Setting, work: str, world: World, done: Recorded) -> Result:
    told, traffic = replayed(setting, world, done)
    return result(work, names.LIMIT, setting.size, spent_of(told), traffic, setting.latency_ms)
