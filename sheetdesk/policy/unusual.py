"""Is a change more than chance? Counts against those of the weeks before, and shares against shares. Pure; no words.

A count is held against the mean of the weeks before by the exact conditional test of two Poisson rates (Przyborowski and
Wilenski, 1940), a share against a share by Fisher's exact test: both are right for small numbers, where a rule of thumb
calls 1 → 2 a doubling."""

from __future__ import annotations

from math import comb, exp, lgamma, log

FEWEST, TIMES = 5, 2
"""A count below five is never unusual, nor is one that is less than twice the mean."""

CHANCE = 0.01
"""With nothing changed at all, so large a difference comes in one week of a hundred at most."""

FEWEST_OF_A_SHARE, POINTS = 10, 10
"""A share of fewer than ten, or one that differs by fewer than ten percentage points, is never unusual."""


def is_more(now: int, before: int, weeks: int, spans: int = 1, fewest: int = FEWEST) -> bool:
    """Are `now` cases in `spans` weeks unusually many, after `before` in the `weeks` before?"""
    if not weeks or now < fewest or now * weeks < TIMES * before * spans:
        return False
    return _upper_tail(now, now + before, spans / (spans + weeks)) <= CHANCE


def differs(met: int, whole: int, met_before: int, whole_before: int) -> bool:
    """Is `met` of `whole` unusual, after `met_before` of `whole_before`?"""
    if min(whole, whole_before) < FEWEST_OF_A_SHARE:
        return False
    if abs(met / whole - met_before / whole_before) * 100 < POINTS:
        return False
    return _fisher(met, whole, met_before, whole_before) <= CHANCE


def _upper_tail(least: int, whole: int, chance: float) -> float:
    """Of `whole` cases, at least so many in the later part, each with that chance."""
    return sum(
        exp(_log_comb(whole, k) + k * log(chance) + (whole - k) * log(1 - chance)) for k in range(least, whole + 1)
    )


def _log_comb(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def _fisher(met: int, whole: int, met_before: int, whole_before: int) -> float:
    """So far from the mean or farther, towards the same side."""
    hits, everything = met + met_before, whole + whole_before
    lowest, highest = max(0, hits - whole_before), min(hits, whole)
    side = range(met, highest + 1) if met * everything >= hits * whole else range(lowest, met + 1)
    ways = sum(comb(whole, k) * comb(whole_before, hits - k) for k in side)
    return ways / comb(everything, hits)
