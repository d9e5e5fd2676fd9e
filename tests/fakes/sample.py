"""Which of many trials of one kind a run makes: all of them in `make proofs`, else a third, another one each day."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

Trial = TypeVar("Trial")

SHARE = 1 if os.environ.get("SHEETDESK_PROOFS") == "all" else 3
TODAY = datetime.now(UTC).toordinal()


def sampled(trials: Iterable[Trial]) -> list[Trial]:
    """The trials of today, in order; three days see each of them. A trial that fails says which one it is."""
    return [trial for at, trial in enumerate(trials) if (at + TODAY) % SHARE == 0]
