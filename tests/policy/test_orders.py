"""Rows of orders as any shop's system writes them: read, or told why not."""

from __future__ import annotations

from datetime import date

import pytest

from sheetdesk.columns import ORDERS
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.orders import (
    OrderLine,
    Unread,
    folded_number,
    read_orders,
    rows_naming,
    rows_of,
    rows_said,
    told_of,
)


def view(*rows: dict[str, Value], title: str = "訂單") -> TabView:
    return TabView(ORDERS.key, title, (), 1, tuple(Row(at, cells) for at, cells in enumerate(rows, start=2)))


def only(**cells: Value) -> OrderLine:
    [line], unread = read_orders(view(cells))
    assert unread == []
    return line


@pytest.mark.parametrize("text", ["A-123", "#a123", "Ａ１２３", "訂單 A123", "訂單編號：A123", " a 1 2 3"])
def test_an_orders_number_is_one_however_it_is_typed(text: str) -> None:
    assert folded_number(text) == "a123"


@pytest.mark.parametrize(
    ("text", "number"), [(1001.0, "1001"), (1001, "1001"), ("--", None), (None, None), (True, None)]
)
def test_a_number_is_read_as_it_is_shown(text: Value, number: str | None) -> None:
    assert folded_number(text) == number


@pytest.mark.parametrize(
    "phone", ['="0912345678"', "'0912345678", Formula('="0912345678"'), 912345678, "0912-345-678", 912345678.0]
)
def test_a_phone_is_known_out_of_whatever_keeps_it_text(phone: Value) -> None:
    assert only(phone=phone, product="餅").people == ("phone:0912345678",)


def test_who_ordered_and_who_receives_are_both_known_for_it() -> None:
    line = only(order_no="A1", product="餅", customer="王怡君", receiver="李大同", receiver_phone="0987654321")
    assert line.people == ("name:王怡君", "phone:0987654321", "name:李大同")


def test_a_masked_phone_is_nobodys() -> None:
    assert only(order_no="A1", product="餅", phone="09******78").people == ()


def test_a_line_says_its_item_with_the_variant_and_an_amount_only_if_it_is_a_number() -> None:
    line = only(order_no="A1", product="蔥抓餅", variant="原味", amount="約五百", ordered_on=date(2026, 11, 3))
    assert (line.facts, line.ordered_on) == ({"order_no": "A1", "product": "蔥抓餅 原味"}, date(2026, 11, 3))


def test_the_same_item_of_the_same_order_is_one_line_and_the_lowest_counts() -> None:
    rows: list[dict[str, Value]] = [{"order_no": "A1", "product": "餅", "quantity": n} for n in ("1", "2")]
    lines, _ = read_orders(view(*rows, {"order_no": "a-1", "product": "水餃", "quantity": "9"}))
    assert [line.facts["quantity"] for line in lines] == ["2", "9"]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"product": "餅"}, "沒有訂單編號，也沒有電話或暱稱"),
        ({"order_no": Formula("=A2&B2"), "product": "餅"}, "沒有訂單編號，也沒有電話或暱稱"),
        ({"order_no": "2.02411E+14", "product": "餅"}, "訂單編號變成 2.02411E+14"),
        ({"order_no": "A1", "tracking_no": "9.01E+11"}, "物流單號變成 9.01E+11"),
        ({"order_no": "A1"}, "沒有商品、團號，也沒有物流單號"),
        ({"order_no": "A1", "product": "餅" * 50_000}, "有一格超過 200 個字"),
    ],
)
def test_a_row_that_cant_be_read_says_why(cells: dict[str, Value], what: str) -> None:
    lines, [unread] = read_orders(view(cells))
    assert (lines, unread.place, unread.whole) == ([], 2, True)
    assert what in unread.what


def test_an_unreadable_day_is_no_day_and_the_rest_is_taken_in() -> None:
    [line], [unread] = read_orders(view({"order_no": "A1", "product": "餅", "ordered_on": "03/04/2026"}))
    assert (line.ordered_on, unread.whole, "03/04/2026" in unread.what) == (None, False, True)


def test_faults_are_told_by_sort_with_their_rows() -> None:
    told = told_of("分頁「訂單」", [Unread(at, "缺", "補") for at in range(2, 9)] + [Unread(9, "長", "短")])
    assert told == [("分頁「訂單」第 2、3、4、5、6…等 7 列", "缺", "補"), ("分頁「訂單」第 9 列", "長", "短")]


def test_the_rows_of_a_person_and_of_an_order_are_found_to_be_deleted() -> None:
    pasted = view({"order_no": "A1", "product": "餅", "phone": 912345678}, {"order_no": "B-2", "product": "餅"})
    assert rows_of([pasted], {"phone:0912345678"}, {"b2"}) == [("訂單", 2), ("訂單", 3)]
    assert rows_of([pasted], {"phone:0987654321"}, set()) == []


def test_rows_that_only_name_a_person_are_found_though_they_cant_be_read() -> None:
    pasted = view(
        {"order_no": "A1", "product": "餅", "nickname": "小　魚"},
        {"customer": "（小魚）", "amount": 480},
        {"order_no": "A3", "product": "鮮魚"},
    )
    assert rows_naming([pasted], ["小魚", "0912345678"]) == [("訂單", 2), ("訂單", 3)]
    assert rows_said([("訂單", 2), ("訂單", 3), ("訂單 2", 5)]) == [("訂單", "2、3"), ("訂單 2", "5")]
