"""Under which column of another tab each cell of a moved row goes: by title, people's own columns too. Pure.

A column without a title bears one in 封存 that tells where it stood, and by it finds back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetdesk.columns import ARCHIVE
from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.workbook.headers import letter

Header = Sequence[str | None]

HER_OWN = {ARCHIVED_AT.title: f"{ARCHIVED_AT.title} (2)", f"{ARCHIVED_AT.title} (2)": ARCHIVED_AT.title}
"""A column of people's own that is called like the time of the move has another name in 封存 (workbook/names.py)."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Pairs of positions (from 0): where a cell stands, and where it goes. `new`: those of columns that the other tab
    lacks, the leftmost first; their titles go along, or `titles` says by position there which they get. `width`: how
    many columns the other tab has to have."""

    pairs: tuple[tuple[int, int], ...]
    new: tuple[tuple[int, int], ...]
    titles: tuple[tuple[int, str], ...]
    width: int

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
    named = {name: at for at, name in reversed(list(enumerate(there))) if not _is_untitled(there, at) and name}
    untitled = dict(_untitled(there, len(there) + len(here)))
    known = [
        named.get(_place_of(here, at)) if _is_untitled(here, at) else _place_named(name or "", named, untitled)
        for at, name in enumerate(here)
    ]
    free = max([len(there), *(place + 1 for place in known if place is not None)])
    pairs, new, titles = [], [], []
    for at, place in enumerate(known):
        if here[at] == ARCHIVED_AT.key:
            continue
        if place is None:
            place, free = free, free + 1
            new.append((at, place))
            titles += [(place, _place_of(here, at))] if _is_untitled(here, at) else []
        pairs.append((at, place))
    return Routes(tuple(pairs), tuple(new), tuple(titles), free)


def _place_named(name: str, named: Mapping[str, int], untitled: Mapping[str, int]) -> int | None:
    return named.get(HER_OWN.get(name, name), untitled.get(name))


def _untitled(header: Header, end: int) -> Iterator[tuple[str, int]]:
    """The columns before `end` that bear no title, by the words that tell of them; on the right any number of blank ones."""
    return ((_place_of(header, at), at) for at in range(end) if _is_untitled(header, at))


def _is_untitled(header: Header, at: int) -> bool:
    return at >= len(header) or header[at] in (None, f"欄 {letter(at)}")


def _place_of(header: Header, at: int) -> str:
    """The words that tell of an untitled column: counted from the next titled one on its left, with which it moves."""
    left = next((place for place in range(at - 1, -1, -1) if not _is_untitled(header, place)), None)
    if left is None:
        return f"最左邊第 {at + 1} 欄"
    name = header[left] or ""
    return f"{ARCHIVE.column(name).title if ARCHIVE.has(name) else name}右邊第 {at - left} 欄"
