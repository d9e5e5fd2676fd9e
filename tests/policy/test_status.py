"""狀態 as a conversation: a promise counts when it is kept, and a reopened case is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.model.case import STATUSES, Case
from sheetdesk.policy.status import after_customer_wrote, refusal, with_status

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def case_in(*statuses: str, **facts: object) -> Case:
    case = Case("A", status="待處理", status_log=((NOON, "待處理"),))
    for status in statuses:
        case = with_status(case, status, NOON)
    return replace(case, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_may_follow_a_new_case(status: str) -> None:
    assert refusal(case_in(), status) is None


def test_no_other_word_is_a_status() -> None:
    assert "搞定" in str(refusal(case_in(), "搞定"))


@pytest.mark.parametrize("done", ["已解決", "已結案"])
@pytest.mark.parametrize(
    ("promise", "kept"), [("待補寄", {"resend_no": "SF1"}), ("待退款", {"refund_status": "已退款"})]
)
def test_a_promise_has_to_be_kept_first(done: str, promise: str, kept: dict[str, object]) -> None:
    assert promise in str(refusal(case_in(promise), done))
    assert refusal(case_in(promise, **kept), done) is None


def test_a_detour_does_not_make_a_promise_forgotten() -> None:
    assert refusal(case_in("待退款", "處理中"), "已解決") is not None
    assert refusal(case_in("待退款", "處理中", refund_status="未退款"), "已解決") is not None


def test_the_latest_promise_is_the_one_that_counts() -> None:
    assert refusal(case_in("待補寄", "待退款", refund_status="已退款"), "已解決") is None


def test_a_promise_of_an_earlier_round_is_done() -> None:
    assert refusal(case_in("待補寄", "已解決", "處理中"), "已解決") is None


def test_resolving_stamps_once_and_closing_stamps_the_close() -> None:
    solved = with_status(case_in(), "已解決", NOON)
    closed = with_status(solved, "已結案", LATER)
    assert (closed.resolved_at, closed.first_resolved_at, closed.closed_at) == (NOON, NOON, LATER)


def test_reopening_counts_and_keeps_the_first_resolution() -> None:
    again = with_status(with_status(case_in(), "已解決", NOON), "處理中", LATER)
    assert (again.reopen_count, again.reopened_at, again.resolved_at, again.first_resolved_at) == (
        1,
        LATER,
        None,
        NOON,
    )


def test_bringing_back_a_void_case_is_no_reopening() -> None:
    assert with_status(case_in("無效"), "處理中", LATER).reopen_count == 0


def test_the_same_status_again_changes_nothing() -> None:
    case = case_in("處理中")
    assert with_status(case, "處理中", LATER) is case


@pytest.mark.parametrize(
    ("before", "after"),
    [("等客人", "處理中"), ("已解決", "處理中"), ("已結案", "處理中"), ("等廠商", "等廠商"), ("無效", "無效")],
)
def test_a_customers_word_ends_waiting_and_reopens(before: str, after: str) -> None:
    assert after_customer_wrote(case_in(before), LATER).status == after
