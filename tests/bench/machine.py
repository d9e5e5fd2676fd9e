"""Where it was measured, in general words: no name of a host, no path."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def described() -> str:
    """Cores, memory, Python, and how busy the machine is now."""
    cores = len(os.sched_getaffinity(0))
    total = next(line for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if "MemTotal" in line)
    memory = int(total.split()[1]) / 1024**2
    python = f"{platform.python_implementation()} {platform.python_version()}"
    busy = f"load {os.getloadavg()[0]:.1f} when the run began"
    return f"{cores} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, {python}, {busy}"
