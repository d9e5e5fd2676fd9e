"""Under which column of another tab each cell of a moved row goes: by title, people's own columns too. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetdesk.columns.archive import ARCHIVED_AT

Header = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Routes:
    """Pairs of positions (from 0): where a cell stands, and where it goes. `new`: those of columns that the other tab
    lacks; their titles go along."""

    pairs: tuple[tuple[int, int], ...]
    new: tuple[tuple[int, int], ...] = ()

    def runs(self) -> list[tuple[int, int, int]]:
        """Neighbouring columns that stay neighbours, to be copied at once: from, to, how many."""
        runs: list[tuple[int, int, int]] = []
        for here, there in sorted(self.pairs):
            if runs and (here, there) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
                runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
            else:
                runs.append((here, there, 1))
        return runs


def routes(here: Header, there: Header) -> Routes:
    """From a tab with the header `here` into one with `there`. The time of the move belongs to 封存 alone."""
    places = {name: at for at, name in reversed(list(enumerate(there))) if name is not None}
    free = len(there)
    pairs, new = [], []
    for at, name in enumerate(here):
        if name == ARCHIVED_AT.key:
            continue
        place = places.get(name) if name is not None else None
        if place is None:
            place, free = free, free + 1
            new.append((at, place))
        pairs.append((at, place))
    return Routes(tuple(pairs), tuple(new))
