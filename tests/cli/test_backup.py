"""`backup` and `restore` at the terminal: what a copy holds, how it is thinned, and how a lost desk comes back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import CASES
from sheetdesk.ledger import files
from sheetdesk.ledger.lock import hold
from sheetdesk.workbook.xlsx_years import YearFiles
from tests.fakes.file_hands import TAIPEI
from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal
from tests.fakes.terminal import WANG, Terminal

CHEN = {"customer": "陳柏宏", "email": "chen@example.com", "product": "牛奶", "text": "牛奶漏出來了"}
EMAIL = "  email:\n    host: 127.0.0.1\n    security: none\n    from: a@example.com\n    user: a\n    password: {}\n"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.add_form_row(**WANG)
    assert terminal.type("run").exit_code == 0
    return terminal


def back_up(terminal: Terminal, *words: str) -> Path:
    result = terminal.type("backup", *words)
    assert result.exit_code == 0, result.output
    return max((terminal.folder / "backups").iterdir())


def years_of(terminal: Terminal) -> YearFiles:
    return YearFiles(terminal.folder / "archive", TAIPEI)


def file_rows(terminal: Terminal, **notes: str) -> None:
    """Rows of 封存 that are in the file of 2027, by case number, each with a note."""
    at = datetime(2027, 3, 1, tzinfo=UTC)
    years_of(terminal).add({n: {"archived_at": at, "number": n, "note": note} for n, note in notes.items()})


def notes_of(terminal: Terminal) -> dict[str, object]:
    return {number: row["note"] for number, row in years_of(terminal).rows().items()}


def lose(terminal: Terminal, *names: str) -> None:
    for name in names:
        (terminal.folder / name).unlink()


def test_a_copy_holds_workbook_ledger_and_config_for_its_owner_only_while_serve_runs(terminal: Terminal) -> None:
    with hold(f"sqlite:///{terminal.folder / 'sheetdesk.db'}", "serve", purpose=".serve"):
        made = back_up(terminal)
    assert sorted(each.name for each in made.iterdir()) == ["backup.json", "config.yaml", "desk.xlsx", "sheetdesk.db"]
    assert {oct(each.stat().st_mode)[-3:] for each in made.iterdir()} == {"600"}
    assert oct(made.stat().st_mode)[-3:] == "700"
    assert (made / "desk.xlsx").read_bytes() == terminal.path.read_bytes()
    with sqlite3.connect(made / "sheetdesk.db") as copy:
        assert copy.execute("SELECT count(*) FROM cases").fetchone() == (1,)
    assert [each.name for each in (terminal.folder / "backups").iterdir()] == [made.name]


def test_secrets_are_named_and_not_in_it(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "tell-nobody")
    (terminal.folder / "file").write_text("tell-nobody\n", encoding="utf-8")
    for named in ("${SMTP_PASSWORD}", "${file:file}"):
        config = terminal.config.read_text(encoding="utf-8")
        terminal.change_config("channels:\n", f"channels:\n{EMAIL.format(named)}")
        result = terminal.type("backup", "--to", str(terminal.folder / named[2]))
        assert f"請另外收好：{named}" in result.stdout
        (made,) = (terminal.folder / named[2]).iterdir()
        assert json.loads((made / "backup.json").read_text(encoding="utf-8"))["secrets"] == [named]
        assert not [each.name for each in made.iterdir() if b"tell-nobody" in each.read_bytes()]
        terminal.config.write_text(config, encoding="utf-8")


def test_the_ledger_is_copied_as_it_stood_at_one_moment_while_another_writes(terminal: Terminal) -> None:
    writer = sqlite3.connect(terminal.folder / "sheetdesk.db")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM cases")
    made = back_up(terminal)
    writer.rollback()
    writer.close()
    with sqlite3.connect(made / "sheetdesk.db") as copy:
        assert copy.execute("SELECT count(*) FROM cases").fetchone() == (1,)


def test_old_copies_are_thinned_by_the_rule_and_nothing_else_in_the_folder_is_touched(terminal: Terminal) -> None:
    terminal.config.write_text(
        terminal.config.read_text(encoding="utf-8").replace("  keep_days: 14", "  keep_days: 2"), encoding="utf-8"
    )
    made = back_up(terminal)
    for name in ("2020-01-01-030000", "2020-01-01-120000", "2019-12-31-030000", "2019-06-01-030000"):
        shutil.copytree(made, made.with_name(name))
    made.with_name("2020-01-01-040000").mkdir()  # of her own
    shutil.rmtree(made)
    result = terminal.type("backup")
    assert "刪掉了舊的備份 1 份：2020-01-01-030000" in result.stdout
    left = sorted(each.name for each in made.parent.iterdir())
    assert left[:-1] == ["2019-06-01-030000", "2019-12-31-030000", "2020-01-01-040000", "2020-01-01-120000"]


def test_a_copy_that_can_not_be_finished_leaves_nothing_under_a_name(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "_sync", full)
        result = terminal.type("backup")
    assert result.exit_code == 3
    assert "No space left on device" in result.stderr
    assert list((terminal.folder / "backups").iterdir()) == []
    (terminal.folder / "backups" / ".making-2026-01-01-000000").mkdir()  # of one whose process was killed
    made = back_up(terminal)
    assert list((terminal.folder / "backups").iterdir()) == [made]


def test_a_workbook_that_is_being_saved_is_named_and_the_ledger_kept_all_the_same(terminal: Terminal) -> None:
    terminal.path.write_bytes(terminal.path.read_bytes()[:5000])
    result = terminal.type("backup")
    assert result.exit_code == 1
    assert "試算表沒有備份到" in result.stderr
    assert "檔案不完整，可能正在存檔" in result.stderr
    (made,) = (terminal.folder / "backups").iterdir()
    assert sorted(each.name for each in made.iterdir()) == ["backup.json", "config.yaml", "sheetdesk.db"]


def test_a_machine_that_is_lost_comes_back_on_an_empty_one_and_sends_nothing_again(
    terminal: Terminal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    [number], made = terminal.numbers(), back_up(terminal)
    late = {**CHEN, "submitted_at": datetime.now(TAIPEI).replace(tzinfo=None)}
    terminal.add_form_row(**late)
    terminal.type("run")
    assert len(terminal.letters()) == 2
    copy = shutil.copytree(made, tmp_path_factory.mktemp("stick") / made.name)
    lose(terminal, "desk.xlsx", "sheetdesk.db", "config.yaml")
    result = terminal.type("restore", str(copy))
    assert result.exit_code == 0, result.output
    assert "這裡還沒有設定檔，放了備份裡的那一份" in result.stdout
    assert "試算表的檔案不在，會放回備份裡的那一份" in result.stdout
    terminal.add_form_row(**late)  # pasted once more, for the workbook is the old one
    terminal.type("run")
    assert sorted(n.split("-")[1] for n in terminal.numbers()) == ["0001", "0102"]
    assert number in terminal.numbers()
    assert len(terminal.letters()) == 2
    assert "要您決定的信：1 封" in terminal.type("status").stdout
    assert terminal.type("run").stdout.count("沒有要改的") == 1


def test_over_a_living_desk_it_says_what_would_come_and_does_nothing(terminal: Terminal) -> None:
    made = back_up(terminal)
    terminal.add_form_row(**CHEN)
    terminal.type("run")
    before = terminal.files()
    result = terminal.type("restore", str(made))
    assert result.exit_code == 2
    assert "這裡已經有帳本，什麼都沒有做" in result.stderr
    assert "請加 --yes" in result.stderr
    assert "試算表比備份新" in result.stdout
    assert "請接著執行 sheetdesk rebuild" in result.stdout
    assert {name: was for name, was in before.items() if ".lock" not in name}.items() <= terminal.files().items()


def test_an_old_ledger_that_is_wanted_all_the_same_stops_until_a_rebuild_and_nothing_leaves_twice(
    terminal: Terminal,
) -> None:
    made = back_up(terminal)
    terminal.add_form_row(**CHEN)
    terminal.type("run")
    numbers, letters = terminal.numbers(), terminal.letters()
    result = terminal.type("restore", str(made), "--yes")
    assert result.exit_code == 0, result.output
    assert len(list(terminal.folder.glob("sheetdesk.before-restore-*.db"))) == 1
    stopped = terminal.type("run")
    assert stopped.exit_code == 3
    assert "帳本可能是還原的舊備份" in stopped.stderr
    assert terminal.type("rebuild").exit_code == 0
    assert terminal.type("run").exit_code == 0
    assert (terminal.numbers(), terminal.letters()) == (numbers, letters)


def test_while_serve_has_the_ledger_nothing_is_restored(terminal: Terminal) -> None:
    made = back_up(terminal)
    with hold(f"sqlite:///{terminal.folder / 'sheetdesk.db'}", "serve", purpose=".serve"):
        result = terminal.type("restore", str(made), "--yes")
    assert result.exit_code == 3
    assert "systemctl stop sheetdesk" in result.stderr


def test_who_forgets_a_customer_is_told_of_the_copies_that_she_is_in(terminal: Terminal) -> None:
    made = back_up(terminal)
    result = terminal.type("forget", WANG["email"], "--yes")
    assert f"□ 備份檔「backups/{made.name}」" in result.stdout


@pytest.mark.parametrize("damage", ["no list", "other bytes", "a file gone"])
def test_what_is_no_whole_copy_is_refused(terminal: Terminal, damage: str) -> None:
    made = back_up(terminal)
    if damage == "no list":
        (made / "backup.json").unlink()
    elif damage == "other bytes":
        (made / "sheetdesk.db").write_bytes(b"SQLite format 3\0")
    else:
        (made / "desk.xlsx").unlink()
    before = terminal.files()
    result = terminal.type("restore", str(made), "--yes")
    assert result.exit_code == 2
    assert str(made) in result.stderr
    assert terminal.files() == before


def test_a_spreadsheet_is_exported_and_an_old_ledger_is_told_by_its_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeGoogle() as google:
        terminal = GoogleTerminal(tmp_path, google, monkeypatch)
        terminal.set_up()
        assert terminal.type("run").exit_code == 0
        made = back_up(terminal)
        assert CASES.title in load_workbook(made / "desk.xlsx").sheetnames
        assert "PRIVATE KEY" not in "".join(each.read_text("utf-8", "ignore") for each in made.iterdir())
        assert "試算表和備份一樣新" in terminal.type("restore", str(made)).stdout
        lose(terminal, "sheetdesk.db")
        result = terminal.type("restore", str(made))
        assert result.exit_code == 0, result.output
        assert terminal.type("run").exit_code == 0


def test_the_files_of_past_years_are_in_it_and_come_back_with_their_csv(terminal: Terminal) -> None:
    file_rows(terminal, A="甲", B="乙")
    table = (terminal.folder / "archive" / "封存-2027.csv").read_bytes()
    made = back_up(terminal)
    assert oct((made / "封存-2027.xlsx").stat().st_mode)[-3:] == "600"
    shutil.rmtree(terminal.folder / "archive")
    lose(terminal, "sheetdesk.db")
    result = terminal.type("restore", str(made))
    assert result.exit_code == 0, result.output
    assert "「封存-2027.xlsx」不在，會放回備份裡的那一份（2 列）" in result.stdout
    assert notes_of(terminal) == {"A": "甲", "B": "乙"}
    assert (terminal.folder / "archive" / "封存-2027.csv").read_bytes() == table


def test_a_newer_file_of_the_folder_stays_and_only_gets_the_rows_that_it_lacks(terminal: Terminal) -> None:
    file_rows(terminal, A="舊的", B="乙")
    made = back_up(terminal)
    shutil.rmtree(terminal.folder / "archive")
    file_rows(terminal, A="新的", C="丙")
    refused = terminal.type("restore", str(made))
    assert refused.exit_code == 2
    assert "還在，裡面的列不動；只有備份才有的 1 列會補進去" in refused.stdout
    assert notes_of(terminal) == {"A": "新的", "C": "丙"}
    assert terminal.type("restore", str(made), "--yes").exit_code == 0
    assert notes_of(terminal) == {"A": "新的", "B": "乙", "C": "丙"}
    before = {name: mark for name, mark in terminal.files().items() if name.startswith("archive")}
    again = terminal.type("restore", str(made), "--yes")
    assert "備份裡的列它都有，不動它" in again.stdout
    assert before.items() <= terminal.files().items()


def test_while_somebody_has_a_file_open_nothing_is_restored(terminal: Terminal) -> None:
    file_rows(terminal, A="甲")
    made = back_up(terminal)
    (terminal.folder / "archive" / "~$封存-2027.xlsx").touch()
    ledger = (terminal.folder / "sheetdesk.db").read_bytes()
    result = terminal.type("restore", str(made), "--yes")
    assert result.exit_code == 3
    assert "Excel 正開著這個檔案" in result.stderr
    assert (terminal.folder / "sheetdesk.db").read_bytes() == ledger


def test_a_year_that_can_not_be_read_is_named_and_the_rest_kept(terminal: Terminal) -> None:
    file_rows(terminal, A="甲")
    path = terminal.folder / "archive" / "封存-2027.xlsx"
    path.write_bytes(path.read_bytes()[:3000])
    result = terminal.type("backup")
    assert (result.exit_code, "封存的檔案沒有備份到" in result.stderr) == (1, True)
    (made,) = (terminal.folder / "backups").iterdir()
    assert sorted(each.name for each in made.iterdir()) == ["backup.json", "config.yaml", "desk.xlsx", "sheetdesk.db"]


def test_rows_filed_while_the_copy_is_made_are_in_the_file_when_its_ledger_knows_of_them(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = files.copy_ledger

    def filed_meanwhile(source: Path, target: Path) -> files.Identity:
        file_rows(terminal, A="甲")
        return copied(source, target)

    monkeypatch.setattr(files, "copy_ledger", filed_meanwhile)
    made = back_up(terminal)
    assert list(YearFiles(made, TAIPEI).rows()) == ["A"]
