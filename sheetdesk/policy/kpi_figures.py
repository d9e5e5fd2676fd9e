"""The figures of domain §8, of what happened in a period. Pure: they only add up durations that are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheetdesk.model.values import Value
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_events import AGAIN_WITHIN, Happened
from sheetdesk.policy.kpi_sums import mean, share, spread

FEWEST_RATINGS = 5
"""Fewer ratings tell more of one customer than of the desk: not shown (domain §8)."""

COHORTS = (1, 3, 7)
"""Days after which it is asked how many of a period's cases are solved, or closed."""

HOUR, A_DAY = 60, 24 * 60
PROVISIONAL = "暫定"

Figures = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the cases. `came_again`, `credited`: numbers of cases. `end`: when the period is over."""

    now: datetime
    came_again: Collection[str]
    credited: Collection[str]
    end: datetime


def figures_of(happened: Happened, context: Context) -> Figures:
    """Every figure of cases by the key of its column; None where there is nothing to count."""
    return {
        **_volume(happened),
        **_replies(happened),
        **_solutions(happened, context),
        **_cohorts(happened, context),
        **_survey(happened),
        **_money(happened, context),
    }


def _volume(happened: Happened) -> Figures:
    received = happened.received
    receipts = [row.receipt_min for row in received if row.receipt_min is not None]
    return {
        "received": len(received),
        "complaints": sum(row.nature == "客訴" for row in received),
        "receipts": len(receipts),
        **_spread("receipt", receipts),
        "overruled_rate": share(sum(row.overruled for row in received), len(received)),
    }


def _replies(happened: Happened) -> Figures:
    replied, promised = happened.replied, happened.promised
    ended = [row.reply_met for row in happened.reply_ended if row.reply_met is not None]
    return {
        "replied": len(replied),
        **_spread("reply", (row.reply_min for row in replied)),
        **_spread("reply_business", (row.reply_business_min for row in replied)),
        "reply_ended": len(ended),
        "reply_met_rate": share(sum(ended), len(ended)),
        "promised": len(promised),
        "promise_rate": share(sum(row.promise_kept for row in promised), len(promised)),
    }


def _solutions(happened: Happened, context: Context) -> Figures:
    solved, closed = happened.solved, happened.closed
    ended = [row.solution_met for row in solved if row.solution_met is not None]
    at_once = [row for row in solved if _at_once(row, context)]
    open_end = bool(solved) and context.end > context.now - AGAIN_WITHIN
    return {
        "solved": len(solved),
        **_spread("solve", (row.solve_min for row in solved), HOUR),
        **_spread("solve_business", (row.solve_business_min for row in solved), HOUR),
        **_spread("solve_net", (row.solve_net_min for row in solved), HOUR),
        "solution_ended": len(ended),
        "solution_met_rate": share(sum(ended), len(ended)),
        "first_contact": share(len(at_once), len(solved)),
        "first_contact_mark": PROVISIONAL if open_end else None,
        "reopens": len(happened.reopened),
        "reopen_rate": share(len(happened.reopened), len(solved)),
        "escalations": len(happened.escalated),
        "escalation_rate": share(len(happened.escalated), len(solved)),
        "closed": len(closed),
        "closed_rate": share(len(closed), len(happened.received)),
        "unanswered_rate": share(sum(row.unanswered for row in closed), len(closed)),
    }


def _at_once(row: CaseFigures, context: Context) -> bool:
    return row.replies_before == 1 and not row.reopened and row.number not in context.came_again


def _cohorts(happened: Happened, context: Context) -> Figures:
    """Of those received in the period; what can't be known yet is blank."""
    received = happened.received
    found: Figures = {"solved_rate": share(sum(row.resolved for row in received), len(received))}
    solved = [row.solve_min for row in received if row.solve_min is not None]
    closed = [row.closed_at - row.received_at for row in received if row.closed_at and row.received_at]
    for days in COHORTS:
        within, ripe = timedelta(days=days), context.end + timedelta(days=days) <= context.now
        fast = sum(minutes <= days * A_DAY for minutes in solved)
        found[f"solved_in_{days}"] = share(fast, len(received)) if ripe else None
        found[f"closed_in_{days}"] = share(sum(age <= within for age in closed), len(received)) if ripe else None
    return found


def _survey(happened: Happened) -> Figures:
    stars = [row.rating for row in happened.asked if row.rating is not None]
    enough = len(stars) >= FEWEST_RATINGS
    average = mean(stars) if enough else None
    return {
        "asked": len(happened.asked),
        "rated": len(stars),
        "response_rate": share(len(stars), len(happened.asked)),
        "satisfied": share(sum(star >= 4 for star in stars), len(stars)) if enough else None,
        "rating_mean": round(average, 2) if average is not None else None,
    }


def _money(happened: Happened, context: Context) -> Figures:
    paid = [row for row in happened.received if row.amount]
    claimed = [row for row in paid if row.claimed]
    amount = _sum(paid)
    return {
        "compensated": len(paid),
        "amount": amount,
        "amount_mean": round(amount / len(paid), 1) if paid else None,
        "claimed": _sum(claimed),
        "credited": _sum(row for row in claimed if row.number in context.credited),
    }


def _sum(rows: Iterable[CaseFigures]) -> float:
    return round(sum(row.amount or 0 for row in rows), 2)


def _spread(key: str, minutes: Iterable[int | None], unit: int = 1) -> Figures:
    return dict(zip((f"{key}_mean", f"{key}_median", f"{key}_p90"), spread(minutes, unit), strict=True))


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters that left for customers on a day."""

    day: date
    automatic: bool
    count: int


@dataclass(frozen=True, slots=True)
class OpenCases:
    """The open cases as they were counted at the fixed hour of a day."""

    day: date
    open: int
    unanswered: int
    late: int


def letter_figures(letters: Iterable[Letters]) -> Figures:
    """自動/人工比 among all letters of a period."""
    counts = [(one.count, one.automatic) for one in letters]
    whole = sum(count for count, _ in counts)
    return {
        "letters": whole,
        "automatic_rate": share(sum(count for count, automatic in counts if automatic), whole),
    }


def backlog_figures(counted: Iterable[OpenCases]) -> Figures:
    """積壓 of the last day of a period that was counted."""
    last = max(counted, key=lambda one: one.day, default=None)
    if last is None:
        return {"backlog": None, "backlog_unanswered": None, "backlog_late": None}
    return {"backlog": last.open, "backlog_unanswered": last.unanswered, "backlog_late": last.late}
