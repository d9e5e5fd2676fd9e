"""Google's quota of Sheets calls: so many reads and writes a sliding minute for each user."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.google.apifault import ApiFault

WINDOW_S = 60.0
CONSUMER = "project_number:123"


@dataclass
class Quota:
    """`clock` in seconds; Google's figures are 60 and 60. A refused call isn't counted."""

    reads: int = 60
    writes: int = 60
    clock: Callable[[], float] = time.monotonic
    _spent: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque), repr=False)

    def spend(self, user: str, kind: str, calls: int = 1) -> None:
        """Counts calls ("read" or "write") of this user, also another program's; raises ApiFault 429 when too many."""
        limit = self.reads if kind == "read" else self.writes
        now, spent = self.clock(), self._spent[user, kind]
        while spent and spent[0] <= now - WINDOW_S:
            spent.popleft()
        if len(spent) + calls > limit:
            raise exceeded(kind, limit)
        spent.extend([now] * calls)


def exceeded(kind: str, limit: int) -> ApiFault:
    """429 as Google words it."""
    word = kind.capitalize()
    message = (
        f"Quota exceeded for quota metric '{word} requests' and limit '{word} requests per minute per user' "
        f"of service 'sheets.googleapis.com' for consumer '{CONSUMER}'."
    )
    metadata = {
        "service": "sheets.googleapis.com",
        "consumer": "projects/123",
        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
        "quota_limit": f"{word}RequestsPerMinutePerUser",
        "quota_limit_value": str(limit),
        "quota_location": "global",
    }
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    return ApiFault(429, "RESOURCE_EXHAUSTED", message, (info,))
