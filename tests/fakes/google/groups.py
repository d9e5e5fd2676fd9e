"""Groups of rows or columns as Google counts them: each line has a depth, and lines side by side are one group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Group = dict[str, Any]


def depths_of(groups: list[Group], size: int) -> list[int]:
    depths = [0] * size
    for group in groups:
        for at in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[at] += 1
    return depths


def groups_of(depths: list[int], dimension: str, before: list[Group]) -> list[Group]:
    """Outer groups first; one that was there before stays collapsed."""
    found = []
    for depth in range(1, max(depths, default=0) + 1):
        for start, end in runs(depths, depth):
            place = {"dimension": dimension, "startIndex": start, "endIndex": end}
            old = next((g for g in before if g["range"] == place and g["depth"] == depth), None)
            found.append(old or {"range": place, "depth": depth})
    return found


def runs(depths: list[int], depth: int) -> Iterator[tuple[int, int]]:
    start = None
    for at, found in enumerate([*depths, 0]):
        if found >= depth and start is None:
            start = at
        elif found < depth and start is not None:
            yield start, at
            start = None
