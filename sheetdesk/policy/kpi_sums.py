"""Mean, median, percentile and share of a few numbers. Pure; None where there is nothing to count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median


def mean(values: Sequence[float]) -> float | None:
    """Their mean."""
    return fmean(values) if values else None


def middle(values: Sequence[float]) -> float | None:
    """Their median."""
    return median(values) if values else None


def percentile_90(values: Sequence[float]) -> float | None:
    """Nine in ten are no longer: between two values as a spreadsheet's PERCENTILE has it, so that people can check it."""
    if not values:
        return None
    ordered = sorted(values)
    whole, tenths = divmod(9 * (len(ordered) - 1), 10)
    if not tenths:
        return ordered[whole]
    return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * tenths / 10


def share(part: int, whole: int) -> float | None:
    """Percent, to one decimal."""
    return round(100 * part / whole, 1) if whole else None


def spread(values: Iterable[int | None], unit: int = 1) -> tuple[float | None, float | None, float | None]:
    """Mean, median and 90th percentile of those that are known, in units of so many minutes; to a tenth of a minute, or
    to a hundredth of a larger unit."""
    known = [value for value in values if value is not None]
    found = (mean(known), middle(known), percentile_90(known))
    return tuple(None if one is None else round(one / unit, 1 if unit == 1 else 2) for one in found)  # type: ignore[return-value]
