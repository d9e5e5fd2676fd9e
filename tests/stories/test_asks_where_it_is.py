"""A customer asks where her parcel is: the receipt answers by itself, and she is heard when that doesn't help."""

from __future__ import annotations

import pytest

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
    assert "客人看了系統自動回的「查貨態」，還沒解決；請回覆客人。" in str(row["notice"])
    assert desk.got(MAIL) == ["receipt", "addition"]
    desk.ask(case, "寄出", reply_text="查到了，今天下午三點前送到。")
    desk.run(1)
    desk.run(2)
    assert "還沒解決" not in str(desk.row(case).get("notice") or "")
    desk.rest()


def test_what_a_person_puts_into_the_cell_stands(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    case = desk.complaint("請問到哪了？黑貓單號 901234567890", product="蔥抓餅")
    desk.type(case, "tracking_no", "無")
    desk.run(1)
    row = desk.row(case)
    assert (row["tracking_no"], "認出來的" in str(row.get("notice"))) == ("無", False)
    desk.rest()
