"""A fixed time at which a job is due: each day, each week or each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"


@dataclass(frozen=True, slots=True)
class Appointment:
    """`minute`: after midnight; `day`: weekday from 0 (Monday) or day of the month from 1, of no meaning for a daily one."""

    kind: str
    minute: int
    day: int = 0

    def falls_on(self, day: date) -> bool:
        """Has this day a slot?"""
        if self.kind == DAILY:
            return True
        return (day.weekday() if self.kind == WEEKLY else day.day) == self.day

    def __str__(self) -> str:
        at = f"{self.minute // 60:02}:{self.minute % 60:02}"
        return f"{self.kind} {at}" if self.kind == DAILY else f"{self.kind} {self.day} {at}"
