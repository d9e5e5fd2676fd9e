"""What was made of a form's rows at the last read, given again where its cells are the very same. Knows nothing of forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from sheetdesk.model.sheet import Row

Made = TypeVar("Made")


class LastRead(Generic[Made]):
    """By tab and place. A file is read whole each time, though nearly none of its rows has changed; and of thousands of
    answers that wait for their turn, a pass takes two thousand in."""

    def __init__(self, make: Callable[[str, Row], Made]) -> None:
        self._make = make
        self._known: dict[tuple[str, int], tuple[Row, Made]] = {}

    def all(self, placed: Iterable[tuple[str, Row]]) -> list[Made]:
        """What is made of each row, given with its tab's title."""
        before, self._known = self._known, {}
        for title, row in placed:
            known = before.get((title, row.place))
            made = known[1] if known is not None and known[0].cells is row.cells else self._make(title, row)
            self._known[title, row.place] = row, made
        return [made for _, made in self._known.values()]
