"""When the next call may leave: Google's quota and Retry-After. Border: times in, seconds
out; `now` is any clock that only goes forward, in seconds."""

from __future__ import annotations

from collections import defaultdict, deque

MOST_A_WINDOW, WINDOW_S = 50, 60.0
"""Google allows 60 reads and 60 writes a minute and account (sheets.md); ten are left to other programs."""

LONGEST_HOLD_S = 30.0
"""Retry-After is believed up to here; beyond it the next pass is soon enough."""

PACED = ("read", "write")


class Pace:
    """Remembers what left when, by kind of call."""

    def __init__(self) -> None:
        self._left: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_A_WINDOW))
        self._held_until: dict[str, float] = {}

    def delay_s(self, kind: str, now: float) -> float:
        """Seconds until a call of this kind may leave."""
        left = self._left[kind]
        window = left[0] + WINDOW_S if kind in PACED and len(left) == MOST_A_WINDOW else now
        return max(window, self._held_until.get(kind, now)) - now

    def leaves(self, kind: str, now: float) -> None:
        """A call of this kind leaves now."""
        self._left[kind].append(now)

    def hold(self, kind: str, now: float, retry_after: str | None) -> None:
        """The server named a time to wait. Google sends seconds; the form with a date is left to the backoff."""
        if retry_after and retry_after.strip().isascii() and retry_after.strip().isdigit():
            self._held_until[kind] = now + min(float(retry_after), LONGEST_HOLD_S)
