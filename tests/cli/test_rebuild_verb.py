"""`rebuild` at the terminal: the old ledger is kept, the new one knows the cases, and says what it did."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetdesk.cli import door
from sheetdesk.desk.archive import FILED
from sheetdesk.ledger import Ledger
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.values import Value
from sheetdesk.policy.numbers import case_number
from sheetdesk.workbook.xlsx_years import YearFiles
from tests.fakes.real_desk import MONDAY, TAIPEI, WANG, RealDesk

OLD = case_number("GB", MONDAY, TAIPEI, 7)


def call(desk: RealDesk, *words: str) -> Result:
    return CliRunner().invoke(door, [*words, "--config", str(desk.folder / "config.yaml")], catch_exceptions=False)


@pytest.fixture
def desk(tmp_path: Path) -> RealDesk:
    desk = RealDesk(tmp_path)
    (tmp_path / "config.yaml").write_text(
        "desk: {name: 好日子團購}\nworkbook: {kind: xlsx, path: desk.xlsx}\n", encoding="utf-8"
    )
    desk.add_form_rows(WANG)
    desk.run()
    desk.rig.ledger.close()
    return desk


def test_a_lost_ledger_is_made_anew_from_the_sheet(desk: RealDesk) -> None:
    (desk.folder / "sheetdesk.db").unlink()
    answer = call(desk, "run")
    assert answer.exit_code == 3
    assert "rebuild" in answer.output
    answer = call(desk, "rebuild")
    assert answer.exit_code == 0, answer.output
    assert "1 件案件" in answer.output
    answer = call(desk, "run")
    assert answer.exit_code == 0, answer.output
    assert len(desk.letters()) == 1


def test_the_old_ledger_is_kept_under_another_name(desk: RealDesk) -> None:
    assert call(desk, "rebuild").exit_code == 0
    kept = list(desk.folder.glob("sheetdesk.before-rebuild-*.db"))
    assert len(kept) == 1
    assert oct(kept[0].stat().st_mode)[-3:] == "600"
    assert oct((desk.folder / "sheetdesk.db").stat().st_mode)[-3:] == "600"


def test_a_rebuild_of_nothing_says_so_and_keeps_the_ledger(desk: RealDesk) -> None:
    before = (desk.folder / "sheetdesk.db").read_bytes()
    desk.path.write_bytes(b"not a workbook")
    assert call(desk, "rebuild").exit_code == 3
    assert (desk.folder / "sheetdesk.db").read_bytes() == before


def archived(desk: RealDesk) -> YearFiles:
    """One case is in the file of 2025, and the ledger knows that."""
    files = YearFiles(desk.folder / "archive", TAIPEI)
    row: dict[str, Value] = {
        "archived_at": datetime(2025, 3, 1, tzinfo=UTC),
        "number": OLD,
        "status": "已結案",
        "customer": "甲",
    }
    files.add({OLD: row})
    ledger = Ledger.open(f"sqlite:///{desk.folder / 'sheetdesk.db'}")
    with ledger.begin() as tx:
        tx.sheet.keep(FILED, {OLD: RowMemory(row)})
    ledger.close()
    return files


def test_while_a_year_is_missing_nothing_is_rebuilt_and_the_year_is_named(desk: RealDesk) -> None:
    archived(desk)
    shutil.rmtree(desk.folder / "archive")
    before = (desk.folder / "desk.xlsx").read_bytes()
    answer = call(desk, "rebuild")
    assert answer.exit_code == 2
    assert "封存的檔案少了（封存-2025.xlsx），有 1 件結案很久的案件" in answer.output
    assert "sheetdesk rebuild --without-files" in answer.output
    assert list(desk.folder.glob("*before-rebuild*")) == []
    assert (desk.folder / "desk.xlsx").read_bytes() == before


def test_without_the_files_what_the_old_ledger_knows_is_written_into_them_again(desk: RealDesk) -> None:
    files = archived(desk)
    rows = files.rows()
    shutil.rmtree(desk.folder / "archive")
    answer = call(desk, "rebuild", "--without-files")
    assert answer.exit_code == 0, answer.output
    assert "舊帳本還記得 1 件，已經寫回封存的檔案" in answer.output
    assert "2 件案件" in answer.output
    assert files.rows() == rows
    assert call(desk, "rebuild").exit_code == 0


def test_a_year_of_which_only_the_csv_is_left_is_missed_by_any_ledger(desk: RealDesk) -> None:
    archived(desk)
    (desk.folder / "archive" / "封存-2025.xlsx").unlink()
    (desk.folder / "sheetdesk.db").unlink()
    answer = call(desk, "rebuild")
    assert (answer.exit_code, "封存的檔案少了（封存-2025.xlsx）" in answer.output) == (2, True)


def test_old_answers_that_belong_to_no_case_are_listed(desk: RealDesk) -> None:
    desk.add_form_rows({**WANG, "submitted_at": datetime(2020, 1, 1, 9, 0), "email": "old@example.com"})  # noqa: DTZ001
    answer = call(desk, "rebuild")
    assert "很久以前的表單有 1 列沒有案件（「表單回應 1」第 3 列）：會建成已結案的案件，一封信都不寄" in answer.output
    letters = len(desk.letters())
    assert call(desk, "run").exit_code == 0
    assert len(desk.letters()) == letters
