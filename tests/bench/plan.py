"""How much is measured: the whole benchmark, and a small one that only proves that it runs."""

from __future__ import annotations

from dataclasses import dataclass

LATENCY_MS = 200
"""What a call to Google takes, about."""

EACH_TURN = 3
"""How often each is measured, of those that are compared by turns, before it is another's turn."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes are cases, rows, texts or letters. `often`: how often a work is measured; from the size `large` on `seldom`,
    but for warm passes and for what is compared. The usual script, with its call for each field, is kept to `most_usual` new rows."""

    new_on_empty: tuple[int, ...]
    desks: tuple[int, ...]
    many_new: int
    compared: int
    """The desk on which all are compared at LATENCY_MS."""
    served: tuple[int, ...]
    """The desks that a serving process is looked at on."""
    year: tuple[int, int]
    """Open cases, and closed ones in the ledger."""
    texts: int
    deadlines: int
    figures: int
    letters: int
    files: tuple[int, ...]
    helps: int
    often: int = 5
    seldom: int = 2
    large: int = 2_001
    most_usual: int = 100

    def repeats(self, size: int) -> int:
        return self.often if size < self.large else self.seldom


WHOLE = Plan(
    new_on_empty=(1, 100, 10_000),
    desks=(500, 5_000, 20_000),
    many_new=100,
    compared=5_000,
    served=(500, 5_000),
    year=(2_000, 200_000),
    texts=10_000,
    deadlines=10_000,
    figures=20_000,
    letters=1_000,
    files=(500, 5_000),
    helps=10,
)

SMALL = Plan(
    new_on_empty=(1, 3),
    desks=(2, 6),
    many_new=2,
    compared=6,
    served=(6,),
    year=(4, 50),
    texts=20,
    deadlines=20,
    figures=50,
    letters=3,
    files=(3,),
    helps=1,
    often=1,
    seldom=1,
)
