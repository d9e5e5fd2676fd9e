"""A chart as plain values, whoever draws it. Knows no ink and no format."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

LINES, COLUMNS, BARS, STACKED, HEAT = "lines", "columns", "bars", "stacked", "heat"
"""Lines, columns beside each other, lying bars with long words above them, columns on each other, and cells that are
the darker the more there is: a label a row, a series a column."""

KINDS = (LINES, COLUMNS, BARS, STACKED, HEAT)


@dataclass(frozen=True, slots=True)
class Strand:
    """One line, one colour of columns or bars, or one column of a heat map: a value for each label, None for none.

    `is_target`: a dashed line that the others are held against."""

    title: str
    values: tuple[float | None, ...]
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart. `about`: what it shows, for those who can't see it; `unit` of the values, a word such as 件;
    `most`: where the axis of values ends at the least, e.g. 100 for percent; None: as the values need.

    Raises ValueError on what can't be drawn: an unknown kind, no label, no strand, a value below 0 or endless, or a
    strand that has more or fewer values than there are labels."""

    title: str
    kind: str
    labels: tuple[str, ...]
    strands: tuple[Strand, ...]
    about: str = ""
    unit: str = ""
    most: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.title}: kind must be one of {', '.join(KINDS)}, got {self.kind!r}")
        if not self.labels or not self.strands:
            raise ValueError(f"{self.title}: a chart needs a label and a strand")
        for strand in self.strands:
            if len(strand.values) != len(self.labels):
                raise ValueError(f"{strand.title}: {len(strand.values)} values for {len(self.labels)} labels")
            if any(not isfinite(value) or value < 0 for value in strand.values if value is not None):
                raise ValueError(f"{strand.title}: a value below 0, or none that can be drawn")

    @property
    def values(self) -> list[float]:
        """All that is known, of every strand."""
        return [value for strand in self.strands for value in strand.values if value is not None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it was painted. `words`: what it says, for those who can't see it."""

    png: bytes
    words: str
