"""The row that a case adds to the figures, counted by hand; what has ended is never judged again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.actions import replied
from sheetdesk.policy.case_figures import CaseFigures, case_figures
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.status import with_status

TAIPEI = ZoneInfo("Asia/Taipei")
CALENDAR = Calendar(TAIPEI, (((540, 720), (780, 1080)),) * 5 + ((), ()), public_holidays=False)
"""Monday to Friday, nine to twelve and one to six."""


def at(clock: str, day: int = 23) -> datetime:
    """November 2026; the 23rd is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=TAIPEI).astimezone(UTC)


NOW = at("18:00", 30)
CASE = Case(
    "GB2611-0001-G",
    received_at=at("11:30"),
    first_seen_at=at("11:31"),
    status="待處理",
    status_log=((at("11:30"), "待處理"),),
    first_reply_due=at("14:00"),
    promise_due=at("15:00"),
    solution_due=at("11:30", 26),
    auto_replied_at=at("11:33"),
    owner="阿芳",
)


def row(case: Case, before: CaseFigures | None = None) -> CaseFigures:
    return case_figures(case, CALENDAR, NOW, ("規則 110",), before)


def test_a_reply_over_lunch_took_less_business_time_than_the_clock_says() -> None:
    found = row(replied(CASE, at("13:30")))
    assert (found.reply_min, found.reply_business_min, found.receipt_min) == (120, 60, 3)


@pytest.mark.parametrize(("clock", "met"), [("13:59", True), ("14:00", True), ("14:01", False)])
def test_a_first_reply_is_met_until_its_very_minute(clock: str, met: bool) -> None:
    found = row(replied(CASE, at(clock)))
    assert (found.reply_met, found.reply_ended_at) == (met, at(clock))


@pytest.mark.parametrize(("clock", "kept"), [("14:59", True), ("15:00", True), ("15:01", False)])
def test_a_promise_is_kept_until_its_very_minute(clock: str, kept: bool) -> None:
    assert row(replied(CASE, at(clock))).promise_kept is kept


def test_what_no_receipt_told_is_no_promise() -> None:
    assert row(replace(CASE, auto_replied_at=None)).promise_due is None


def test_a_clock_that_runs_has_no_verdict() -> None:
    found = row(CASE)
    assert (found.reply_met, found.reply_ended_at, found.solution_met) == (None, None, None)


def test_a_case_closed_late_without_any_reply_missed_its_clock() -> None:
    found = row(with_status(CASE, "已結案", at("09:00", 24)))
    assert (found.reply_met, found.reply_ended_at, found.unanswered) == (False, at("09:00", 24), True)


def test_a_case_closed_in_time_without_any_reply_is_neither_met_nor_missed() -> None:
    found = row(with_status(CASE, "已結案", at("12:00")))
    assert (found.reply_met, found.reply_ended_at) == (None, None)


def test_waiting_for_others_is_left_out_of_the_net_time() -> None:
    waits = with_status(replied(CASE, at("13:30")), "等廠商", at("14:00"))
    back = with_status(waits, "處理中", at("14:00", 24))
    found = row(with_status(back, "已解決", at("17:30", 24)))
    assert (found.solve_min, found.solve_net_min, found.solve_business_min) == (30 * 60, 6 * 60, 13 * 60)
    assert (found.solution_met, found.replies_before, found.solved_by) == (True, 1, "阿芳")


def test_what_has_ended_stays_as_it_was_judged() -> None:
    solved = with_status(replied(CASE, at("13:30")), "已解決", at("17:30"))
    before = row(solved)
    worse = replace(solved, first_reply_due=at("12:00"), solution_due=at("12:00"), owner="小美")
    reopened = replied(with_status(worse, "處理中", at("09:00", 24)), at("10:00", 24))
    after = row(with_status(reopened, "已解決", at("11:00", 24)), before)
    ended = ("reply_met", "reply_min", "solution_met", "solve_min", "replies_before", "solved_by", "solved_at")
    assert [getattr(after, name) for name in ended] == [getattr(before, name) for name in ended]
    assert (after.reopened, after.owner) == ((at("09:00", 24),), "小美")


def test_a_first_reply_that_a_person_corrects_is_judged_anew() -> None:
    before = row(replied(CASE, at("16:00")))
    after = row(replace(CASE, first_reply_at=at("13:00")), before)
    assert (before.reply_met, after.reply_met, after.reply_min) == (False, True, 90)


@pytest.mark.parametrize(
    ("case", "counted"),
    [
        (CASE, True),
        (replace(CASE, status="無效"), False),
        (replace(CASE, merged_to="GB2611-0002-E"), False),
        (replace(CASE, silent=True), False),
    ],
    ids=["any other", "void", "merged", "of the time before"],
)
def test_void_merged_and_silent_cases_do_not_count(case: Case, counted: bool) -> None:
    assert row(case).counted is counted


@pytest.mark.parametrize("counted", [True, False])
def test_a_customer_who_is_forgotten_changes_no_figure(counted: bool) -> None:
    before = row(replace(CASE, silent=not counted))
    assert row(replace(CASE, silent=True, forgotten_at=NOW), before).counted is counted


def test_a_survey_of_the_trial_counts_in_no_figure() -> None:
    asked = replace(
        with_status(CASE, "已解決", at("14:00")),
        survey_sent_at=at("16:00"),
        survey_cycle=0,
        rating=5,
        rated_at=at("17:00"),
    )
    assert (row(asked).asked_for, row(asked).rating) == (at("14:00"), 5)
    tried = row(replace(asked, trial_cycles=(0,)))
    assert (tried.asked_for, tried.rating) == (None, None)


def test_the_rule_that_gave_the_category_is_named_and_whether_a_person_overruled_it() -> None:
    classed = replace(CASE, why="規則 30：投訴；規則 110：退冰、融化", category="商品問題")
    assert (row(classed).rule, row(classed).overruled) == ("規則 110", False)
    changed = replace(classed, category="物流問題", proposed={"category": "商品問題"})
    assert row(changed).overruled is True


def test_a_case_that_was_merged_and_taken_out_again_was_not_reopened() -> None:
    log = (*CASE.status_log, (at("12:00"), "已結案"), (at("13:00"), "待處理"))
    assert row(replace(CASE, status_log=log)).reopened == ()


def test_a_row_tells_when_anything_happened_last() -> None:
    assert row(replied(CASE, at("09:00", 27))).latest == at("09:00", 27)
    assert row(CASE).latest == at("15:00")  # the promise that will be due


def test_a_minute_never_counts_below_zero() -> None:
    early = replace(CASE, auto_replied_at=at("11:30") - timedelta(minutes=5))
    assert row(early).receipt_min == 0
