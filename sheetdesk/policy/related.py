"""Does an answer without a number belong to a case that is there already? Pure (domain §1, issue: related cases)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sheetdesk.model.case import DONE, Case, is_open, time_received

WINDOW = timedelta(hours=72)
"""How long after the last contact an answer about the same thing is one more word on the same matter."""


def last_contact(case: Case) -> datetime | None:
    """When the customer last wrote, or last heard from a person."""
    replies = (case.first_reply_at, case.last_reply_at)
    moments = (time_received(case), case.heard_at, *(at for at in replies if isinstance(at, datetime)))
    return max((at for at in moments if at is not None), default=case.first_seen_at)


def is_unanswered(case: Case) -> bool:
    """Has she written something that no person has answered yet?"""
    last = case.last_reply_at or case.first_reply_at
    if not isinstance(last, datetime):
        return last is None
    return case.heard_at is not None and case.heard_at > last


def joins_until(case: Case) -> datetime | None:
    """Until when an answer about the same thing joins this case: 72 h after the last contact, or after it was done with.

    A customer who writes again so soon after a case was closed means that it wasn't solved: it joins and reopens.
    None: never, for the case is void, merged, or came in before the desk was live."""
    if case.status == "無效" or case.silent or case.merged_to is not None:
        return None
    ended = (case.resolved_at, case.closed_at) if case.status in DONE else ()
    moments = [at for at in (last_contact(case), *ended) if at is not None]
    return max(moments) + WINDOW if moments else None


def is_same_matter(about: Sequence[str], other: Sequence[str]) -> bool:
    """The same order; or the same 團號, unless both name orders and these differ (domain §1: a case is one order's)."""
    orders = [{topic for topic in topics if topic.startswith("單")} for topics in (about, other)]
    if all(orders):
        return orders[0] == orders[1]
    return not set(about).isdisjoint(other)


def pick(cases: Iterable[Case], at: datetime) -> Case | None:
    """Of several cases that an answer of that time may join, the open one that was last spoken of."""
    fitting = [case for case in cases if _may_join(case, at)]
    return max(fitting, key=lambda case: (is_open(case), last_contact(case), case.number), default=None)


def _may_join(case: Case, at: datetime) -> bool:
    until, begun = joins_until(case), time_received(case) or case.first_seen_at
    return until is not None and at <= until and (begun is None or at >= begun - WINDOW)
