"""What one case adds to the figures (domain §8): its moments and durations, stored when they happen. Pure.

A report only adds these up. What has ended stays as it was judged then, whatever priority, policy or calendar become:
the targets in force at the event are in the verdict. A case that counts in no figure keeps a row that says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sheetdesk.model.case import PAUSING, Case
from sheetdesk.policy.debts import claim_of
from sheetdesk.policy.hours import Calendar, to_minute
from sheetdesk.policy.sla import has_first_reply, start_of
from sheetdesk.policy.survey import asked_in_trial

RESOLVED = ("已解決", "已結案")
CHOSEN = "客人在表單選的"
CLASS = ("nature", "category", "subcategory")


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """One case. Durations in whole minutes; times aware UTC. Its fields are the columns of the ledger's table, in order.

    `counted`: void, merged and silent cases aren't. `…_met` is None while the clock runs, and where there is none."""

    number: str
    counted: bool
    latest: datetime
    """The last of its moments: older cases need not be looked at for a later period."""
    received_at: datetime | None = None
    nature: str | None = None
    category: str | None = None
    source: str | None = None
    product: str | None = None
    group_no: str | None = None
    supplier: str | None = None
    owner: str | None = None
    rule: str | None = None
    """The rule that gave the category, or that the customer chose it in the form."""
    overruled: bool = False
    receipt_min: int | None = None
    replied_at: datetime | None = None
    reply_min: int | None = None
    reply_business_min: int | None = None
    reply_ended_at: datetime | None = None
    """When the clock of the first reply ended: with the reply, or with a case that was closed late without any."""
    reply_met: bool | None = None
    promise_due: datetime | None = None
    """Of a promise that the customer was told."""
    promise_kept: bool = False
    solved_at: datetime | None = None
    """The first time."""
    solve_min: int | None = None
    solve_business_min: int | None = None
    solve_net_min: int | None = None
    """On the calendar, without all the time in 等客人, 等廠商 and 等物流."""
    solution_met: bool | None = None
    replies_before: int | None = None
    solved_by: str | None = None
    reopened: tuple[datetime, ...] = ()
    resolved: bool = False
    """Is it 已解決 or 已結案 now?"""
    closed_at: datetime | None = None
    unanswered: bool = False
    """No person ever answered."""
    asked_for: datetime | None = None
    """The resolution of which the last closing letter that reached the customer asked."""
    rating: int | None = None
    amount: float | None = None
    paid_by: str | None = None
    claimed: bool = False
    escalated: tuple[datetime, ...] = ()
    """When it went up beyond who works on it."""


def case_figures(
    case: Case, calendar: Calendar, now: datetime, deciding: Collection[str] = (), before: CaseFigures | None = None
) -> CaseFigures:
    """The row of `case`. `deciding`: names of the rules that give a category. `before`: the row as it was kept."""
    start, resolved = start_of(case), case.status in RESOLVED
    asked_for, rating = _survey(case)
    facts: dict[str, Any] = {
        "received_at": start,
        "nature": case.nature,
        "category": case.category,
        "source": case.source,
        "product": _plain(case.product),
        "group_no": _plain(case.group_no),
        "supplier": _plain(case.supplier),
        "owner": _plain(case.owner),
        "rule": _rule(case, deciding),
        "overruled": any(name in case.proposed and case.proposed[name] != getattr(case, name) for name in CLASS),
        "reopened": _reopened(case),
        "resolved": resolved,
        "closed_at": case.closed_at if case.status == "已結案" else None,
        "unanswered": case.reply_count == 0 and not isinstance(case.first_reply_at, datetime),
        "asked_for": asked_for,
        "rating": rating,
        "amount": float(case.amount) if isinstance(case.amount, int | float) else None,
        "paid_by": _plain(case.paid_by),
        "claimed": claim_of(case) is not None,
        "escalated": case.climb.raised if case.climb is not None else (),
    }
    if start is not None:
        facts |= _receipt(case, start)
        facts |= _reply(case, start, calendar, now, before)
        facts |= _promise(case)
        facts |= _solution(case, start, calendar, before)
    happened = (*facts.values(), *facts["reopened"], *facts["escalated"])
    moments = [at for at in happened if isinstance(at, datetime)]
    return CaseFigures(case.number, _counts(case, before), max(moments, default=now), **facts)


def _counts(case: Case, before: CaseFigures | None) -> bool:
    """A customer who was forgotten leaves her case as it counted before."""
    if case.status == "無效" or case.merged_to is not None:
        return False
    if case.silent and case.forgotten_at is not None:
        return before is None or before.counted
    return not case.silent


