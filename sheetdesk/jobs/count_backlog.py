"""Count the open cases of the day at its fixed hour; nobody can count them afterwards.

Reads:   open cases, config.yaml's kpi
Decides: how many are open, unanswered and late on this day
Repeat:  safe - a day is counted once
"""

from __future__ import annotations

from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.figures import count_backlog

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Count, if this is the hour and the day wasn't counted yet."""
    backlog = count_backlog(desk)
    return "backlog: not now" if backlog is None else f"backlog: {backlog.open} open"
