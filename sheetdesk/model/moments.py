"""When a case changes by itself. Values in, a time out; no clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sheetdesk.model.case import Case

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Of a case that every pass has to look at: it stands in 待辦 whatever its status, for a question about it is open, or
it is resolved and its customer's bad rating not yet answered."""


def next_moment(case: Case) -> datetime | None:
    """When something about it changes by itself; None if nothing will."""
    if case.held is not None or (case.status == "已解決" and case.next_due is not None):
        return AT_ONCE
    first = case.next_look_at
    law = case.reminders.look_at if case.reminders is not None else None
    for at in (case.aftercare_at, case.too_silent_at, law):
        if at is not None and (first is None or at < first):
            first = at
    return first
