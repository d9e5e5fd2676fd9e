"""Ledger gone, sheet gone, sheet set back: what stood in 封存 is known again, and nobody gets a letter twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.desk.forget import forget, persons_meant
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.policy.forgetting import GONE
from sheetdesk.policy.shop import Shop, first_rows
from tests.desk.test_archive import DAYS, OldDesk


@pytest.fixture
def desk(tmp_path: Path) -> OldDesk:
    """Two of three cases are archived; the last was closed later."""
    desk = OldDesk(tmp_path)
    desk.type(desk.old[2], "status", "處理中")
    desk.type(desk.old[0], "note", "老客人")
    desk.run(1)
    desk.agree()
    desk.run(1)
    assert desk.archived() == desk.old[:2]
    return desk


def stands(desk: OldDesk) -> None:
    """Each case stands where it did, and nothing left."""
    assert desk.numbers() == desk.old[2:]
    assert sorted(desk.archived()) == desk.old[:2]
    assert {row.get("note") for row in desk.rows("archive")} == {"老客人", None}
    assert desk.run(1)[-1].quiet


def test_a_ledger_that_is_gone_is_made_anew_from_both_tabs(desk: OldDesk) -> None:
    sent = len(desk.channel.sent)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    made = rebuild(desk.rig, desk.now)
    assert (made.cases, made.open_form_rows) == (3, 0)
    desk.run(1)
    stands(desk)
    desk.run(DAYS)
    assert not desk.ask()
    stands(desk)
    assert len(desk.channel.sent) == sent
    desk.file("又退冰了", customer="甲", case_no=desk.old[0])
    desk.run(1)
    assert desk.row(desk.old[0])["note"] == "老客人"


def test_a_new_spreadsheet_is_filled_from_the_ledger(desk: OldDesk) -> None:
    sent, team = len(desk.channel.sent), desk.rows("team")
    desk.workbook = desk.new_workbook(lambda: desk.now)
    desk.fill("settings", first_rows(Shop("好日子團購", "阿芳", trial=False)))
    desk.fill("team", team)
    desk.show_form()
    desk.rig = replace(desk.rig, workbook=desk.workbook)
    desk.run(1)
    stands(desk)
    assert len(desk.channel.sent) == sent


def test_a_sheet_set_back_to_before_its_rows_went_is_healed(tmp_path: Path) -> None:
    desk = OldDesk(tmp_path)
    desk.agree()
    yesterday = desk.workbook.twin(lambda: desk.now)
    desk.run(1)
    sent = len(desk.channel.sent)
    desk.workbook = yesterday
    desk.rig = replace(desk.rig, workbook=yesterday)
    desk.run(1)
    assert desk.numbers() == []
    assert desk.archived() == desk.old
    assert len(desk.channel.sent) == sent


def test_a_sheet_set_back_to_before_a_row_came_back_shows_it_once(desk: OldDesk) -> None:
    yesterday = desk.workbook.twin(lambda: desk.now)
    desk.file("又退冰了", customer="甲", email=f"c{ord('甲')}@example.com", case_no=desk.old[0])
    desk.run(1)
    sent = len(desk.channel.sent)
    desk.workbook = yesterday
    desk.rig = replace(desk.rig, workbook=yesterday)
    desk.show_form()
    desk.run(1)
    desk.run(3)
    assert sorted(desk.numbers()) == sorted([desk.old[0], desk.old[2]])
    assert desk.row(desk.old[0])["status"] == "處理中"
    assert len(desk.channel.sent) == sent


def test_a_row_that_somebody_deletes_there_comes_back(desk: OldDesk) -> None:
    del desk.workbook.grids["archive"].rows[0]
    desk.run(DAYS)
    desk.run(DAYS)
    stands(desk)


def test_what_people_sort_and_write_there_stays(desk: OldDesk) -> None:
    grid = desk.workbook.grids["archive"]
    grid.rows.reverse()
    grid.put(0, "note", "看過了")
    desk.run(DAYS)
    desk.run(DAYS)
    assert {row.get("note") for row in desk.rows("archive")} == {"老客人", "看過了"}
    assert desk.numbers() == desk.old[2:]


def test_who_asks_to_be_forgotten_is_forgotten_there_too(desk: OldDesk) -> None:
    with desk.rig.ledger.begin() as tx:
        [her] = persons_meant(tx, "甲")
        forget(tx, her, desk.now)
    desk.run(1)
    row = next(row for row in desk.rows("archive") if row["number"] == desk.old[0])
    assert (row["customer"], row.get("email"), row.get("note")) == (GONE, None, None)
    assert desk.archived() == desk.old[:2]
    desk.run(DAYS)
    assert desk.run(1)[-1].quiet
