"""待辦: what needs a person now, the gravest first, and why. Pure; closed cases are never asked about (design §4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
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
    due: datetime | None = None


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
    evening = datetime.combine(now.astimezone(zone).date(), time(), zone) + timedelta(days=1)
    known = list(cases)
    found = [item for case in known if (item := _of_case(case, now, evening, zone)) is not None]
    found += [_of_account(case) for case in known if case.exposed]
    found.sort(key=lambda item: (URGENCIES.index(item.urgency), item.due or evening, item.case or ""))
    asked = [_of_question(one) for one in sorted(questions, key=lambda one: (len(one.cases), one.key))]
    shown = (asked + found)[:MOST]
    counts = {urgency: sum(item.urgency == urgency for item in found) for urgency in URGENCIES}
    return ToDo(tuple(shown), len(asked + found) - len(shown), counts[LATE], counts[TODAY], counts[UNSENT])


def _of_question(question: Question) -> Item:
    why = f"{question.what}。要做就在「確認」選「{YES}」，不要就選「{NO}」"
    return Item(
        question.key, ASK, f"選「{YES}」或「{NO}」", why, question.cases[0] if len(question.cases) == 1 else None
    )


def _of_account(case: Case) -> Item:
    """Beside whatever else is due on the case: a number that everybody can read is in nobody's way."""
    return replace(_item(case, LOOK, "刪掉帳號", case.exposed[0], None), about=f"account:{case.number}")


def _of_case(case: Case, now: datetime, evening: datetime, zone: ZoneInfo) -> Item | None:
    """The gravest reason for which this case needs a person; None if it can wait. Nearly all can."""
    if case.silent:
        return None
    due = _due(case)
    if case.alarm and is_unanswered(case):
        return _item(case, ALARM, "先聯絡客人", f"安全警示（{case.alarm}）", due)
    if case.outcome and case.outcome.startswith(_TROUBLE):
        return _item(case, UNSENT, "看「寄送結果」", case.outcome.split("http")[0], due)
    if due is not None and due <= now:
        return _item(case, LATE, case.next_step or "請處理", f"{moment(due, zone)} 到期，已經過了", due)
    if due is not None and due < evening:
        return _item(case, TODAY, case.next_step or "請處理", f"{moment(due, zone)} 到期", due)
    if _follows_up(case, evening):
        return _item(case, FOLLOW_UP, case.next_step or "跟進", f"下次跟進是 {case.follow_up:%m/%d}", None)
    refused = case.refusal or case.merge_refusal
    if refused or case.unassigned:
        return _item(case, LOOK, "看「系統提醒」", refused or "沒有人可以接這件", None)
    if case.heard_at is not None and is_open(case) and is_unanswered(case):
        return _item(case, LOOK, "看「新訊息」", "客人又寫來，還沒有回覆", None)
    return None


def _due(case: Case) -> datetime | None:
    """What falls due next: the first reply until it was made, then the solution unless its clock pauses."""
    promised = case.promise_due if case.first_reply_at is None else None
    first = case.first_reply_due if case.first_reply_at is None else None
    solution = case.solution_due if case.light != PAUSED and case.status != "等客人" else None
    return min((due for due in (first, promised, solution) if due is not None), default=None)


def _follows_up(case: Case, evening: datetime) -> bool:
    return isinstance(case.follow_up, date) and case.follow_up < evening.date()


def _item(case: Case, urgency: str, next_step: str, why: str, due: datetime | None) -> Item:
    return Item(
        f"{urgency}:{case.number}",
        urgency,
        next_step,
        why,
        case.number,
        summary(case),
        case.handler or case.owner,
        due,
    )
