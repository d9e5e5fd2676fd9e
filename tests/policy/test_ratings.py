"""Which answers count, and what a bad one does to its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.ratings import (
    BLANK,
    COUNTS,
    EARLIER,
    EXPIRED,
    FORGED,
    VOID,
    Given,
    answer_due,
    answered,
    given_at,
    judge,
    rated,
)
from sheetdesk.policy.status import refusal, with_status
from sheetdesk.policy.survey import Terms
from sheetdesk.policy.survey_answers import SurveyAnswer
from tests.policy.test_survey import NOON, resolved, taipei

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TOKEN = ("GB2611-0042-K", 0)
CALENDAR = Calendar(ZoneInfo("Asia/Taipei"), (((9 * 60, 12 * 60), (13 * 60, 18 * 60)),) * 5 + ((),) * 2)


def answer(at: datetime = NOON + DAY, **said: Any) -> Given:
    return Given(SurveyAnswer("key", "問卷回應", 2, at, "T", **{"stars": 5, **said}), at, TOKEN)


def verdict(said: Given, case: Case | None = None, first: datetime | None = None) -> str:
    known = {TOKEN: first} if first is not None else {}
    return judge(said, case or resolved(), known, Terms())


def test_the_first_answer_counts_however_late_it_comes() -> None:
    assert verdict(answer(NOON + 100 * DAY)) == COUNTS


@pytest.mark.parametrize(
    ("after", "counts"),
    [(14 * DAY - MINUTE, COUNTS), (14 * DAY, COUNTS), (14 * DAY + MINUTE, EXPIRED)],
)
def test_a_token_is_open_until_fourteen_days_after_its_first_answer(after: timedelta, counts: str) -> None:
    assert verdict(answer(NOON + after), first=NOON) == counts


def test_a_forged_token_counts_for_nothing() -> None:
    assert judge(replace(answer(), token=None), resolved(), {}, Terms()) == FORGED
    assert judge(answer(), None, {}, Terms()) == FORGED


def test_what_is_said_of_a_void_case_counts_for_nothing() -> None:
    assert verdict(answer(), resolved(status="無效")) == VOID


def test_an_answer_that_says_nothing_counts_for_nothing() -> None:
    assert verdict(answer(stars=None)) == BLANK


def test_an_answer_older_than_the_one_that_counts_comes_too_late() -> None:
    case = resolved(rated_at=NOON + 2 * DAY)
    assert verdict(answer(NOON + DAY), case) == EARLIER
    assert verdict(answer(NOON + 2 * DAY), case) == COUNTS


@pytest.mark.parametrize(
    ("stamped", "at"), [(NOON, NOON), (NOON + DAY, NOON + DAY), (NOON + 2 * DAY, NOON + DAY), (None, NOON + DAY)]
)
def test_an_answer_from_the_future_or_without_a_time_counts_as_one_of_now(
    stamped: datetime | None, at: datetime
) -> None:
    assert given_at(SurveyAnswer("key", "問卷回應", 2, stamped, "T"), NOON + DAY) == at


@pytest.mark.parametrize("status", ["已解決", "已結案"])
@pytest.mark.parametrize("said", [{"stars": 1}, {"stars": 2}, {"solved": False}, {"correct": False}])
def test_a_bad_answer_reopens_a_case_that_was_done(status: str, said: dict[str, Any]) -> None:
    case = rated(with_status(resolved(), status, NOON + HOUR), answer(**said), NOON + DAY)
    assert (case.status, case.reopen_count, case.low_rating_at) == ("處理中", 1, NOON + DAY)
    assert case.resolved_at is None
    assert case.first_resolved_at == NOON


def test_three_stars_reopen_nothing() -> None:
    case = rated(resolved(), answer(stars=3, comment="還好"), NOON + DAY)
    assert (case.status, case.rating, case.customer_comment, case.low_rating_at) == ("已解決", 3, "還好", None)


def test_a_bad_answer_on_a_case_in_hand_counts_no_reopening() -> None:
    case = rated(with_status(resolved(), "處理中", NOON + HOUR), answer(stars=1), NOON + DAY)
    assert (case.status, case.reopen_count, case.low_rating) == ("處理中", 1, "1 顆星")


def test_a_second_bad_answer_doesnt_begin_the_clock_again() -> None:
    case = rated(rated(resolved(), answer(stars=1), NOON + DAY), answer(stars=2), NOON + 2 * DAY)
    assert (case.low_rating, case.low_rating_at) == ("2 顆星", NOON + DAY)


def test_a_better_answer_takes_the_bad_one_back_and_leaves_the_case_where_it_is() -> None:
    case = rated(rated(resolved(), answer(stars=1), NOON + DAY), answer(stars=5), NOON + 2 * DAY)
    assert (case.rating, case.low_rating_at, case.status) == (5, None, "處理中")


@given(st.permutations([(0, 5), (1, 1), (2, 3), (3, 2), (4, 4), (4, 4)]))
def test_the_latest_answer_is_the_one_that_stands_in_whatever_order_they_are_read(order: list[tuple[int, int]]) -> None:
    case = resolved()
    for hours, stars in order:
        said = answer(NOON + hours * HOUR, stars=stars)
        if verdict(said, case) == COUNTS:
            case = rated(case, said, NOON + DAY)
    assert (case.rating, case.rated_at, case.low_rating) == (4, NOON + 4 * HOUR, None)


def test_a_bad_rating_blocks_the_close_until_a_person_has_answered() -> None:
    case = rated(resolved(), answer(stars=1), NOON + DAY)
    assert "要先回覆客人" in str(refusal(case, "已結案"))
    assert refusal(case, "已解決") is None
    assert refusal(answered(case), "已結案") is None


def test_a_case_without_a_bad_rating_is_left_as_it_is() -> None:
    case = replace(resolved(), rating=4)
    assert answered(case) is case


@pytest.mark.parametrize(
    ("rated_at", "due"),
    [
        (taipei(23, "9:00"), taipei(23, "18:00")),
        (taipei(23, "11:00"), taipei(24, "11:00")),
        (taipei(23, "15:00"), taipei(24, "12:00")),
        (taipei(27, "20:00"), taipei(30, "12:00")),
        (datetime(2026, 11, 28, 2, tzinfo=UTC), taipei(30, "12:00")),
    ],
)
def test_a_person_answers_within_a_business_day_and_before_the_promised_noon(rated_at: datetime, due: datetime) -> None:
    assert answer_due(rated_at, CALENDAR) == due
