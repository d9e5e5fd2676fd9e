"""A workbook that is a file is lost, or set back to yesterday's copy: no case is lost, and nobody gets a letter twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetdesk.cli import door
from sheetdesk.errors import DeskUnreachable
from tests.fakes.real_desk import WANG, RealDesk

pytestmark = pytest.mark.only(kind="memory", why="it is about files")

CHEN = {"customer": "陳柏宏", "email": "chen@example.com", "text": "湯匙少了一個"}
BOTH = ["chen@example.com", "wang@example.com"]


class Lost:
    """A desk of two cases; `yesterday` is the file as it was before the second of them and before somebody's note."""

    def __init__(self, folder: Path) -> None:
        self.desk = RealDesk(folder)
        (folder / "config.yaml").write_text(
            "desk: {name: 好日子團購}\nworkbook: {kind: xlsx, path: desk.xlsx}\n", encoding="utf-8"
        )
        self.desk.add_form_rows(WANG)
        self.desk.run()
        self.yesterday = self.desk.path.read_bytes()
        self.desk.add_form_rows(CHEN)
        self.desk.run_later()
        self.desk.edit(self.of("王怡君"), "note", "週五前補")
        self.desk.edit(self.of("陳柏宏"), "status", "處理中")
        self.desk.run_later()
        self.cases = {row["number"]: row["customer"] for row in self.desk.rows()}

    def of(self, customer: str) -> str:
        return next(str(row["number"]) for row in self.desk.rows() if row.get("customer") == customer)

    def type(self, verb: str) -> Result:
        """A verb at the terminal, while nothing else is at the ledger."""
        self.desk.rig.ledger.close()
        path = str(self.desk.folder / "config.yaml")
        answer = CliRunner().invoke(door, [verb, "--config", path], catch_exceptions=False)
        self.desk.rig = self.desk.open_rig()
        return answer

    def stands(self) -> None:
        """Both cases as people left them, each customer's one receipt, and nothing left to do."""
        for _ in range(2):
            self.desk.run_later()
        assert {row["number"]: row["customer"] for row in self.desk.rows()} == self.cases
        assert self.desk.row(self.of("王怡君"))["note"] == "週五前補"
        assert self.desk.row(self.of("陳柏宏"))["status"] == "處理中"
        assert self.desk.recipients() == BOTH
        assert self.desk.run_later()[-1].quiet


@pytest.fixture
def lost(tmp_path: Path) -> Lost:
    return Lost(tmp_path)


def test_yesterdays_copy_is_brought_up_to_date_from_the_ledger(lost: Lost) -> None:
    lost.desk.path.write_bytes(lost.yesterday)
    lost.stands()


def gone(lost: Lost) -> str:
    """What is said of it, and nothing is made in its place."""
    lost.desk.path.unlink()
    with pytest.raises(DeskUnreachable, match="找不到這個檔案") as fault:
        lost.desk.run_later()
    assert not lost.desk.path.exists()
    return fault.value.mend


def test_a_file_that_is_gone_is_named_with_its_backup_which_is_enough(lost: Lost) -> None:
    backup = lost.desk.folder / "desk.xlsx.bak"
    assert backup.name in gone(lost)
    shutil.copy(backup, lost.desk.path)
    lost.stands()


def test_a_file_that_is_gone_with_its_backup_is_made_anew_from_the_ledger(lost: Lost) -> None:
    (lost.desk.folder / "desk.xlsx.bak").unlink()
    assert "sheetdesk init" in gone(lost)
    answer = lost.type("init")
    assert answer.exit_code == 0, answer.output
    lost.stands()


def test_a_ledger_that_is_gone_is_named_and_made_anew_from_the_file(lost: Lost) -> None:
    lost.desk.rig.ledger.close()
    for file in lost.desk.folder.glob("sheetdesk.db*"):
        file.unlink()
    answer = lost.type("run")
    assert answer.exit_code == 3
    assert "sheetdesk rebuild" in answer.output
    answer = lost.type("rebuild")
    assert answer.exit_code == 0, answer.output
    lost.stands()
