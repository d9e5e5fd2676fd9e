"""回覆範本: rows that the organiser writes are the letters that leave, and what is wrong with one stands beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def case(desk: StoryDesk) -> str:
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    return desk.numbers()[0]


def row(**cells: Value) -> dict[str, Value]:
    return {"name": "補寄", "body": "補一個新的給您。", "version": "7", "reviewed": TODAY, **cells}


def problems(desk: StoryDesk) -> list[str]:
    return [str(line.get("content")) for line in desk.rows("state") if "回覆範本" in str(line.get("content"))]


def replied(desk: StoryDesk) -> list[tuple[str, str, str]]:
    return [(m.letter.template, m.letter.version, m.letter.text) for m in desk.channel.sent if m.kind == "reply"]


def test_a_row_stands_in_for_the_letter_of_its_name(desk: StoryDesk, case: str) -> None:
    desk.fill("templates", [row()])
    desk.type(case, "reply_template", "補寄")
    desk.type(case, "action", "寄出")
    desk.run(1)
    assert desk.row(case)["preview"] == "王怡君 您好：\n\n補一個新的給您。\n\n好日子團購 阿芳"
    desk.run(2)
    assert replied(desk) == [("reply_resend", "7", "王怡君 您好：\n\n補一個新的給您。\n\n好日子團購 阿芳")]
    assert desk.rows("log")[-1]["template"] == "reply_resend 7"


def test_a_row_stands_in_for_a_receipt_too(desk: StoryDesk) -> None:
    body = "{{ 稱呼 }}：\n\n{{ 問題 }}，記下了，{{ 答應的時間 }}回您。\n\n{{ 署名 }}"
    desk.fill("templates", [row(name="receipt_broken", body=body)])
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    assert "玻璃保鮮盒破損，記下了，" in desk.channel.sent[0].letter.text


def test_a_row_with_a_fault_says_so_beside_it_and_the_shipped_letter_counts(desk: StoryDesk, case: str) -> None:
    desk.fill("templates", [row(body="我們會盡快補寄。")])
    desk.type(case, "reply_template", "補寄")
    desk.type(case, "follow_up", date(2026, 11, 26))
    desk.run(1)
    assert "信裡不能寫「盡快」 → 寫出日期和時間" in str(desk.rows("templates")[0]["problem"])
    assert any("盡快" in said for said in problems(desk))
    assert "我們會補寄一份新的給您" in str(desk.row(case)["preview"])
    desk.fill("templates", [row(body="今天補寄。")])
    desk.run(1)
    assert desk.rows("templates")[0].get("problem") is None
    assert problems(desk) == []


def test_the_previews_of_open_drafts_follow_a_changed_row(desk: StoryDesk, case: str) -> None:
    desk.fill("templates", [row()])
    desk.type(case, "reply_template", "補寄")
    desk.run(1)
    desk.fill("templates", [row(body="改寄兩個新的給您。")])
    desk.run(1)
    assert "改寄兩個新的給您。" in str(desk.row(case)["preview"])


def test_the_previews_of_open_drafts_follow_a_changed_signature(desk: StoryDesk, case: str) -> None:
    desk.type(case, "reply_text", "明天到")
    desk.run(1)
    items = [{**line, "value": "小美"} if line["item"] == "署名" else line for line in desk.rows("settings")]
    desk.fill("settings", items)
    desk.run(1)
    assert str(desk.row(case)["preview"]).endswith("好日子團購 小美")


def test_a_changed_row_judges_no_case_anew(desk: StoryDesk, case: str) -> None:
    before = desk.events(case)
    desk.fill("templates", [row()])
    desk.run(1)
    assert desk.events(case) == before


def test_a_second_run_over_the_tab_changes_nothing(desk: StoryDesk, case: str) -> None:
    desk.fill("templates", [row(), row(name="壞的", body="親愛的顧客")])
    desk.type(case, "reply_template", "補寄")
    desk.run(1)
    before, applied = desk.rows("templates"), desk.workbook.applied
    desk.run(1)
    assert (desk.rows("templates"), desk.workbook.applied) == (before, applied)


@pytest.mark.parametrize(("reviewed", "told"), [(date(2025, 11, 23), False), (date(2025, 11, 22), True), (None, True)])
def test_a_row_that_nobody_has_read_for_a_year_is_named_once(
    desk: StoryDesk, reviewed: date | None, told: bool
) -> None:
    desk.fill("templates", [row(reviewed=reviewed), row(name="我的", reviewed=reviewed)])
    desk.run()
    said = [line for line in problems(desk) if "超過 365 天沒有人讀過：我的、補寄" in line]
    assert len(said) == told
