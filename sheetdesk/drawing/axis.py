"""The axis of values: round numbers from 0 to a little above the highest. Pure."""

from __future__ import annotations

from math import ceil, floor, log10

_ROUND = (1, 2, 2.5, 5, 10)
_STEPS = 4
"""As many lines as can be told apart on a phone, or one more."""
_LEAST = 0.001
"""Values below this lie on the foot of an axis to 1: none of the desk's figures has so many places."""


def ticks(values: list[float], most: float | None) -> list[float]:
    """From 0 upwards, evenly; the last is at least as high as every value and as `most`. Whole numbers stay whole."""
    highest = max([*values, most or 0])
    if highest < _LEAST:
        highest = 1
    power = 10.0 ** floor(log10(highest / _STEPS))
    steps = [power * by for by in _ROUND]
    if all(float(value).is_integer() for value in values):
        steps = [step for step in steps if step.is_integer()] or [1.0]
    step = next((step for step in steps if step * _STEPS >= highest), steps[-1])
    return [step * at for at in range(ceil(round(highest / step, 9)) + 1)]
