"""What the job of 對帳 may ask of the ledger, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sheetdesk.ledger.forms import Account

Told = tuple[str, str, str]
"""A difference: place, what, mend."""


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """`due`: the day wasn't counted yet. `accounts`: the ledger's form rows; `stored`: which of some cases stand in 封存 or
    a file. `since`: what is older is another ledger's, and its letters aren't known. `day`, `line`, `told`: when it was
    counted last and what was found; `unlearnt`: form rows that are to be taken in anew."""

    due: bool = False
    accounts: Callable[[], Sequence[Account]] = lambda: ()
    stored: Callable[[Iterable[str]], Container[str]] = lambda numbers: ()
    since: datetime | None = None
    day: str | None = None
    line: str | None = None
    told: tuple[Told, ...] = ()
    unlearnt: tuple[str, ...] = ()


NO_CHECK = CheckFacts()
