"""Orders in the ledger: the same line is there once, what was let go of is gone, and nobody's name stands there."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.orders import keep_lines, marks_of
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.store import FORGET_SECRET
from sheetdesk.model.order import KnownLine
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.policy.orders import read_orders

DAY, HALF_A_YEAR = date(2026, 11, 23), timedelta(days=180)
LINE = KnownLine("k", "a123", frozenset(["phone:w"]), DAY, facts={"order_no": "A123", "amount": 480})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path / 'desk.db'}")


def test_a_line_that_says_the_same_again_is_no_news_and_one_that_differs_takes_its_place(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        assert tx.orders.keep([LINE]) == 1
        tx.orders.settle(["k"])
        assert (tx.orders.keep([LINE]), tx.orders.fresh(5)) == (0, [])
        other = replace(LINE, marks=frozenset(["phone:x"]), facts={"order_no": "A123", "amount": 500})
        assert tx.orders.keep([other]) == 1
        assert (tx.orders.fresh(5), tx.orders.of_numbers(["a123"])) == ([other], [other])
        assert tx.orders.of_marks(["phone:w"]) == []


def test_a_line_without_a_day_keeps_the_one_on_which_it_was_first_seen(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.orders.keep([replace(LINE, dated=False)])
        tx.orders.keep([replace(LINE, dated=False, day=DAY + timedelta(days=9))])
        assert [line.day for line in tx.orders.of_numbers(["a123"])] == [DAY]


@pytest.mark.parametrize(("before", "left"), [(DAY, 1), (DAY + timedelta(days=1), 0)])
def test_what_was_ordered_before_a_day_is_let_go_of_with_its_marks(ledger: Ledger, before: date, left: int) -> None:
    with ledger.begin() as tx:
        tx.orders.keep([LINE])
        tx.orders.expire(before)
        assert len(tx.orders.of_marks(["phone:w"])) == left


def test_who_is_forgotten_takes_her_whole_order_along_and_nobody_elses(ledger: Ledger) -> None:
    bare = replace(LINE, key="bare", marks=frozenset())
    other = replace(LINE, key="other", marks=frozenset(["phone:x"]))
    with ledger.begin() as tx:
        tx.orders.keep([LINE, bare, other])
        assert tx.orders.forget(["phone:w"]) == 2
        assert tx.orders.of_numbers(["a123"]) == [other]


def test_the_ledgers_file_names_nobody_who_ordered(ledger: Ledger, tmp_path: Path) -> None:
    cells = {"order_no": "A123", "customer": "王怡君", "nickname": "小君", "phone": "0912345678", "product": "蔥抓餅"}
    lines, unread = read_orders(TabView("orders", "訂單", tuple(cells), 1, (Row(2, cells),)))
    with ledger.begin() as tx:
        assert keep_lines(tx, lines, DAY, HALF_A_YEAR) == 1
        secret = bytes.fromhex(tx.fact(FORGET_SECRET))
        assert len(tx.orders.of_marks(marks_of(secret, ["phone:0912345678"]))) == 1
    ledger.close()
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        dump = "\n".join(raw.iterdump())
    assert unread == []
    assert "蔥抓餅" in dump
    assert not any(word in dump for word in ("王怡君", "小君", "0912345678"))


def test_orders_older_than_they_are_kept_are_not_taken_in(ledger: Ledger) -> None:
    rows = [
        Row(at, {"order_no": f"A{at}", "product": "餅", "ordered_on": DAY - HALF_A_YEAR - timedelta(days=at - 2)})
        for at in (2, 3)
    ]
    lines, _ = read_orders(TabView("orders", "訂單 2", ("order_no",), 1, tuple(rows)))
    with ledger.begin() as tx:
        assert keep_lines(tx, lines, DAY, HALF_A_YEAR) == 1
