"""Why a case needs a person now: the gravest reason, told cheaply of thousands, and all of them in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case, is_open
from sheetdesk.model.moments import is_unsent
from sheetdesk.policy.clock_words import moment
from sheetdesk.policy.ratings import tells_of_rating
from sheetdesk.policy.related import is_unanswered
from sheetdesk.policy.sla import what_is_due

ASK, ALARM, UNSENT, LATE, TODAY, FOLLOW_UP, LOOK = "請確認", "緊急", "沒寄出", "逾期", "今天", "跟進", "看一下"
URGENCIES = (ASK, ALARM, UNSENT, LATE, TODAY, FOLLOW_UP, LOOK)
"""In the order in which they are shown."""

READ_NOTICE = "看「系統提醒」"

_LINK = re.compile(r"用LINE傳：https?://\S*")


class Day(NamedTuple):
    """The moment, when its day ends, and the day after. In UTC, as the times of cases: two moments of different zones
    take ten times as long to compare."""

    now: datetime
    evening: datetime
    tomorrow: date


class Reason(NamedTuple):
    """One thing that a person has to do about a case, how urgent it is, and why."""

    urgency: str
    next_step: str
    why: str


def day_of(now: datetime, zone: ZoneInfo) -> Day:
    """The day of `now` on the wall of `zone`."""
    evening = datetime.combine(now.astimezone(zone).date(), time(), zone) + timedelta(days=1)
    return Day(now.astimezone(UTC), evening.astimezone(UTC), evening.date())


def dueness(case: Case, day: Day) -> str | None:
    """LATE from the due minute on, TODAY until the day ends, else None: by its clocks, or a limit of law warned of."""
    due, ends = case.next_due, _law_ends(case)
    if (due is None or due >= day.evening) and (ends is None or ends > day.evening):
        return None
    return LATE if (due is not None and due <= day.now) or (ends is not None and ends <= day.now) else TODAY


def late_from(case: Case, day: Day) -> datetime | None:
    """The next moment from which it is LATE by one more of its times; None if that is over or there is none."""
    coming = (at for at in (case.next_due, _law_ends(case)) if at is not None and at > day.now)
    return min(coming, default=None)


def urgency_of(case: Case, due: str | None, unsent: bool, day: Day) -> str | None:
    """That of its gravest reason; None if it can wait, as nearly all can. `due`, `unsent`: what those two say of it."""
    if case.alarm and is_unanswered(case):
        return ALARM
    if unsent:
        return UNSENT
    if due is not None:
        return due
    if _silence(case) or _follows_up(case, day):
        return FOLLOW_UP
    waits = case.low_rating_at is not None or case.unassigned or _law_ends(case) is not None
    return LOOK if waits or _refusals(case) or _wrote_again(case) else None


def reasons_of(case: Case, day: Day, zone: ZoneInfo) -> list[Reason]:
    """Every reason, the gravest first: the urgency of the first is the case's own."""
    return sorted(_reasons(case, day, zone), key=lambda reason: URGENCIES.index(reason.urgency))


def _reasons(case: Case, day: Day, zone: ZoneInfo) -> Iterator[Reason]:
    if case.alarm and is_unanswered(case):
        yield Reason(ALARM, "先聯絡客人", f"安全警示（{case.alarm}），還沒有回客人")
    if is_unsent(case):
        yield Reason(UNSENT, "看「寄送結果」", _LINK.sub("", str(case.outcome)))
    if case.next_due is not None and case.next_due < day.evening:
        late = case.next_due <= day.now
        told = f"{what_is_due(case, day.now)} {moment(case.next_due, zone)} 到期" + ("，已經過了" if late else "")
        yield Reason(LATE if late else TODAY, case.next_step or "請處理", told)
    if (ends := _law_ends(case)) is not None:
        urgency = LATE if ends <= day.now else TODAY if ends <= day.evening else LOOK
        yield Reason(urgency, READ_NOTICE, _law(case).splitlines()[0])
    if silence := _silence(case):
        yield Reason(FOLLOW_UP, f"再問{str(case.status).removeprefix('等')}", silence)
    if _follows_up(case, day):
        yield Reason(FOLLOW_UP, case.next_step or "跟進", f"下次跟進是 {case.follow_up:%m/%d}")
    if case.low_rating_at is not None and not tells_of_rating(case):
        yield Reason(LOOK, READ_NOTICE, f"客人在問卷說：{case.low_rating}{_answer_by(case, day, zone)}")
    for refused in _refusals(case):
        yield Reason(LOOK, READ_NOTICE, refused)
    if case.unassigned:
        yield Reason(LOOK, READ_NOTICE, "沒有人可以接這件")
    if _wrote_again(case):
        yield Reason(LOOK, "看「新訊息」", "客人又寫來，還沒有回覆")


def _answer_by(case: Case, day: Day, zone: ZoneInfo) -> str:
    """When the answer to a bad rating is due, unless it is what is due next, and said so."""
    due = case.rating_due
    if due is None or (due == case.next_due and due < day.evening):
        return ""
    return f"，{moment(due, zone)} 以前要回覆"


def _law(case: Case) -> str:
    """The limits of law that are warned of, that which ends first at the top; blank if there is none."""
    return (case.reminders.law or "") if case.reminders is not None else ""


def _law_ends(case: Case) -> datetime | None:
    return case.reminders.law_ends_at if case.reminders is not None and case.reminders.law else None


def _silence(case: Case) -> str | None:
    return case.reminders.silence if case.reminders is not None else None


def _refusals(case: Case) -> list[str]:
    if case.refusal is None and case.merge_refusal is None and case.form_notice is None:  # nearly always
        return []
    said = (case.refusal, case.merge_refusal, case.form_notice if is_open(case) else None)
    return [word for word in said if word]


def _wrote_again(case: Case) -> bool:
    return case.heard_at is not None and is_open(case) and is_unanswered(case)


def _follows_up(case: Case, day: Day) -> bool:
    return isinstance(case.follow_up, date) and case.follow_up < day.tomorrow and is_open(case)
