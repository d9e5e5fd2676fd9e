"""A supplier or carrier who keeps us waiting: the owner is reminded when two business days are used up (domain §4.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.law import Terms
from sheetdesk.policy.reminders import remind
from tests.fakes.clocked_cases import CALENDAR, at, case

MINUTE = timedelta(minutes=1)
NO_LAW = Terms(None, None, None)


def silence(the_case: Case, now: datetime) -> str | None:
    reminders, counted = remind(the_case, NO_LAW, CALENDAR, now)
    assert counted is None
    return reminders.silence if reminders is not None else None


def waits(*log: tuple[datetime, str]) -> Case:
    waiting: Case = case(status=log[-1][1], status_log=((at(0, "10:00"), "待處理"), *log))
    return waiting


@pytest.mark.parametrize(("status", "who"), [("等廠商", "廠商"), ("等物流", "物流")])
def test_the_owner_is_reminded_on_the_minute_in_which_two_business_days_are_over(status: str, who: str) -> None:
    waiting = waits((at(0, "11:00"), status))
    assert silence(waiting, at(2, "11:00") - MINUTE) is None
    said = f"已經等{who} 2 個營業日，解決期限從 11/25（三）11:00 起恢復計時：請再問一次{who}，並跟客人說。"
    assert silence(waiting, at(2, "11:00")) == said
    assert silence(waiting, at(2, "11:00") + MINUTE) == said
    assert silence(waiting, at(9, "11:00")) == said


def test_two_waits_count_together() -> None:
    """Monday 11:00 - 15:00 are three business hours of sixteen; those left end on Wednesday at 15:00."""
    waiting = waits((at(0, "11:00"), "等廠商"), (at(0, "15:00"), "處理中"), (at(1, "09:00"), "等物流"))
    assert silence(waiting, at(2, "15:00") - MINUTE) is None
    said = str(silence(waiting, at(2, "15:00")))
    assert said.startswith("等廠商、等物流合計已經 2 個營業日，解決期限從 11/25（三）15:00 起恢復計時：請再問一次物流")


def test_whom_she_asks_last_is_not_said_to_have_taken_the_time_of_the_other() -> None:
    waiting = waits((at(0, "11:00"), "等廠商"), (at(4, "10:00"), "等物流"))
    said = str(silence(waiting, at(4, "10:01")))
    assert said.startswith("等廠商、等物流合計已經 2 個營業日，解決期限從 11/25（三）11:00 起")
    assert "已經等物流" not in said
    with_her = waits((at(0, "11:00"), "等客人"), (at(0, "12:00"), "等物流"))
    assert str(silence(with_her, at(4, "10:00"))).startswith("已經等物流 2 個營業日")


@pytest.mark.parametrize("status", ["處理中", "等客人", "已解決"])
def test_nobody_is_reminded_of_a_wait_that_is_over(status: str) -> None:
    assert silence(waits((at(0, "11:00"), "等廠商"), (at(4, "09:00"), status)), at(4, "10:00")) is None


def test_a_wait_for_the_customer_may_last() -> None:
    assert silence(waits((at(0, "11:00"), "等客人")), at(9, "10:00")) is None
