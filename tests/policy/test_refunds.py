"""Rules of refunds: when the second workbook is looked at, and when an account is wiped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.refunds import RefundTerms, is_due, is_to_wipe, noted, waits_for_account

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WAITING = Case("GB1", status="待退款")
TERMS = RefundTerms("https://forms.example/{number}", 30 * DAY)


@pytest.mark.parametrize(("after_min", "due"), [(59, False), (60, True), (61, True), (-1, True)])
def test_it_is_looked_at_once_an_hour(after_min: int, due: bool) -> None:
    assert is_due(NOON, NOON + after_min * MINUTE, []) is due


@pytest.mark.parametrize(("after_min", "due"), [(9, False), (10, True), (11, True)])
def test_while_a_customer_waits_for_her_money_every_ten_minutes(after_min: int, due: bool) -> None:
    assert is_due(NOON, NOON + after_min * MINUTE, [WAITING]) is due


def test_it_is_looked_at_if_nobody_ever_did() -> None:
    assert is_due(None, NOON, [])


@pytest.mark.parametrize(
    "facts", [{"status": "處理中"}, {"refund_last_five": "45678"}, {"refund_status": "已退款"}], ids=str
)
def test_who_gave_her_account_or_has_her_money_waits_for_nothing(facts: dict[str, str]) -> None:
    assert not waits_for_account(replace(WAITING, **facts))  # type: ignore[arg-type]


def test_the_row_gives_the_link_for_the_customer_until_she_has_answered() -> None:
    case = noted(WAITING, TERMS, NOON)
    assert "https://forms.example/GB1" in str(case.refund_notice)
    assert noted(replace(case, refund_last_five="45678"), TERMS, NOON).refund_notice is None
    assert noted(WAITING, None, NOON) == WAITING


@pytest.mark.parametrize("terms", [TERMS, None], ids=["with the form", "without"])
def test_a_word_of_her_own_for_how_a_refund_stands_is_named(terms: RefundTerms | None) -> None:
    case = noted(replace(WAITING, refund_status="已退了"), terms, NOON)
    assert str(case.refund_notice).startswith("「退款狀態」看不懂「已退了」，還不算退了；請選未退款、")
    assert noted(replace(case, refund_status="已退款"), terms, NOON).refund_notice is None


def test_the_moment_of_payment_is_noted_once_and_taken_back_with_it() -> None:
    paid = noted(replace(WAITING, refund_status="已退款"), TERMS, NOON)
    assert paid.refunded_at == NOON
    assert noted(paid, TERMS, NOON + DAY).refunded_at == NOON
    assert noted(replace(paid, refund_status="未退款"), TERMS, NOON + DAY).refunded_at is None


@pytest.mark.parametrize(("after", "wiped"), [(30 * DAY - MINUTE, False), (30 * DAY, True), (30 * DAY + MINUTE, True)])
def test_an_account_is_wiped_thirty_days_after_the_payment(after: timedelta, wiped: bool) -> None:
    assert is_to_wipe(replace(WAITING, refunded_at=NOON), TERMS, NOON + after) is wiped


def test_a_void_case_needs_no_account_and_one_that_waits_needs_it_for_ever() -> None:
    assert is_to_wipe(Case("GB1", status="無效"), TERMS, NOON)
    assert not is_to_wipe(WAITING, TERMS, NOON + 400 * DAY)
