"""Long lists of keys in pieces that one statement may hold; knows nothing of what they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Key = TypeVar("Key")

MOST = 500
"""Keys a statement: SQLite took no more than 999 values until version 3.32."""


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Every key once a time it is given, at most MOST in a piece."""
    rest = iter(keys)
    while piece := list(islice(rest, MOST)):
        yield piece
