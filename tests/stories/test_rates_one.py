"""A customer who rates 1: her case comes back, stays until a person has answered, and her last word counts."""

from __future__ import annotations

import pytest

from tests.fakes.week_desk import WeekDesk, taipei

MAIL = "wang@example.com"


@pytest.fixture
def case(desk: WeekDesk) -> str:
    """On Monday a box is odd, at 10:30 it is solved by a letter; at 12:32 she is asked how it went."""
    desk.at(taipei(23))
    number = desk.complaint("收到的保鮮盒怪怪的", product="玻璃保鮮盒")
    desk.at(taipei(23, "10:30"))
    desk.ask(number, "寄出,已解決", reply_text="今天補寄一個新的給您，明天會到。")
    desk.run()
    desk.run(2)
    desk.at(taipei(23, "12:31"))
    assert desk.got(MAIL) == ["receipt", "reply"]
    desk.at(taipei(23, "12:32"))
    assert desk.got(MAIL) == ["receipt", "reply", "survey"]
    return number


def test_a_customer_who_rates_one_gets_her_case_back_and_the_last_word(desk: WeekDesk, case: str) -> None:
    token = desk.token()
    one_star_reopens_and_alarms(desk, case, token)
    it_cannot_be_closed_until_it_is_answered(desk, case)
    the_answer_frees_it(desk, case)
    her_last_word_counts_for_fourteen_days(desk, case, token)
    assert desk.got(MAIL) == ["receipt", "reply", "survey", "reply"]
    desk.rest()


def one_star_reopens_and_alarms(desk: WeekDesk, case: str, token: str) -> None:
    """A stranger's guess does nothing; her own answer does, once."""
    desk.at(taipei(24, "11:00"))
    desk.rate(token[:-1] + ("A" if token[-1] != "A" else "B"), stars=1)
    desk.run()
    assert (desk.row(case)["status"], desk.alarms()) == ("已解決", [])
    desk.rate(token, stars=1, solved="還沒解決", comment="新的也是破的")
    desk.run()
    row = desk.row(case)
    assert (row["status"], row["rating"], row["reopen_count"]) == ("處理中", 1, 1)
    assert (row["customer_comment"], row["next_step"]) == ("新的也是破的", "回覆評分 11/25（三）11:00")
    [alarm] = desk.alarms()
    assert "1 顆星、還沒解決" in alarm
    assert ["代碼不對" in str(row["detail"]) for row in desk.received()] == [True, False]
    desk.rest()


def it_cannot_be_closed_until_it_is_answered(desk: WeekDesk, case: str) -> None:
    """A person has one business day; asking for a letter is no answer as long as it hasn't left."""
    desk.at(taipei(25, "10:59"))
    assert desk.todo(case) == ["今天"]
    desk.at(taipei(25, "11:00"))
    assert desk.todo(case) == ["逾期"]
    desk.type(case, "status", "已結案")
    desk.run(1)
    assert desk.row(case)["status"] == "處理中"
    assert "要先回覆客人" in str(desk.row(case)["notice"])
    desk.ask(case, "寄出", reply_text="換另一批的給您，今天親自送到。")
    desk.run(1)
    desk.type(case, "status", "已結案")
    desk.run(1)
    assert desk.row(case)["status"] == "處理中"


def the_answer_frees_it(desk: WeekDesk, case: str) -> None:
    desk.run(1)
    assert desk.got(MAIL)[-1] == "reply"
    assert "要先回覆客人" not in str(desk.row(case).get("notice"))
    desk.type(case, "status", "已解決")
    desk.run(1)
    desk.run(120)
    assert len(desk.surveys()) == 1
    assert "14 天內已經寄過問卷" in desk.outcome(case)
    assert len(desk.alarms()) == 1


def her_last_word_counts_for_fourteen_days(desk: WeekDesk, case: str, token: str) -> None:
    """On Friday she is content; a week later it is closed, and two stars bring it back; after the 8th nothing does."""
    desk.at(taipei(27, "20:00"))
    desk.rate(token, stars=5, solved="解決了")
    desk.run()
    assert (desk.row(case)["rating"], desk.row(case)["status"]) == (5, "已解決")
    desk.until(taipei(2, "11:04", month=12))
    assert desk.row(case)["status"] == "已解決"
    desk.run(1)
    assert desk.row(case)["status"] == "已結案"
    desk.at(taipei(8, "10:55", month=12))
    desk.rate(token, stars=2, comment="又裂了")
    desk.run()
    row = desk.row(case)
    assert (row["status"], row["rating"], row["reopen_count"], len(desk.alarms())) == ("處理中", 2, 2, 2)
    desk.answered(case)
    desk.type(case, "status", "已結案")
    desk.at(taipei(8, "11:01", month=12))
    desk.rate(token, stars=1)
    desk.run()
    assert (desk.row(case)["status"], desk.row(case)["rating"], len(desk.alarms())) == ("已結案", 2, 2)
    assert "超過可以改答案的天數" in str(desk.received()[-1]["detail"])
