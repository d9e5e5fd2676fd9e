"""Limits of law and a silent supplier as the sheet shows them: 計算說明, 系統提醒, 待辦; nothing pauses the law."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.fakes.story_desk import StoryDesk

TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def case(desk: StoryDesk) -> str:
    """On Monday 11/23 a box is broken; she was called, and the supplier has it since 10:01."""
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒", email=None, phone="0912345678")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "action", "已用LINE／電話回")
    desk.run()
    desk.type(number, "action", "轉廠商")
    desk.run(1)
    return number


def at(desk: StoryDesk, day: str, clock: str) -> None:
    desk.now = datetime.fromisoformat(f"2026-{day} {clock}").replace(tzinfo=TAIPEI)
    desk.run()


def notice(desk: StoryDesk, number: str) -> str:
    return str(desk.row(number).get("notice") or "")


def todo(desk: StoryDesk) -> list[tuple[object, object]]:
    return [(row["urgency"], row["next_step"]) for row in desk.rows("todo")[1:] if row.get("urgency")]


def test_the_owner_is_reminded_of_a_supplier_who_is_silent_for_two_business_days(desk: StoryDesk, case: str) -> None:
    at(desk, "11-25", "10:00")
    assert "已經等廠商" not in notice(desk, case)
    assert todo(desk) == []
    at(desk, "11-25", "10:01")
    assert "已經等廠商 2 個營業日，解決期限從 11/25（三）10:01 起恢復計時" in notice(desk, case)
    assert todo(desk) == [("跟進", "再問廠商")]
    assert desk.row(case)["status"] == "等廠商"
    applied = desk.workbook.applied
    at(desk, "11-25", "10:02")
    assert desk.workbook.applied == applied
    desk.type(case, "status", "處理中")
    at(desk, "11-25", "10:03")
    assert "已經等廠商" not in notice(desk, case)


def test_the_law_is_warned_of_before_its_last_day_whoever_we_wait_for(desk: StoryDesk, case: str) -> None:
    assert "消保法第 43 條：最晚 12/8（二）" in str(desk.row(case)["how_counted"])
    desk.type(case, "status", "等客人")
    at(desk, "12-05", "23:59")
    assert "消保法" not in notice(desk, case)
    assert todo(desk) == []
    at(desk, "12-06", "00:00")
    assert "消保法第 43 條：15 天內要把客訴處理好，最後一天是 12/8（二）" in notice(desk, case)
    assert todo(desk) == [("看一下", "看「系統提醒」")]
    at(desk, "12-08", "00:00")
    assert todo(desk) == [("今天", "看「系統提醒」")]
    at(desk, "12-08", "23:59")
    assert "已經過了" not in notice(desk, case)
    at(desk, "12-09", "00:00")
    assert "已經過了" in notice(desk, case)
    assert todo(desk) == [("逾期", "看「系統提醒」")]
    assert desk.row(case)["status"] == "等客人"
    desk.type(case, "status", "已解決")
    at(desk, "12-09", "00:01")
    assert "消保法" not in notice(desk, case)
    assert "消保法" not in str(desk.row(case)["how_counted"])
    assert todo(desk) == []
