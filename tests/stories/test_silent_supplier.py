"""A supplier who doesn't answer: the clock waits two business days for him and runs on, the customer hears how it goes,
and a promise counts when it is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.fakes.week_desk import WeekDesk, taipei

MAIL = "wang@example.com"


@pytest.fixture
def case(desk: WeekDesk) -> str:
    """On Monday at ten a box is broken; at 10:05 the supplier gets it, and the customer is told until when."""
    desk.at(taipei(23))
    number = desk.complaint("收到的保鮮盒破了", product="玻璃保鮮盒", order_no="0012", phone="0912345678")
    desk.ask(number, "轉廠商")
    desk.run(5)
    for_him = str(desk.row(number)["preview"])
    assert all(known in for_him for known in ("玻璃保鮮盒", "0012", "保鮮盒破了"))
    assert not [secret for secret in ("王怡君", "0912", MAIL) if secret in for_him]
    desk.ask(number, "寄出", reply_template="轉廠商處理中", follow_up=date(2026, 11, 25))
    desk.run(1)
    desk.run(2)
    assert "最晚 11/25（三）會回覆您" in desk.last(MAIL)
    return number


def test_a_supplier_who_keeps_silent_holds_up_neither_the_clock_nor_the_customer(desk: WeekDesk, case: str) -> None:
    the_clock_waits_two_business_days(desk, case)
    the_customer_hears_how_it_goes(desk, case)
    the_promise_is_kept(desk, case)
    assert desk.got(MAIL) == ["receipt", "reply", "progress", "progress", "reply", "survey"]
    desk.rest()


def the_clock_waits_two_business_days(desk: WeekDesk, case: str) -> None:
    desk.until(taipei(25, "08:59"))
    assert desk.todo(case) == ["跟進"]
    assert "下次跟進是 11/25（三）" in str(desk.row(case)["notice"])
    assert desk.got(MAIL) == ["receipt", "reply"]
    desk.at(taipei(25, "10:04"))
    assert desk.row(case)["light"] == "暫停"
    assert "solution_due" not in desk.row(case)
    desk.at(taipei(25, "10:05"))
    assert desk.row(case)["solution_due"] == taipei(26)
    assert "最多停 2 個營業日" in str(desk.row(case)["how_counted"])
    assert desk.row(case)["status"] == "等廠商"


def the_customer_hears_how_it_goes(desk: WeekDesk, case: str) -> None:
    """Two business days after the last letter; without anything to say the row asks for it."""
    desk.type(case, "note", "廠商電話都沒人接\n對客：11/25 已經打電話請廠商查")
    desk.type(case, "follow_up", date(2026, 11, 27))
    desk.at(taipei(25, "10:07"))
    assert desk.got(MAIL)[-1] == "reply"
    desk.at(taipei(25, "10:08"))
    assert desk.got(MAIL)[-1] == "progress"
    assert "11/25 已經打電話請廠商查" in desk.last(MAIL)
    assert "11/27（五）" in desk.last(MAIL)
    assert "都沒人接" not in desk.last(MAIL)
    desk.until(taipei(26))
    assert desk.todo(case) == ["逾期"]
    desk.until(taipei(27, "10:08"))
    assert "2 個上班日沒有收到消息" in str(desk.row(case)["notice"])
    assert desk.got(MAIL)[-2:] == ["reply", "progress"]
    desk.type(case, "note", "對客：11/25 已經打電話請廠商查\n對客：11/27 廠商說今天給答案")
    desk.type(case, "follow_up", date(2026, 11, 30))
    desk.run(10)
    assert desk.got(MAIL)[-2:] == ["progress", "progress"]
    assert "11/27 廠商說今天給答案" in desk.last(MAIL)
    assert "已經打電話" not in desk.last(MAIL)


def the_promise_is_kept(desk: WeekDesk, case: str) -> None:
    """On Friday afternoon the answer comes: a new one. 已補寄 counts with its number, and the week after she is content."""
    desk.at(taipei(27, "15:00"))
    desk.type(case, "status", "待補寄")
    desk.ask(case, "寄出", reply_template="補寄", reply_text="廠商今天出新的。")
    desk.run(1)
    desk.run(2)
    assert "11/30（一）前寄出" in desk.last(MAIL)
    assert desk.row(case)["status"] == "待補寄"
    desk.until(taipei(30, "11:00"))
    desk.ask(case, "已補寄")
    desk.run(1)
    assert desk.outcome(case).startswith("⚠11/30 11:01 沒有記下：請先填「補寄單號」")
    desk.ask(case, "已補寄", resend_no="T-998")
    desk.run(1)
    assert desk.row(case)["status"] == "已解決"
    desk.run(120)
    desk.rate(desk.token(), stars=5, solved="解決了")
    desk.run(1)
    desk.until(taipei(30, "11:02") + timedelta(days=7))
    row = desk.row(case)
    assert (row["status"], row["rating"], row["closed_at"]) == ("已結案", 5, desk.now)
