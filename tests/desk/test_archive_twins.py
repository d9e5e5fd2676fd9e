"""Second rows of a case in 封存: they go once nothing is lost with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.columns import CASES
from tests.desk.test_archive import DAYS, OldDesk


@pytest.fixture
def desk(tmp_path: Path) -> OldDesk:
    """Two of three cases are archived; all bear words in a column without a title, the first a note."""
    desk = OldDesk(tmp_path)
    at = len(desk.grid.header)
    desk.own_column("暫時", "貴客")
    desk.grid.retitle(at, None)
    desk.type(desk.old[0], "note", "老客人")
    desk.type(desk.old[2], "status", "處理中")
    desk.run(1)
    desk.agree()
    desk.run(1)
    assert desk.archived() == desk.old[:2]
    return desk


def set_back(desk: OldDesk, yesterday: Any) -> None:
    desk.workbook = yesterday
    desk.rig = replace(desk.rig, workbook=yesterday)
    desk.show_form()
    desk.run(1)
    desk.run(3)


def rests(desk: OldDesk) -> None:
    writes = desk.workbook.applied
    assert desk.run(1)[-1].quiet
    assert desk.workbook.applied == writes


def test_a_sheet_set_back_to_before_a_row_came_back_keeps_no_second_row(desk: OldDesk) -> None:
    yesterday = desk.workbook.twin(lambda: desk.now)
    desk.file("又退冰了", customer="甲", case_no=desk.old[0])
    desk.run(1)
    desk.type(desk.old[0], "note", "後來寫的")
    desk.run(1)
    set_back(desk, yesterday)
    assert (sorted(desk.numbers()), desk.archived()) == ([desk.old[0], desk.old[2]], [desk.old[1]])
    assert desk.row(desk.old[0])["note"] == "後來寫的"
    rests(desk)


def test_words_of_today_in_a_sheet_set_back_come_back_from_the_ledger(desk: OldDesk) -> None:
    yesterday = desk.workbook.twin(lambda: desk.now)
    shelf = desk.workbook.grids["archive"]
    shelf.put(shelf.find("number", desk.old[1]), "note", "今天寫的")
    desk.run(DAYS)
    set_back(desk, yesterday)
    assert [row.get("note") for row in desk.rows("archive")] == ["老客人", "今天寫的"]
    rests(desk)


def copy_row(desk: OldDesk, **cells: Any) -> None:
    """A person copies the first row of 封存 into 案件, and forgets to delete it there."""
    row = {name: value for name, value in desk.rows("archive")[0].items() if name in desk.grid.header}
    row.pop("archived_at", None)
    desk.grid.insert(0, {**row, **cells})


def test_a_row_that_she_copied_back_stands_once(desk: OldDesk) -> None:
    copy_row(desk)
    desk.run(1)
    assert (sorted(desk.numbers()), desk.archived()) == ([desk.old[0], desk.old[2]], [desk.old[1]])
    place = desk.grid.find("number", desk.old[0])
    assert desk.grid.rows[place][len(CASES.columns)] == "貴客", "the other row alone held it, without a title"
    rests(desk)


def test_words_that_only_the_second_row_holds_move_into_blank_cells(desk: OldDesk) -> None:
    copy_row(desk, note=None)
    desk.run(1)
    assert (sorted(desk.numbers()), desk.archived()) == ([desk.old[0], desk.old[2]], [desk.old[1]])
    assert desk.row(desk.old[0])["note"] == "老客人"
    rests(desk)


def test_where_both_rows_say_something_a_person_chooses(desk: OldDesk) -> None:
    copy_row(desk, note="新的話")
    desk.run(1)
    assert sorted(desk.archived()) == desk.old[:2]
    state = [str(row.get("content")) for row in desk.rows("state")]
    assert any(f"{desk.old[0]} 有兩列" in text for text in state)
    desk.run(DAYS)
    shelf = desk.workbook.grids["archive"]
    shelf.put(shelf.find("number", desk.old[0]), "note", "新的話")
    desk.run(DAYS)
    assert desk.archived() == [desk.old[1]]
    assert not any("有兩列" in str(row.get("content")) for row in desk.rows("state"))


def test_words_written_into_a_second_row_as_it_is_deleted_are_kept(desk: OldDesk) -> None:
    copy_row(desk)
    desk.one(1)
    desk.one(0)
    shelf = desk.workbook.grids["archive"]
    shelf.put(shelf.find("number", desk.old[0]), "cause", "冰袋不足")
    desk.workbook.at_write = lambda workbook: shelf.put(shelf.find("number", desk.old[0]), "liability", "廠商")
    desk.run(1)
    desk.run(1)
    assert desk.archived() == [desk.old[1]]
    assert (desk.row(desk.old[0])["cause"], desk.row(desk.old[0])["liability"]) == ("冰袋不足", "廠商")


def test_a_row_twice_in_the_tab_stands_once(desk: OldDesk) -> None:
    shelf = desk.workbook.grids["archive"]
    shelf.insert(0, desk.rows("archive")[1])
    desk.run(DAYS)
    assert sorted(desk.archived()) == desk.old[:2]
    rests(desk)
