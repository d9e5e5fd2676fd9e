"""`init` for a desk on Google, as it is typed and read at a terminal."""

from __future__ import annotations

import pytest

from sheetdesk.cli.build import read_config
from sheetdesk.columns import FORM, FORM_STAND_IN, LIVE, TABS
from sheetdesk.workbook.google.tabs import IMAGE_TAB
from tests.fakes.google import FakeGoogle, Fault
from tests.fakes.google_terminal import GoogleTerminal


@pytest.fixture(scope="module")
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def terminal(tmp_path, google, monkeypatch):
    google.faults.clear()
    made = GoogleTerminal(tmp_path, google, monkeypatch)
    google.calls.clear()
    return made


def test_a_new_desk_is_made_in_her_spreadsheet_and_its_address_is_said(terminal):
    result = terminal.type("init")
    assert result.exit_code == 0
    assert "新增了分頁「案件」" in result.stdout
    assert f"試算表：https://docs.google.com/spreadsheets/d/{terminal.book.id}/edit" in result.stdout
    assert "下一步：sheetdesk doctor" in result.stdout
    assert terminal.book.titles()[: len(TABS)] == [tab.title for tab in TABS]


def test_a_new_desk_takes_few_calls(terminal):
    terminal.type("init")
    assert terminal.google.kinds().count("write") == 1
    assert len(terminal.google.kinds()) <= 6


def test_a_second_init_changes_nothing(terminal):
    terminal.type("init")
    version = terminal.book.version
    result = terminal.type("init")
    assert result.exit_code == 0
    assert result.stdout.startswith("沒有要改的。")
    assert terminal.book.version == version


def test_the_desk_runs_after_init(terminal):
    terminal.add_tab(FORM.title, [column.title for column in FORM.columns])
    terminal.type("init")
    assert terminal.type("run").exit_code == 0


def test_the_copy_lies_beside_the_ledger(terminal):
    terminal.add_tab("我的記帳", ["午餐", 85])
    result = terminal.type("init")
    assert "改之前的內容留在「好日子團購.before-init.xlsx」" in result.stdout
    assert (terminal.folder / "好日子團購.before-init.xlsx").exists()


def test_live_makes_a_new_desk_that_writes_to_customers(terminal):
    result = terminal.type("init", "--live")
    assert LIVE in [cell for line in terminal.book["設定"].values() for cell in line]
    assert "本來就有「設定」" not in result.stdout


def test_live_on_a_desk_that_exists_says_where_the_switch_is(terminal):
    terminal.type("init")
    assert "請看「設定」分頁的「試營運／正式」" in terminal.type("init", "--live").stdout


def test_a_wrong_zone_is_a_usage_error_and_nothing_is_done(terminal):
    terminal.book.zone = "Etc/GMT"
    result = terminal.type("init")
    assert result.exit_code == 2
    assert "時區是 Etc/GMT" in result.stderr
    assert terminal.book.titles() == ["工作表1"]


def test_somebody_elses_tab_of_our_title_is_refused(terminal):
    terminal.add_tab("設定", ["密碼", "螢幕亮度", "音量"])
    result = terminal.type("init")
    assert result.exit_code == 2
    assert "什麼都沒有改" in result.stderr
    assert terminal.book.titles() == ["工作表1", "設定"]


def test_a_spreadsheet_that_is_not_there_has_to_be_made_by_a_person(terminal):
    terminal.google.delete(terminal.book)
    result = terminal.type("init")
    assert result.exit_code == 3
    assert "服務帳戶不能自己建立" in result.stderr
    assert terminal.email in result.stderr


def test_a_spreadsheet_that_is_not_shared_is_told_with_whom_to_share_it(terminal):
    terminal.google.unshare(terminal.book, terminal.email)
    result = terminal.type("init")
    assert result.exit_code == 3
    assert terminal.email in result.stderr


def test_a_write_that_did_not_come_through_is_told_in_plain_words(terminal):
    terminal.google.faults.next(Fault("503"), kind="write")
    result = terminal.type("init")
    assert result.exit_code == 3
    assert "再執行一次 init" in result.stderr
    assert terminal.type("init").exit_code == 0


def test_the_desk_of_another_ledger_is_refused_and_left_alone(terminal):
    terminal.set_up()
    terminal.type("run")
    terminal.change_config("sqlite:///sheetdesk.db", "sqlite:///other.db")
    version = terminal.book.version
    result = terminal.type("init")
    assert result.exit_code == 3
    assert "sheetdesk rebuild" in result.stderr
    assert terminal.book.version == version


def test_a_tab_that_was_deleted_is_put_back_and_the_desk_goes_on_at_once(terminal):
    terminal.set_up()
    assert terminal.type("run").exit_code == 0
    terminal.change(deleteSheet={"sheetId": terminal.book["團購檔期"].id})
    broken = terminal.type("run")
    assert broken.exit_code == 3
    assert "少了分頁「團購檔期」" in broken.stderr
    assert terminal.type("init").exit_code == 0
    assert terminal.type("run").exit_code == 0


def test_an_init_of_the_config_that_ships_lays_out_every_tab(terminal):
    terminal.type("init")
    assert len(terminal.book["分類規則"].values()) == 1 + len(read_config(terminal.config).rules)
    assert {FORM_STAND_IN, IMAGE_TAB} <= set(terminal.book.titles())
