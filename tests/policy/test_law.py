"""Time limits of law: which ones run, their last day, and a minute before, on and after its end (domain §9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sheetdesk.model.case import Case, Reminders
from sheetdesk.policy.law import USUAL, Terms, limits_of
from sheetdesk.policy.reminders import remind
from tests.fakes.clocked_cases import CALENDAR, TAIPEI, at, case

MINUTE = timedelta(minutes=1)
END = at(16, "00:00")
"""Received on Monday 11/23: the fifteenth day after it is 12/8, and this is the midnight that ends it."""


def last_days(the_case: Case, terms: Terms = USUAL) -> list[tuple[str, date]]:
    return [(limit.law, limit.last_day) for limit in limits_of(the_case, terms, TAIPEI)]


def warned(the_case: Case, now: object, terms: Terms = USUAL) -> str | None:
    reminders, _ = remind(the_case, terms, CALENDAR, now)  # type: ignore[arg-type]
    return reminders.law if reminders is not None else None


def test_a_complaint_is_handled_within_15_days_the_first_of_which_is_the_next() -> None:
    assert last_days(case()) == [("消保法第 43 條", date(2026, 12, 8))]
    assert last_days(case(received_at=at(0, "23:59"))) == [("消保法第 43 條", date(2026, 12, 8))]
    assert last_days(case(received_at=at(1, "00:00"))) == [("消保法第 43 條", date(2026, 12, 9))]


@pytest.mark.parametrize("nature", ["詢問", "建議", "稱讚"])
def test_what_is_no_complaint_has_no_such_limit(nature: str) -> None:
    assert last_days(case(nature=nature)) == []


@pytest.mark.parametrize(
    "facts",
    [{"status": "已解決"}, {"status": "已結案"}, {"status": "無效"}, {"silent": True}, {"merged_to": "GB2611-0002-E"}],
)
def test_what_is_done_or_counts_elsewhere_has_no_limit(facts: dict[str, object]) -> None:
    assert last_days(case(**facts)) == []


@pytest.mark.parametrize("status", ["等客人", "等廠商", "等物流"])
def test_no_waiting_pauses_it(status: str) -> None:
    log = ((at(0, "10:00"), "待處理"), (at(0, "11:00"), status))
    assert last_days(case(status=status, status_log=log)) == [("消保法第 43 條", date(2026, 12, 8))]


def test_a_reopened_complaint_is_a_new_one() -> None:
    assert last_days(case(reopened_at=at(10, "09:00")))[0][1] == date(2026, 12, 18)


@pytest.mark.parametrize("facts", [{"subcategory": "退貨"}, {"remedy": "退貨"}])
def test_returned_goods_are_fetched_within_15_days_of_her_notice(facts: dict[str, object]) -> None:
    assert last_days(case(nature="詢問", **facts)) == [("消保法第 19 條之 2", date(2026, 12, 8))]


def test_money_goes_back_within_15_days_of_the_first_day_on_which_it_was_owed() -> None:
    log = (
        (at(0, "10:00"), "待處理"),
        (at(3, "10:00"), "待退款"),
        (at(5, "10:00"), "處理中"),
        (at(6, "09:00"), "待退款"),
    )
    owed = case(nature="詢問", remedy="退貨", status="待退款", status_log=log)
    assert last_days(owed) == [("消保法第 19 條之 2", date(2026, 12, 11))]
    assert last_days(case(nature="詢問", status="待退款", status_log=log, refund_status="已退款")) == []


@pytest.mark.parametrize(("clock", "owed"), [("10:09", False), ("10:10", True), ("10:11", True)])
@pytest.mark.parametrize("status", ["待處理", "處理中"])
def test_a_slip_of_the_thumb_that_is_taken_back_at_once_owes_nobody_money(clock: str, owed: bool, status: str) -> None:
    log = ((at(0, "09:00"), "待處理"), (at(0, "10:00"), "待退款"), (at(0, clock), status))
    slipped = case(nature="詢問", status=status, status_log=log)
    assert last_days(slipped) == ([("消保法第 19 條之 2", date(2026, 12, 8))] if owed else [])
    again = (*log, (at(5, "09:00"), "待退款"))
    promised = case(nature="詢問", status="待退款", status_log=again)
    assert last_days(promised) == [("消保法第 19 條之 2", date(2026, 12, 8) if owed else date(2026, 12, 13))]


@pytest.mark.parametrize("status", ["等客人", "等物流", "待補寄"])
def test_money_is_owed_on_whatever_else_becomes_of_the_case_at_once(status: str) -> None:
    log = ((at(0, "10:00"), "待退款"), (at(0, "10:01"), status))
    assert len(last_days(case(nature="詢問", status=status, status_log=log))) == 1


def test_money_paid_once_is_not_owed_again_by_what_was_promised_before() -> None:
    log = ((at(0, "10:00"), "待退款"), (at(1, "10:00"), "已解決"), (at(2, "10:00"), "處理中"))
    assert last_days(case(nature="詢問", status="處理中", status_log=log)) == []


def test_it_warns_from_three_days_before_the_end_and_says_so_when_it_is_past() -> None:
    warns_at = END - timedelta(days=3)
    assert warned(case(), warns_at - MINUTE) is None
    assert "最後一天是 12/8（二）" in str(warned(case(), warns_at))
    assert "最後一天是 12/8（二）" in str(warned(case(), END - MINUTE))
    assert "最後一天 12/8（二） 已經過了" in str(warned(case(), END))
    assert "已經過了" in str(warned(case(), END + MINUTE))


def test_it_is_looked_at_when_the_warning_begins_and_when_the_limit_ends() -> None:
    seen = [remind(case(), USUAL, CALENDAR, now)[0] for now in (at(0, "10:00"), END - timedelta(days=3), END)]
    assert [one and one.look_at for one in seen] == [END - timedelta(days=3), END, None]
    assert seen[0] == Reminders(law_ends_at=END, look_at=END - timedelta(days=3))


def test_the_row_says_how_each_limit_is_counted() -> None:
    log = ((at(0, "10:00"), "待處理"), (at(3, "10:00"), "待退款"))
    _, counted = remind(case(status="待退款", status_log=log), USUAL, CALENDAR, at(4, "10:00"))
    assert counted == "消保法第 43 條：最晚 12/8（二）；消保法第 19 條之 2：最晚 12/11（五）"


def test_the_shop_says_how_many_days_and_what_it_is_not_warned_of() -> None:
    terms = Terms(complaint=10, refund=None, warn_before=1)
    log = ((at(0, "10:00"), "待退款"),)
    assert last_days(case(status="待退款", status_log=log), terms) == [("消保法第 43 條", date(2026, 12, 3))]
    assert warned(case(), at(10, "00:00") - MINUTE, terms) is None
    assert "12/3（四）" in str(warned(case(), at(10, "00:00"), terms))
