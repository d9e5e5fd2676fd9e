"""Nobody answers: who works on it is reminded, then the backup hears of it, then the lead; each of them once."""

from __future__ import annotations

import pytest

from sheetdesk.model.values import Value
from tests.fakes.week_desk import WeekDesk, taipei

WEN, AN, FANG = "wen@example.com", "an@example.com", "fang@example.com"
TEAM: list[dict[str, Value]] = [
    {"name": "阿芳", "email": FANG, "role": "主揪", "active": "是"},
    {"name": "小雯", "email": WEN, "role": "負責人", "goods": "蔥抓餅", "active": "是"},
    {"name": "小安", "email": AN, "role": "備援", "active": "是"},
]


@pytest.fixture
def case(desk: WeekDesk) -> str:
    """小雯's: to be answered within an hour of business, by Monday 11:00."""
    desk.watch_clocks()
    desk.fill("team", TEAM)
    desk.at(taipei(23))
    return desk.complaint("收到的蔥抓餅都退冰了", product="蔥抓餅", order_no="1")


def heard(desk: WeekDesk) -> list[list[str]]:
    """What 小雯, 小安 and 阿芳 got so far."""
    return [desk.got(mail) for mail in (WEN, AN, FANG)]


def test_a_clock_that_runs_out_goes_up_step_by_step(desk: WeekDesk, case: str) -> None:
    she_who_works_on_it_is_reminded_first(desk, case)
    the_backup_hears_of_it_when_it_is_late(desk, case)
    the_lead_hears_of_it_last(desk, case)
    an_answer_ends_it(desk, case)


def she_who_works_on_it_is_reminded_first(desk: WeekDesk, case: str) -> None:
    desk.at(taipei(23, "10:29"))
    assert heard(desk) == [[], [], []]
    desk.at(taipei(23, "10:30"))
    assert heard(desk) == [["reminder"], [], []]
    assert f"{case} 蔥抓餅退冰（王怡君）：首次回覆 11/23（一）上午 11:00 到期" in desk.last(WEN)
    desk.rest()
    desk.at(taipei(23, "10:59"))
    assert heard(desk) == [["reminder"], [], []]


def the_backup_hears_of_it_when_it_is_late(desk: WeekDesk, case: str) -> None:
    """小雯 too: the step at 80 % came while she was left alone, and what is late says more."""
    desk.at(taipei(23, "11:00"))
    assert heard(desk) == [["reminder", "reminder"], ["escalation"], []]
    assert desk.row(case)["escalation_level"] == "備援"
    assert "已經過了；處理人：小雯" in desk.last(AN)
    desk.rest()


def the_lead_hears_of_it_last(desk: WeekDesk, case: str) -> None:
    desk.at(taipei(23, "11:29"))
    assert heard(desk)[2] == []
    desk.at(taipei(23, "11:30"))
    assert heard(desk) == [["reminder"] * 3, ["escalation"], ["escalation"]]
    assert desk.row(case)["escalation_level"] == "主揪"
    desk.at(taipei(23, "17:00"))
    assert heard(desk)[2] == ["escalation"]


def an_answer_ends_it(desk: WeekDesk, case: str) -> None:
    before = heard(desk)
    desk.answered(case)
    desk.type(case, "status", "等客人")
    desk.at(taipei(24, "12:00"))
    assert heard(desk) == before
    desk.rest()


def test_in_the_night_nobody_is_disturbed_but_for_an_urgent_case(desk: WeekDesk) -> None:
    """Half of its hour is over at 18:00 sharp, when the shop closes."""
    desk.watch_clocks()
    desk.fill("team", TEAM)
    desk.at(taipei(23, "17:30"))
    plain = desk.complaint("收到的蔥抓餅都退冰了", product="蔥抓餅", order_no="1")
    desk.at(taipei(23, "18:00"))
    desk.at(taipei(23, "22:30"))
    urgent = desk.complaint(
        "蔥抓餅少了一包", product="蔥抓餅", order_no="2", customer="陳柏宏", email="chen@example.com"
    )
    desk.type(urgent, "priority", "緊急")
    desk.run()
    assert heard(desk)[0] == []
    desk.at(taipei(23, "22:38"))
    assert heard(desk)[0] == ["reminder"]
    assert urgent in desk.last(WEN)
    assert plain not in desk.last(WEN)
    desk.answered(urgent)
    desk.at(taipei(24, "08:59"))
    assert heard(desk)[0] == ["reminder"]
    desk.at(taipei(24, "09:00"))
    assert plain in desk.last(WEN)


def test_of_two_cases_one_letter_tells(desk: WeekDesk, case: str) -> None:
    other = desk.complaint(
        "蔥抓餅少了一包", product="蔥抓餅", order_no="2", customer="陳柏宏", email="chen@example.com"
    )
    desk.at(taipei(23, "10:31"))
    assert heard(desk)[0] == ["reminder"]
    assert case in desk.last(WEN)
    assert other in desk.last(WEN)


def test_while_she_is_on_leave_her_proxy_is_reminded(desk: WeekDesk, case: str) -> None:
    leave: dict[str, Value] = {"leave_from": taipei(23).date(), "leave_to": taipei(23).date(), "proxy": "小安"}
    desk.fill("team", [TEAM[0], TEAM[1] | leave, TEAM[2]])
    desk.at(taipei(23, "10:30"))
    assert heard(desk) == [[], ["reminder"], []]
