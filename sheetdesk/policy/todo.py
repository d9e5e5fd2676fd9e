"""待辦: what needs a person now, the gravest first, and why. Pure; it looks at what it is given (design §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nsmallest
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case, contact_of
from sheetdesk.model.moments import is_unsent
from sheetdesk.policy.last_found import LastFound
from sheetdesk.policy.notices import summary
from sheetdesk.policy.replies import NO, YES, Question
from sheetdesk.policy.triage import COMPLAINT
from sheetdesk.policy.urgency import (
    ASK,
    FOLLOW_UP,
    LATE,
    LOOK,
    TODAY,
    UNSENT,
    URGENCIES,
    Day,
    day_of,
    dueness,
    late_from,
    reasons_of,
    urgency_of,
)

MOST = 200
"""Rows that the tab shows; more than that nobody works through from a phone."""

_WITHOUT_TIME = (FOLLOW_UP, LOOK)

Asked = tuple[Question, Case | None]
"""What has to be confirmed, and the first of the cases that it is about."""


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


class _Found(NamedTuple):
    """That a case needs a person; in the order of its fields no two are equal before the case itself."""

    rank: int
    by: datetime
    number: str
    account: bool
    """Not for the case's own sake: an account's number has to be taken out."""
    case: Case


class _Judged(NamedTuple):
    """What one case gives. `counted`: late or due, and unsent, whatever is graver in it; `found`: its rows."""

    counted: tuple[str, ...] = ()
    found: tuple[_Found, ...] = ()


_NOTHING, _LAST = _Judged(), LastFound[_Judged]()


@dataclass(frozen=True, slots=True)
class ToDo:
    """All that is to be done: the rows to show, how many were left out, and the figures of the first line."""

    items: tuple[Item, ...]
    left_out: int
    late: int
    today: int
    unsent: int
    peak: bool = False
    """旺季模式: of equal urgency complaints stand first."""

    def line(self) -> str:
        """「逾期 2・今天要回 5・沒寄出 1」."""
        return f"逾期 {self.late}・今天要回 {self.today}・沒寄出 {self.unsent}{'・旺季模式' if self.peak else ''}"


def to_do(cases: Iterable[Case], asked: Iterable[Asked], now: datetime, zone: ZoneInfo, peak: bool = False) -> ToDo:
    """What needs a person at `now`: open questions, then each case by its gravest reason, the earliest due first."""
    questions = sorted(asked, key=lambda one: (len(one[0].cases), one[0].key))
    day = day_of(now, zone)
    judged = _LAST.all(cases, day.now, (day.evening, day.tomorrow), lambda case: _judged(case, day))
    counts = Counter([word for one in judged for word in one.counted])
    found = [each for one in judged for each in one.found]
    # Only what is shown is sorted and put into words: of 5,000 cases thousands may fall due today.
    shown = nsmallest(MOST, found, key=_complaints_first if peak else None)
    rows = [_of_question(*one) for one in questions] + [_in_words(one, day, zone) for one in shown]
    left_out = len(questions) + len(found) - len(rows[:MOST])
    return ToDo(tuple(rows[:MOST]), left_out, counts[LATE], counts[TODAY], counts[UNSENT], peak)


def _complaints_first(one: _Found) -> tuple[int, bool, datetime, str, bool]:
    return one.rank, one.case.nature != COMPLAINT, one.by, one.number, one.account


def _judged(case: Case, day: Day) -> tuple[_Judged, datetime]:
    """What a case gives to the tab, and until when: on one day it is only late that it becomes by itself."""
    if case.silent:
        return _NOTHING, day.evening
    due, unsent = dueness(case, day), is_unsent(case)
    counted = (*([due] if due is not None else ()), *([UNSENT] if unsent else ()))
    found = tuple(_found(case, urgency_of(case, due, unsent, day), day))
    return _Judged(counted, found) if counted or found else _NOTHING, late_from(case, day) or day.evening


def _found(case: Case, urgency: str | None, day: Day) -> Iterator[_Found]:
    if urgency is not None:
        by = day.evening if case.next_due is None or urgency in _WITHOUT_TIME else case.next_due
        yield _Found(URGENCIES.index(urgency), by, case.number, False, case)
    if case.exposed:
        yield _Found(URGENCIES.index(LOOK), day.evening, case.number, True, case)


def _of_question(question: Question, first: Case | None) -> Item:
    why = f"{question.what}。要做就在「確認」選「{YES}」，不要就選「{NO}」"
    why += f"。信會長這樣：\n\n{question.draft}" if question.draft else ""
    item = Item(question.key, ASK, f"選「{YES}」或「{NO}」", why)
    if first is None:
        return item
    if len(question.cases) > 1:
        return replace(item, summary=f"{contact_of(first) or first.number}等 {len(question.cases)} 件")
    return replace(item, case=first.number, summary=summary(first), owner=first.handler or first.owner)


def _in_words(found: _Found, day: Day, zone: ZoneInfo) -> Item:
    case = found.case
    if found.account:  # beside whatever else is due on the case: a number that everybody can read is in nobody's way
        return replace(_item(case, LOOK, "刪掉帳號", case.exposed[0]), about=f"account:{case.number}")
    reasons = reasons_of(case, day, zone)
    return _item(case, URGENCIES[found.rank], reasons[0].next_step, "\n".join(reason.why for reason in reasons))


def _item(case: Case, urgency: str, next_step: str, why: str) -> Item:
    return Item(
        f"{urgency}:{case.number}", urgency, next_step, why, case.number, summary(case), case.handler or case.owner
    )
