"""When the solution clock stood still, out of the case's status history (domain §4.3). Border: spans only, no deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sheetdesk.model.case import DONE, PAUSING, Case, time_received
from sheetdesk.policy.hours import Calendar, Span, to_minute
from sheetdesk.policy.policies import WAITING

CAP_BUSINESS_DAYS = 2
"""The most that 等廠商 and 等物流 may hold up one solution clock, all its spans together."""


@dataclass(frozen=True, slots=True)
class Pause:
    """One paused span. `end` is None while it lasts."""

    status: str
    begin: datetime
    end: datetime | None
    resumes_at: datetime | None = None
    """When a lasting pause uses up the cap and the clock runs on."""
    capped: bool = False
    """It ended because the cap was used up, not because the status changed."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """All paused spans of one clock, in order."""

    all: tuple[Pause, ...] = ()

    def ended(self) -> tuple[Span, ...]:
        """Spans to leave out."""
        return tuple([(pause.begin, pause.end) for pause in self.all if pause.end])

    def lasting(self) -> Pause | None:
        """The pause that still lasts."""
        return next((pause for pause in self.all if pause.end is None), None) if self.all else None


NO_PAUSES = Pauses()


def pauses_of(case: Case, start: datetime, calendar: Calendar, now: datetime) -> Pauses:
    """The pauses of the clock that began at `start`; 等廠商 and 等物流 end when their time is used up."""
    if case.status not in PAUSING and not any(status in PAUSING for _, status in case.status_log):
        return NO_PAUSES
    left = CAP_BUSINESS_DAYS * calendar.day_minutes()
    found: list[Pause] = []
    for status, begin, end in _spans(case, now):
        begin = max(begin, start)
        if end is not None and end <= begin:
            continue
        if status not in WAITING:
            found.append(Pause(status, begin, end))
        elif left:
            limit = calendar.due(begin, left)
            found.append(_capped(status, begin, end, limit, now))
            left -= min(left, calendar.minutes_between(begin, end or now))
    return Pauses(tuple(found))


def _capped(status: str, begin: datetime, end: datetime | None, limit: datetime, now: datetime) -> Pause:
    if limit <= (end or now):
        return Pause(status, begin, limit, capped=True)
    return Pause(status, begin, end, resumes_at=None if end else limit)


def _spans(case: Case, now: datetime) -> list[tuple[str, datetime, datetime | None]]:
    log = _history(case, now)
    ends: list[datetime | None] = [at for at, _ in log[1:]]
    return [(status, at, end) for (at, status), end in zip(log, [*ends, None], strict=True) if status in PAUSING]


def _history(case: Case, now: datetime) -> list[tuple[datetime, str]]:
    """The status history up to now, one entry a change. A case without any is in its status since it was first seen."""
    minutes = ((to_minute(at), status) for at, status in case.status_log)
    log = sorted((entry for entry in minutes if entry[0] <= now), key=lambda entry: entry[0])
    seen = case.first_seen_at or time_received(case)
    if not log and case.status and seen:
        log = [(min(to_minute(seen), now), case.status)]
    done_at = case.closed_at if case.status == "已結案" else case.resolved_at
    if log and case.status in DONE and log[-1][1] not in DONE and done_at:
        log.append((max(to_minute(done_at), log[-1][0]), case.status))
    return [entry for entry, before in zip(log, [None, *log], strict=False) if not before or before[1] != entry[1]]
