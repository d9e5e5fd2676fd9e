"""What really happened in the simulated world, written down by the world itself: the desk is never asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

NEW, DOUBLE, ADDITION = "new", "double", "addition"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer. Each of these words is found nowhere but in what is hers."""

    name: str
    mail: str
    phone: str

    @property
    def contact(self) -> str:
        """What her form rows are known by."""
        return self.mail or self.phone


@dataclass(slots=True)
class Filed:
    """One row of the form. `word` stands in its text and nowhere else in the world."""

    row: int
    person: Person
    kind: str
    at: datetime
    word: str
    answers: dict[str, str]
    of: Filed | None = None
    """The row that it doubles or adds to."""
    number: str | None = None
    """The case that she was told of in a letter, or that people saw."""


@dataclass(slots=True)
class Truth:
    """All of it."""

    filed: list[Filed] = field(default_factory=list)
    decided: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """編號 in 往來紀錄 → what people chose there in 決定."""
    private: set[str] = field(default_factory=set)
    """Words that no log may show."""
