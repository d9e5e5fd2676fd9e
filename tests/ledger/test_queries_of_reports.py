"""What a report asks the ledger goes by indexes: the cases of earlier years cost it nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from sheetdesk.policy.report_terms import ReportTerms, Slot
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei
from tests.ledger.test_schema import plan_of

ASKED = ("case_figures", "letters_left", "backlog", "orders", "order_marks", "cases", "events", "messages")
"""Whose rows a report is made of; `people` of 客戶, which a new day asks for, are another room's."""


def test_the_reports_of_a_quarters_end_walk_through_no_table_that_grows(tmp_path: Path) -> None:
    """All kinds are due at once, with a case that was closed in the quarter and whose money hasn't come."""
    desk = StoryDesk(tmp_path)
    desk.defaults = replace(desk.defaults, reports=ReportTerms(to=("boss@example.com",), owners=Slot(0)))
    desk.fill("team", [{"name": "小美", "email": "mei@example.com", "goods": "玻璃保鮮盒", "active": "是"}])
    desk.rig = desk.open()
    desk.workbook.show_orders([{"order_no": "A1", "product": "玻璃保鮮盒", "email": "wang@example.com"}])
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    desk.type(desk.numbers()[0], "paid_by", "廠商")
    desk.type(desk.numbers()[0], "status", "已結案")
    desk.run(1)
    desk.now = taipei(4, "08:00", month=1).replace(year=2027)
    asked = heard(desk)
    titles = [m.letter.subject[:2] for m in desk.channel.sent if m.kind == "report"]
    assert sorted(titles) == ["分類", "季報", "月報", "週報"]
    with desk.rig.ledger.begin() as tx:
        ways = [step for statement, values in asked.items() for step in plan_of(tx, statement, values)]
    assert [step for step in ways if any(step.startswith(f"SCAN {table}") for table in ASKED)] == []
    for table in ("case_figures", "letters_left", "backlog", "order_marks"):
        assert any(step.startswith(f"SEARCH {table}") for step in ways), table


def heard(desk: StoryDesk) -> dict[str, tuple[object, ...]]:
    """What a pass asks of the database, once each."""
    asked: dict[str, tuple[object, ...]] = {}

    def note(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_more: object) -> None:
        if statement.startswith("SELECT"):
            asked[statement] = values

    event.listen(Engine, "before_cursor_execute", note)
    desk.run()
    event.remove(Engine, "before_cursor_execute", note)
    return asked
