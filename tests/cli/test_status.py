from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.cli.health import patience, sign_of_life
from sheetdesk.desk.stamp_check import DISPLACED, OWNER, UNREAD
from sheetdesk.ledger import Ledger
from tests.fakes.file_hands import TAIPEI
from tests.fakes.terminal import WANG, Terminal

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_desk_at_rest_tells_its_passes_cases_and_quota(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.add_form_row(**WANG)
    terminal.type("run")
    result = terminal.type("status")
    assert result.exit_code == 0
    assert "案件：1 件，其中 1 件還沒處理完" in result.stdout
    assert "寄出 1、沒寄出 0、問題 0" in result.stdout
    assert "等著寄的信：0 封" in result.stdout
    assert "最近 24 小時寄了 1 封（上限 500，存在寄件匣資料夾，沒有真的寄）" in result.stdout


def test_letters_that_need_a_person_are_listed_with_case_and_reason(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.add_form_row(**WANG, submitted_at="2020-01-01 10:00")
    terminal.type("run")
    terminal.add_form_row(**{**WANG, "email": "late@example.com"}, submitted_at="2020-01-02 10:00")
    terminal.type("run")
    result = terminal.type("status")
    assert "要您決定的信：1 封（在「往來紀錄」的「決定」欄選）" in result.stdout
    assert f"M1 {terminal.numbers()[1]} 收件通知：啟用前填的單" in result.stdout


def test_letters_that_wait_and_open_problems_are_listed(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.add_form_row(**WANG)
    terminal.write("rules", 2, "priority", "超急")
    (tmp_path / "outbox").write_text("in the way")
    terminal.type("run")
    result = terminal.type("status")
    assert "等著寄的信：1 封" in result.stdout
    assert "信件寫不進寄件匣" in result.stdout
    assert "要請您處理的問題：1 個" in result.stdout
    assert "「優先級」沒有「超急」" in result.stdout


def test_status_changes_nothing(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    terminal.type("run")
    before = terminal.files()
    terminal.type("status")
    assert terminal.files() == before


def test_without_a_ledger_the_mend_is_named_and_none_is_made(tmp_path):
    terminal = Terminal(tmp_path)
    result = terminal.type("status")
    assert result.exit_code == 3
    assert "先執行 sheetdesk init" in result.stderr
    assert list(terminal.files()) == ["config.yaml"]


def test_a_workbook_out_of_reach_is_told_of_until_it_is_back(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.path.rename(tmp_path / "moved.xlsx")
    terminal.type("run")
    assert "起試算表讀不到或寫不進去；請執行 sheetdesk doctor" in terminal.type("status").stdout
    (tmp_path / "moved.xlsx").rename(terminal.path)
    terminal.type("run")
    assert "讀不到" not in terminal.type("status").stdout


@pytest.mark.parametrize(("minutes", "code"), [(14, 0), (15, 0), (16, 1)])
def test_a_program_that_watches_is_told_whether_the_last_pass_is_young_enough(tmp_path, minutes, code):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'sheetdesk.db'}")
    with ledger.begin() as tx:
        assert sign_of_life(tx, {}, NOW, TAIPEI) == (False, "還沒有跑完過一輪")
        tx.note_pass(NOW - timedelta(minutes=minutes), "wrote 0; intake 王怡君")
        alive, said = sign_of_life(tx, {"intake": timedelta(minutes=1)}, NOW, TAIPEI)
    ledger.close()
    assert alive == (code == 0)
    assert ("超過 15 分鐘沒有跑完一輪" in said) == (code == 1)
    assert "王怡君" not in said


def test_the_check_is_one_line_and_an_exit_code(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    never = terminal.type("status", "--check")
    assert (never.exit_code, never.stdout) == (1, "還沒有跑完過一輪\n")
    terminal.type("run")
    just_now = terminal.type("status", "--check")
    assert just_now.exit_code == 0
    assert just_now.stdout.startswith("最後一輪 ")


def test_a_desk_that_stands_back_says_so_with_its_mend_until_the_desk_is_its_own_again(tmp_path):
    terminal, ledger = Terminal(tmp_path), tmp_path / "sheetdesk.db"
    terminal.set_up("--live")
    terminal.add_form_row(**WANG)
    terminal.type("run")
    old = ledger.read_bytes()
    terminal.add_form_row(**{**WANG, "email": "lin@example.com"})
    terminal.type("run")
    newest = ledger.read_bytes()
    ledger.write_bytes(old)
    assert terminal.type("run").exit_code == 3
    shown, check = terminal.type("status").stdout, terminal.type("status", "--check")
    assert "這份試算表不歸這個帳本管" in shown
    assert "sheetdesk rebuild" in shown
    assert "讀不到或寫不進去" not in shown
    assert (check.exit_code, check.stdout.count("\n")) == (1, 1)
    assert "換回最新的帳本" in check.stdout
    ledger.write_bytes(newest)
    assert terminal.type("run").exit_code == 0
    assert "不歸這個帳本管" not in terminal.type("status").stdout
    assert terminal.type("status", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [(DISPLACED, "server-b", "主機「server-b」也在寫這份試算表"), (OWNER, UNREAD, "還沒有讀過試算表，讀到以前不寄信")],
)
def test_whatever_the_ledger_knows_of_another_owner_is_told_to_who_watches(tmp_path, fact, value, words):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    terminal.type("run")
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'sheetdesk.db'}")
    with ledger.begin() as tx:
        tx.remember(fact, value)
    ledger.close()
    check = terminal.type("status", "--check")
    assert check.exit_code == 1
    assert words in check.stdout
    assert words in terminal.type("status").stdout


def test_patience_follows_the_timetable():
    assert patience({"a": timedelta(minutes=30), "b": timedelta(hours=2)}) == timedelta(minutes=90)
    assert patience({"a": timedelta(seconds=10)}) == timedelta(minutes=15)


def test_the_newest_backup_is_told_or_that_there_is_none(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    assert "裡還沒有，請執行 sheetdesk backup" in terminal.type("status").stdout
    terminal.type("backup")
    assert f"最近的備份：{datetime.now(TAIPEI):%Y/%m/%d}" in terminal.type("status").stdout
