"""A desk gets old: cases of last season go to 封存, what is still open stays, and who writes again finds everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sheetdesk.columns import CONFIRMED
from sheetdesk.workbook.xlsx_years import YearFiles
from tests.fakes.week_desk import TAIPEI, WeekDesk, taipei

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


@pytest.fixture
def shelf(desk: WeekDesk) -> Any:
    """The tab 封存, in which one case stands."""
    number = desk.complaint("蔥抓餅退冰了", product="蔥抓餅")
    desk.type(number, "status", "已結案")
    desk.run(1)
    desk.at(desk.now + SEASON)
    todo = desk.workbook.grids["todo"]
    todo.put(todo.find("about", "archive"), "answer", CONFIRMED)
    desk.run(1)
    return desk.workbook.grids["archive"]


def test_what_she_writes_while_a_row_goes_to_its_file_is_in_the_file(desk: WeekDesk, shelf: Any) -> None:
    files = YearFiles(desk.folder / "archive", TAIPEI)
    desk.rig = replace(desk.rig, years=lambda: files)
    desk.one(366 * 24 * 60)
    assert [row.get("note") for row in files.rows().values()] == [None]
    shelf.put(0, "note", "客人來電道謝")
    desk.run(1)
    desk.run(24 * 60)
    assert [row["note"] for row in files.rows().values()] == ["客人來電道謝"]
    assert not desk.rows("archive")
    desk.rest()
