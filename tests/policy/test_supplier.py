"""A supplier learns what is wrong with the goods, and never whose they are."""

from __future__ import annotations

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.supplier import text_for_supplier

CASE = Case(
    "GB2611-0042-K",
    customer="王怡君",
    nickname="怡君媽咪",
    email="wang@example.com",
    phone="0912345678",
    line="yichun88",
    product="玻璃保鮮盒",
    quantity="2",
    order_no="A0012",
    group_no="1115",
    subcategory="瑕疵破損",
    wish="換貨",
    attachments="https://drive.example.com/1",
)


def said(text: str) -> str:
    return text_for_supplier(Case(**{**{k: getattr(CASE, k) for k in CASE.__slots__}, "text": text}))


def test_it_tells_order_thing_defect_wish_and_photos() -> None:
    told = said("盒角破了一塊")
    for known in ("GB2611-0042-K", "團號 1115", "玻璃保鮮盒，數量 2", "A0012", "瑕疵破損", "盒角破了", "換貨", "drive"):
        assert known in told


@pytest.mark.parametrize(
    "text",
    [
        "我是王怡君，盒子破了",
        "打給我 0912-345-678",
        "打給我 0912 345 678",
        "市話(02)2345-6789",
        "市話 02-2345-6789",
        "+886 912 345 678 找怡君媽咪",
        "LINE 加我 yichun88",
        "寄到 other.name@example.org 給我",
        "退到郵局帳號 0001234567890",
    ],
)
def test_nothing_in_her_words_tells_who_she_is(text: str) -> None:
    told = said(text)
    for secret in ("王怡君", "怡君媽咪", "345-678", "345 678", "2345-6789", "yichun88", "@", "234567890"):
        assert secret not in told


def test_a_name_at_the_edge_of_the_excerpt_is_not_left_in_half() -> None:
    assert "王怡" not in said("破" * 298 + "王怡君")


def test_numbers_of_orders_and_dates_stay() -> None:
    assert "訂單 20261115-07 共 3 盒，11/20 到" in said("訂單 20261115-07 共 3 盒，11/20 到")
