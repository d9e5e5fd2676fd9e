"""When a case changes by itself. Values in, a time out; no clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sheetdesk.model.case import Case

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Of a case that every pass has to look at: it stands in 待辦 whatever its status, for a question about it is open, or
it is resolved and yet `needs_a_person`."""

_TROUBLE = ("⚠", "✋")


def is_unsent(case: Case) -> bool:
    """Did the last letter or action come to nothing, or wait for her own hands?"""
    return case.outcome is not None and case.outcome.startswith(_TROUBLE)


def needs_a_person(case: Case) -> bool:
    """Is it resolved, and still somebody's? A bad rating waits for its answer, what she asked for since came to nothing,
    or 併入案件 can't be done. Once it is closed, 寄送結果 and 系統提醒 alone say so."""
    return case.status == "已解決" and (case.next_due is not None or is_unsent(case) or case.merge_refusal is not None)


def next_moment(case: Case) -> datetime | None:
    """When something about it changes by itself; None if nothing will."""
    if case.held is not None or needs_a_person(case):
        return AT_ONCE
    first = case.next_look_at
    law = case.reminders.look_at if case.reminders is not None else None
    climb = case.climb.look_at if case.climb is not None else None
    for at in (case.aftercare_at, case.too_silent_at, law, climb):
        if at is not None and (first is None or at < first):
            first = at
    return first
