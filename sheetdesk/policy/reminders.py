"""What an owner is reminded of beside the clocks: limits of law, a supplier or carrier who keeps us waiting. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from sheetdesk.model.case import Case, Reminders
from sheetdesk.policy.clock_words import day, moment
from sheetdesk.policy.hours import Calendar, to_minute
from sheetdesk.policy.law import Limit, Terms, limits_of
from sheetdesk.policy.pauses import CAP_BUSINESS_DAYS, pauses_of
from sheetdesk.policy.policies import WAITING
from sheetdesk.policy.sla import start_of


def remind(
    case: Case, terms: Terms, calendar: Calendar, now: datetime, paused: bool = False
) -> tuple[Reminders | None, str | None]:
    """What to remind of at `now`, and what 計算說明 says of it. `paused`: it is known that the solution clock pauses."""
    now, limits = to_minute(now), limits_of(case, terms, calendar.zone)
    silence = _silence(case, calendar, now) if case.status in WAITING and not paused else None
    if not limits:
        return (None if silence is None else Reminders(silence=silence)), None
    warned = [_said(limit, now) for limit in limits if limit.warns_at <= now]
    counted = "；".join([_counted(limit.law, limit.last_day) for limit in limits])
    ends_at, look_at = limits[0].ends_at, _next_look(limits, now)
    return Reminders("\n".join(warned) or None, ends_at, silence, look_at), counted


@lru_cache(maxsize=1024)
def _counted(law: str, last_day: date) -> str:
    return f"{law}：最晚 {day(last_day)}"


def _said(limit: Limit, now: datetime) -> str:
    if limit.ends_at <= now:
        return f"⚠ {limit.law}：{limit.what}，最後一天 {day(limit.last_day)} 已經過了；請馬上處理，並記下原因。"
    return f"⚠ {limit.law}：{limit.what}，最後一天是 {day(limit.last_day)}。"


def _next_look(limits: Sequence[Limit], now: datetime) -> datetime | None:
    first = None
    for limit in limits:
        for at in (limit.warns_at, limit.ends_at):
            if at > now and (first is None or at < first):
                first = at
    return first


def _silence(case: Case, calendar: Calendar, now: datetime) -> str | None:
    """They have had all the business days for which they may stop the clock (domain §4.3)."""
    start = start_of(case)
    if start is None:
        return None
    begin = max(start, to_minute(case.reopened_at)) if case.reopened_at else start
    pauses = pauses_of(case, begin, calendar, now)
    ended = next((pause.end for pause in reversed(pauses.all) if pause.capped), None)
    if ended is None or pauses.lasting() is not None:
        return None
    who = str(case.status).removeprefix("等")
    alone = all(pause.status == case.status for pause in pauses.all if pause.status in WAITING)
    waits = f"已經等{who}" if alone else f"{'、'.join(WAITING)}合計已經"
    return (
        f"{waits} {CAP_BUSINESS_DAYS} 個營業日，解決期限從 {moment(ended, calendar.zone)} 起恢復計時："
        f"請再問一次{who}，並跟客人說。"
    )
