"""Long lists of keys or rows in pieces that one statement may hold; knows nothing of what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")

MOST = 500
"""Keys a statement: SQLite took no more than 999 values until version 3.32."""


def chunks(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    """Each as often as it is given, at most MOST in a piece."""
    rest = iter(things)
    while piece := list(islice(rest, MOST)):
        yield piece
