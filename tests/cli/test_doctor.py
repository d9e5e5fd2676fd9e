import sys
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from sheetdesk.cli.checks import _stale
from sheetdesk.templates import load_templates
from tests.fakes.terminal import WANG, Terminal


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    return terminal


def marks(result):
    return [line[0] for line in result.stdout.splitlines() if line.startswith(("✓", "✗"))]


def test_a_new_desk_has_nothing_to_mend(terminal):
    result = terminal.type("doctor")
    assert result.exit_code == 0
    assert set(marks(result)) == {"✓"}
    assert "都沒有問題。" in result.stdout
    assert "系統戳記：新的試算表" in result.stdout


def test_a_desk_at_work_is_known_as_ours(terminal):
    terminal.add_form_row(**WANG)
    terminal.type("run")
    result = terminal.type("doctor")
    assert result.exit_code == 0
    assert "系統戳記：這份試算表是這個帳本管的" in result.stdout
    assert "1 件案件" in result.stdout


def test_doctor_changes_no_file_of_the_desk(terminal):
    terminal.type("run")
    before = terminal.files()
    terminal.type("doctor")
    assert terminal.files() == before


def test_before_init_both_files_are_missed_and_none_is_made(tmp_path):
    terminal = Terminal(tmp_path)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "✗ 帳本：還沒有 sheetdesk.db → 執行 sheetdesk init 建立" in result.stdout
    assert "找不到這個檔案" in result.stdout
    assert "有 2 個地方要改。" in result.stdout
    assert list(terminal.files()) == ["config.yaml"]


def test_every_fault_of_the_config_is_a_finding(terminal):
    terminal.change_config("zone: Asia/Taipei", "zone: Moon")
    terminal.change_config("per_day: 500", "per_day: many")
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "第 16 行 desk.zone" in result.stdout
    assert "channels.limits.per_day" in result.stdout


def test_a_missing_config_is_a_finding(terminal):
    terminal.config.unlink()
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "找不到設定檔" in result.stdout


def test_a_workbook_that_a_program_holds(terminal):
    (terminal.folder / ".~lock.desk.xlsx#").touch()
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "✗" in result.stdout
    assert "LibreOffice 正開著這個檔案" in result.stdout


def test_a_workbook_that_is_read_only(terminal):
    terminal.path.chmod(0o400)
    assert "檔案是唯讀的 → 取消檔案的唯讀" in terminal.type("doctor").stdout


def test_a_file_that_is_no_workbook(terminal):
    terminal.path.write_bytes(b"hello")
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert f"✗ {terminal.path}：" in result.stdout


def test_a_title_that_the_next_pass_puts_back(terminal):
    terminal.write("cases", 1, "status", "進度")
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "標題「進度」改回「狀態」 → 要另外一欄，請插在旁邊" in result.stdout
    assert terminal.type("run").exit_code == 1
    assert "標題" not in terminal.type("doctor").stdout


def test_a_column_that_is_gone(terminal):
    book = load_workbook(terminal.path)
    book["案件"].delete_cols(4)
    book.save(terminal.path)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "少了欄位「狀態」" in result.stdout


def test_a_form_without_its_questions(terminal):
    book = load_workbook(terminal.path)
    for cell in book["表單回應 1"][1]:
        cell.value = f"題目 {cell.column}"
    book.save(terminal.path)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "表單分頁「表單回應 1」：找不到問題" in result.stdout


@pytest.mark.parametrize(
    ("tab", "column", "value", "said"),
    [
        ("rules", "pattern", "(((", "正規表示式有錯"),
        ("hours", "opens", "九點半", "九點半"),
        ("policies", "first_reply", "soon", "soon"),
        ("team", "email", "阿芳", "Email 少了 @"),
        ("settings", "value", None, None),
    ],
    ids=["rules", "hours", "policies", "team", "settings"],
)
def test_settings_that_cannot_be_read_are_findings(terminal, tab, column, value, said):
    terminal.write(tab, 2, column, value)
    result = terminal.type("doctor")
    assert result.exit_code == (1 if said else 0)
    if said:
        findings = [line for line in result.stdout.splitlines() if line.startswith("✗")]
        assert any(said in finding for finding in findings)
        assert all(" → " in finding for finding in findings)


def test_a_ledger_that_others_can_read(terminal):
    (terminal.folder / "sheetdesk.db").chmod(0o644)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "別人也讀得到" in result.stdout
    assert "chmod 600" in result.stdout


def test_a_broken_ledger(terminal):
    (terminal.folder / "sheetdesk.db").write_bytes(b"no ledger" * 1000)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "帳本打不開" in result.stdout


def test_the_desk_of_another_ledger(terminal):
    terminal.add_form_row(**WANG)
    terminal.type("run")
    terminal.change_config("sqlite:///sheetdesk.db", "sqlite:///other.db")
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "另一個帳本" in result.stdout
    assert "sheetdesk rebuild" in result.stdout


def test_an_outbox_that_cannot_be_written(terminal):
    (terminal.folder / "outbox").write_text("in the way")
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "寄件匣" in result.stdout


def with_mail(terminal, port):
    email = f"channels:\n  email: {{host: 127.0.0.1, port: {port}, security: none, from: shop@example.com}}\n"
    terminal.change_config("channels:\n", email)


def test_a_mail_server_that_is_away_and_a_trial_without_an_address(terminal):
    with_mail(terminal, 9)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "✗ 寄信模式：試營運；「分工表」沒有 Email，試營運的信和警示信沒有地方寄" in result.stdout
    assert "✗ 寄信（127.0.0.1" in result.stdout


def test_an_address_in_the_team_makes_the_mode_right(terminal):
    with_mail(terminal, 9)
    terminal.write("team", 2, "email", "fang@example.com")
    assert "✓ 寄信模式：試營運；給您自己的信寄到 fang@example.com" in terminal.type("doctor").stdout


def test_whoever_mails_reports_hears_why_they_have_no_pictures(terminal, monkeypatch):
    monkeypatch.setitem(sys.modules, "sheetdesk.drawing.fonts", None)
    assert "報告裡的圖" not in terminal.type("doctor").stdout
    terminal.change_config("reports:\n  to: []", "reports:\n  to: [fang@example.com]\n  font: no.ttf")
    result = terminal.type("doctor")
    assert (
        "※ 報告裡的圖：沒有安裝 Pillow，圖用文字和色塊代替 → pip install -r requirements-reports.txt" in result.stdout
    )
    assert result.exit_code == 0, "the desk runs without"


def test_the_probe_belongs_to_google(terminal):
    result = terminal.type("doctor", "--probe")
    assert result.exit_code == 2
    assert "您的試算表是一個檔案 → 請用 sheetdesk doctor" in result.stderr


def test_letters_that_nobody_read_for_half_a_year_are_listed_and_no_fault():
    templates, _ = load_templates()
    reviewed = max(template.reviewed for template in templates.by_name.values() if template.reviewed)
    [finding] = _stale(templates, reviewed + timedelta(days=366))
    assert "receipt_default" in finding.what
    assert finding.mend is None
    assert list(_stale(templates, reviewed)) == []
