from datetime import UTC, datetime
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

from sheetdesk.columns import TEMPLATES
from sheetdesk.config import default_config
from sheetdesk.ledger import Ledger
from tests.fakes.terminal import TAIPEI, Terminal


def live_from(terminal):
    ledger = Ledger.open(f"sqlite:///{terminal.folder / 'sheetdesk.db'}")
    with ledger.begin() as tx:
        known = tx.fact("live_from")
    ledger.close()
    return known


def test_a_new_desk_is_made_and_the_next_step_is_said(tmp_path):
    terminal = Terminal(tmp_path)
    result = terminal.type("init")
    assert result.exit_code == 0
    assert "建立了檔案「desk.xlsx」" in result.stdout
    assert "下一步：" in result.stdout
    assert terminal.path.exists()
    assert abs((datetime.now(UTC) - live_from(terminal)).total_seconds()) < 60


def test_the_year_of_the_shipped_replies_begins_on_the_day_of_the_init(tmp_path):
    terminal = Terminal(tmp_path)
    before = f"{datetime.now(TAIPEI):%F}"
    assert terminal.type("init").exit_code == 0
    sheet = load_workbook(terminal.path)[TEMPLATES.title]
    at = [column.key for column in TEMPLATES.columns].index("reviewed")
    [day] = {str(line[at])[:10] for line in sheet.iter_rows(min_row=2, values_only=True) if line[0]}
    assert before <= day <= f"{datetime.now(TAIPEI):%F}"


def test_a_second_init_changes_nothing(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.type("init", "--live-from", "2026-11-01 09:00")
    before = terminal.path.read_bytes()
    result = terminal.type("init")
    assert result.exit_code == 0
    assert result.stdout.startswith("沒有要改的。")
    assert terminal.path.read_bytes() == before
    assert live_from(terminal) == datetime(2026, 11, 1, 1, tzinfo=UTC)


def test_a_later_live_from_replaces_the_first(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.type("init", "--live-from", "2026-11-01 09:00")
    terminal.type("init", "--live-from", "2026/11/02 09:00")
    assert live_from(terminal) == datetime(2026, 11, 2, 1, tzinfo=UTC)


def test_an_unreadable_time_is_refused_before_anything_is_made(tmp_path):
    terminal = Terminal(tmp_path)
    result = terminal.type("init", "--live-from", "下週")
    assert result.exit_code == 2
    assert "看不懂這個時間：下週" in result.stderr
    assert list(terminal.files()) == ["config.yaml"]


def test_a_live_from_beside_the_one_in_the_config_is_refused(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.change_config("  # live_from: 2026-11-21 09:00", "  live_from: 2026-11-21 09:00")
    result = terminal.type("init", "--live-from", "2026-11-01 09:00")
    assert result.exit_code == 2
    assert "forms.live_from 已經寫了時間" in result.stderr


def test_where_no_config_is_the_one_that_ships_is_put(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.config.unlink()
    result = terminal.type("init")
    assert result.exit_code == 0
    assert "放了一份預設的" in result.stdout
    assert terminal.config.read_bytes() == default_config().read_bytes()


def test_a_config_in_a_folder_that_is_not_there_is_a_usage_error(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.config = tmp_path / "nowhere" / "config.yaml"
    result = terminal.type("init")
    assert result.exit_code == 2
    assert "寫不進設定檔" in result.stderr


def test_live_makes_a_new_desk_that_writes_to_customers(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.type("init", "--live")
    values = [cell for line in load_workbook(terminal.path)["設定"].iter_rows(values_only=True) for cell in line]
    assert "正式" in values


def test_live_on_a_desk_that_exists_says_where_the_switch_is(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.type("init")
    result = terminal.type("init", "--live")
    assert result.exit_code == 0
    assert "請看「設定」分頁的「試營運／正式」" in result.stdout


def test_somebody_elses_tab_of_our_title_is_refused(tmp_path):
    terminal = Terminal(tmp_path)
    book = Workbook()
    book.create_sheet("設定").append(["密碼", "螢幕亮度", "音量"])
    book.save(terminal.path)
    before = terminal.path.read_bytes()
    result = terminal.type("init")
    assert result.exit_code == 2
    assert "什麼都沒有改" in result.stderr
    assert terminal.path.read_bytes() == before


def test_what_a_write_would_lose_is_named_and_a_copy_is_kept(tmp_path):
    terminal = Terminal(tmp_path)
    book = Workbook()
    book.create_sheet("我的筆記").append(["要買紙箱"])
    book.save(terminal.path)
    with ZipFile(terminal.path, "a") as parts:
        parts.writestr("xl/slicers/slicer1.xml", "<slicers/>")
    result = terminal.type("init")
    assert result.exit_code == 0
    assert "檔案「desk.xlsx」：整個檔案：交叉分析篩選器，寫入時留不住" in result.stderr
    assert (tmp_path / "desk.before-init.xlsx").exists()


def test_the_desk_of_another_ledger_is_refused_and_left_alone(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    terminal.add_form_row(customer="王怡君", text="破了")
    terminal.type("run")
    terminal.change_config("sqlite:///sheetdesk.db", "sqlite:///other.db")
    before = terminal.path.read_bytes()
    result = terminal.type("init")
    assert result.exit_code == 3
    assert "sheetdesk rebuild" in result.stderr
    assert terminal.path.read_bytes() == before
    assert not (tmp_path / "other.db").exists()


def test_a_workbook_that_a_program_holds_is_left_alone(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.type("init")
    book = load_workbook(terminal.path)
    del book["團購檔期"]
    book.save(terminal.path)
    (tmp_path / "~$desk.xlsx").touch()
    result = terminal.type("init")
    assert result.exit_code == 3
    assert "Excel 正開著這個檔案" in result.stderr
    assert "再執行一次 init" in result.stderr
