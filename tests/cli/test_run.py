from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from sheetdesk.jobs import JOBS
from sheetdesk.ledger.lock import hold
from tests.fakes.terminal import TAIPEI, WANG, Terminal


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    return terminal


def clock(**ahead):
    return f"{datetime.now(TAIPEI) + timedelta(**ahead):%Y-%m-%d %H:%M:%S}"


def test_a_form_row_becomes_a_case_with_a_receipt_and_the_end_says_so(terminal):
    terminal.add_form_row(**WANG)
    result = terminal.type("run")
    assert result.exit_code == 0
    assert "收進來：新案件 1" in result.stdout
    assert "王怡君｜蔥抓餅｜退冰融化（商品問題，重要，阿芳，" in result.stdout
    assert "信：寄出 1（試寄，沒有真的寄給客人）" in result.stdout
    assert len(terminal.numbers()) == len(terminal.letters()) == 1


def test_a_second_run_changes_nothing(terminal):
    terminal.add_form_row(**WANG)
    terminal.type("run")
    before = terminal.path.read_bytes()
    result = terminal.type("run")
    assert result.exit_code == 0
    assert "收進來：沒有新的" in result.stdout
    assert "試算表：沒有要改的" in result.stdout
    assert terminal.path.read_bytes() == before


def test_a_rehearsal_shows_every_cell_and_letter_and_changes_no_file(terminal):
    terminal.add_form_row(**WANG)
    before = terminal.files()
    result = terminal.type("run", "--dry-run")
    assert result.exit_code == 0
    assert "案件 GB" in result.stdout
    assert "    顧客：王怡君" in result.stdout
    assert "收件通知 GB" in result.stdout
    assert "主旨：收到了：您反映的蔥抓餅退冰" in result.stdout
    assert "王怡君 您好：" in result.stdout
    assert terminal.files() == before


def test_a_rehearsal_names_tab_case_column_old_and_new_of_a_change(terminal):
    terminal.add_form_row(**WANG)
    terminal.type("run")
    number = terminal.numbers()[0]
    terminal.write("cases", 2, "solution_due", None)
    before = terminal.files()
    result = terminal.type("run", "--dry-run")
    assert f"  案件 {number}｜解決期限：（空白） → 20" in result.stdout
    assert terminal.files() == before


def test_a_rehearsal_makes_no_ledger_where_there_is_none(terminal):
    (terminal.folder / "sheetdesk.db").unlink()
    terminal.add_form_row(**WANG)
    before = terminal.files()
    assert "要寫的格子" in terminal.type("run", "--dry-run").stdout
    assert terminal.files() == before


