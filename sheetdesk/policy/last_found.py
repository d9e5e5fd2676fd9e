"""What was found in each case at the last look, given again where nothing can have changed. Knows nothing of what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

from sheetdesk.model.case import Case

Found = TypeVar("Found")

Judge = Callable[[Case], tuple[Found, datetime]]
"""What is found in a case, and until when that holds on the same day."""


class LastFound(Generic[Found]):
    """By case number, for one day: of 5,000 open cases hardly one is another object than a minute ago."""

    def __init__(self) -> None:
        self._said: tuple[datetime, object] | None = None
        self._known: dict[str, tuple[Case, Found, datetime]] = {}

    def all(self, cases: Iterable[Case], now: datetime, day: object, judge: Judge[Found]) -> list[Found]:
        """What is found in each of these cases, in their order. `day` says all that `judge` depends on beside case and `now`."""
        if self._said is None or self._said[1] != day or now < self._said[0]:
            self._known = {}
        self._said, known, found = (now, day), self._known, list[Found]()
        for case in cases:
            last = known.get(case.number)
            if last is None or last[0] is not case or last[2] <= now:
                last = known[case.number] = (case, *judge(case))
            found.append(last[1])
        return found
