"""待辦: what needs a person now, the gravest first, and why. Pure; closed cases are never asked about (design §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case, is_open
from sheetdesk.policy.clock_words import moment
from sheetdesk.policy.notices import summary
from sheetdesk.policy.related import is_unanswered
from sheetdesk.policy.replies import NO, YES, Question
from sheetdesk.policy.sla import PAUSED

ASK, ALARM, UNSENT, LATE, TODAY, FOLLOW_UP, LOOK = "請確認", "緊急", "沒寄出", "逾期", "今天", "跟進", "看一下"
URGENCIES = (ASK, ALARM, UNSENT, LATE, TODAY, FOLLOW_UP, LOOK)
"""In the order in which they are shown."""

MOST = 200
"""Rows that the tab shows; more than that nobody works through from a phone."""

_TROUBLE = ("⚠", "✋")
_WITHOUT_TIME = (FOLLOW_UP, LOOK)


@dataclass(frozen=True, slots=True)
class Item:
    """One row of 待辦. `about` tells two of them apart; equal ones are one row."""

    about: str
    urgency: str
    next_step: str
    why: str
    case: str | None = None
    summary: str | None = None
    owner: str | None = None
    link: str | None = None
    """The staff form as it is opened for this case."""


class _Day(NamedTuple):
    """The moment, when its day ends, and the day after. In UTC, as the times of cases: two moments of different zones
    take ten times as long to compare."""

    now: datetime
    evening: datetime
    tomorrow: date


class _Found(NamedTuple):
    """That a case needs a person; in the order of its fields no two are equal before the case itself."""

    rank: int
    by: datetime
    number: str
    account: bool
    """Not for the case's own sake: an account's number has to be taken out."""
    case: Case


@dataclass(frozen=True, slots=True)
class ToDo:
    """All that is to be done: the rows to show, how many were left out, and the figures of the first line."""

    items: tuple[Item, ...]
    left_out: int
    late: int
    today: int
    unsent: int

    def line(self) -> str:
        """「逾期 2・今天要回 5・沒寄出 1」."""
        return f"逾期 {self.late}・今天要回 {self.today}・沒寄出 {self.unsent}"


def to_do(cases: Iterable[Case], questions: Iterable[Question], now: datetime, zone: ZoneInfo) -> ToDo:
    """What needs a person at `now`: open questions, then each case by its gravest reason, the earliest due first."""
    asked = [_of_question(one) for one in sorted(questions, key=lambda one: (len(one.cases), one.key))]
    found = sorted(_found(cases, _day_of(now, zone)))
    # Only what is shown is put into words: of 5,000 cases thousands may fall due today.
    shown = (asked + [_in_words(one, zone) for one in found[:MOST]])[:MOST]
    counts = Counter(one.rank for one in found)
    late, today, unsent = (counts[URGENCIES.index(urgency)] for urgency in (LATE, TODAY, UNSENT))
    return ToDo(tuple(shown), len(asked) + len(found) - len(shown), late, today, unsent)


def _day_of(now: datetime, zone: ZoneInfo) -> _Day:
    evening = datetime.combine(now.astimezone(zone).date(), time(), zone) + timedelta(days=1)
    return _Day(now.astimezone(UTC), evening.astimezone(UTC), evening.date())


def _found(cases: Iterable[Case], day: _Day) -> Iterator[_Found]:
    for case in cases:
        due = _due(case)
        urgency = _urgency(case, due, day)
        if urgency is not None:
            by = day.evening if due is None or urgency in _WITHOUT_TIME else due
            yield _Found(URGENCIES.index(urgency), by, case.number, False, case)
        if case.exposed:
            yield _Found(URGENCIES.index(LOOK), day.evening, case.number, True, case)


def _of_question(question: Question) -> Item:
    why = f"{question.what}。要做就在「確認」選「{YES}」，不要就選「{NO}」"
    why += f"。信會長這樣：\n\n{question.draft}" if question.draft else ""
    return Item(
        question.key, ASK, f"選「{YES}」或「{NO}」", why, question.cases[0] if len(question.cases) == 1 else None
    )


def _in_words(found: _Found, zone: ZoneInfo) -> Item:
    case = found.case
    if found.account:
        return _of_account(case)
    next_step, why = _words(case, URGENCIES[found.rank], zone)
    return _item(case, URGENCIES[found.rank], next_step, why)


def _of_account(case: Case) -> Item:
    """Beside whatever else is due on the case: a number that everybody can read is in nobody's way."""
    return replace(_item(case, LOOK, "刪掉帳號", case.exposed[0]), about=f"account:{case.number}")


