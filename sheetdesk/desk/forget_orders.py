"""A forgotten customer's orders: out of the ledger, never taken in again, and which rows of 訂單 a person has to delete.

Border: the ledger; the tab is people's, and only read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sheetdesk.desk.orders import marks_of, order_word
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import TabView
from sheetdesk.policy.forgetting import mark_of
from sheetdesk.policy.orders import rows_naming, rows_of, rows_said


def forget_orders(tx: Transaction, secret: bytes, keys: Collection[str], orders: Sequence[str], now: datetime) -> None:
    """Let go of the orders that bear one of her keys, and of those that her cases were filled in from. These are known by
    a mark, for their rows may bear nothing but a nickname."""
    tx.forgotten.keep({mark_of(secret, order_word(order)): now for order in orders})
    tx.orders.forget(marks_of(secret, keys), orders)


def order_rows_of(
    views: Sequence[TabView], keys: Collection[str], orders: Collection[str], words: Iterable[str]
) -> list[str]:
    """The rows as a person is told to delete them: hers for sure, and those that only name her."""
    sure = rows_of(views, keys, orders)
    named = [place for place in rows_naming(views, [word for word in words if len(word) > 1]) if place not in sure]
    return [
        *(f"分頁「{title}」第 {rows} 列" for title, rows in rows_said(sure)),
        *(
            f"分頁「{title}」第 {rows} 列有一樣的名字、暱稱或聯絡方式：是這位客人的才刪"
            for title, rows in rows_said(named)
        ),
    ]
