"""A helper goes on leave from Tuesday to Thursday: her cases stay hers, her list is her proxy's until she is back."""

from __future__ import annotations

from datetime import date

import pytest

from sheetdesk.model.values import Value
from tests.fakes.week_desk import WeekDesk, taipei

LEAD: dict[str, Value] = {"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"}
AN: dict[str, Value] = {"name": "小安", "role": "備援", "refund_limit": 300, "active": "是"}
WEN: dict[str, Value] = {
    "name": "小雯",
    "role": "負責人",
    "goods": "蔥抓餅",
    "refund_limit": 1000,
    "proxy": "小安",
    "active": "是",
}
LEAVE: dict[str, Value] = {"leave_from": date(2026, 11, 24), "leave_to": date(2026, 11, 26)}


@pytest.fixture
def case(desk: WeekDesk) -> str:
    """小雯 looks after the pancakes; one of her cases came in on Monday."""
    desk.fill("team", [LEAD, WEN, AN])
    desk.at(taipei(23))
    return desk.complaint("收到的蔥抓餅都退冰了", product="蔥抓餅", order_no="1")


def people(desk: WeekDesk, number: str) -> tuple[Value, Value]:
    """負責人 and 目前處理人."""
    row = desk.row(number)
    return row["owner"], row["handler"]


def listed(desk: WeekDesk) -> dict[Value, Value]:
    """Whose each case is in 待辦."""
    return {row["case"]: row["owner"] for row in desk.rows("todo") if row.get("case")}


def test_while_a_helper_is_on_leave_her_proxy_has_the_list_and_she_keeps_her_cases(desk: WeekDesk, case: str) -> None:
    her_leave_begins_at_midnight(desk, case)
    new = what_comes_in_meanwhile_is_hers_too(desk, case)
    the_proxy_answers_within_his_own_limit(desk, case)
    her_proxy_falls_ill_and_the_lead_stands_in(desk, case, new)
    on_friday_it_is_her_list_again(desk, case, new)
    desk.rest()


def her_leave_begins_at_midnight(desk: WeekDesk, case: str) -> None:
    desk.fill("team", [LEAD, WEN | LEAVE, AN])
    desk.at(taipei(23, "23:59"))
    assert people(desk, case) == ("小雯", "小雯")
    desk.at(taipei(24, "00:00"))
    assert people(desk, case) == ("小雯", "小安")
    assert listed(desk) == {case: "小安"}


def what_comes_in_meanwhile_is_hers_too(desk: WeekDesk, case: str) -> str:
    """By her goods, or because the lead types her name; 目前處理人 is the proxy either way."""
    desk.at(taipei(24, "09:30"))
    by_goods = desk.complaint(
        "蔥抓餅少了一包", product="蔥抓餅", order_no="2", customer="陳柏宏", email="chen@example.com"
    )
    by_hand = desk.complaint("柳丁少了一箱", product="柳丁", order_no="3", customer="林小美", email="lin@example.com")
    assert people(desk, by_goods) == ("小雯", "小安")
    assert people(desk, by_hand)[0] != "小雯"
    desk.type(by_hand, "owner", "小雯")
    desk.run(1)
    assert people(desk, by_hand) == ("小雯", "小安")
    assert listed(desk) == dict.fromkeys((case, by_goods, by_hand), "小安")
    return by_hand


def the_proxy_answers_within_his_own_limit(desk: WeekDesk, case: str) -> None:
    """小雯 might give 500, 小安 only 300: his letter waits for a 確認."""
    desk.at(taipei(24, "10:00"))
    desk.ask(case, "寄出", reply_text="退 500 元給您，今天辦。", amount=500)
    desk.run(1)
    desk.run(5)
    assert desk.got("wang@example.com") == ["receipt"]
    [question] = [row for row in desk.rows("todo") if row.get("urgency") == "請確認"]
    assert "超過 小安 的上限 300 元" in str(question["why"])
    todo = desk.workbook.grids["todo"]
    todo.put(todo.find("urgency", "請確認"), "answer", "確認")
    desk.run(1)
    desk.run(2)
    assert desk.got("wang@example.com") == ["receipt", "reply"]
    assert people(desk, case) == ("小雯", "小安")


def her_proxy_falls_ill_and_the_lead_stands_in(desk: WeekDesk, case: str, new: str) -> None:
    desk.fill("team", [LEAD, WEN | LEAVE, AN | {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25)}])
    desk.until(taipei(25, "09:00"))
    assert [people(desk, number) for number in (case, new)] == [("小雯", "阿芳")] * 2
    desk.at(taipei(26, "09:00"))
    assert [people(desk, number) for number in (case, new)] == [("小雯", "小安")] * 2


def on_friday_it_is_her_list_again(desk: WeekDesk, case: str, new: str) -> None:
    desk.at(taipei(26, "23:59"))
    assert people(desk, new) == ("小雯", "小安")
    desk.at(taipei(27, "00:00"))
    assert [people(desk, number) for number in desk.numbers()] == [("小雯", "小雯")] * 3
    assert set(listed(desk).values()) == {"小雯"}
    assert not [row for row in desk.rows() if "請假" in str(row.get("notice"))]
