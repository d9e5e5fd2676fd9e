"""Two customers ask when it comes: the receipt answers by itself, with a link to the parcel or from 常見問題, and they are heard
when that doesn't help."""

from __future__ import annotations

import pytest

from sheetdesk.model.values import Value
from tests.fakes.story_desk import default_settings
from tests.fakes.week_desk import WeekDesk, taipei

WANG, LIN = "wang@example.com", "lin@example.com"
RULES = (500,)
"""By 順序: when does it come."""
WHEN: dict[str, Value] = {
    "question": "什麼時候會到貨？",
    "keywords": "什麼時候到、何時到貨",
    "answer": "結單後七天到貨。",
}


@pytest.fixture
def desk(desk: WeekDesk) -> WeekDesk:
    config, _ = default_settings()
    desk.fill("rules", [dict(row) for row in config.rows("rules") if row.get("order") in RULES])
    broken, blank = (
        {**WHEN, "question": "怎麼付款？", "link": "看貼文"},
        {**WHEN, "question": "下一團？", "answer": "○○"},
    )
    desk.fill("faq", [WHEN, broken, blank])
    return desk


def test_what_is_asked_is_answered_at_once_and_still_unsolved_comes_back_to_the_case(desk: WeekDesk) -> None:
    parcel, question = two_customers_ask(desk)
    the_organiser_sees_what_was_used_and_what_is_to_be_mended(desk)
    both_write_again(desk, parcel, question)
    a_person_answers(desk, parcel)
    desk.rest()


def two_customers_ask(desk: WeekDesk) -> list[str]:
    desk.at(taipei(23))
    desk.file("請問到哪了？黑貓單號 9012-3456-7890 沒有動", product="蔥抓餅", group_no="1115")
    desk.file("請問何時到貨呢", product="水餃", group_no="1116", customer="林小姐", email=LIN)
    desk.run()
    assert "https://www.t-cat.com.tw/Inquire/TraceDetail.aspx?BillID=901234567890" in desk.last(WANG)
    assert "什麼時候會到貨？\n結單後七天到貨。" in desk.last(LIN)
    assert "11/24（二）上午 10:00 前回覆您" in desk.last(LIN)
    parcel, question = [str(desk.numbers()[at]) for at in map(emails(desk).index, (WANG, LIN))]
    row = desk.row(parcel)
    assert (row["tracking_no"], row["carrier"]) == ("901234567890", "黑貓宅急便")
    assert "認出來的（黑貓宅急便" in str(row["notice"])
    return [parcel, question]


def emails(desk: WeekDesk) -> list[Value]:
    return [row.get("email") for row in desk.rows() if row.get("number")]


def the_organiser_sees_what_was_used_and_what_is_to_be_mended(desk: WeekDesk) -> None:
    when, broken, blank = desk.rows("faq")
    assert [row.get("uses") for row in (when, broken, blank)] == [1, None, None]
    assert when.get("problem") is None
    assert "不是網址" in str(broken["problem"])
    assert "「○○」沒有填" in str(blank["problem"])
    state = " ".join(str(row.get("content")) for row in desk.rows("state"))
    assert "常見問題 第 3 列「連結」" in state
    assert "○○" not in state


def both_write_again(desk: WeekDesk, parcel: str, question: str) -> None:
    desk.at(taipei(23, "15:00"))
    desk.file("還沒解決", case_no=parcel)
    desk.file("已經第八天了", case_no=question, customer="林小姐", email=LIN)
    desk.run()
    assert str(desk.row(parcel)["additions"]).endswith("還沒解決")
    assert "系統自動回了「查貨態」，客人又寫來，看來還沒解決；請回覆客人。" in str(desk.row(parcel)["notice"])
    assert "系統自動回了「什麼時候會到貨？」" in str(desk.row(question)["notice"])
    assert desk.got(WANG) == desk.got(LIN) == ["receipt", "addition"]
    assert desk.row(question).get("first_reply_at") is None


def a_person_answers(desk: WeekDesk, parcel: str) -> None:
    desk.ask(parcel, "寄出", reply_text="查到了，今天下午三點前送到。")
    desk.run(1)
    desk.run(2)
    assert "還沒解決" not in str(desk.row(parcel).get("notice") or "")
