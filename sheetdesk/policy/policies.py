"""The tab 處理時限: which targets a case has. Border: rows in, policies out; nothing here counts time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from sheetdesk.columns import POLICIES, SETTING, row_key
from sheetdesk.model.case import PRIORITIES, SOURCES, STATUSES, Case, Target
from sheetdesk.model.case_parts import target
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Value
from sheetdesk.policy import durations, promise
from sheetdesk.policy.durations import Duration, read_duration
from sheetdesk.policy.hours import BUSINESS, ROUND_THE_CLOCK, Calendar
from sheetdesk.policy.opening import MIDNIGHT, shown
from sheetdesk.policy.promise import Promise, read_promise

WAITING = ("等廠商", "等物流")
"""A row whose 類別 is one of these says how soon they are asked and a date is named, once the case waits for them."""

_WAITING = frozenset(WAITING)


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as the tab has it: how long, on which clock."""

    duration: Duration
    clock: str

    def target(self, calendar: Calendar) -> Target:
        """The same in minutes of its clock."""
        return target(self.duration.on(self.clock, calendar), self.clock)

    def strictness(self) -> tuple[int, bool]:
        """Sorts the stricter one first; of two equal lengths the one around the clock."""
        return self.duration.minutes + self.duration.days * MIDNIGHT, self.clock == BUSINESS


@dataclass(frozen=True, slots=True)
class Policy:
    """One row: for which cases (an empty tuple is any), and what they may expect."""

    priorities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """類別 of the case, its 性質, or a status of WAITING."""
    sources: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    first_reply: Goal | None = None
    solution: Goal | None = None
    promise: Promise | None = None
    rank: tuple[int, tuple[tuple[int, bool], tuple[int, bool]]] = field(init=False, repr=False, compare=False)
    """Sorts the row first that wins where several fit: the most specific, then the strictest (domain §4)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", (-self.specificity(), self.strictness()))

    def is_waiting(self) -> bool:
        """Is it of the time in which the case waits for others?"""
        return not _WAITING.isdisjoint(self.kinds)

    def names(self) -> tuple[str, ...]:
        """What it is picked by, as the row says it."""
        return (*self.priorities, *self.kinds, *self.sources, *self.tiers)

    def specificity(self) -> int:
        """How many of its four conditions are set."""
        return sum(map(bool, (self.priorities, self.kinds, self.sources, self.tiers)))

    def strictness(self) -> tuple[tuple[int, bool], tuple[int, bool]]:
        """Sorts the stricter row first; a row without a target is the least strict."""
        none = (durations.LONGEST_DAYS * MIDNIGHT + 1, True)
        first, last = (goal.strictness() if goal else none for goal in (self.first_reply, self.solution))
        return first, last


def pick(policies: Sequence[Policy], case: Case, tier: str | None = None) -> Policy | None:
    """The row for this case: the most specific one wins, then the strictest (domain §4)."""
    kinds = {case.category, case.nature}
    return _best([row for row in policies if _fits(row, case, kinds, tier) and not row.is_waiting()])


def pick_waiting(policies: Sequence[Policy], case: Case, tier: str | None = None) -> Policy | None:
    """The row for the time in which this case waits for a supplier or carrier; None if it doesn't or there is none."""
    if case.status not in WAITING:
        return None
    return _best([row for row in policies if row.is_waiting() and _fits(row, case, {case.status}, tier)])


_rank = attrgetter("rank")


def _best(rows: Sequence[Policy]) -> Policy | None:
    return min(rows, key=_rank, default=None)


def _fits(row: Policy, case: Case, kinds: set[str | None], tier: str | None) -> bool:
    return (
        (not row.priorities or case.priority in row.priorities)
        and (not row.kinds or not kinds.isdisjoint(row.kinds))
        and (not row.sources or case.source in row.sources)
        and (not row.tiers or tier in row.tiers)
    )


def read_policies(rows: Sequence[Row]) -> tuple[tuple[Policy, ...], list[Problem]]:
    """The rows that can be read, and what is wrong with the others, which count for nothing."""
    policies: list[Policy] = []
    problems: list[Problem] = []
    for row in rows:
        if all(row.get(column.key) is None for column in POLICIES.owned_by(SETTING)):
            continue
        try:
            policies.append(_read(row))
        except _Unreadable as fault:
            place, key = f"{POLICIES.title} 第 {row.place} 列", row_key(POLICIES, row.cells)
            problems.append(Problem(place, fault.what, fault.mend, tab=POLICIES.key, row=key))
    if not any(policy.specificity() == 0 for policy in policies):
        what, mend = "沒有一列管其他的案件，它們不會有期限", "請加一列，優先級、類別、來源、等級都空白"
        problems.append(Problem(POLICIES.title, what, mend, tab=POLICIES.key))
    return tuple(policies), problems


class _Unreadable(Exception):
    """This row can't be read: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what)


def _read(row: Row) -> Policy:
    policy = Policy(
        priorities=_words(row.get("priority"), "優先級", PRIORITIES),
        kinds=_kinds(row.get("category")),
        sources=_words(row.get("source"), "來源", SOURCES),
        tiers=_words(row.get("tier"), "等級"),
        first_reply=_goal(row, "first_reply", "first_clock"),
        solution=_goal(row, "solution", "solution_clock"),
        promise=_promise(row.get("promise")),
    )
    if not (policy.first_reply or policy.solution or policy.promise):
        raise _Unreadable("沒有寫任何時限", "請填首次回覆、解決或對客承諾，或刪掉這一列")
    return policy


def _goal(row: Row, key: str, clock_key: str) -> Goal | None:
    said, clock = row.get(key), row.get(clock_key)
    if said is None:
        return None
    duration = read_duration(said)
    if duration is None:
        raise _Unreadable(f"「{POLICIES.column(key).title}」看不懂「{shown(said)}」", durations.ALLOWED)
    if clock not in (BUSINESS, ROUND_THE_CLOCK):
        raise _Unreadable(f"「{POLICIES.column(clock_key).title}」寫著「{shown(clock)}」", "請選營業或全天")
    if duration.in_working_days and clock == ROUND_THE_CLOCK:
        what = f"「{POLICIES.column(key).title}」用工作天，時鐘卻是全天"
        raise _Unreadable(what, "請把時鐘改成營業，或把時間改寫成小時、天")
    return Goal(duration, str(clock))


def _promise(said: Value) -> Promise | None:
    if said is None:
        return None
    read = read_promise(said)
    if read is None:
        raise _Unreadable(f"「對客承諾」看不懂「{shown(said)}」", promise.ALLOWED)
    return read


def _words(value: Value, title: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    words = tuple(filter(None, (word.strip() for word in re.split(r"[、,，\n]", shown(value)))))
    strange = [word for word in words if known and word not in known]
    if strange:
        raise _Unreadable(f"沒有「{strange[0]}」這個{title}", f"請填：{'、'.join(known)}")
    return words


def _kinds(value: Value) -> tuple[str, ...]:
    kinds = _words(value, "類別")
    statuses = [kind for kind in kinds if kind in STATUSES]
    if any(status not in WAITING for status in statuses):
        raise _Unreadable(f"「類別」不能填狀態「{statuses[0]}」", f"狀態只能填：{'、'.join(WAITING)}")
    if statuses and len(statuses) < len(kinds):
        raise _Unreadable("「類別」同時有狀態和類別", "請分成兩列")
    return kinds
