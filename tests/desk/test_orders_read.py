"""The tab 訂單 makes no pass dearer: read from its end, taken in once, its faults told as long as they stand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import ORDERS
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Value
from tests.fakes.watched_desk import WatchedDesk

LINES: list[dict[str, Value]] = [{"order_no": f"A{at}", "product": "蔥抓餅", "phone": f"09{at:08}"} for at in range(60)]


def orders(desk: WatchedDesk) -> TabView:
    """The tab as the first pass of a minute read it."""
    desk.reads.clear()
    desk.run(1)
    [view] = [view for view in desk.reads[0].forms if view.key == ORDERS.key]
    return view


def test_known_orders_cost_a_pass_one_row_and_what_is_pasted_below_is_read_at_once(tmp_path: Path) -> None:
    desk = WatchedDesk(tmp_path)
    broken: dict[str, Value] = {"product": "蔥抓餅", "quantity": "2"}
    desk.workbook.show_orders([*LINES[:5], broken, *LINES[5:]])
    desk.file("保鮮盒破了", order_no="A7", phone="0900000007", product=None)
    desk.run()
    [case] = desk.numbers()
    assert desk.row(case)["product"] == "蔥抓餅"
    desk.run(1)
    view = orders(desk)
    assert (len(view.rows), view.left_out) == (1, 60)
    assert "分頁「訂單」第 7 列" in " ".join(str(row.get("content")) for row in desk.rows("state"))
    desk.workbook.show_orders([*LINES[:5], broken, *LINES[5:], {**LINES[7], "tracking_no": "901234567890"}])
    assert len(orders(desk).rows) == 2
    assert desk.row(case)["tracking_no"] == "901234567890"
    desk.workbook.show_orders(list(reversed(LINES[30:])))  # sorted, and half of it deleted
    assert (orders(desk).left_out, desk.row(case)["tracking_no"]) == (0, "901234567890")
    with desk.rig.ledger.begin() as tx:
        assert (tx.orders.fresh(5), len(tx.orders.of_numbers(["a3", "a59"]))) == ([], 2)
        tx.orders.expire(desk.now.date() + timedelta(days=1))
        assert tx.orders.is_empty()


@pytest.mark.only(kind="memory", why="Google's tabs are known by their number, whatever their title")
def test_a_tab_that_was_renamed_or_lost_its_headings_is_told_of_until_it_is_back(tmp_path: Path) -> None:
    desk = WatchedDesk(tmp_path)
    broken: dict[str, Value] = {"product": "蔥抓餅", "quantity": "2"}
    desk.run(1)
    assert lost(desk) == ""
    desk.workbook.show_orders([*LINES[:3], broken])
    desk.run(1)
    assert "第 5 列" in lost(desk)
    tab = desk.workbook.others.pop(ORDERS.key)
    desk.run(1)
    assert lost(desk) == "分頁「訂單」：不見了，或前十列裡沒有標題，後來貼上的訂單讀不到"
    desk.workbook.others[ORDERS.key] = tab
    desk.run(1)
    assert "第 5 列" in lost(desk)
    del desk.workbook.others[ORDERS.key]
    with desk.rig.ledger.begin() as tx:
        tx.orders.expire(desk.now.date() + timedelta(days=1))
    desk.run(1)
    assert lost(desk) == ""


def lost(desk: WatchedDesk) -> str:
    """What 系統狀態 says of the tab."""
    told = (str(row.get("content")) for row in desk.rows("state") if "問題" in str(row.get("item")))
    return "；".join(one for one in told if "訂單" in one)
