"""How long something that is out of reach is left alone before it is tried again. Border: pure; the ledger keeps it.

The pauses grow, are bounded, and part a little by chance that is always the same for the same try (jitter), so that
desks which lost one server together don't come back together, and a restart changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

JITTER = 0.1
PAUSES_MIN = (1, 2, 4, 8, 15)
"""Minutes after the first, second … failure, then always the last: a mail server that was mended is noticed within a
quarter of an hour, and asked a hundred times a day meanwhile."""
WORKBOOK_MIN = (1, 2, 4, 5)
"""Of a workbook, shorter: in it the organiser waits for her customers' answers. Only for what may end by itself."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Out of reach since `since`; tried `tries` times, last at `tried_at`, and not before `until` again."""

    since: datetime
    tries: int
    tried_at: datetime
    until: datetime
    what: str
    which: str = ""
    mend: str = ""

    def holds(self, now: datetime, patient: bool, began: datetime) -> bool:
        """Is it to be left alone still? Somebody at the terminal isn't `patient`: one try for each run, which `began`
        then. A clock that was set back holds nothing up."""
        return self.tried_at <= now < self.until and (patient or self.tried_at >= began)


def rested(before: Rest | None, now: datetime, what: str, which: str, mend: str, pauses: tuple[int, ...]) -> Rest:
    """The rest after one more failure at `now`."""
    tries = before.tries + 1 if before is not None else 1
    since = before.since if before is not None else now
    pause = timedelta(minutes=pauses[min(tries, len(pauses)) - 1])
    until = now + pause * jitter(f"{since.isoformat()}|{tries}")
    return Rest(since, tries, now, until, what, which, mend)


def jitter(seed: str) -> float:
    """Between 0.9 and 1.1, always the same for one seed."""
    digest = sha256(seed.encode()).digest()
    return 1 - JITTER + 2 * JITTER * int.from_bytes(digest[:4]) / 0xFFFF_FFFF
