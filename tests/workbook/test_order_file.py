"""Files of orders as five shop systems export them, and as they get broken on the way."""

from __future__ import annotations

import codecs
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.errors import UsageError
from sheetdesk.policy.orders import OrderLine, read_orders
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.order_file import CUT, QUOTE, WIDE, OrderFile, read_order_file

TAIPEI = ZoneInfo("Asia/Taipei")

MARKET = """訂單編號,訂單狀態,買家帳號,訂單成立日期,商品名稱,商品選項名稱,數量,買家總支付金額,收件者姓名,收件者電話,寄送方式,包裹查詢號碼
2411030ABCD,已完成,amy_wang,2026-11-03 14:22,蔥抓餅,原味,2,480,王*君,09******78,7-ELEVEN,N12345678
"""
SHOP_SUITE = '''\ufeff報表：訂單明細
匯出時間：2026/11/04

訂單號碼,訂單日期,顧客,電話號碼,收件人,收件人電話號碼,商品名稱,選項,數量,訂單合計,送貨方式,追蹤號碼
#20261103001,2026/11/03 下午 2:22,王怡君,"=""0912345678""",李大同,'0987654321,蔥抓餅,"原味
十片",2,"1,480",黑貓宅急便,9012-3456-7890
'''
ENGLISH = (
    "Order number;Order date;Billing name;Billing phone;Email;Item name;Qty;Order total;Shipping method;Tracking number\n"
    + (
        "1001;2026-11-03T14:22:05+08:00;Amy Wang;+886 912 345 678;amy@example.com;Scallion pancake;2;NT$480;Home delivery;901234567890\n"
    )
)
PLUS_ONE = "團號\tLINE 名稱\t品項\t件數\t小計\n1115\t小君\t蔥抓餅\t2\tNT$ 480 元\n"
WAREHOUSE = "訂單代號,託運單號,物流公司\r\nA123,901234567890,黑貓\r\n"


def read(text: str | bytes, encoding: str = "utf-8") -> OrderFile:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_order_file(data, "orders.csv", FormSpec(), TAIPEI)


def only(text: str | bytes, encoding: str = "utf-8") -> OrderLine:
    table = read(text, encoding)
    [line], unread = read_orders(table.view)
    assert (table.broken, unread) == ((), [])
    return line


@pytest.mark.parametrize(
    ("text", "encoding", "number", "people", "facts"),
    [
        (
            MARKET,
            "utf-8-sig",
            "2411030abcd",
            ("nickname:amy_wang", "name:王*君"),
            {
                "product": "蔥抓餅 原味",
                "quantity": "2",
                "amount": 480,
                "pickup": "7-ELEVEN",
                "tracking_no": "N12345678",
            },
        ),
        (
            SHOP_SUITE,
            "utf-8",
            "20261103001",
            ("phone:0912345678", "name:王怡君", "phone:0987654321", "name:李大同"),
            {
                "product": "蔥抓餅 原味\n十片",
                "quantity": "2",
                "amount": 1480,
                "pickup": "黑貓宅急便",
                "tracking_no": "9012-3456-7890",
            },
        ),
        (
            ENGLISH,
            "utf-16",
            "1001",
            ("email:amy@example.com", "phone:0912345678", "name:amywang"),
            {
                "product": "Scallion pancake",
                "quantity": "2",
                "amount": 480,
                "pickup": "Home delivery",
                "tracking_no": "901234567890",
            },
        ),
        (
            PLUS_ONE,
            "cp950",
            None,
            ("nickname:小君",),
            {"group_no": "1115", "product": "蔥抓餅", "quantity": "2", "amount": 480},
        ),
        (WAREHOUSE, "cp950", "a123", (), {"tracking_no": "901234567890", "carrier": "黑貓"}),
    ],
)
def test_what_a_shops_system_exports_is_read(
    text: str, encoding: str, number: str | None, people: tuple[str, ...], facts: dict[str, object]
) -> None:
    line = only(text, encoding)
    assert (line.number, line.people) == (number, people)
    assert {name: value for name, value in line.facts.items() if name != "order_no"} == facts
    assert line.ordered_on in (date(2026, 11, 3), None)


@pytest.mark.parametrize(
    "data",
    [
        WAREHOUSE.encode("utf-16-le"),
        WAREHOUSE.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + WAREHOUSE.encode("utf-16-be"),
        WAREHOUSE.encode("big5hkscs"),
    ],
)
def test_an_encoding_is_known_without_being_told(data: bytes) -> None:
    assert only(data).facts["carrier"] == "黑貓"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04...", "Excel"),
        (b"\xd0\xcf\x11\xe0...", "Excel"),
        (b"  \n", "空的"),
        (b"<html><table>", "網頁"),
        (b"\xff\xff\x81\xff" * 9, "編碼"),
        ("甲,乙\n1,2\n".encode(), "認得的標題"),
    ],
)
def test_what_is_no_table_of_orders_is_refused_with_what_to_do(data: bytes, what: str) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        read(data)
    assert refused.value.mend


HEAD = "訂單編號,商品,物流單號\n"


@pytest.mark.parametrize(
    ("text", "numbers", "broken"),
    [
        (f"{HEAD}A1,餅,9012\nA2,水餃", ["A1"], [(3, *CUT)]),
        (f"{HEAD}A1,餅,9012\nA2,水餃,9013", ["A1", "A2"], []),
        (f"{HEAD}A1,餅,9012\nA2,水餃\nA3,湯圓,1\n", ["A1", "A2", "A3"], []),
        (f'{HEAD}A1,餅,9012\nA2,"水餃,9013\nA3,湯圓,1\n', ["A1"], [(3, *QUOTE)]),
        (f'{HEAD}A1,"餅"大,9012\nA3,湯圓,1\n', ["A3"], [(2, *QUOTE)]),
        (f"{HEAD}A1,餅,大的,9012\nA3,湯圓,1,\n", ["A3"], [(2, *WIDE)]),
    ],
)
def test_a_broken_row_is_named_and_the_others_are_read(
    text: str, numbers: list[str], broken: list[tuple[int, str, str]]
) -> None:
    table = read(text)
    assert [line.facts["order_no"] for line in read_orders(table.view)[0]] == numbers
    assert list(table.broken) == broken


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_ends_inside_a_character_loses_its_last_row_alone(encoding: str) -> None:
    whole = f"{HEAD}A1,餅,9012\nA2,水,餃".encode(encoding)
    assert [place for place, _, _ in read(whole[:-1]).broken] == [3]
