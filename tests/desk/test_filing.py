"""After a year in 封存 a row goes to a file, and leaves the tab only once the file holds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.errors import WorkbookBusy
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
