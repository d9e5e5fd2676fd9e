"""Our passes one by one with their calls kept, and the limit on the very same calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.google import Traffic, total
from tests.bench.process import Process
from tests.bench.world import World

ADDED = ("wall_s", "cpu_s", "wrote", "sent")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the passes told together; what went over the wire in each, and the files that keep it; the version of the
    spreadsheet before them."""

    told: dict[str, Any]
    passes: tuple[Traffic, ...]
    records: tuple[Path, ...]
    before: int

    @property
    def traffic(self) -> Traffic:
        return total(self.passes)


def recorded(world: World, desk: Process, now: str, send: bool = True) -> Recorded:
    """As many passes as take in all that has arrived."""
    before = world.google.save(world.book)
    world.google.traffic()
    told: list[dict[str, Any]] = []
    passes: list[Traffic] = []
    records: list[Path] = []
    while not told or told[-1]["left_over"]:
        told.append(desk.ask("one_pass", now=now, send=send))
        records.append(world.folder / f"calls-{len(records)}.json")
        passes.append(world.google.traffic(records[-1]))
    return Recorded(_together(told), tuple(passes), tuple(records), before)


def replayed(world: World, done: Recorded, latency_s: float = 0) -> tuple[dict[str, Any], Traffic]:
    """The same calls by the limit, on the spreadsheet as it was; then it is as our passes have left it."""
    google = world.google
    after = google.save(world.book)
    google.restore(world.book, done.before)
    with Process("tests.bench.limit", str(google.key), google.url) as wire:
        wire.ask("hello")
        google.traffic()
        with google.latency(latency_s):
            told = [wire.ask("replay", record=str(record)) for record in done.records]
        traffic = google.traffic()
    google.restore(world.book, after)
    return _together(told), traffic


def _together(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sums, and the highest peak."""
    peak = max(one["peak_mb"] for one in told)
    return {name: sum(one.get(name, 0) for one in told) for name in ADDED} | {"peak_mb": peak}
