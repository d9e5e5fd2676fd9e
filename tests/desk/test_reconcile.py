"""對帳: what the desk counts before the day begins, what it names, and what it mends by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from sheetdesk.ledger import schema
from sheetdesk.model.message import SENT
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    """A case with a receipt, one without an address, and a form sent twice."""
    desk = StoryDesk(tmp_path)
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.file("包裹還沒到", customer="陳小明", email=None, phone="0912345678")
    desk.run()
    desk.now += timedelta(minutes=2)
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.run()
    return desk


def night(desk: StoryDesk, day: int = 24, clock: str = "04:00") -> None:
    desk.now = taipei(day, clock)
    desk.run()


def number_of(desk: StoryDesk, customer: str) -> str:
    return next(str(row["number"]) for row in desk.rows() if row.get("customer") == customer)


def said(desk: StoryDesk) -> str | None:
    """What 系統狀態 says once something else is written there."""
    with desk.rig.ledger.begin() as tx:
        line: str | None = tx.fact("reconciled")[1]
    return line


def problems(desk: StoryDesk) -> list[str]:
    desk.run(1)
    with desk.rig.ledger.begin() as tx:
        return [text for text in tx.fact("problems") or () if text.startswith("對帳")]


def break_in(desk: StoryDesk, table: str, column: str, value: object) -> None:
    """The ledger loses something."""
    where = getattr(schema, table).c[column] == value
    with desk.rig.ledger._engine.begin() as connection:
        connection.execute(delete(getattr(schema, table)).where(where))
    desk.rig.ledger.close()
    desk.rig = desk.open()


def test_all_adds_up_once_a_day_from_four_on(desk: StoryDesk) -> None:
    night(desk, clock="03:59")
    assert said(desk) is None
    night(desk, clock="05:00")  # the forms are read whole once an hour
    assert said(desk) == "對帳 11/24（二）：表單 3 列＝案件 2＋重複 1；收件通知 1 已寄、1 沒有 Email"
    assert problems(desk) == []
    night(desk, 25)
    assert str(said(desk)).startswith("對帳 11/25（三）：表單 3 列")


def test_the_line_stands_in_the_state_of_the_desk_and_is_no_reason_to_write(desk: StoryDesk) -> None:
    night(desk, clock="00:01")
    assert [report.wrote for report in desk.run()] == [0]
    before = desk.rows("state")
    night(desk)
    assert desk.rows("state") == before
    desk.file("又一件", customer="林美", email="lin@example.com")
    desk.run(1)
    [row] = [row for row in desk.rows("state") if row.get("item") == "對帳"]
    assert row["content"] == said(desk)


def test_a_row_whose_case_is_lost_is_taken_in_anew(desk: StoryDesk) -> None:
    first = number_of(desk, "陳小明")
    break_in(desk, "cases", "number", first)
    night(desk)
    assert problems(desk)[0].startswith(f"對帳：表單有 1 列的案件不見了（{first}）")
    desk.run(60)
    with desk.rig.ledger.begin() as tx:
        again = [row.case for row in tx.forms.all().values()]
        assert all(tx.cases.some([str(number)]) for number in again)
    night(desk, 25)
    assert problems(desk) == []


def test_a_receipt_without_a_trace_is_made_once(desk: StoryDesk) -> None:
    desk.now = taipei(24, "02:55")
    desk.file("蓋子裂了", product="水壺", customer="林美", email="lin@example.com")
    desk.run()
    number = number_of(desk, "林美")
    break_in(desk, "messages", "case_no", number)
    night(desk)
    assert f"1 件該有收件通知，卻沒有紀錄（{number}）" in problems(desk)[0]
    night(desk, 26)
    assert problems(desk) == []
    with desk.rig.ledger.begin() as tx:
        assert [m.state for m in tx.outbox.of_case(number) if m.kind == "receipt"] == [SENT]


def test_one_that_comes_too_late_is_not_made_but_named(desk: StoryDesk) -> None:
    number = number_of(desk, "王怡君")
    break_in(desk, "messages", "case_no", number)
    night(desk, 25)
    assert f"（{number}）" in problems(desk)[0]
    assert "答應客人的時間已經過了" in str(desk.row(number)["outcome"])
    assert len(desk.channel.sent) == 1
    night(desk, 26)
    assert "1 過了答應的時間" in str(said(desk))
    assert problems(desk) == []


def test_a_case_that_stands_nowhere_gets_its_row_again(desk: StoryDesk) -> None:
    number = number_of(desk, "陳小明")
    break_in(desk, "sheet_rows", "key", number)
    del desk.grid.rows[desk.grid.find("number", number)]
    desk.now = taipei(24, "04:00")
    desk.run()
    desk.run(3)
    assert number in desk.numbers()
    night(desk, 25)
    assert problems(desk) == []


def test_it_waits_while_nothing_is_obeyed_or_rows_come_in(desk: StoryDesk) -> None:
    desk.now = taipei(24, "04:00")
    desk.file("半夜寫的", customer="林美", email="lin@example.com")
    assert "reconcile_forms" in desk.one().lines
    assert said(desk) is None
    desk.run(61)
    assert str(said(desk)).startswith("對帳 11/24（二）：表單 4 列＝案件 3＋重複 1")


def test_letters_of_another_ledger_are_not_made_again(desk: StoryDesk) -> None:
    with desk.rig.ledger.begin() as tx:
        tx.remember("rebuilt_at", desk.now)
    break_in(desk, "messages", "case_no", number_of(desk, "王怡君"))
    night(desk)
    assert "1 重建以前的" in str(said(desk))
    assert problems(desk) == []
    assert len(desk.channel.sent) == 1


def test_an_email_that_a_person_fills_in_later_makes_no_promise_late(desk: StoryDesk) -> None:
    desk.type(number_of(desk, "陳小明"), "email", "chen@example.com")
    desk.run()
    night(desk)
    assert str(said(desk)).endswith("收件通知 1 已寄、1 沒有 Email")
    assert len(desk.channel.sent) == 1


def test_rows_pasted_without_a_time_are_each_a_row_of_their_own(desk: StoryDesk) -> None:
    for text in ("蔥抓餅退冰了", "蝦子少一包", "杯子顏色不對", "發票沒有給我"):
        desk.file(text, submitted_at=None)
        desk.run(1)
    night(desk, clock="03:59")
    night(desk, clock="05:00")
    assert said(desk) == "對帳 11/24（二）：表單 7 列＝案件 6＋重複 1；收件通知 1 已寄、1 沒有 Email、4 需確認"
    assert problems(desk) == []
