"""A customer asks where her parcel is: the receipt answers by itself, and she is heard when that doesn't help."""

from __future__ import annotations

import pytest

from sheetdesk.model.values import Value
from tests.fakes.story_desk import default_settings
from tests.fakes.week_desk import WeekDesk, taipei

MAIL = "wang@example.com"
RULES = (300, 500, 510)
"""By 順序: something broken, when does it come, how is it kept."""


@pytest.fixture
def desk(desk: WeekDesk) -> WeekDesk:
    config, _ = default_settings()
    desk.fill("rules", [dict(row) for row in config.rows("rules") if row.get("order") in RULES])
    return desk


def test_a_parcels_number_in_her_words_becomes_a_link_and_still_unsolved_comes_back_to_the_case(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    case = desk.complaint("請問到哪了？黑貓單號 9012-3456-7890 沒有動", product="蔥抓餅", group_no="1115")
    assert "https://www.t-cat.com.tw/Inquire/TraceDetail.aspx?BillID=901234567890" in desk.last(MAIL)
    row = desk.row(case)
    assert (row["tracking_no"], row["carrier"]) == ("901234567890", "黑貓宅急便")
    assert "認出來的（黑貓宅急便" in str(row["notice"])
    desk.rest()
    desk.at(taipei(23, "15:00"))
    desk.file("還沒解決", case_no=case)
    desk.run()
    row = desk.row(case)
    assert str(row["additions"]).endswith("還沒解決")
    assert "系統自動回了「查貨態」，客人又寫來，看來還沒解決；請回覆客人。" in str(row["notice"])
    assert desk.got(MAIL) == ["receipt", "addition"]
    desk.ask(case, "寄出", reply_text="查到了，今天下午三點前送到。")
    desk.run(1)
    desk.run(2)
    assert "還沒解決" not in str(desk.row(case).get("notice") or "")
    desk.rest()


def test_a_question_gets_its_answer_and_still_unsolved_comes_back_to_the_case(desk: WeekDesk) -> None:
    when: dict[str, Value] = {
        "question": "什麼時候會到貨？",
        "keywords": "什麼時候到、何時到貨",
        "answer": "結單後七天到貨。",
    }
    broken, later = (
        {**when, "question": "怎麼付款？", "link": "看貼文"},
        {**when, "question": "下一團？", "answer": "○○"},
    )
    desk.fill("faq", [when, broken, later])
    desk.at(taipei(23))
    case = desk.complaint("請問何時到貨呢", product="蔥抓餅", group_no="1115")
    assert "什麼時候會到貨？\n結單後七天到貨。" in desk.last(MAIL)
    assert "11/24（二）上午 10:00 前回覆您" in desk.last(MAIL)
    desk.rest()
    rows = desk.rows("faq")
    assert [row.get("uses") for row in rows] == [1, None, None]
    assert rows[0].get("problem") is None
    assert "不是網址" in str(rows[1]["problem"])
    assert "「○○」沒有填" in str(rows[2]["problem"])
    said = " ".join(str(row.get("content")) for row in desk.rows("state"))
    assert "常見問題 第 3 列「連結」" in said
    assert "○○" not in said
    desk.at(taipei(23, "15:00"))
    desk.file("已經第八天了", case_no=case)
    desk.run()
    assert "系統自動回了「什麼時候會到貨？」，客人又寫來" in str(desk.row(case)["notice"])
    assert desk.row(case).get("first_reply_at") is None
    desk.rest()
