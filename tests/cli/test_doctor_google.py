"""`doctor` on Google: each fault that a person can make, found over HTTP, with its mend."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from sheetdesk.cli.checks_google import BUSY_READS, BUSY_WRITES, _clock, turns_a_minute
from sheetdesk.columns import FORM, FORM_STAND_IN, TABS
from sheetdesk.workbook.google.api import Spreadsheet
from tests.fakes.google import FakeGoogle, Fault, registry
from tests.fakes.google_terminal import GoogleTerminal

QUESTIONS = [column.title for column in FORM.columns]


@pytest.fixture
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def bare(tmp_path, google, monkeypatch):
    """Before `init`."""
    return GoogleTerminal(tmp_path, google, monkeypatch)


@pytest.fixture
def terminal(bare):
    bare.set_up()
    return bare


def lines(result, mark):
    return [line[2:] for line in result.stdout.splitlines() if line.startswith(mark)]


def fault(terminal):
    """The one thing that is wrong."""
    result = terminal.type("doctor")
    found = lines(result, "✗")
    assert (result.exit_code, len(found)) == (1, 1), result.stdout
    return found[0]


def test_a_new_desk_has_nothing_to_mend(terminal):
    result = terminal.type("doctor")
    assert result.exit_code == 0, result.stdout
    assert lines(result, "✗") == []
    assert "都沒有問題。" in result.stdout


def test_every_thing_looked_at_is_said_in_the_order_of_mending(terminal):
    said = lines(terminal.type("doctor"), "✓")
    words = (
        "設定檔", "金鑰：", "服務帳戶：", "登入 Google：成功", "時鐘：", "Google Sheets API：已啟用",
        "Google Drive API：已啟用", "試算表：「好日子團購」", "共用：服務帳戶可以編輯", "試算表的時區：Asia/Taipei",
        "試算表的語言代碼：台灣", f"系統的分頁：{len(TABS)} 個都在", "表單回應：「表單回應 1」0 列", "保護：", "大小：", "用量：",
        "這次檢查用了：", "帳本：", "系統戳記：新的試算表", "設定的分頁：", "寄信模式：", "寄信：",
    )  # fmt: skip
    places = [next(at for at, line in enumerate(said) if line.startswith(word)) for word in words]
    assert places == sorted(places)


def test_the_address_to_share_with_is_always_shown(bare):
    bare.google.unshare(bare.book, bare.email)
    assert f"服務帳戶：{bare.email}（試算表要共用給這個位址" in bare.type("doctor").stdout


def test_other_scripts_are_a_hint_and_no_fault(terminal):
    result = terminal.type("doctor")
    assert any("擴充功能 → Apps Script → 觸發條件" in line for line in lines(result, "※"))
    assert result.exit_code == 0


def test_doctor_writes_nothing_anywhere(terminal):
    files, version = terminal.files(), terminal.book.version
    terminal.type("doctor")
    assert (terminal.files(), terminal.book.version) == (files, version)


def test_its_calls_are_few_and_counted(terminal):
    result = terminal.type("doctor")
    assert terminal.google.kinds() == ["read", "drive", "read"]
    assert "這次檢查用了：讀 2 次、寫 0 次、雲端硬碟 1 次" in result.stdout


def test_a_missing_key_ends_what_is_looked_at_on_google(terminal):
    terminal.key.unlink()
    assert "key.json：找不到服務帳戶的金鑰檔 → 請把下載的 JSON 金鑰檔放到這個位置" in fault(terminal)
    assert terminal.google.calls == []


def test_a_key_that_is_none_of_a_service_account(terminal):
    terminal.key.write_text('{"installed": {"client_id": "1"}}')
    assert "「OAuth 用戶端 ID」的檔案，不是服務帳戶的金鑰 → " in fault(terminal)


def test_a_key_that_others_can_read(terminal):
    terminal.key.chmod(0o644)
    assert fault(terminal).endswith(f"執行 chmod 600 {terminal.key}")


def test_a_revoked_key(terminal):
    terminal.google.delete_key(terminal.email)
    assert "這個金鑰已經被刪除或停用" in fault(terminal)
    assert terminal.google.kinds() == []


def test_a_deleted_account(terminal):
    terminal.google.revoke(terminal.email)
    assert "這個服務帳戶已經不在了" in fault(terminal)


@pytest.mark.parametrize(
    ("google_s", "said"),
    [
        (150, "這台電腦比 Google 慢 2 分"),
        (-150, "這台電腦比 Google 快 2 分"),
        (4000, "這台電腦比 Google 慢 66 分"),
        (-4000, "這台電腦比 Google 快 66 分"),
    ],
    ids=["slow", "fast", "too slow", "too fast"],
)
def test_a_clock_that_is_off(terminal, google_s, said):
    terminal.google.clock_skew_s = google_s
    found = fault(terminal)
    assert said in found
    assert ("所以不能登入" in found) == (abs(google_s) > 300)
    assert "自動設定時間" in found


def test_a_clock_far_off_with_which_google_lets_us_in_all_the_same(terminal):
    terminal.google.clock_skew_s = 3500
    found = fault(terminal)
    assert "這台電腦比 Google 慢 58 分" in found
    assert "現在還登得進去" in found
    assert "所以不能登入" not in found


def test_a_clock_that_is_off_by_less_than_two_minutes_is_well(terminal):
    terminal.google.clock_skew_s = 100
    assert "時鐘：和 Google 的一樣" in terminal.type("doctor").stdout


@pytest.mark.parametrize(
    ("off_s", "mended", "stops"),
    [(0, True, False), (120, True, False), (121, False, False), (300, False, False), (301, False, True)],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_is_named_beyond_two_minutes_and_stops_beyond_five(off_s, mended, stops, sign):
    google = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
    found = _clock(google, google + timedelta(seconds=sign * off_s), signed_in=off_s <= 300)
    assert found is not None
    assert (found.mend is None, "所以不能登入" in found.what) == (mended, stops)


def test_nothing_is_said_of_the_clock_where_google_said_nothing():
    assert _clock(None, datetime(2026, 11, 23, tzinfo=UTC), signed_in=True) is None


def test_a_key_from_the_environment_is_named_as_such(terminal, monkeypatch):
    monkeypatch.setenv("SHEETDESK_SERVICE_ACCOUNT", terminal.key.read_text())
    terminal.change_config("service_account: key.json", "service_account: ${SHEETDESK_SERVICE_ACCOUNT}")
    terminal.key.chmod(0o644)
    result = terminal.type("doctor")
    assert result.exit_code == 0, result.stdout
    assert "✓ 金鑰：環境變數" in result.stdout
    assert "PRIVATE KEY" not in result.stdout


def test_a_spreadsheet_in_the_bin_is_told(terminal, monkeypatch):
    ask = Spreadsheet.file
    monkeypatch.setattr(Spreadsheet, "file", lambda sheet, fields: ask(sheet, fields) | {"trashed": True})
    assert "在雲端硬碟的垃圾桶裡" in fault(terminal)


@pytest.mark.parametrize(("api", "name"), [("sheets", "Google Sheets API"), ("drive", "Google Drive API")])
def test_an_api_that_is_not_enabled(terminal, api, name):
    terminal.google.disable_api(api)
    found = fault(terminal)
    assert f"還沒有啟用 {name}" in found
    assert f"https://console.cloud.google.com/apis/library/{api}.googleapis.com?project=123" in found


def test_both_apis_are_missed_at_once(terminal):
    terminal.google.disable_api("sheets")
    terminal.google.disable_api("drive")
    assert len(lines(terminal.type("doctor"), "✗")) == 2


def test_a_spreadsheet_that_is_not_shared(terminal):
    terminal.google.unshare(terminal.book, terminal.email)
    assert f"加入 {terminal.email}，權限選「編輯者」" in fault(terminal)


def test_a_spreadsheet_that_is_not_there(terminal):
    terminal.google.delete(terminal.book)
    assert "找不到這個試算表" in fault(terminal)


def test_a_reader_is_told_to_become_an_editor(terminal):
    terminal.google.share(terminal.book, terminal.email, role="reader")
    assert f"共用：服務帳戶只能看，不能編輯 → 打開試算表按右上角「共用」，把 {terminal.email} 的權限" in fault(terminal)


def test_a_google_that_is_down_is_said_once(terminal):
    terminal.google.faults.next(Fault("503"), kind="any", times=99, path="/v4/")
    terminal.google.faults.next(Fault("503"), kind="any", times=99, path="/drive/")
    assert "Google 暫時出了問題（503）" in fault(terminal)


def test_the_zone_must_be_the_desks(terminal):
    terminal.book.zone = "America/New_York"
    assert "試算表的時區是 America/New_York，系統用的是 Asia/Taipei" in fault(terminal)


def test_another_locale_is_a_hint(terminal):
    terminal.book.locale = "en_US"
    result = terminal.type("doctor")
    assert any("語言代碼是 en_US" in line for line in lines(result, "※"))
    assert result.exit_code == 0


def test_before_init_the_tabs_are_missed_and_the_form_is_looked_at(bare):
    bare.add_tab(FORM.title, QUESTIONS)
    result = bare.type("doctor")
    missing, ledger = lines(result, "✗")
    assert "少了分頁" in missing
    assert "「案件」" in missing
    assert "sheetdesk init" in missing
    assert ledger == "帳本：還沒有 sheetdesk.db → 執行 sheetdesk init 建立"
    assert "✓ 表單回應：「表單回應 1」0 列，認得的題目：時間戳記、下單暱稱" in result.stdout


def test_before_init_somebodys_own_tab_of_our_title_is_named(bare):
    bare.add_tab(FORM.title, QUESTIONS)
    bare.add_tab("案件", ["我的案件清單"], ["老王"])
    missing, strange, _ledger = lines(bare.type("doctor"), "✗")
    assert "「往來紀錄」" in missing
    assert "「案件」" not in missing
    assert strange.startswith("分頁「案件」：已經有這個名稱的分頁，內容卻不是系統的")
    assert strange.endswith("→ 請把它改成別的名稱，再執行一次 init")


def test_a_tab_of_ours_that_was_deleted(terminal):
    terminal.change(deleteSheet={"sheetId": terminal.book["分工表"].id})
    assert "少了分頁「分工表」 → 執行 sheetdesk init" in fault(terminal)


def test_a_column_that_was_deleted(terminal):
    at = terminal.book["案件"].column("狀態")
    span = {"sheetId": terminal.book["案件"].id, "dimension": "COLUMNS", "startIndex": at - 1, "endIndex": at}
    terminal.change(deleteDimension={"range": span})
    assert "少了欄位「狀態」" in fault(terminal)


def test_a_spreadsheet_without_any_form(terminal):
    terminal.change(deleteSheet={"sheetId": terminal.book[FORM.title].id})
    assert "沒有表單回應的分頁 → 把表單連到這份試算表" in fault(terminal)


def test_a_form_that_does_not_ask_what_happened(terminal):
    terminal.book[FORM.title].put(1, QUESTIONS.index("問題描述") + 1, "你好嗎")
    assert "表單分頁「表單回應 1」：找不到問題「問題描述」" in fault(terminal)


def test_a_form_that_asks_no_address_is_a_hint(terminal):
    terminal.book[FORM.title].put(1, QUESTIONS.index("Email") + 1, "你好嗎")
    assert any("沒有問 Email" in line for line in lines(terminal.type("doctor"), "※"))


def test_the_form_to_try_with_is_a_hint(bare):
    bare.set_up("no form")
    result = bare.type("doctor")
    assert any(f"現在讀的是「{FORM_STAND_IN}」" in line for line in lines(result, "※"))
    assert result.exit_code == 0


def test_a_form_that_was_linked_again_is_noticed(terminal):
    terminal.add_tab("表單回應 2", QUESTIONS)
    assert "分頁「表單回應 2」：看起來是表單回應，但沒有在讀 → " in fault(terminal)


def test_a_protection_in_the_way_is_named_with_its_place(terminal):
    terminal.lock("案件", startColumnIndex=3, endColumnIndex=4)
    found = fault(terminal)
    assert "分頁「案件」 D 欄：有保護" in found
    assert terminal.email in found


def test_a_spreadsheet_that_is_nearly_full(terminal):
    terminal.book["設定"].grow(300_000, 27)
    found = fault(terminal)
    assert "上限是 10,000,000" in found
    assert "刪掉用不到的分頁" in found


def test_renamed_tabs_are_known_by_what_the_ledger_noted(terminal):
    terminal.type("run")
    sheet = terminal.book["設定"].id
    terminal.change(updateSheetProperties={"properties": {"sheetId": sheet, "title": "參數"}, "fields": "title"})
    terminal.add_tab("設定的副本", terminal.book["參數"].header())
    assert terminal.type("doctor").exit_code == 0


def test_the_desk_of_another_ledger_is_told_on_google_too(terminal):
    terminal.type("run")
    terminal.change_config("sqlite:///sheetdesk.db", "sqlite:///other.db")
    found = lines(terminal.type("doctor"), "✗")
    assert any("sheetdesk rebuild" in line for line in found)


def test_a_timetable_beyond_the_quota_is_a_fault(terminal):
    for job, seconds in (("intake", 10), ("triage", 11), ("assign_owners", 12), ("stamp_deadlines", 13)):
        terminal.change_config(f"{job}: {{every: 1 minute}}", f"{job}: {{every: {seconds} seconds}}")
    found = fault(terminal)
    assert "有事時大約讀 " in found
    assert "把 config.yaml 裡 jobs 的間隔調長，或都寫成一樣" in found


def test_jobs_with_one_interval_share_their_turns():
    minute = timedelta(minutes=1)
    assert turns_a_minute([minute, minute, minute]) == 1
    assert turns_a_minute([minute, timedelta(seconds=30)]) == 3
    assert turns_a_minute([timedelta(hours=1)]) == pytest.approx(1 / 60)


def test_a_turn_that_has_something_to_do_needs_no_more_calls_than_are_told(terminal):
    terminal.type("run")
    answer = {"時間戳記": "2099/1/1", "姓名": "王怡君", "Email": "wang@example.com", "問題描述": "都退冰了"}
    for title, value in answer.items():
        terminal.book[FORM.title].type(2, QUESTIONS.index(title) + 1, value)
    terminal.google.calls.clear()
    terminal.type("run")
    kinds = terminal.google.kinds()
    assert "write" in kinds
    assert (kinds.count("read"), kinds.count("write")) <= (BUSY_READS, BUSY_WRITES)


def test_the_probe_shows_a_table_that_fits_and_leaves_the_desk_as_it_was(terminal):
    before, titles = terminal.book.get({}, True), terminal.book.titles()
    result = terminal.type("doctor", "--probe")
    assert result.exit_code == 0, result.stdout
    assert "試得到的都和系統想的一樣。" in result.stdout
    assert max(cell_len(line) for line in result.stdout.splitlines()) <= 82
    assert (terminal.book.get({}, True), terminal.book.titles()) == (before, titles)


def test_a_point_that_is_other_than_thought_is_explained(terminal, monkeypatch):
    handler = registry.HANDLERS["insertDimension"]
    other = {"inheritFromBefore": False}
    monkeypatch.setitem(registry.HANDLERS, "insertDimension", lambda book, wanted: handler(book, wanted | other))
    result = terminal.type("doctor", "--probe")
    assert result.exit_code == 1
    assert "✗ 新的列沿用上一列的格式和選單：新案件會少了日期格式或下拉選單" in result.stdout
    assert "有 1 個和系統想的不一樣：sheetdesk 需要修改，請把整張表交給維護的人。" in result.stdout


def test_a_probe_that_cannot_begin_says_why(terminal):
    terminal.google.share(terminal.book, terminal.email, role="reader")
    result = terminal.type("doctor", "--probe")
    assert result.exit_code == 3
    assert f"加入 {terminal.email}，權限選「編輯者」" in result.stderr


def test_what_drive_knows_is_told_while_the_sheets_api_is_off(terminal):
    terminal.google.disable_api("sheets")
    terminal.google.share(terminal.book, terminal.email, role="reader")
    found = lines(terminal.type("doctor"), "✗")
    assert [line[:2] for line in found][1:] == ["共用"]


def test_what_is_not_shared_is_told_while_the_sheets_api_is_off(terminal):
    terminal.google.disable_api("sheets")
    terminal.google.unshare(terminal.book, terminal.email)
    off, lost = lines(terminal.type("doctor"), "✗")
    assert "還沒有啟用 Google Sheets API" in off
    assert f"加入 {terminal.email}" in lost


def test_a_linked_form_beside_the_one_to_try_with_is_enough(bare):
    bare.set_up("no form")
    bare.add_tab("表單回應 2", QUESTIONS)
    assert "現在讀的是" not in bare.type("doctor").stdout
