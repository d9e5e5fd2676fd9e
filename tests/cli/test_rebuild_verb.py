"""`rebuild` at the terminal: the old ledger is kept, the new one knows the cases, and says what it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetdesk.cli import door
from tests.fakes.real_desk import WANG, RealDesk


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
