"""A Tuesday away from the desk: the lead and a helper answer by 處理表單 only, somebody who left tries to, one calls."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.fakes.staff_desk import GONE, PEI, StaffDesk, linked

TOLD = "明天補寄一個新的給您，破的不用寄回。"


@pytest.fixture
def desk(tmp_path: Path, workbook: None) -> StaffDesk:
    return StaffDesk(tmp_path)


def test_a_tuesday_away_from_the_desk(desk: StaffDesk) -> None:
    broken = desk.complaint("保鮮盒來就破了")
    called = desk.complaint(
        "她說水餃少一包", product="水餃", source="電話", email=None, phone="0912345678", customer="李太太"
    )
    assert desk.row(called)["source"] == "電話"

    desk.now += timedelta(minutes=30)  # the lead, on the train
    desk.send(desk.link(broken), action="寄出", reply=TOLD, remedy="補寄", follow_up=date(2026, 11, 25))
    desk.send(desk.link(called), GONE, action="無效")
    desk.run()
    row = desk.row(broken)
    assert (row["reply_text"], row["remedy"], row["follow_up"]) == (TOLD, "補寄", date(2026, 11, 25))
    assert "阿哲 填了處理表單，沒有照做：阿哲已經不在職" in str(desk.row(called)["notice"])
    desk.run(2)
    [letter] = desk.replies()
    assert TOLD in letter.letter.text
    assert (desk.row(broken)["status"], desk.row(broken)["first_reply_at"]) == ("處理中", desk.now)

    desk.now += timedelta(hours=1)  # the helper calls back
    [todo] = [row for row in desk.rows("todo") if row.get("case") == called]
    desk.send(linked(str(todo["form"])), PEI, action="已用LINE／電話回", remedy="補寄")
    desk.run()
    row = desk.row(called)
    assert (row["status"], row["first_reply_at"], row["remedy"]) == ("處理中", desk.now, "補寄")
    assert row.get("notice") is None

    became = [(row["case"], row["recipient"], str(row["detail"])[:4]) for row in desk.received()]
    assert became == [(broken, "阿芳", "照做了"), (called, "阿哲", "沒有照做"), (called, "小珮", "照做了")]
    before = {tab: desk.rows(tab) for tab in ("cases", "log", "todo")}
    assert desk.one(1).wrote == 0
    assert {tab: desk.rows(tab) for tab in before} == before
