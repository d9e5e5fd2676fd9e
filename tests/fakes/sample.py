"""Which of many trials of one kind a run makes: all of them in `make proofs`, else a share, another one each day."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar
from zlib import crc32

Trial = TypeVar("Trial")

ALL = os.environ.get("SHEETDESK_PROOFS") == "all"
SHARE = 1 if ALL else 6
TODAY = datetime.now(UTC).toordinal()


def sampled(trials: Iterable[Trial]) -> list[Trial]:
    """The trials of today, in order; six days see each of them. A trial that fails says which one it is."""
    return [trial for at, trial in enumerate(trials) if (at + TODAY) % SHARE == 0]


def turn(name: str, among: int) -> int:
    """Whose turn it is today in the trial called `name`, of that many that take turns day by day."""
    return (TODAY + crc32(name.encode())) % among
