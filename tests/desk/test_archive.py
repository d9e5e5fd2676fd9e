"""Rows of cases that were closed long ago go to 封存 and come back: whatever people do at that very moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheetdesk.columns import CASES, CONFIRMED, DECLINED
from tests.fakes.story_desk import StoryDesk

DAYS = 24 * 60
LATER = 90 * DAYS


class OldDesk(StoryDesk):
    """Three cases of other days, closed; `agree` lets their rows go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name in ("甲", "乙", "丙"):
            self.file(f"{name}的蔥抓餅退冰了", customer=name, email=f"c{ord(name)}@example.com", product=f"{name}餅")
            self.run(1)
        self.old = self.numbers()
        for number in self.old:
            self.type(number, "status", "已結案")
        self.run(1)

    def ask(self) -> list[dict[str, Any]]:
        return [row for row in self.rows("todo") if row.get("about") == "archive"]

    def answer(self, word: str) -> None:
        grid = self.workbook.grids["todo"]
        grid.put(grid.find("about", "archive"), "answer", word)

    def agree(self) -> None:
        self.run(LATER)
        self.answer(CONFIRMED)

    def own_column(self, title: str, value: str) -> None:
        """A person adds a column at the right edge and writes the same into each row."""
        at = len(self.grid.header)
        self.grid.insert_column(at)
        self.grid.retitle(at, title)
        for place in range(len(self.old)):
            self.grid.put(place, title, value)

    def archived(self) -> list[str]:
        return [str(row["number"]) for row in self.rows("archive") if row.get("number")]


def test_asks_before_the_first_rows_go_and_says_how_many_of_which_days(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.run(LATER - 1)
    assert desk.ask() == []
    desk.run(DAYS)
    assert "3 件（2026/11/23 結案）" in str(desk.ask()[0]["why"])
    assert desk.archived() == []
    desk.answer(DECLINED)
    desk.run(1)
    desk.run(DAYS)
    assert desk.ask() == []
    assert desk.archived() == []


def test_a_row_goes_whole_with_peoples_own_columns(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.own_column("我的欄", "貴客")
    desk.type(desk.old[0], "note", "老客人")
    desk.run(1)
    before = desk.row(desk.old[0])
    desk.agree()
    desk.run(1)
    assert desk.numbers() == []
    assert desk.archived() == desk.old
    row = desk.rows("archive")[0]
    assert {**before, "archived_at": row["archived_at"]} == row
    assert row["note"] == "老客人"
    assert row["我的欄"] == "貴客"
    writes = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == writes


def test_people_sort_at_the_moment_of_writing_and_the_wrong_rows_come_back(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.own_column("我的欄", "貴客")
    desk.file("丁餅也退冰了", customer="丁", email="ding@example.com", product="丁餅")
    desk.run(1)
    fresh = next(number for number in desk.numbers() if number not in desk.old)
    desk.type(fresh, "note", "我寫的")
    desk.run(1)
    before = desk.row(fresh)
    desk.agree()

    def newest_first(workbook: Any) -> None:
        workbook.grids["cases"].rows.reverse()

    desk.one(1)
    desk.workbook.at_write = newest_first
    desk.run(1)
    assert desk.numbers() == [fresh]
    assert sorted(desk.archived()) == sorted(desk.old)
    assert desk.row(fresh)["note"] == "我寫的"
    assert desk.row(fresh)["text"] == before["text"]


def test_a_row_at_which_somebody_works_at_that_moment_comes_back_and_she_is_heard(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.agree()
    desk.one(1)
    number = desk.old[1]
    desk.workbook.at_write = lambda workbook: desk.type(number, "status", "處理中")
    desk.run(1)
    assert desk.numbers() == [number]
    assert desk.row(number)["status"] == "處理中"
    assert desk.case(number).reopen_count == 1


def test_the_customer_writes_again_and_the_row_comes_back(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.own_column("我的欄", "貴客")
    desk.run(1)
    desk.agree()
    desk.run(1)
    number = desk.old[0]
    desk.file("又退冰了", customer="甲", case_no=number)
    desk.run(1)
    assert number in desk.numbers()
    assert number not in desk.archived()
    assert desk.row(number)["我的欄"] == "貴客"
    assert desk.row(number)["status"] == "處理中"


def test_a_reply_of_google_that_is_lost_leaves_each_row_in_one_place(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.agree()
    desk.one(1)
    desk.workbook.lose_reply = True
    desk.run(1)
    desk.run(1)
    assert desk.numbers() == []
    assert desk.archived() == desk.old


def test_she_calls_a_case_back_by_its_number(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.agree()
    desk.run(1)
    number = desk.old[1]
    desk.grid.insert(0, {"number": number})
    desk.run(1)
    assert desk.numbers() == [number]
    assert desk.row(number)["text"] == "乙的蔥抓餅退冰了"
    assert sorted(desk.archived()) == sorted(set(desk.old) - {number})
    desk.run(29 * DAYS)
    assert desk.numbers() == [number]
    desk.run(DAYS + 1)
    desk.run(DAYS)
    assert desk.numbers() == []


def test_a_column_without_a_title_is_one_column_there_and_back(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    at = len(desk.grid.header)
    desk.own_column("暫時", "貴客")
    desk.grid.retitle(at, None)
    desk.type(desk.old[2], "status", "處理中")
    desk.run(1)
    desk.agree()
    desk.run(1)
    title = f"{CASES.columns[-1].title}右邊第 1 欄"
    assert [row.get(title) for row in desk.rows("archive")] == ["貴客", "貴客"]
    desk.type(desk.old[2], "status", "已結案")
    desk.run(1)
    width = len(desk.workbook.grids["archive"].header)
    desk.run(LATER + DAYS)
    assert desk.archived() == desk.old
    assert [row.get(title) for row in desk.rows("archive")] == ["貴客"] * 3
    assert len(desk.workbook.grids["archive"].header) == width
    desk.file("又退冰了", customer="甲", case_no=desk.old[0])
    desk.run(1)
    assert [row[at] for row in desk.grid.rows if row[:1] == [desk.old[0]]] == ["貴客"]
    assert desk.grid.header[at:] in ([None], [])
