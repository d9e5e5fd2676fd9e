"""What one piece of work took, as its own process counts it: seconds and peak memory."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

SELF = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Spent:
    """`wall_s` and `cpu_s` (user and system, of this process only) in seconds; `peak_mb` since the process began."""

    wall_s: float
    cpu_s: float
    peak_mb: float

    def plain(self) -> dict[str, float]:
        return {"wall_s": self.wall_s, "cpu_s": self.cpu_s, "peak_mb": self.peak_mb}


def spent_on(work: Callable[[], T]) -> tuple[T, Spent]:
    """What `work` answers, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, Spent(time.perf_counter() - wall, time.process_time() - cpu, peak_mb())


def peak_mb(status: Path = SELF) -> float:
    """Most memory (resident, MB) that a process ever had. Not getrusage's word: that counts the parent's, too."""
    return _megabytes(status, "VmHWM")


def resident_mb(process: int) -> float:
    """Memory (resident, MB) that another process has now."""
    return _megabytes(Path(f"/proc/{process}/status"), "VmRSS")


def _megabytes(status: Path, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
    if found is None:
        raise RuntimeError(f"{status} tells no {name}: the benchmark needs Linux")
    return int(found[1]) * 1024 / 1e6


def spent_of(plain: dict[str, Any]) -> Spent:
    return Spent(plain["wall_s"], plain["cpu_s"], plain["peak_mb"])
