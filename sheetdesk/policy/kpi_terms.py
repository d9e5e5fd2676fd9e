"""What config.yaml says of the figures: the hour at which open cases are counted, and the targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sheetdesk.policy.kpi_periods import midnight

LATE = timedelta(hours=1)
"""How long after the hour open cases may be counted as those of that hour; later nobody knows any more."""

TARGETS: Mapping[str, float] = MappingProxyType({"solved_rate": 90, "reply_met_rate": 95, "satisfied": 90})
"""At least so many percent (domain §8), by the figure's key."""


@dataclass(frozen=True, slots=True)
class KpiTerms:
    """`backlog_at`: minutes after midnight."""

    backlog_at: int = 18 * 60
    targets: Mapping[str, float] = field(default_factory=lambda: TARGETS)


USUAL = KpiTerms()


def day_to_count(terms: KpiTerms, now: datetime, zone: ZoneInfo) -> date | None:
    """The day whose open cases may be counted now; None outside that hour."""
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):  # an hour before midnight lasts into the next day
        due = midnight(day, zone) + timedelta(minutes=terms.backlog_at)
        if due <= now < due + LATE:
            return day
    return None
