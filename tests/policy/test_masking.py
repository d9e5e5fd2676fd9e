"""What stays of a case whose time is over, and what tells who the customer was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.masking import MASKED, hide, masked, tells_nobody
from sheetdesk.policy.retention import masks_from

NOON = datetime(2028, 11, 23, 4, 0, tzinfo=UTC)
CLOSED_AT = NOON - timedelta(days=730)


def case() -> Case:
    return Case(
        "GB2611-0042-K",
        received_at=CLOSED_AT,
        customer="王怡君",
        nickname="小美美",
        email="wang@example.com",
        phone="0912345678",
        text="我是怡君，蔥抓餅退冰了",
        additions="11/24 10:05 王小姐：打小美美手機 0912-345-678",
        product="蔥抓餅",
        category="商品問題",
        status="已結案",
        closed_at=CLOSED_AT,
        order_no="A123",
        joined=({"text": "換 0987654321", "phone": "0987654321"},),
    )


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("請打 0912-345-678 或 (02) 2712-3456", "請打 ＊＊ 或 (＊＊"),
        ("寄到 wang.yi+1@mail.example.com.tw 謝謝", "寄到 ＊＊ 謝謝"),
        ("請寄wang@example.com謝謝", "請寄＊＊謝謝"),
        ("郵局帳號 012 3456 7890 123", "郵局帳號 ＊＊"),
        ("地址台北市中正區重慶南路一段122號3樓之2，管理室代收", "地址＊＊，管理室代收"),
        ("新竹縣竹北市光明六路10號", "＊＊"),
        ("包裹 9012-3456-7890 還沒到", "包裹 ＊＊ 還沒到"),
        ("2026-11-23 訂的，3 盒破了 2 盒，320 元", "2026-11-23 訂的，3 盒破了 2 盒，320 元"),
        ("11/24 10:05 第 12 號的蛋糕", "11/24 10:05 第 12 號的蛋糕"),
    ],
)
def test_numbers_and_addresses_are_hidden_and_the_matter_stays(said: str, left: str) -> None:
    assert hide(said, ()) == left


def test_by_which_she_is_known_and_called_goes_from_her_own_words_too() -> None:
    left = masked(case(), NOON)
    assert (left.customer, left.email, left.phone, left.nickname, left.order_no) == (MASKED, None, None, None, None)
    assert left.text == "我是＊＊，蔥抓餅退冰了"
    assert left.additions == "11/24 10:05 ＊＊：打＊＊手機 ＊＊"
    assert "0987654321" not in str(left.to_plain_dict())
    assert (left.product, left.category, left.closed_at, left.status) == ("蔥抓餅", "商品問題", CLOSED_AT, "已結案")


def test_to_mask_what_is_masked_changes_nothing_but_the_time() -> None:
    once = masked(case(), NOON)
    assert masked(once, NOON) == once


def test_a_masked_case_waits_for_no_second_time_until_something_happens_in_it() -> None:
    once = masked(case(), NOON)
    assert (masks_from(case()), masks_from(once)) == (CLOSED_AT, None)
    assert masks_from(Case("GB1", status="處理中")) is None
    assert tells_nobody({"customer": once.customer})
    assert not tells_nobody({"customer": "王怡君"})
