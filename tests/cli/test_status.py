from tests.fakes.terminal import WANG, Terminal


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
