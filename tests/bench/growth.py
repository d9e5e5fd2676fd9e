"""How a figure grows with size: the exponent that fits best."""

from __future__ import annotations

from collections.abc import Sequence
from math import log


def exponent(sizes: Sequence[float], figures: Sequence[float]) -> float:
    """b of figure = a * size ** b, by least squares of the logarithms: 1 is linear, 0 is flat.

    Raises ValueError for fewer than two sizes, or a figure that isn't above 0."""
    if len(set(sizes)) < 2 or min(*sizes, *figures) <= 0:
        raise ValueError(f"no growth can be told from {list(sizes)} and {list(figures)}")
    x, y = [log(size) for size in sizes], [log(figure) for figure in figures]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    both = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return both / sum((a - mean_x) ** 2 for a in x)