def _plain(text: object) -> str | None:
    return " ".join(text.split()) or None if isinstance(text, str) else None


def _receipt(case: Case, start: datetime) -> dict[str, Any]:
    if case.auto_replied_at is None:
        return {}
    return {"receipt_min": _minutes(start, case.auto_replied_at)}


def _reply(
    case: Case, start: datetime, calendar: Calendar, now: datetime, before: CaseFigures | None
) -> dict[str, Any]:
    """The first human reply, judged once: as long as it is the same reply, the verdict is the same."""
    at = case.first_reply_at if has_first_reply(case, now) else None
    due = case.first_reply_due
    if not isinstance(at, datetime):
        ended = case.closed_at or case.resolved_at if case.status in RESOLVED else None
        late = ended is not None and due is not None and due < to_minute(ended)
        return {"reply_ended_at": ended, "reply_met": False} if late else {}
    if before is not None and (before.replied_at, before.received_at) == (at, start):
        return _kept(before, "replied_at", "reply_min", "reply_business_min", "reply_ended_at", "reply_met")
    return {
        "replied_at": at,
        "reply_min": _minutes(start, at),
        "reply_business_min": calendar.minutes_between(start, at),
        "reply_ended_at": at if due is not None else None,
        "reply_met": to_minute(at) <= due if due is not None else None,
    }


def _promise(case: Case) -> dict[str, Any]:
    """Only what the customer was told in a receipt is a promise."""
    due, at = case.promise_due, case.first_reply_at
    if due is None or case.auto_replied_at is None:
        return {}
    return {"promise_due": due, "promise_kept": isinstance(at, datetime) and to_minute(at) <= due}


def _solution(case: Case, start: datetime, calendar: Calendar, before: CaseFigures | None) -> dict[str, Any]:
    """The first resolution stands (domain §4.5): what came later changes nothing of it."""
    at = case.first_resolved_at
    if at is None:
        return {}
    if before is not None and (before.solved_at, before.received_at) == (at, start):
        names = ("solve_min", "solve_business_min", "solve_net_min", "solution_met", "replies_before", "solved_by")
        return _kept(before, "solved_at", *names)
    known = case.reopen_count == 0  # else its clock, replies and person are those of the work after it
    due = case.solution_due if known else None
    return {
        "solved_at": at,
        "solve_min": _minutes(start, at),
        "solve_business_min": calendar.minutes_between(start, at),
        "solve_net_min": max(0, _minutes(start, at) - _waited(case, start, at)),
        "solution_met": to_minute(at) <= due if due is not None else None,
        "replies_before": case.reply_count if known else None,
        "solved_by": _plain(case.handler or case.owner) if known else None,
    }


def _kept(before: CaseFigures, *names: str) -> dict[str, Any]:
    return {name: getattr(before, name) for name in names}


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, (to_minute(end) - to_minute(start)) // timedelta(minutes=1))


def _waited(case: Case, start: datetime, end: datetime) -> int:
    """Minutes between the two in which it waited for somebody else."""
    ends = [*(at for at, _ in case.status_log[1:]), end]
    spans = zip(case.status_log, ends, strict=False)
    return sum(
        _minutes(max(begin, start), min(until, end))
        for (begin, status), until in spans
        if status in PAUSING and begin < end
    )


def _reopened(case: Case) -> tuple[datetime, ...]:
    """When it went from resolved back to work: as often as the case counts it, for one that was merged and taken out
    again looks alike in its history."""
    found, done = list[datetime](), False
    for at, status in case.status_log:
        if done and status not in (*RESOLVED, "無效"):
            found.append(at)
        done = status in RESOLVED or (done and status == "無效")
    return tuple(found[-case.reopen_count :]) if case.reopen_count else ()


def _survey(case: Case) -> tuple[datetime | None, int | None]:
    """Of which resolution the customer was asked, and what she said. Letters of the trial count in no figure."""
    sent = case.survey_sent_at
    if sent is None or asked_in_trial(case):
        return None, None
    resolutions = [at for at, status in case.status_log if status == "已解決" and at <= sent]
    return max(resolutions, default=sent), case.rating


def _rule(case: Case, deciding: Collection[str]) -> str | None:
    """判斷依據 names the rules that matched in their order: the first of them that gives a category gave it."""
    said = [part.partition("：")[0] for part in (case.why or "").split("；")]
    return next((name for name in said if name in deciding or name == CHOSEN), None)