def _urgency(case: Case, due: datetime | None, day: _Day) -> str | None:
    """The gravest reason for which this case needs a person; None if it can wait. Nearly all can."""
    if case.silent:
        return None
    if case.alarm and is_unanswered(case):
        return ALARM
    if case.outcome and case.outcome.startswith(_TROUBLE):
        return UNSENT
    ends = case.reminders.law_ends_at if case.reminders is not None and case.reminders.law else None
    if (due is not None and due < day.evening) or (ends is not None and ends <= day.evening):
        is_late = (due is not None and due <= day.now) or (ends is not None and ends <= day.now)
        return LATE if is_late else TODAY
    if _silence(case) or _follows_up(case, day.tomorrow):
        return FOLLOW_UP
    return LOOK if ends is not None or _refusal(case) or case.unassigned or _wrote_again(case) else None


def _words(case: Case, urgency: str, zone: ZoneInfo) -> tuple[str, str]:
    """What to do about it, and why."""
    due = _due(case)
    if urgency == ALARM:
        return "先聯絡客人", f"安全警示（{case.alarm}）"
    if urgency == UNSENT:
        return "看「寄送結果」", str(case.outcome).split("http")[0]
    law = _law(case)
    if urgency in (LATE, TODAY) and due is not None:
        told = f"{moment(due, zone)} 到期" + ("，已經過了" if urgency == LATE else "")
        return case.next_step or "請處理", f"{law} {told}" if law else told
    if law is not None:
        return "看「系統提醒」", law
    if urgency == FOLLOW_UP and (silence := _silence(case)):
        return f"再問{str(case.status).removeprefix('等')}", silence
    if urgency == FOLLOW_UP:
        return case.next_step or "跟進", f"下次跟進是 {case.follow_up:%m/%d}"
    refusal = _refusal(case)
    if refusal or case.unassigned:
        return "看「系統提醒」", refusal or "沒有人可以接這件"
    return "看「新訊息」", "客人又寫來，還沒有回覆"


def _law(case: Case) -> str | None:
    """The limit of law that ends first, if it is warned of."""
    said = case.reminders.law if case.reminders is not None else None
    return said.splitlines()[0] if said else None


def _silence(case: Case) -> str | None:
    return case.reminders.silence if case.reminders is not None else None


def _refusal(case: Case) -> str | None:
    return case.refusal or case.merge_refusal or (case.form_notice if is_open(case) else None)


def _wrote_again(case: Case) -> bool:
    return case.heard_at is not None and is_open(case) and is_unanswered(case)


def _due(case: Case) -> datetime | None:
    """What falls due next: the first reply until it was made, then the solution unless its clock pauses, and the answer
    to a bad rating whatever pauses."""
    next_due = case.solution_due if case.light != PAUSED and case.status != "等客人" else None
    if case.rating_due is not None and (next_due is None or case.rating_due < next_due):
        next_due = case.rating_due
    if case.first_reply_at is None:
        for due in (case.promise_due, case.first_reply_due):
            if due is not None and (next_due is None or due < next_due):
                next_due = due
    return next_due


def _follows_up(case: Case, tomorrow: date) -> bool:
    return isinstance(case.follow_up, date) and case.follow_up < tomorrow


def _item(case: Case, urgency: str, next_step: str, why: str) -> Item:
    return Item(
        f"{urgency}:{case.number}", urgency, next_step, why, case.number, summary(case), case.handler or case.owner
    )