def test_a_rehearsal_says_that_letters_of_the_trial_go_to_the_organiser(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    assert "試營運：真的寄出時只寄給您自己" in terminal.type("run", "--dry-run").stdout


def test_a_new_problem_gives_exit_code_1_once(terminal):
    terminal.write("rules", 2, "priority", "超急")
    first = terminal.type("run")
    assert first.exit_code == 1
    assert "（新）分類規則「規則 10」：「優先級」沒有「超急」 → 請選：緊急、重要、一般" in first.stdout
    second = terminal.type("run")
    assert second.exit_code == 0
    assert "超急" in second.stdout
    assert "（新）" not in second.stdout


def test_a_job_alone_decides_and_sends_only_its_own(terminal):
    terminal.add_form_row(**WANG)
    result = terminal.type("run", "--job", "intake", "--job", "triage", "--job", "stamp_deadlines")
    assert result.exit_code == 0
    assert len(terminal.numbers()) == 1
    assert not terminal.letters()
    terminal.type("run", "--job", "send_receipts")
    assert len(terminal.letters()) == 1


def test_a_job_without_letters_sends_nothing_that_waits(terminal):
    terminal.add_form_row(**WANG)
    (terminal.folder / "outbox").write_text("in the way")
    assert terminal.type("run").exit_code == 1
    (terminal.folder / "outbox").unlink()
    terminal.type("run", "--job", "triage", "--now", clock(hours=2))
    assert not terminal.letters()
    terminal.type("run", "--now", clock(hours=3))
    assert len(terminal.letters()) == 1


def test_an_unknown_job_is_refused_with_those_that_there_are(terminal):
    before = terminal.files()
    result = terminal.type("run", "--job", "coffee")
    assert result.exit_code == 2
    assert "沒有「coffee」這個工作" in result.stderr
    assert "、".join(JOBS) in result.stderr
    assert terminal.files() == before


def test_a_letter_that_could_not_leave_is_named_with_its_reason(terminal):
    (terminal.folder / "outbox").write_text("in the way")
    terminal.add_form_row(**WANG)
    result = terminal.type("run")
    assert result.exit_code == 1
    assert "沒寄出的收件通知 GB" in result.stdout
    assert "信件寫不進寄件匣" in result.stdout


def test_a_time_before_the_last_pass_is_refused(terminal):
    terminal.type("run")
    before = terminal.files()
    result = terminal.type("run", "--now", clock(hours=-1))
    assert result.exit_code == 2
    assert "比上一輪" in result.stderr
    assert terminal.files() == before


def test_an_unreadable_time_is_refused(terminal):
    result = terminal.type("run", "--now", "中午")
    assert result.exit_code == 2
    assert "--now：看不懂這個時間：中午" in result.stderr


def test_a_time_to_come_is_taken_where_letters_stay_in_the_folder(terminal):
    terminal.add_form_row(**WANG)
    assert terminal.type("run", "--now", clock(hours=3)).exit_code == 0
    assert len(terminal.numbers()) == 1


def test_a_time_to_come_is_refused_where_letters_really_leave(terminal, monkeypatch):
    email = "channels:\n  email: {host: 127.0.0.1, port: 9, security: none, from: shop@example.com}\n"
    terminal.change_config("channels:\n", email)
    result = terminal.type("run", "--now", clock(hours=3))
    assert result.exit_code == 2
    assert "還沒到的時間" in result.stderr
    assert terminal.type("run", "--now", clock(hours=3), "--dry-run").exit_code == 0


def test_without_a_workbook_the_mend_is_named_and_no_ledger_is_made(tmp_path):
    terminal = Terminal(tmp_path)
    result = terminal.type("run")
    assert result.exit_code == 3
    assert "先執行 sheetdesk init" in result.stderr
    assert list(terminal.files()) == ["config.yaml"]


def test_a_second_process_does_nothing_and_says_who_is_at_work(terminal):
    terminal.add_form_row(**WANG)
    before = terminal.files()
    with hold(f"sqlite:///{terminal.folder / 'sheetdesk.db'}", "serve"):
        result = terminal.type("run")
    assert result.exit_code == 3
    assert "另一個 sheetdesk 正在用這個帳本（serve，程序 " in result.stderr
    assert "什麼都沒做" in result.stderr
    after = terminal.files()
    assert {name: after[name] for name in before if not name.endswith(".lock")} == {
        name: before[name] for name in before if not name.endswith(".lock")
    }
    assert terminal.type("run").exit_code == 0


def test_a_workbook_that_a_program_holds_is_read_and_named(terminal):
    terminal.add_form_row(**WANG)
    (terminal.folder / "~$desk.xlsx").touch()
    result = terminal.type("run")
    assert result.exit_code == 1
    assert "Excel 正開著這個檔案" in result.stdout
    assert len(terminal.letters()) == 1
    (terminal.folder / "~$desk.xlsx").unlink()
    assert terminal.type("run").exit_code == 0
    assert len(terminal.numbers()) == 1


def test_a_workbook_that_may_not_be_written_gives_exit_code_3(terminal):
    terminal.add_form_row(**WANG)
    terminal.path.chmod(0o400)
    result = terminal.type("run")
    assert result.exit_code == 3
    assert "檔案是唯讀的" in result.stderr
    assert "取消檔案的唯讀" in result.stderr


def melted(number):
    return {**WANG, "email": f"c{number}@example.com", "text": f"第 {number} 盒退冰了"}


def test_too_many_changes_at_once_wait_for_a_word(terminal):
    terminal.add_form_rows(*map(melted, range(22)))
    terminal.type("run")
    book = load_workbook(terminal.path)
    sheet = book["案件"]
    status = [cell.value for cell in sheet[1]].index("狀態") + 1
    for place in range(2, 24):
        sheet.cell(place, status).value = "處理中"
    book.save(terminal.path)
    stopped = terminal.type("run")
    assert stopped.exit_code == 1
    assert "sheetdesk run --accept-changes" in stopped.stdout
    accepted = terminal.type("run", "--accept-changes")
    assert accepted.exit_code == 0
    assert "先停下來" not in accepted.stdout


def test_all_faults_of_the_config_are_listed_at_once(terminal):
    terminal.change_config("zone: Asia/Taipei", "zone: Asia/Taipeh")
    terminal.change_config("per_day: 500", "per_day: many")
    result = terminal.type("run")
    assert result.exit_code == 2
    assert "config.yaml 第 " in result.stderr
    assert "Asia/Taipeh" in result.stderr
    assert "「many」不是整數" in result.stderr


def test_the_desk_of_another_ledger_is_left_alone_with_exit_code_3(terminal):
    terminal.add_form_row(**WANG)
    terminal.type("run")
    terminal.change_config("sqlite:///sheetdesk.db", "sqlite:///other.db")
    before = terminal.path.read_bytes()
    result = terminal.type("run")
    assert result.exit_code == 3
    assert "另一個帳本" in result.stderr
    assert "sheetdesk rebuild" in result.stderr
    assert terminal.path.read_bytes() == before


def test_a_broken_ledger_gives_exit_code_3(terminal):
    (terminal.folder / "sheetdesk.db").write_bytes(b"no ledger" * 1000)
    result = terminal.type("run")
    assert result.exit_code == 3
    assert "帳本打不開" in result.stderr


def test_a_long_list_of_letters_that_wait_is_cut(terminal):
    terminal.change_config("per_hour: 100", "per_hour: 1")
    terminal.add_form_rows(*map(melted, range(24)))
    result = terminal.type("run")
    assert "信：寄出 1" in result.stdout
    assert result.stdout.count("沒寄出的收件通知") == 20
    assert "…還有 3 封，請看「往來紀錄」" in result.stdout


def test_runs_that_find_no_workbook_for_long_answer_3_each_and_tell_the_organiser_once(terminal):
    terminal.write("team", 2, "email", "fang@example.com")
    terminal.type("run")
    terminal.path.rename(terminal.folder / "moved.xlsx")
    for minutes in (1, 10, 17, 30):
        result = terminal.type("run", "--now", clock(minutes=minutes))
        assert result.exit_code == 3
        assert "找不到這個檔案" in result.stderr
    assert len(terminal.letters()) == 1
    (terminal.folder / "moved.xlsx").rename(terminal.path)
    assert terminal.type("run", "--now", clock(minutes=40)).exit_code == 0
    assert len(terminal.letters()) == 2
