"""Who ordered again after her case was closed, in a history small enough to be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sheetdesk.model.values import Value
from sheetdesk.policy.report_terms import ReportTerms, Slot
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei

AGAIN, SAME_DAY, BEFORE, UNKNOWN = "a@example.com", "b@example.com", "c@example.com", "d@example.com"


def test_each_customer_counts_once_and_only_an_order_after_her_case_is_a_repurchase(tmp_path: Path) -> None:
    """Five cases of four customers: one came back, one ordered on the very day, one before it, of one no order is known."""
    desk = StoryDesk(tmp_path)
    terms = ReportTerms(to=("boss@example.com",), weekly=None, monthly=None, quarterly=Slot(1))
    desk.defaults = replace(desk.defaults, reports=terms)
    desk.rig = desk.open()
    for at, mail in enumerate((AGAIN, AGAIN, SAME_DAY, BEFORE, UNKNOWN)):
        desk.file(f"保鮮盒破了 {at}", product=f"保鮮盒 {at}", email=mail, customer=f"客人{mail[0]}")
    desk.run()
    numbers = desk.numbers()
    assert len(numbers) == 5
    for number in numbers:
        desk.type(number, "status", "已結案")
    desk.run(1)
    closed = desk.now.astimezone(taipei(1).tzinfo).date()
    desk.now = taipei(20, month=12)
    desk.workbook.show_orders(
        [
            order("A1", AGAIN, closed - timedelta(days=20)),
            order("A2", AGAIN, closed + timedelta(days=1)),
            order("B1", SAME_DAY, closed),
            order("C1", BEFORE, closed - timedelta(days=1)),
        ]
    )
    desk.run()
    desk.now = taipei(1, "08:00", month=1).replace(year=2027)
    desk.run()
    [letter] = [m.letter.text for m in desk.channel.sent if m.kind == "report"]
    told = "1 位再購 ÷ 知道訂單的 3 位 = 33.3 %（結案的共 4 位）；暫定：其中 2 位還沒滿 90 天"
    assert f"2026 年第 4 季結案的客人：{told}" in letter
    assert "2026 年第 3 季結案的客人：沒有" in letter


def order(number: str, mail: str, day: date) -> dict[str, Value]:
    return {"order_no": number, "product": "蔥抓餅", "email": mail, "ordered_on": day}
