"""What config.yaml says of reports, and which report is due at a moment: its period. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.policy.appointments import moment_on
from sheetdesk.policy.digest_terms import NOT_MADE, DigestTerms
from sheetdesk.policy.kpi_periods import WEEK, Period, week_of

WEEKLY, MONTHLY, QUARTERLY = "weekly", "monthly", "quarterly"
OWNERS = "owners"
"""分類回報: the week, to each who answers for a category or for goods, of her own cases alone."""
MONTHS = {MONTHLY: 1, QUARTERLY: 3}


@dataclass(frozen=True, slots=True)
class Slot:
    """When a report comes. `day`: weekday from 0 (Monday), or day of the (quarter's first) month from 1; `minute`: after
    midnight, in the desk's zone."""

    day: int
    minute: int = 8 * 60


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """`to`: names in 分工表, or addresses. A kind without a slot isn't made."""

    to: tuple[str, ...] = ()
    weekly: Slot | None = Slot(0)
    monthly: Slot | None = Slot(1)
    quarterly: Slot | None = Slot(1)
    owners: Slot | None = None
    digest: DigestTerms = NOT_MADE

    @property
    def slots(self) -> Mapping[str, Slot]:
        """By kind, those that are made."""
        pairs = ((WEEKLY, self.weekly), (MONTHLY, self.monthly), (QUARTERLY, self.quarterly), (OWNERS, self.owners))
        return {kind: slot for kind, slot in pairs if slot is not None}


USUAL = ReportTerms(digest=DigestTerms(leads=8 * 60 + 30))


def newest(kind: str, slot: Slot, now: datetime, zone: ZoneInfo) -> Period:
    """The period of the last report that has come due until now: the last whole one before its day."""
    local = now.astimezone(zone)
    if kind in (WEEKLY, OWNERS):
        monday = week_of(local.date()).begin
        if now < moment_on(monday + timedelta(days=slot.day), slot.minute, zone):
            monday -= WEEK
        return Period(monday - WEEK, monday)
    length = MONTHS[kind]
    end = _first_of(local.date(), length)
    if now < moment_on(end + timedelta(days=slot.day - 1), slot.minute, zone):
        end = _first_of(end - timedelta(days=1), length)
    return Period(_first_of(end - timedelta(days=1), length), end)


def before(kind: str, period: Period) -> Period:
    """The week, month or quarter before that one."""
    if kind == WEEKLY:
        return Period(period.begin - WEEK, period.begin)
    return Period(_first_of(period.begin - timedelta(days=1), MONTHS[kind]), period.begin)


def _first_of(day: date, months: int) -> date:
    """The first day of the month, or of the quarter, in which `day` lies."""
    return date(day.year, day.month - (day.month - 1) % months, 1)
