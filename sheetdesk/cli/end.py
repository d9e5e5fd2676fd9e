"""How `serve` is asked to end, and ends soon. Border: signals and time; what is in hand it doesn't know."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass

LOOK_S = 0.5
"""How long a signal may go unnoticed while the desk waits."""

PATIENCE_S = 8.0
"""How long what is in hand may take once somebody asked: whoever stops a server waits ten seconds (`docker stop` kills
after them), and a server that gives no answer may hold a call for a minute."""


class Overdue(BaseException):
    """What was in hand took too long. As a power cut would, it leaves nothing that the next start can't go on from."""


@dataclass(slots=True)
class End:
    """Whether somebody asked the process to end. A second signal ends it at once."""

    asked: bool = False

    def heed(self) -> None:
        """From now on a signal asks, where it would have ended the process."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask)

    def ask(self, number: int, _frame: object) -> None:
        """What a signal does."""
        self.asked = True
        signal.signal(number, signal.SIG_DFL)
        if hasattr(signal, "setitimer"):  # Windows has none: there the second signal has to do
            signal.signal(signal.SIGALRM, _interrupt)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)

    def be_patient(self) -> None:
        """Nothing is in hand any more: what is left to do may take its time."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def wait(self, seconds: float, sleep: Callable[[float], None]) -> bool:
        """Wait, in short naps: a lock could not be waited for and be told of from a signal safely."""
        left = seconds
        while left > 0 and not self.asked:
            sleep(min(left, LOOK_S))
            left -= LOOK_S
        return self.asked


def _interrupt(_number: int, _frame: object) -> None:
    raise Overdue
