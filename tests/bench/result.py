"""One measured piece of work, as the report shows it and a file keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.bench.figures import Spent
from tests.bench.google import Traffic


@dataclass(frozen=True, slots=True)
class Result:
    """`work` and `who` are names of `tests.bench.names`; `size` is what the work grows with. `count` is how often it was
    measured, `writes` for each pass how many calls wrote, and their bytes. Seconds, MB, bytes."""

    work: str
    who: str
    size: int
    latency_ms: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    calls: Mapping[str, int] = field(default_factory=dict)
    up: int = 0
    down: int = 0
    wire: int = 0
    count: int = 1
    writes: tuple[tuple[int, int], ...] = ()

    @property
    def sheet_calls(self) -> int:
        """All calls but those for a token."""
        return sum(count for kind, count in self.calls.items() if kind != "token")


def result(
    work: str, who: str, size: int, spent: Spent, traffic: Traffic | None = None, latency_ms: int = 0, count: int = 1
) -> Result:
    seen = traffic or Traffic({}, 0, 0, 0)
    wire = (seen.up, seen.down, seen.wire)
    return Result(work, who, size, latency_ms, spent.wall_s, spent.cpu_s, spent.peak_mb, dict(seen.calls), *wire, count)


def best(found: Sequence[Result]) -> Result:
    """One result of several runs of the same work: the fewest seconds, for whatever else the machine does only adds to
    them (Python's own `timeit` advises so); the most memory; and what the last one asked."""
    return replace(
        found[-1],
        wall_s=min(one.wall_s for one in found),
        cpu_s=min(one.cpu_s for one in found),
        peak_mb=max(one.peak_mb for one in found),
        count=sum(one.count for one in found),
    )


class Results:
    """All that was measured, to be looked up; and where, how long it took, and with whose texts."""

    def __init__(self, found: Iterable[Result] = (), machine: str = "", minutes: float = 0, texts: str = "") -> None:
        self.found = list(found)
        self.machine, self.minutes, self.texts = machine, minutes, texts

    def get(self, work: str, who: str, size: int, latency_ms: int = 0) -> Result | None:
        wanted = (work, who, size, latency_ms)
        return next((r for r in self.found if (r.work, r.who, r.size, r.latency_ms) == wanted), None)

    def of(self, work: str, who: str, latency_ms: int = 0) -> list[Result]:
        """From the smallest size up."""
        found = [r for r in self.found if (r.work, r.who, r.latency_ms) == (work, who, latency_ms)]
        return sorted(found, key=lambda one: one.size)

    def write(self, path: Path) -> None:
        told = {"machine": self.machine, "minutes": self.minutes, "texts": self.texts}
        whole = {**told, "found": [asdict(one) for one in self.found]}
        path.write_text(json.dumps(whole, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Results:
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**told, "found": [_result(plain) for plain in told["found"]]})


def _result(plain: Mapping[str, Any]) -> Result:
    return Result(**{**plain, "writes": tuple((count, size) for count, size in plain["writes"])})
