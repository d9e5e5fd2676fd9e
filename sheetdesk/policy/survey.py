"""When a resolved case is asked about, reminded of and closed (domain §7). Pure; whether she may be asked, isn't judged here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case

TAIWAN = ZoneInfo("Asia/Taipei")
LATEST = timedelta(hours=24)
"""A closing letter that couldn't leave within this time of the resolution comes too late (domain §7)."""
KINDS = ("survey", "survey_reminder")
_CYCLE = "cycle-"
AGAIN = timedelta(hours=1)
"""How long until it is seen whether what held a letter back has been mended."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The survey as config.yaml has it. Without a `link` no closing letter is sent.

    `opens`, `closes`: minutes after midnight by the desk's clock; a letter leaves from the first until before the
    other. `link` and `unsolved_link` bear {token}."""

    link: str | None = None
    unsolved_link: str | None = None
    delay: timedelta = timedelta(hours=2)
    opens: int = 9 * 60
    closes: int = 21 * 60
    answers_for: timedelta = timedelta(days=14)
    """How long after its first answer a token is open."""
    rest: timedelta = timedelta(days=14)
    """Nobody is asked twice within this time."""
    close_after: timedelta = timedelta(days=7)
    reminder: timedelta | None = None
    zone: ZoneInfo = TAIWAN


USUAL = Terms()
"""What domain §7 says; no letter is sent, for there is no link."""


def event_of(case: Case) -> str:
    """What a closing letter is sent for: once a resolution cycle."""
    return f"{_CYCLE}{case.reopen_count}"


def asked_in_trial(case: Case) -> bool:
    """Was the last closing letter one of the trial?"""
    return case.survey_cycle in case.trial_cycles


def cycle_of(event: str) -> int | None:
    """The resolution cycle of which event_of said so; None where nobody knows (a rebuilt ledger)."""
    cycle = event.removeprefix(_CYCLE)
    return int(cycle) if cycle != event else None


def letter_left(case: Case, event: str, at: datetime | None, trial: bool) -> Case:
    """The case once the closing letter of that `event` (see event_of) has left."""
    cycle = cycle_of(event)
    if cycle is None:
        return replace(case, survey_sent_at=at)
    others = tuple(one for one in case.trial_cycles if one != cycle)
    return replace(case, survey_sent_at=at, trial_cycles=(*others, cycle) if trial else others)


def resolved_since(case: Case) -> datetime | None:
    """Since when it is 已解決; None if it isn't."""
    if case.status != "已解決":
        return None
    return case.status_log[-1][0] if case.status_log else case.resolved_at


def in_window(at: datetime, terms: Terms) -> datetime:
    """`at`, or the next moment at which customers may be written to."""
    local = at.astimezone(terms.zone)
    minute = local.hour * 60 + local.minute
    if terms.opens <= minute < terms.closes:
        return at
    day = local.date() + timedelta(days=int(minute >= terms.closes))
    return datetime.combine(day, time(terms.opens // 60, terms.opens % 60), terms.zone).astimezone(UTC)


def due_at(since: datetime, terms: Terms) -> datetime:
    """When the closing letter of a case resolved at `since` is to leave."""
    return in_window(since + terms.delay, terms)


def reminder_at(case: Case, terms: Terms) -> datetime | None:
    """When the customer is reminded; None if she isn't, or not in this cycle any more."""
    settled = case.survey_cycle == case.reopen_count != case.reminded_cycle
    if terms.reminder is None or not settled or case.survey_sent_at is None or has_rated(case):
        return None
    return in_window(case.survey_sent_at + terms.reminder, terms)


def next_aftercare(case: Case, terms: Terms, now: datetime) -> datetime | None:
    """When a resolved case has to be looked at next; None for every other one."""
    since = resolved_since(case)
    if since is None:
        return None
    return min((at for at in _moments(case, since, terms, now) if at > now), default=None)


def _moments(case: Case, since: datetime, terms: Terms, now: datetime) -> Iterator[datetime]:
    if terms.link and case.survey_cycle != case.reopen_count:
        due, late = due_at(since, terms), since + LATEST + timedelta(minutes=1)
        yield due
        if due <= now:
            yield min(now + AGAIN, late)
        yield late
    reminder = reminder_at(case, terms)
    if reminder is not None:
        yield reminder
    yield since + terms.close_after


def is_over(case: Case, terms: Terms, now: datetime) -> bool:
    """Has it been resolved for so long that it closes?"""
    since = resolved_since(case)
    return since is not None and now >= since + terms.close_after


def is_late(case: Case, now: datetime) -> bool:
    """Has the closing letter missed its day?"""
    since = resolved_since(case)
    return since is None or now > since + LATEST


def has_rated(case: Case) -> bool:
    """Did the customer answer after the last closing letter?"""
    return case.rated_at is not None and case.survey_sent_at is not None and case.rated_at >= case.survey_sent_at
