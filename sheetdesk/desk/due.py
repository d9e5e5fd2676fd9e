"""Which cases change by themselves by now. Border: cases and a time in, their numbers out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sheetdesk.model.case import Case
from sheetdesk.model.moments import next_moment
from sheetdesk.policy.last_found import LastFound

_NEVER = datetime.max.replace(tzinfo=UTC)
_LAST = LastFound[bool]()


def due_among(cases: Collection[Case], now: datetime) -> set[str]:
    """Numbers of those cases that are due; of a case that is the same object as a minute ago only the time is asked."""
    today = now.astimezone(UTC).date()  # or closed cases would be kept for as long as the process lives
    found = _LAST.all(cases, now, today, lambda case: _judged(case, now))
    return {case.number for case, due in zip(cases, found, strict=True) if due}


def is_due(case: Case, now: datetime) -> bool:
    """Is its own next moment here, or a letter of its own?"""
    return _judged(case, now)[0]


def _judged(case: Case, now: datetime) -> tuple[bool, datetime]:
    """Is it due, and until when it stays so."""
    if case.receipt == "due" or case.thanks == "due":
        return True, _NEVER
    moment = next_moment(case)
    if moment is None:
        return False, _NEVER
    return (True, _NEVER) if moment <= now else (False, moment)
