"""How often a call is tried, and how long it is waited for between tries. Border: time, sleep and chance are given;
what is tried knows the network, this doesn't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from google.auth.exceptions import GoogleAuthError

from sheetdesk.workbook.google.answer import Refused
from sheetdesk.workbook.google.call import Calls
from sheetdesk.workbook.google.google_fault import GoogleFault
from sheetdesk.workbook.google.pace import Pace

T = TypeVar("T")
Timeouts = tuple[float, float]
"""Seconds to wait for a connection, and for each next part of the answer."""

MOST_TRIES, BUDGET_S = 4, 60.0
"""A read is tried so often, and no try begins later than so many seconds after the first."""

CAUSES = (Refused, GoogleAuthError, OSError, ValueError)
"""All that can keep a call from a whole 200; what requests raises is an OSError."""


@dataclass
class Tries:
    """Tries, waits and pace of one client."""

    timeouts: Timeouts
    calls: Calls
    sleep: Callable[[float], None]
    clock: Callable[[], float]
    jitter: Callable[[float, float], float]
    pace: Pace = field(default_factory=Pace)

    def leaves(self, kind: str) -> None:
        """A request of this kind goes over the wire now."""
        self.pace.leaves(kind, self.clock())

    def run(
        self, kind: str, most: int, act: Callable[[Timeouts], T], fault_of: Callable[[Exception], GoogleFault]
    ) -> T:
        """`act`, repeated while that may help. Raises the last try's fault."""
        self._wait(self.pace.delay_s(kind, self.clock()))
        started, tried = self.clock(), 0
        while True:
            tried += 1
            try:
                return act(self._timeouts_left(started))
            except CAUSES as cause:
                fault, wait_s = fault_of(cause), self._wait_s(kind, tried, cause)
                spent = self.clock() - started + wait_s > BUDGET_S
                if tried >= most or spent or not fault.passing:
                    raise fault from cause
            self.calls.retries += 1
            self._wait(wait_s)

    def _wait_s(self, kind: str, tried: int, cause: Exception) -> float:
        """From 0 to 1, 2, 4 … seconds (full jitter, so that crowds part), and never before Google or our pace allow."""
        now = self.clock()
        if isinstance(cause, Refused):
            self.pace.hold(kind, now, cause.answer.headers.get("Retry-After"))
        return max(self.jitter(0.0, 2.0 ** (tried - 1)), self.pace.delay_s(kind, now))

    def _timeouts_left(self, started: float) -> Timeouts:
        """Later tries wait less, so that all of them together end soon after the budget."""
        connect_s, read_s = self.timeouts
        return connect_s, min(read_s, max(connect_s, BUDGET_S - (self.clock() - started)))

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.sleep(seconds)
