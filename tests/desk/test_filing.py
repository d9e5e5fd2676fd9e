"""After a year in 封存 a row goes to a file, and leaves the tab only once the file holds it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.desk.lost_files import Known, find_lost, known_to
from sheetdesk.desk.rebuild import Rebuilt, rebuild
from sheetdesk.errors import WorkbookBusy
from sheetdesk.policy.retention import USUAL
from sheetdesk.workbook.xlsx_years import YearFiles
from sheetdesk.workbook.year_files import Rows
from tests.desk.test_archive import DAYS, OldDesk
from tests.fakes.file_hands import TAIPEI

YEAR = 365 * DAYS


class Held(YearFiles):
    """Somebody has the files open in Excel."""

    def add(self, rows: Rows) -> None:
        raise WorkbookBusy("有人開著", which="封存-2027.xlsx")


@pytest.fixture
def desk(tmp_path: Path) -> OldDesk:
    """Three archived cases, of which one bears a note and one is held; the files lie beside the ledger."""
    desk = OldDesk(tmp_path)
    desk.type(desk.old[0], "note", "老客人")
    desk.run(1)
    desk.rig = replace(desk.rig, years=lambda: files(desk))
    desk.agree()
    desk.run(1)
    grid = desk.workbook.grids["archive"]
    grid.put(grid.find("number", desk.old[2]), "legal_hold", "保留")
    return desk


def files(desk: OldDesk) -> YearFiles:
    return YearFiles(desk.folder / "archive", TAIPEI)


def test_rows_go_to_the_file_of_their_year_and_one_that_is_held_stays(desk: OldDesk) -> None:
    desk.run(YEAR - DAYS)
    assert not (desk.folder / "archive").exists()
    desk.run(DAYS)
    assert desk.archived() == [desk.old[2]]
    kept = files(desk).rows()
    assert list(kept) == desk.old[:2]
    assert kept[desk.old[0]]["note"] == "老客人"
    assert desk.run(1)[-1].quiet


def test_rows_stay_while_the_file_can_not_be_written(desk: OldDesk) -> None:
    desk.rig = replace(desk.rig, years=lambda: Held(desk.folder, TAIPEI))
    report = desk.run(YEAR)[0]
    assert desk.archived() == desk.old
    assert "有人開著" in str(report.problems)
    desk.rig = replace(desk.rig, years=lambda: files(desk))
    desk.run(DAYS)
    assert desk.archived() == [desk.old[2]]


def test_a_customer_who_writes_again_finds_her_case_though_its_row_is_in_a_file(desk: OldDesk) -> None:
    desk.run(YEAR)
    desk.file("又退冰了", customer="甲", case_no=desk.old[0])
    desk.run(1)
    desk.run(3)
    assert desk.numbers() == [desk.old[0]]
    assert (desk.row(desk.old[0])["note"], desk.row(desk.old[0])["status"]) == ("老客人", "處理中")


def test_a_rebuilt_ledger_knows_the_cases_of_the_files(desk: OldDesk) -> None:
    desk.run(YEAR)
    sent = len(desk.channel.sent)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = replace(desk.open(), years=lambda: files(desk))
    made = rebuild(desk.rig, desk.now)
    assert (made.cases, made.open_form_rows) == (3, 0)
    desk.run(1)
    assert (desk.numbers(), desk.archived(), len(desk.channel.sent)) == ([], [desk.old[2]], sent)


def rebuilt(desk: OldDesk, name: str = "new.db") -> Rebuilt:
    """The desk with a new ledger; what became of the old one is nobody's business here."""
    desk.rig.ledger.close()
    desk.url = desk.url.rsplit("/", 1)[0] + f"/{name}"
    desk.rig = replace(desk.open(), years=lambda: files(desk))
    return rebuild(desk.rig, desk.now)


def test_with_ledger_and_files_lost_old_answers_come_in_closed_and_nobody_hears_of_it(desk: OldDesk) -> None:
    desk.run(YEAR)
    shutil.rmtree(desk.folder / "archive")
    sent = len(desk.channel.sent)
    made = rebuilt(desk)
    assert (made.cases, made.open_form_rows) == (1, 0)
    assert [place for _, place in made.old_form_rows] == [2, 3]
    for minutes in (1, 3, 3 * DAYS, 8 * DAYS):
        desk.run(minutes)
    assert len(desk.channel.sent) == sent
    assert {row["status"] for row in desk.rows()} == {"已結案"}
    assert desk.run(1)[-1].quiet
    assert rebuilt(desk, "newer.db").old_form_rows == ()


def test_a_young_answer_without_a_case_comes_in_open_after_a_rebuild_too(desk: OldDesk) -> None:
    desk.run(YEAR)
    desk.file("盒蓋裂了", customer="丁", email="ding@example.com")
    made = rebuilt(desk)
    assert (made.open_form_rows, made.old_form_rows) == (1, ())
    desk.run(1)
    assert [row["status"] for row in desk.rows()] == ["待處理"]


def test_what_the_old_ledger_and_the_log_know_and_no_file_holds_is_lost(desk: OldDesk) -> None:
    desk.run(YEAR)
    with desk.rig.ledger.begin() as tx:
        known = known_to(tx)
    assert find_lost(desk.rig, known, desk.now).numbers == []
    shutil.rmtree(desk.folder / "archive")
    lost = find_lost(desk.rig, known, desk.now)
    assert (sorted(lost.rows), lost.told) == (desk.old[:2], {})
    assert lost.years(USUAL, TAIPEI) == {2027}
    told = find_lost(desk.rig, Known(), desk.now)
    assert (told.rows, sorted(told.told)) == ({}, desk.old[:2])
    assert find_lost(desk.rig, Known(dropped=frozenset(desk.old)), desk.now).numbers == []
    files(desk).add(lost.rows)
    assert find_lost(desk.rig, Known(), desk.now).numbers == []


def test_a_case_whose_row_went_a_while_ago_and_may_not_be_in_a_file_yet_is_not_missed(desk: OldDesk) -> None:
    with desk.rig.ledger.begin() as tx:
        known = known_to(tx)
    desk.workbook.grids["archive"].rows.clear()
    assert sorted(known.rows) == desk.old
    assert find_lost(desk.rig, known, desk.now).numbers == []
