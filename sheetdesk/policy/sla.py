"""The clocks of a case: what is due when, what comes next, how it was counted (domain §4). Border: judges, never acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheetdesk.model.case import DONE, Case, Target, time_received
from sheetdesk.model.case_parts import RECEIPT_DECIDED
from sheetdesk.policy import clock_words as words
from sheetdesk.policy.clock import Clock
from sheetdesk.policy.clock_words import Step
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.hours import BUSINESS, ROUND_THE_CLOCK, Calendar, to_minute
from sheetdesk.policy.pauses import Pause, pauses_of
from sheetdesk.policy.policies import Policy, pick, pick_waiting
from sheetdesk.policy.ratings import answer_due
from sheetdesk.policy.targets import Settled, Timing

FIRST_REPLY, SOLUTION, PROMISE, RATING = "首次回覆", "解決", "答應客人", "回覆評分"
PAUSED, REPLIED, COMPLETE = "暫停", "已回", "完成"


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the case's fields of the same names are to hold; `retargeted` is for the audit trail."""

    first_reply_due: datetime | None = None
    solution_due: datetime | None = None
    """None while the clock is paused: until the case goes on nobody can say."""
    promise_due: datetime | None = None
    rating_due: datetime | None = None
    next_due: datetime | None = None
    """The earliest of these that somebody here has to keep now: what 待辦 and 下一步 go by, wherever no step of a
    supplier's or carrier's comes first."""
    first_target: Target | None = None
    solution_target: Target | None = None
    light: str | None = None
    next_step: str | None = None
    how_counted: str | None = None
    next_look_at: datetime | None = None
    """When anything here changes by itself; None if nothing will."""
    retargeted: str | None = None
    """Which target replaced which; None if none did."""


def judge(case: Case, policies: Sequence[Policy], calendar: Calendar, now: datetime, tier: str | None = None) -> Clocks:
    """All clocks of `case` at `now`; the same case, policies, calendar and time give the same answer."""
    now = to_minute(now)
    start = start_of(case)
    policy = pick(policies, case, tier)
    why_not = words.without_clocks(case, start, policy)
    if start is None or policy is None or why_not:
        return Clocks(how_counted=why_not)
    first, solution, due, running, rating = _counted_down(case, policy, calendar, start, now)
    told = _told(case, due)
    nearest = min(running, key=lambda clock: clock.due, default=None)
    ours = min((clock for clock in running if _is_ours(clock, case)), key=lambda clock: clock.due, default=None)
    lasting = solution.timing.pauses.lasting()
    steps = _waiting_steps(case, pick_waiting(policies, case, tier), calendar, lasting)
    zone = calendar.zone
    promised = [words.promised(policy if told == due else None, told, zone)] if told else []
    return Clocks(
        first_reply_due=first.due,
        solution_due=solution.due,
        promise_due=told,
        rating_due=rating.due if rating is not None else None,
        next_due=ours.due if ours is not None else None,
        first_target=first.target,
        solution_target=solution.target,
        light=_light(case, nearest, lasting, now),
        next_step=_next_step(case, ours, lasting, [step for step in steps if step.due > now], zone),
        how_counted="；".join([words.begun(case, policy, start, zone), *_counted(case, first, solution), *promised]),
        next_look_at=_next_look(case, nearest, lasting, steps, now),
        retargeted=_retargeted(first, solution),
    )


def running_clocks(
    case: Case, policies: Sequence[Policy], calendar: Calendar, now: datetime, tier: str | None = None
) -> list[Clock]:
    """The clocks that can still be missed, and by somebody here."""
    now, start, policy = to_minute(now), start_of(case), pick(policies, case, tier)
    if start is None or policy is None or words.without_clocks(case, start, policy):
        return []
    return [clock for clock in _counted_down(case, policy, calendar, start, now)[3] if _is_ours(clock, case)]


def _counted_down(
    case: Case, policy: Policy, calendar: Calendar, start: datetime, now: datetime
) -> tuple[Settled, Settled, datetime | None, list[Clock], Clock | None]:
    """First reply and solution with their targets settled, what is to be promised, all clocks that run, the rating's."""
    known, due = case.how_counted is not None, promise_due(case, policy, calendar, start)
    first, solution = (timing.settle(calendar, now, known) for timing in _timings(case, policy, calendar, start, now))
    promise, rating = _promise_clock(_told(case, due), start, calendar, first), _rating_clock(case, calendar)
    return first, solution, due, _running(case, first, solution, promise, rating), rating


def start_of(case: Case) -> datetime | None:
    """The customer's first message: the time stamped or typed in, never later than first seen (domain §4.1, 4.8)."""
    known = [at for at in (time_received(case), case.first_seen_at) if at]
    return to_minute(min(known)) if known else None


def what_is_due(case: Case, now: datetime) -> str:
    """What `next_due` is for."""
    owed = {PROMISE: case.promise_due, SOLUTION: case.solution_due, FIRST_REPLY: case.first_reply_due}
    met = (FIRST_REPLY, PROMISE) if has_first_reply(case, now) else ()
    whose = {due: what for what, due in owed.items() if what not in met}  # of two at one time the last, as in `judge`
    return whose.get(case.next_due, RATING)


def has_first_reply(case: Case, now: datetime) -> bool:
    """Only a recorded human message counts (domain §4.2): no text that isn't a time, no time to come."""
    return isinstance(case.first_reply_at, datetime) and to_minute(case.first_reply_at) <= now


