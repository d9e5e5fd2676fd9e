"""The ladder: who hears of a clock that runs out, on the minute, each step once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.case import Case
from sheetdesk.model.case_parts import Climb
from sheetdesk.model.rungs import BACKUP, BOSS, LEAD, OWNER
from sheetdesk.policy.assign import Campaigns, Roster
from sheetdesk.policy.clock import Clock
from sheetdesk.policy.hours import ROUND_THE_CLOCK, Calendar
from sheetdesk.policy.ladder import (
    PASSED,
    USUAL,
    Reached,
    at_once,
    holds,
    owed_again,
    reach,
    told,
)
from sheetdesk.policy.rungs import on_rung, told_at_once
from sheetdesk.policy.sla import FIRST_REPLY, PROMISE, SOLUTION
from sheetdesk.policy.team import Person

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LONG_AGO = START - timedelta(days=9)
CALENDAR = Calendar(ZoneInfo("Asia/Taipei"), ((((9 * 60), (18 * 60)),),) * 7)
CASE = Case("GB2611-0001-X", received_at=START, first_seen_at=START, status="待處理", priority="重要", handler="小雯")


def clock(minutes: int = 100, what: str = FIRST_REPLY) -> Clock:
    return Clock(what, START, minutes, ROUND_THE_CLOCK, CALENDAR)


def after(minutes: float, case: Case = CASE, *clocks: Clock, since: datetime = LONG_AGO) -> Reached:
    return reach(case, clocks or (clock(),), USUAL, since, START + timedelta(minutes=minutes))


def heard(minutes: float, case: Case = CASE) -> Case:
    """The case once all that is owed at that minute was told."""
    reached = after(minutes, case)
    rungs = {step.key: step.rung for step in reached.owed}
    return told(case, reached.climb, rungs, START + timedelta(minutes=minutes), counts=True)


@pytest.mark.parametrize(
    ("priority", "minutes", "rung"),
    [
        ("緊急", 49, None),
        ("緊急", 50, OWNER),
        ("緊急", 80, BACKUP),
        ("緊急", 100, LEAD),
        ("緊急", 150, BOSS),
        ("重要", 79, OWNER),
        ("重要", 80, OWNER),
        ("重要", 99, OWNER),
        ("重要", 100, BACKUP),
        ("重要", 149, BACKUP),
        ("重要", 150, LEAD),
        ("一般", 79, None),
        ("一般", 80, OWNER),
        (None, 150, LEAD),
    ],
)
def test_each_step_reaches_the_rung_of_its_priority_on_its_minute(
    priority: str | None, minutes: int, rung: str | None
) -> None:
    owed = after(minutes, replace(CASE, priority=priority)).owed
    assert [step.rung for step in owed] == ([rung] if rung else [])


def test_of_steps_that_were_missed_only_the_last_is_told() -> None:
    reached = after(200)
    assert [step.percent for step in reached.owed] == [150]
    assert reached.climb.steps[f"{FIRST_REPLY}:0:80"] == PASSED


def test_a_step_is_told_once_whatever_the_target_becomes() -> None:
    case = heard(80)
    assert after(85, case, clock(95)).owed == ()
    assert after(85, case, clock(1000)).owed == ()
    assert [step.percent for step in after(160, case, clock(160)).owed] == [100]


def test_a_step_that_is_put_off_before_anybody_heard_of_it_comes_again() -> None:
    case = replace(CASE, climb=after(80).climb)
    later = after(85, case, clock(1000))
    assert later.owed == ()
    assert [step.percent for step in after(800, replace(case, climb=later.climb), clock(1000)).owed] == [80]


def test_what_is_answered_before_anybody_was_told_is_told_to_nobody() -> None:
    case = replace(CASE, climb=after(80).climb)
    assert reach(case, (), USUAL, LONG_AGO, START + timedelta(minutes=81)).owed == ()


def test_steps_of_another_ledger_are_passed_over_and_later_ones_are_not() -> None:
    since = START + timedelta(minutes=90)
    assert after(95, since=since).owed == ()
    assert [step.percent for step in after(100, since=since).owed] == [100]


def test_a_promise_is_told_of_shortly_before_it_is_broken_and_when_it_is() -> None:
    assert after(79, CASE, clock(what=PROMISE)).owed == ()
    assert [step.percent for step in after(150, CASE, clock(what=PROMISE)).owed] == [100]


def test_it_is_looked_at_again_when_the_next_step_comes() -> None:
    assert after(50).climb.look_at == START + timedelta(minutes=80)


def test_the_level_rises_with_the_rung_and_each_rise_counts_once() -> None:
    case = heard(80)
    assert (case.escalation_level, case.climb and case.climb.raised) == (None, ())
    case = heard(150, heard(100, case))
    assert case.escalation_level == LEAD
    assert case.climb is not None
    assert case.climb.raised == (START + timedelta(minutes=100), START + timedelta(minutes=150))


def test_a_reopened_case_that_goes_up_again_counts_again() -> None:
    case = replace(heard(150), reopen_count=1)
    reached = after(150, case, clock(what=SOLUTION))
    again = told(case, reached.climb, {reached.owed[0].key: LEAD}, START, counts=True)
    assert again.climb is not None
    assert (len(again.climb.raised), again.escalation_level) == (2, LEAD)


def test_nothing_of_the_trial_counts() -> None:
    reached = after(150)
    case = told(CASE, reached.climb, {reached.owed[0].key: LEAD}, START, counts=False)
    assert case.climb is not None
    assert (case.climb.raised, case.escalation_level) == ((), LEAD)


def test_a_letter_that_was_taken_back_leaves_its_steps_to_be_told() -> None:
    case = owed_again(heard(80), [f"{FIRST_REPLY}:0:80", "no such step"])
    assert [step.percent for step in after(81, case).owed] == [80]


@pytest.mark.parametrize(
    ("change", "key", "is_so"),
    [
        ({}, "首次回覆:0:80", True),
        ({"first_reply_at": START}, "首次回覆:0:80", False),
        ({"first_reply_at": START}, "答應客人:0:80", False),
        ({"status": "已解決"}, "首次回覆:0:80", False),
        ({"solution_due": START}, "解決:0:80", True),
        ({"solution_due": None}, "解決:0:80", False),
        ({"solution_due": START, "status": "等客人"}, "解決:0:80", False),
        ({"rating_due": None}, "回覆評分:1:80", False),
        ({"rating_due": START}, "回覆評分:1:80", True),
    ],
)
def test_before_it_leaves_it_is_asked_whether_it_is_still_so(change: dict[str, object], key: str, is_so: bool) -> None:
    assert holds(replace(CASE, **change), key, START) is is_so  # type: ignore[arg-type]


def test_alarm_words_and_a_bad_rating_go_up_at_once_and_once() -> None:
    case = replace(CASE, alarm="過敏", low_rating="1 顆星", low_rating_at=START, reopen_count=1)
    assert at_once(case, LONG_AGO) == ("警示:0:0", "評分:1:0")
    assert at_once(case, START) == ()
    known = replace(case, climb=Climb({"警示:0:0": LEAD, "評分:1:0": LEAD}))
    assert at_once(known, LONG_AGO) == ()


FANG, WEN, AN, BO = (
    Person("阿芳", role="主揪"),
    Person("小雯", role="負責人", categories=("物流問題",)),
    Person("小安", role="備援"),
    Person("老張", role="老闆"),
)
TODAY = START.date()


@pytest.mark.parametrize(
    ("team", "rung", "who"),
    [
        ((FANG, WEN, AN, BO), OWNER, ("小雯", OWNER)),
        ((FANG, WEN, AN, BO), BACKUP, ("小安", BACKUP)),
        ((FANG, WEN, AN, BO), BOSS, ("老張", BOSS)),
        ((FANG, WEN, AN), BOSS, ("阿芳", LEAD)),
        ((FANG, WEN), BACKUP, ("阿芳", LEAD)),
        ((FANG, WEN, replace(AN, leave_from=TODAY)), BACKUP, ("阿芳", LEAD)),
        ((FANG, WEN, replace(AN, leave_from=TODAY, proxy="老張"), BO), BACKUP, ("老張", BACKUP)),
        ((replace(FANG, leave_from=TODAY, proxy="小安"), WEN, AN), LEAD, ("小安", LEAD)),
        ((FANG, WEN, replace(BO, active=False)), BOSS, ("阿芳", LEAD)),
    ],
)
def test_a_rung_that_nobody_stands_on_falls_to_the_next(
    team: tuple[Person, ...], rung: str, who: tuple[str, str]
) -> None:
    person, real = on_rung(rung, CASE, Roster(team, Campaigns(()), "阿芳"), TODAY)
    assert (person and person.name, real) == who


def test_one_person_alone_is_above_nobody() -> None:
    case = replace(CASE, handler="阿芳")
    assert {on_rung(rung, case, Roster((FANG,), Campaigns(()), "阿芳"), TODAY)[1] for rung in (BACKUP, LEAD, BOSS)} == {
        OWNER
    }


def test_an_alarm_reaches_the_lead_the_handler_and_who_answers_for_the_category() -> None:
    roster = Roster((FANG, WEN, AN, BO), Campaigns(()), "阿芳")
    case = replace(CASE, handler="小安", category="物流問題")
    assert [one.name for one in told_at_once(case, roster, TODAY)] == ["阿芳", "小安", "小雯"]
    urgent = replace(case, priority="緊急")
    assert [one.name for one in told_at_once(urgent, roster, TODAY)] == ["阿芳", "小安", "老張", "小雯"]
