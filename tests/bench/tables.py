"""Tables of Markdown out of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.bench import names
from tests.bench.result import Result, Results

HEAD = ("", "runs", "wall", "CPU", "CPU : limit", "peak", "read + write (+ token)", "up", "down", "down, packed")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def passes_table(results: Results, work: str, size: int, latency_ms: int = 0) -> str:
    """Everybody who did this work at this size on Google; the desk as a file has no calls, and no limit to be set beside."""
    found = [
        r
        for r in results.found
        if (r.work, r.size, r.latency_ms) == (work, size, latency_ms) and not r.who.startswith(names.XLSX)
    ]
    limit = results.get(work, names.LIMIT, size, latency_ms)
    return table(HEAD, (_line(one, limit) for one in found))


def _line(one: Result, limit: Result | None) -> list[str]:
    calls = f"{one.calls.get('read', 0)} + {one.calls.get('write', 0)}"
    token = f" (+ {one.calls['token']})" if one.calls.get("token") else ""
    over = f"{one.cpu_s / limit.cpu_s:.1f}" if limit else "–"
    spent = (seconds(one.wall_s), seconds(one.cpu_s), over, f"{one.peak_mb:.0f} MB")
    traffic = (calls + token, size_of(one.up), size_of(one.down), size_of(one.wire)) if one.calls else ("–",) * 4
    return [one.who, str(one.count), *spent, *traffic]


def seconds(value: float) -> str:
    """Three places: 0.012 s, 1.23 s, 123 s."""
    return f"{value:.3f} s" if value < 1 else f"{value:.2f} s" if value < 100 else f"{value:.0f} s"


def size_of(count: int) -> str:
    return f"{count / 1e6:.2f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
