"""When 每日摘要 is due, and how long it is news. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.policy.appointments import moment_on

KIND = "digest"
LEADS, OWNERS = "leads", "owners"

STALE = timedelta(hours=3)
"""What was to be read in the morning is news no more: after so long it isn't made, and one that waited doesn't leave."""


@dataclass(frozen=True, slots=True)
class DigestTerms:
    """Minutes after midnight, in the desk's zone, at which leads and owners hear of their day; None: they don't."""

    leads: int | None = None
    owners: int | None = None
    sheet: str = ""
    """Where a browser opens the workbook; blank for a file."""

    @property
    def slots(self) -> Mapping[str, int]:
        """By group, those that get one."""
        pairs = ((LEADS, self.leads), (OWNERS, self.owners))
        return {group: minute for group, minute in pairs if minute is not None}


NOT_MADE = DigestTerms()


def due_day(minute: int, now: datetime, zone: ZoneInfo) -> date | None:
    """The day whose digest may be made at `now`: from its minute on, until it would be stale."""
    day = now.astimezone(zone).date()
    at = moment_on(day, minute, zone)
    return day if at <= now < at + STALE else None
