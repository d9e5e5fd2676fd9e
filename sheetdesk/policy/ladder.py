"""The ladder of a case whose clocks run out: which step is reached, and who hears of it (domain §4.7, §5). Pure.

A step is known by its clock, the round of work (a reopened case has a solution clock of its own) and the share of the
clock that has run; what target the clock had is no part of it, so a step that was told is never told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from sys import intern

from sheetdesk.model.case import Case, is_open
from sheetdesk.model.case_parts import Climb
from sheetdesk.model.revision import with_facts
from sheetdesk.model.rungs import BACKUP, BOSS, LEAD, NOBODY, OWNER, PERCENTS, RUNGS
from sheetdesk.policy.clock import Clock
from sheetdesk.policy.sla import FIRST_REPLY, PROMISE, RATING, SOLUTION, has_first_reply, start_of

PASSED = ""
"""Instead of a rung: nobody hears of this step any more."""

LATE = 100
OF_A_PROMISE = (80, 100)
"""A promise runs beside the clock of the first reply: it is told of shortly before it is broken, and when it is."""

ALARM, LOW_RATING = "警示", "評分"
"""What goes up at once, whatever the clocks say."""

URGENT = "緊急"


@dataclass(frozen=True, slots=True)
class Ladders:
    """Who hears of each of `PERCENTS`, by priority; and how long a person is left alone between two letters."""

    urgent: tuple[str, ...] = (OWNER, BACKUP, LEAD, BOSS)
    important: tuple[str, ...] = (OWNER, OWNER, BACKUP, LEAD)
    normal: tuple[str, ...] = (NOBODY, OWNER, OWNER, LEAD)
    rest: timedelta = timedelta(minutes=30)

    def rung(self, priority: str | None, percent: int) -> str:
        """A rung, or NOBODY."""
        ladder = {URGENT: self.urgent, "重要": self.important}.get(priority or "", self.normal)
        return ladder[PERCENTS.index(percent)]


USUAL = Ladders()
NOBODY_HEARS = Ladders(*((NOBODY,) * len(PERCENTS),) * 3)


@dataclass(frozen=True, slots=True)
class Step:
    """So much of a clock has run at `at`; `due` is when all of it has."""

    clock: str
    round: int
    percent: int
    at: datetime
    due: datetime
    rung: str

    @property
    def key(self) -> str:
        """「首次回覆:0:80」"""
        return intern(f"{self.clock}:{self.round}:{self.percent}")


@dataclass(frozen=True, slots=True)
class Reached:
    """A case's climb as it is at a moment, and the steps of which somebody is to be told, the latest of each clock."""

    climb: Climb
    owed: tuple[Step, ...] = field(default=())


def steps_of(case: Case, clocks: Iterable[Clock], ladders: Ladders) -> Iterator[Step]:
    """Every step of the clocks that run, of each clock the earliest first."""
    for clock in clocks:
        round_ = case.reopen_count if clock.what in (SOLUTION, RATING) else 0
        for percent in _percents(clock):
            rung = ladders.rung(case.priority, percent)
            yield Step(clock.what, round_, percent, _at(clock, percent), clock.due, rung)


def _percents(clock: Clock) -> tuple[int, ...]:
    return OF_A_PROMISE if clock.what == PROMISE else PERCENTS


def _at(clock: Clock, percent: int) -> datetime:
    return clock.due if percent == LATE else clock.mark(percent)


def reach(case: Case, clocks: Sequence[Clock], ladders: Ladders, since: datetime, now: datetime) -> Reached:
    """What has come due until now. Steps until `since` were another ledger's: they are passed over.

    Of several that are reached at once only the last of each clock is told: a desk that was down says it once. A step
    that is owed and holds no more (answered, paused, put off) is owed no longer."""
    climb = case.climb or Climb()
    if not climb.steps and (first := _first_of_all(clocks)) is not None and first > now:
        return Reached(replace(climb, owed=(), look_at=first))
    steps, coming, standing = dict(climb.steps), list[datetime](), dict[str, Step]()
    for clock in clocks:
        told = False
        for step in reversed(tuple(steps_of(case, [clock], ladders))):
            if step.at > now:
                coming.append(step.at)
                if step.key in climb.owed:  # it was put off before anybody heard of it: it comes once more
                    steps.pop(step.key, None)
            elif step.key in climb.owed and not told:
                standing[step.key], told = step, True
            elif step.key not in steps or step.key in climb.owed:
                speaks = not told and step.at > since and step.rung != NOBODY
                steps[step.key] = step.rung if speaks else PASSED
                if speaks:
                    standing[step.key], told = step, True
            else:
                told = True  # what came before a step that was told is no news
    gone = [key for key in climb.owed if key not in standing and steps.get(key) != PASSED]
    for key in gone:  # its clock stands or has ended: should it run on, it may be told yet
        steps.pop(key, None)
    look_at = min(coming, default=None)
    owed = tuple(sorted(standing))
    return Reached(Climb(steps, owed, look_at, climb.raised), tuple(standing[key] for key in owed))


def _first_of_all(clocks: Iterable[Clock]) -> datetime | None:
    """When the earliest step of all is reached: what a new case needs to know, at a quarter of the price."""
    return min((_at(clock, _percents(clock)[0]) for clock in clocks), default=None)


def at_once(case: Case, since: datetime) -> tuple[str, ...]:
    """Keys of what goes up at once and hasn't: alarm words, a bad rating. Their alarms tell of it; here it is counted."""
    known, start = case.climb.steps if case.climb is not None else {}, start_of(case)
    found = []
    if case.alarm and is_open(case) and not case.silent and start is not None and start > since:
        found.append(f"{ALARM}:0:0")
    if case.low_rating_at is not None and case.low_rating_at > since:
        found.append(f"{LOW_RATING}:{case.reopen_count}:0")
    return tuple(key for key in found if key not in known)


def told(case: Case, climb: Climb, rungs: Mapping[str, str], now: datetime, counts: bool) -> Case:
    """The case once these steps were told. `rungs`: each with the highest rung that heard of it and isn't the owner's
    own; OWNER where nobody else did. `counts`: it goes into the figures, as nothing of the trial does."""
    round_ = f":{case.reopen_count}:"
    before = _height(rung for key, rung in climb.steps.items() if round_ in key and key not in climb.owed)
    after = _height(rungs.values())
    raised = (*climb.raised, now) if counts and after > before else climb.raised
    owed = tuple(key for key in climb.owed if key not in rungs)
    level = RUNGS[after] if after > _height([case.escalation_level or ""]) else case.escalation_level
    return with_facts(
        case,
        climb=replace(climb, steps={**climb.steps, **rungs}, owed=owed, raised=raised),
        escalation_level=level,
    )


def holds(case: Case, key: str, now: datetime) -> bool:
    """Is what was said of this step still so, as the case stands: is it still owed, and does its clock run?"""
    clock = key.partition(":")[0]
    if clock in (FIRST_REPLY, PROMISE):
        return is_open(case) and not has_first_reply(case, now)
    if clock == SOLUTION:
        return is_open(case) and case.solution_due is not None and case.status != "等客人"
    return case.rating_due is not None


def owed_again(case: Case, keys: Iterable[str]) -> Case:
    """The case after a letter about these steps was taken back: nobody has heard of them."""
    if case.climb is None:
        return case
    again = tuple(sorted({*case.climb.owed, *(key for key in keys if key in case.climb.steps)}))
    return replace(case, climb=replace(case.climb, owed=again, look_at=None))


def _height(rungs: Iterable[str]) -> int:
    return max((RUNGS.index(rung) for rung in rungs if rung in RUNGS), default=0)