def promise_due(case: Case, policy: Policy, calendar: Calendar, start: datetime) -> datetime | None:
    """By when the customer is to be told that she hears from us.

    A case typed in by hand gets no receipt, so nothing is promised. If the desk saw the message so late
    that its promise was past, it is counted from then: no letter may promise yesterday."""
    if case.by_hand or policy.promise is None:
        return None
    due = policy.promise.due(start, calendar)
    seen = case.first_seen_at
    return policy.promise.due(seen, calendar) if seen and due <= seen else due


def _told(case: Case, due: datetime | None) -> datetime | None:
    """What was promised in writing stands, whatever the target becomes. While nobody knows that the receipt has arrived,
    or it went to us alone (試寄), what it says may be outdone, and never put off."""
    told = case.promise_due
    if told is None or case.auto_replied_at:
        return told or due
    if case.receipt != RECEIPT_DECIDED or read_email(case.email).address is None:
        return due
    return told if due is None else min(told, due)


def _timings(case: Case, policy: Policy, calendar: Calendar, start: datetime, now: datetime) -> tuple[Timing, Timing]:
    """First reply and solution. A reopened case works on a clock of half the target (domain §4.5)."""
    begin = max(start, to_minute(case.reopened_at)) if case.reopened_at else start
    reopened = begin > start
    pauses = pauses_of(case, begin, calendar, now)
    return (
        Timing(FIRST_REPLY, policy.first_reply, case.first_target, start, has_first_reply(case, now)),
        Timing(SOLUTION, policy.solution, case.solution_target, begin, case.status in DONE, reopened, pauses),
    )


def _promise_clock(told: datetime | None, start: datetime, calendar: Calendar, first: Settled) -> Clock | None:
    """A promise runs around the clock until the first reply, and is never paused."""
    if told is None or first.timing.ended:
        return None
    minutes = calendar.minutes_between(start, told, ROUND_THE_CLOCK)
    return Clock(PROMISE, start, minutes, ROUND_THE_CLOCK, calendar)


def _rating_clock(case: Case, calendar: Calendar) -> Clock | None:
    """A bad rating is answered by a person in time (domain §7); this one is never paused either."""
    if case.low_rating_at is None:
        return None
    start = to_minute(case.low_rating_at)
    return Clock(RATING, start, calendar.minutes_between(start, answer_due(start, calendar)), BUSINESS, calendar)


def _running(case: Case, first: Settled, solution: Settled, promise: Clock | None, rating: Clock | None) -> list[Clock]:
    """The clocks that can still be missed; once it is resolved only the answer to a bad rating."""
    if case.status in DONE:
        return [rating] if rating is not None and case.status == "已解決" else []
    inner = [settled.clock for settled in (first, solution) if settled.runs]
    return [clock for clock in (*inner, promise, rating) if clock is not None]


def _is_ours(clock: Clock, case: Case) -> bool:
    """Can anybody here do something about it? Not about a solution, however late, while the customer has to answer."""
    return clock.what != SOLUTION or case.status != "等客人"


def _waiting_steps(case: Case, policy: Policy | None, calendar: Calendar, lasting: Pause | None) -> list[Step]:
    """Ask supplier or carrier, then give the customer a date, until 下次跟進 says when (domain §4, 等廠商, 等物流)."""
    if policy is None or lasting is None or isinstance(case.follow_up, date):
        return []
    goals = ((words.ask(lasting.status), policy.first_reply), (words.give_date(lasting.status), policy.solution))
    return [
        Step(what, calendar.due(lasting.begin, target.minutes, target.clock))
        for what, goal in goals
        if goal
        for target in [goal.target(calendar)]
    ]


def _light(case: Case, nearest: Clock | None, lasting: Pause | None, now: datetime) -> str | None:
    if nearest:
        return nearest.light(now)
    if case.status in DONE:
        return COMPLETE
    if lasting:
        return PAUSED
    return REPLIED if has_first_reply(case, now) else None


def _next_step(
    case: Case, ours: Clock | None, lasting: Pause | None, steps: Sequence[Step], zone: ZoneInfo
) -> str | None:
    """The nearest deadline that somebody here can keep and what for; while the case waits, for whom. Never a running time."""
    known = [*steps, *([Step(ours.what, ours.due)] if ours else [])]
    if known:
        return min(known, key=lambda step: step.due).said(zone)
    if case.status in DONE:
        unrecorded = case.status == "已解決" and not isinstance(case.first_reply_at, datetime)
        return words.RECORD_REPLY if unrecorded else None
    return words.waiting(case, lasting.status) if lasting else None


def _next_look(
    case: Case, nearest: Clock | None, lasting: Pause | None, steps: Sequence[Step], now: datetime
) -> datetime | None:
    moments: list[datetime | None] = [step.due for step in steps]
    moments += [nearest.next_mark(now)] if nearest else []
    moments += [lasting.resumes_at] if lasting else []
    moments += [case.first_reply_at] if isinstance(case.first_reply_at, datetime) else []
    return min((at for at in moments if at and at > now), default=None)


def _counted(case: Case, *settled: Settled) -> list[str]:
    """計算說明: each clock with its target and end, then what was left out."""
    said: list[str] = []
    for one in settled:
        if one.target is None or one.clock is None:
            continue
        lasting, zone = one.timing.pauses.lasting(), one.clock.calendar.zone
        end = f" → {words.moment(one.due, zone)}" if one.due else ""
        said.append(words.counted(one.clock, one.target, case) + end)
        left_out = words.left_out(one.timing.pauses.all, zone)
        said += [left_out] if left_out else []
        said += [words.paused(lasting, zone)] if lasting and not one.due else []
    return said


def _retargeted(*settled: Settled) -> str | None:
    changed = [words.retargeted(one.timing.what, one.timing.stored, one.target) for one in settled if one.changed]
    return "；".join(changed) or None
