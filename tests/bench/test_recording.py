"""Passes are recorded one by one, and the limit gets their calls in the same order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tests.bench.google import Google, Traffic
from tests.bench.process import Process
from tests.bench.recording import recorded
from tests.bench.world import World

NOW = "2026-11-16T04:05:00+00:00"


@dataclass
class FakeDesk:
    """Has so many passes to do until nothing is left over; each takes a second longer and less memory than the last."""

    passes: int
    asked: list[str] = field(default_factory=list)

    def ask(self, command: str, **words: Any) -> dict[str, Any]:
        self.asked.append(command)
        done = len(self.asked)
        told = {"wall_s": done, "cpu_s": done, "peak_mb": 100 - done, "wrote": 5, "sent": 0}
        return {**told, "left_over": done < self.passes}


@dataclass
class FakeTraffic:
    """A Google that has seen one pass each time it is asked: the n-th one writes n times."""

    records: list[Path] = field(default_factory=list)

    def save(self, book: str) -> int:
        return 7

    def traffic(self, record: Path | None = None) -> Traffic:
        if record is None:
            return Traffic({"read": 99}, 9, 9, 9, 9)  # whatever was asked before isn't ours
        self.records.append(record)
        writes = len(self.records)
        return Traffic({"read": 1, "write": writes}, 10 + writes, 1_000, 100, writes)


def test_passes_are_recorded_one_by_one_until_nothing_is_left_over(tmp_path):
    google, desk = FakeTraffic(), FakeDesk(passes=3)

    done = recorded(World(cast(Google, google), "book", tmp_path), cast(Process, desk), NOW)

    assert desk.asked == ["one_pass"] * 3
    assert [one.calls["write"] for one in done.passes] == [1, 2, 3]
    assert list(done.records) == google.records
    assert len(set(done.records)) == 3
    assert done.before == 7


def test_what_passes_took_is_added_and_the_highest_peak_kept(tmp_path):
    world = World(cast(Google, FakeTraffic()), "book", tmp_path)

    done = recorded(world, cast(Process, FakeDesk(passes=2)), NOW)

    assert done.told == {"wall_s": 3, "cpu_s": 3, "wrote": 10, "sent": 0, "peak_mb": 99}
    assert done.traffic == Traffic({"read": 2, "write": 3}, 23, 2_000, 200, 3)
