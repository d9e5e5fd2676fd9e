"""Orders are pasted into a tab: cases are filled in, whichever of the two came first, and nobody sees another's order."""

from __future__ import annotations

from sheetdesk.model.values import Value
from tests.fakes.week_desk import WeekDesk, taipei

WANG: dict[str, Value] = {"customer": "王怡君", "phone": "0912345678", "email": "wang@example.com"}
A123: dict[str, Value] = {
    "order_no": "A123",
    "ordered_on": taipei(3).date(),
    "customer": "王怡君",
    "phone": 912345678,
    "group_no": "1115",
    "product": "蔥抓餅 原味 10 片",
    "quantity": "2",
    "amount": 480,
    "pickup": "宅配",
    "carrier": "黑貓宅急便",
    "tracking_no": "901234567890",
}
B456: dict[str, Value] = {
    **A123,
    "order_no": "B456",
    "customer": "李大同",
    "phone": "0987654321",
    "tracking_no": "901234567999",
}
A777: dict[str, Value] = {**A123, "order_no": "A777", "product": "水餃", "tracking_no": "901234560000"}


def test_an_order_that_comes_after_its_case_fills_it_in_and_what_differs_is_told(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    case = desk.complaint("蔥抓餅退冰了", **{**WANG, "product": "蔥抓餅", "quantity": "3包"})
    assert desk.row(case).get("tracking_no") is None
    desk.workbook.show_orders([A123, B456, A777])
    desk.at(taipei(23, "11:30"))
    row = desk.row(case)
    assert [row.get(name) for name in ("order_no", "group_no", "carrier", "tracking_no", "pickup")] == [
        "A123",
        "1115",
        "黑貓宅急便",
        "901234567890",
        "宅配",
    ]
    assert (row["product"], row["quantity"]) == ("蔥抓餅", "3包")
    assert row["purchase"] == "訂單 A123（11/3，NT$480）・依電話或 Email、商品"
    assert "數量：案件是「3包」，訂單是「2」" in str(row["notice"])
    desk.rest()
    desk.type(case, "quantity", "3")
    desk.type(case, "tracking_no", "無")
    desk.run(1)
    row = desk.row(case)
    assert (row["tracking_no"], "不一樣" in str(row.get("notice"))) == ("無", False)
    desk.workbook.show_orders([{**A123, "tracking_no": "901234567000"}, B456])
    desk.at(taipei(23, "13:00"))
    assert desk.row(case)["tracking_no"] == "無"
    desk.type(case, "tracking_no", None)
    desk.run(1)
    assert desk.row(case)["tracking_no"] == "901234567000"
    desk.rest()


def test_a_number_that_is_somebody_elses_tells_nothing_until_a_person_vouches_for_it(desk: WeekDesk) -> None:
    desk.workbook.show_orders([A123, B456, A777])
    desk.at(taipei(23))
    case = desk.complaint("請問到哪了", **{**WANG, "product": None, "order_no": "b-456"})
    row = desk.row(case)
    assert [row.get(name) for name in ("product", "tracking_no", "carrier", "purchase", "group_no")] == [None] * 5
    assert "訂單 b-456 留的電話、Email 或姓名和這位客人不一樣，可能是別人的，沒有帶入資料。" in str(row["notice"])
    assert "901234567999" not in desk.last("wang@example.com")
    desk.rest()
    desk.type(case, "order_no", "A777")
    desk.run(1)
    assert (desk.row(case)["product"], desk.row(case)["tracking_no"]) == ("水餃", "901234560000")
    assert "訂單" not in str(desk.row(case).get("notice") or "")
    desk.type(case, "order_no", "B456")
    desk.run(1)
    assert (desk.row(case)["product"], desk.row(case)["tracking_no"]) == ("蔥抓餅 原味 10 片", "901234567999")
    desk.rest()


def test_a_number_that_begins_anew_sends_nobody_after_the_parcel_of_an_earlier_group_buy(desk: WeekDesk) -> None:
    before = {**A123, "order_no": "12", "group_no": "1015", "ordered_on": taipei(8, month=10).date()}
    new = {**A777, "order_no": "12", "ordered_on": taipei(20).date(), "carrier": None, "tracking_no": None}
    desk.workbook.show_orders([before])
    desk.at(taipei(23))
    case = desk.complaint("還沒送來，請問到哪了", **{**WANG, "order_no": "12", "product": "水餃", "group_no": "1115"})
    assert "901234567890" not in desk.last("wang@example.com")
    assert "訂單 12 不是團號 1115 的（1015 團 蔥抓餅 原味 10 片 10/8）" in str(desk.row(case)["notice"])
    desk.workbook.show_orders([before, new])
    desk.at(taipei(23, "11:30"))
    row = desk.row(case)
    assert row["purchase"] == "訂單 12（11/20，NT$480）・依訂單編號"
    assert (row.get("tracking_no"), "訂單 12 不是" in str(row.get("notice"))) == (None, False)
    desk.rest()
