"""So many customers write in one day that complaints go first: it begins by itself, and by itself it is over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.columns import PEAK
from sheetdesk.policy.peak import Terms
from tests.fakes.week_desk import WeekDesk, taipei


@pytest.fixture
def desk(tmp_path: Path) -> WeekDesk:
    """A small shop: six cases in a day are a flood."""
    desk = WeekDesk(tmp_path)
    desk.defaults = replace(desk.defaults, peak=Terms(at_least=6))
    desk.fill("team", [{"name": "阿芳", "email": "fang@example.com", "role": "主揪", "active": "是"}])
    desk.rig.ledger.close()
    desk.rig = desk.open()
    desk.at(taipei(23, "13:00"))
    return desk


def writes(desk: WeekDesk, n: int, text: str) -> str:
    mail = f"c{n}@example.com"
    desk.file(text, email=mail, customer=f"客人{n}", order_no=f"A{n}")
    return mail


def said(desk: WeekDesk) -> str:
    """What 系統狀態 says of it."""
    return next((str(row.get("content") or "") for row in desk.rows("state") if row.get("item") == PEAK), "")


def switch(desk: WeekDesk, word: str | None) -> None:
    grid = desk.workbook.grids["settings"]
    grid.put(grid.find("item", PEAK), "value", word)


def test_a_flood_puts_complaints_first_and_ends_by_itself(desk: WeekDesk) -> None:
    for n in range(5):
        writes(desk, n, f"保鮮盒破了 {n}")
    desk.one(1)
    assert "前面還有" not in said(desk)
    asks = writes(desk, 5, "請問什麼時候會到貨")
    complains = writes(desk, 6, "第七個保鮮盒也破了")
    desk.run(1)
    assert "件數突然變多，平常一天 0 件" in said(desk)
    order = [message.address for message in desk.channel.sent]
    assert order.index(complains) < order.index(asks)
    assert "這幾天寫來的人多，您前面還有 5 位。" in desk.last(complains)
    assert "11/24（二）" in desk.last(complains), "the promise of 處理時限 stays"
    assert "旺季模式" in str(desk.rows("todo")[0].get("summary"))
    desk.rig.ledger.close()
    desk.rig = desk.open()
    desk.run(30)
    desk.at(taipei(24, "14:00"))
    desk.rest()
    assert said(desk) == ""
    subjects = [message.letter.subject[:8] for message in desk.channel.sent if message.kind == "alarm"]
    assert subjects == ["【旺季模式】好日", "【旺季模式結束】"]


def test_the_organiser_turns_it_on_and_off(desk: WeekDesk) -> None:
    switch(desk, "開")
    desk.one(1)
    assert "「設定」打開的" in said(desk)
    switch(desk, "關")
    for n in range(7):
        writes(desk, n, f"保鮮盒破了 {n}")
    desk.one(1)
    assert said(desk) == ""
    switch(desk, "快點")
    desk.one(1)
    assert "「快點」看不懂，先由系統決定" in str(desk.rows("state"))
