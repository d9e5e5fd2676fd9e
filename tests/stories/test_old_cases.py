"""A desk gets old: cases of last season go to 封存, what is still open stays, and who writes again finds everything."""

from __future__ import annotations

from datetime import timedelta

from sheetdesk.columns import CONFIRMED
from tests.fakes.week_desk import WeekDesk, taipei

SEASON = timedelta(days=91)


def test_last_seasons_cases_go_to_the_archive_and_one_comes_back(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    old, held = desk.complaint("蔥抓餅退冰了", product="蔥抓餅"), desk.complaint("盒子破了", product="保鮮盒")
    for number in (old, held):
        desk.type(number, "status", "已結案")
    desk.type(old, "note", "老客人，很客氣")
    desk.type(held, "legal_hold", "保留")
    desk.run(1)
    desk.at(desk.now + SEASON)
    todo = desk.workbook.grids["todo"]
    todo.put(todo.find("about", "archive"), "answer", CONFIRMED)
    desk.run(1)
    assert desk.numbers() == [held]
    archived = desk.rows("archive")
    assert [(row["number"], row["note"]) for row in archived] == [(old, "老客人，很客氣")]
    assert desk.rows("customers")[0]["cases"] == 2
    desk.file("又退冰了", product="蔥抓餅", case_no=old)
    desk.run(1)
    assert sorted(desk.numbers()) == sorted([old, held])
    assert (desk.row(old)["status"], desk.row(old)["note"]) == ("處理中", "老客人，很客氣")
    assert not desk.rows("archive")
    desk.rest()
