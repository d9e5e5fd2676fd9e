"""Is the desk alive? One answer for programs that watch over it, from the ledger alone; nothing of any case is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sheetdesk.ledger import Transaction

SHORTEST = timedelta(minutes=15)
"""As for the alarm of an outage (desk/outage): most troubles of a server end by themselves before."""
ROUNDS = 3
"""So many passes may be missing before anything is said."""
A_DAY = timedelta(days=1)
"""Where every job has a fixed time, the longest wait but for weekly and monthly ones, which nobody sets alone."""


def patience(timetable: Mapping[str, object]) -> timedelta:
    """How old the last good pass may be."""
    spans = [when for when in timetable.values() if isinstance(when, timedelta)]
    return max(SHORTEST, ROUNDS * min(spans, default=A_DAY))


def sign_of_life(tx: Transaction, timetable: Mapping[str, object], now: datetime, zone: ZoneInfo) -> tuple[bool, str]:
    """Whether the desk may work and the last pass that went through is young enough, and one line that says so."""
    from sheetdesk.desk.stamp_check import why_back

    if (back := why_back(tx.fact)) is not None:
        return False, str(back)
    last = next((at for at, _ in tx.last_passes(1)), None)
    if last is None:
        return False, "還沒有跑完過一輪"
    said = f"最後一輪 {last.astimezone(zone):%Y/%m/%d %H:%M:%S}"
    if now - last > (longest := patience(timetable)):
        return False, f"{said}，超過 {int(longest.total_seconds() // 60)} 分鐘沒有跑完一輪"
    return True, said
