"""config.yaml: what a beginner may write, and what she is told when something is wrong."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetdesk import columns
from sheetdesk.config import Config, default_config, load_config
from sheetdesk.errors import ConfigError, UsageError
from sheetdesk.jobs import JOBS
from sheetdesk.model.appointment import DAILY, MONTHLY, WEEKLY, Appointment

SMALLEST = "desk:\n  name: 好日子團購\nworkbook:\n  kind: xlsx\n  path: desk.xlsx\n"
EMAIL = "channels:\n  email:\n    host: smtp.example.com\n    from: shop@example.com\n"


@pytest.fixture
def load(tmp_path):
    def load_text(text: str | bytes, **env: str) -> Config:
        path = tmp_path / "config.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_config(path, env)

    return load_text


@pytest.fixture
def faults(load):
    def faults_of(text: str | bytes, **env: str) -> tuple[str, ...]:
        with pytest.raises(ConfigError) as refused:
            load(text, **env)
        return refused.value.faults

    return faults_of


def faults_in(path: Path) -> tuple[str, ...] | None:
    try:
        load_config(path, {})
    except ConfigError as refused:
        return refused.faults
    return None


def test_the_smallest_config_gets_every_default(load, tmp_path):
    config = load(SMALLEST)
    assert config.workbook.path == tmp_path / "desk.xlsx"
    assert config.ledger == f"sqlite:///{tmp_path}/sheetdesk.db"
    assert config.channels.outbox.folder == tmp_path / "outbox"
    assert config.channels.email is None
    assert (config.channels.limits.per_hour, config.channels.limits.per_day) == (100, 500)
    assert config.desk.zone.key == "Asia/Taipei"
    assert config.desk.case_prefix == "GB"
    assert config.forms.tabs == ("表單回應 1",)
    assert config.live_from is None


def test_every_job_is_due_each_minute_unless_told_otherwise(load):
    timetable = load(SMALLEST + "jobs:\n  send_receipts: {every: 2 hours}\n").timetable()
    assert timetable["intake"] == timedelta(minutes=1)
    assert timetable["send_receipts"] == timedelta(hours=2)
    assert list(timetable) == list(JOBS)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 seconds", timedelta(seconds=30)),
        ("1 minute", timedelta(minutes=1)),
        ("5 分鐘", timedelta(minutes=5)),
        ("5分", timedelta(minutes=5)),
        ("2 個小時", timedelta(hours=2)),
        ("2小時", timedelta(hours=2)),
        ("1 day", timedelta(days=1)),
    ],
)
def test_a_job_says_how_often_in_plain_words(load, text, span):
    assert load(SMALLEST + f"jobs:\n  intake: {{every: {text}}}\n").jobs.intake.every == span


@pytest.mark.parametrize("text", ["soon", "5", "9 seconds", "25 hours", "2 days", "-1 minute", "1 minute 5 seconds"])
def test_a_job_that_is_due_too_often_too_seldom_or_never_is_a_fault(faults, text):
    (fault,) = faults(SMALLEST + f"jobs:\n  intake: {{every: {text}}}\n")
    assert fault.startswith(f"config.yaml 第 7 行 jobs.intake.every：「{text}」")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("daily: 09:00", Appointment(DAILY, 540)),
        ("daily: 9：05", Appointment(DAILY, 545)),
        ("weekly: mon 08:00", Appointment(WEEKLY, 480, 0)),
        ("weekly: 週日 23:59", Appointment(WEEKLY, 1439, 6)),
        ("monthly: 1 08:00", Appointment(MONTHLY, 480, 1)),
    ],
)
def test_a_job_may_have_a_fixed_time_instead(load, text, when):
    assert load(SMALLEST + f"jobs:\n  send_surveys: {{{text}}}\n").timetable()["send_surveys"] == when


def test_faults_of_the_timetable_are_told_at_once_each_with_its_line_and_what_is_allowed(faults):
    told = faults(
        SMALLEST
        + "jobs:\n  intake: {daily: noon}\n  triage: {weekly: 08:00}\n  find_parcels: {monthly: 31 08:00}\n"
        + "  send_surveys: {daily: 24:00}\n  close_cases: {every: 1 hour, daily: 09:00}\n  merge_cases: {dayly: 09:00}\n"
        + "  count_backlog: {daily: 18:00}\n  send_reports: {weekly: mon 08:00}\n"
    )
    assert [fault.split("：", 1)[0] for fault in told] == [
        "config.yaml 第 7 行 jobs.intake.daily",
        "config.yaml 第 8 行 jobs.triage.weekly",
        "config.yaml 第 9 行 jobs.find_parcels.monthly",
        "config.yaml 第 10 行 jobs.send_surveys.daily",
        "config.yaml 第 11 行 jobs.close_cases",
        "config.yaml 第 12 行 jobs.merge_cases.dayly",
        "config.yaml 第 13 行 jobs.count_backlog",
        "config.yaml 第 14 行 jobs.send_reports",
    ]
    said = ("09:00", "mon 08:00", "1 到 28", "23:59", "every、daily", "是不是「daily」", "kpi.backlog_at", "reports")
    assert all(word in fault for word, fault in zip(said, told, strict=True))


def test_all_faults_are_told_at_once_in_the_order_of_the_file(faults):
    told = faults(
        "desk:\n  nmae: 好日子\n  zone: Taipei\nworkbook:\n  kind: excel\njobs:\n  intaek: {every: 1 minute}\n"
        "sla:\n  - {優先級: 高, 首次回覆: 15 分}\n"
    )
    places = [fault.split("：")[0] for fault in told]
    assert places == [
        "config.yaml 第 1 行 desk.name",
        "config.yaml 第 2 行 desk.nmae",
        "config.yaml 第 3 行 desk.zone",
        "config.yaml 第 4 行 workbook",
        "config.yaml 第 7 行 jobs.intaek",
        "config.yaml 第 9 行 sla[1].優先級",
    ]


def test_a_fault_names_value_and_what_is_allowed(faults):
    (fault,) = faults(SMALLEST + "sla:\n  - {優先級: 高}\n")
    assert fault.endswith("「高」不能用；只能是 緊急、重要、一般")


def test_an_unknown_title_is_answered_with_the_nearest_and_all_that_are_allowed(faults):
    (fault,) = faults(SMALLEST + "rules:\n  - 順序: 1\n    任一字: 過敏\n")
    assert fault.startswith("config.yaml 第 8 行 rules[1].任一字：")
    assert "是不是「任一字詞」？" in fault
    assert all(column.title in fault for column in columns.RULES.owned_by(columns.SETTING))


def test_a_column_that_the_machine_fills_is_not_allowed_in_the_config(faults):
    (fault,) = faults(SMALLEST + "rules:\n  - {順序: 1, 命中數: 5}\n")
    assert "沒有「命中數」" in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("desk: 好日子\nworkbook:\n  kind: xlsx\n  path: d.xlsx\n", "第 1 行 desk：「好日子」放錯地方"),
        (SMALLEST + "rules: 過敏\n", "第 6 行 rules：「過敏」放錯地方；這裡要寫成清單"),
        (SMALLEST + "team:\n  - 阿芳\n", "第 7 行 team[1]：「阿芳」放錯地方"),
        (SMALLEST + "team:\n  - 姓名: {a: b}\n", "第 7 行 team[1].姓名：這一段不是文字"),
        (SMALLEST + "forms:\n  tabs: []\n", "第 7 行 forms.tabs：這一段是空的；至少要有 1 項"),
        (SMALLEST + "forms:\n  tabs: [a,  ~]\n", "第 7 行 forms.tabs[2]：空白不是文字"),
        (SMALLEST + "forms:\n  link: http://a/{number}\n", "要以 https:// 開頭"),
        (SMALLEST + "forms:\n  link: https://a/{number}{x}\n", "要以 https:// 開頭"),
        (SMALLEST + "forms:\n  live_from: soon\n", "第 7 行 forms.live_from：「soon」不是時間"),
        (SMALLEST + "forms:\n  aliases: {暱名: a}\n", "第 7 行 forms.aliases：這一段裡沒有「暱名」這個題目"),
        (SMALLEST + "forms:\n  aliases: {text: a, 問題描述: b}\n", "這一段裡同一個題目寫了兩次"),
        (SMALLEST + "forms:\n  aliases: 暱稱\n", "第 7 行 forms.aliases：「暱稱」放錯地方"),
        (SMALLEST + "forms:\n  link: [a]\n", "第 7 行 forms.link：這一段不是文字"),
        (SMALLEST + "hours:\n  - {開始: 9 點}\n", "第 7 行 hours[1].開始：「9 點」不是時間"),
        (SMALLEST + "hours:\n  - {結束: '24:01'}\n", "最晚 24:00"),
        (SMALLEST + "hours:\n  - {日期: 2026-02-30}\n", "「2026-02-30」不是真有的日子"),
        (SMALLEST + "hours:\n  - {日期: 11/24}\n", "「11/24」不是日期"),
        (SMALLEST + "team:\n  - {上限件數: 很多}\n", "「很多」不是數字"),
        (SMALLEST + "team:\n  - {上限件數: nan}\n", "「nan」不是數字"),
        (SMALLEST + EMAIL + "    port: 70000\n", "第 10 行 channels.email.port：「70000」太大；最大是 65535"),
        (SMALLEST + EMAIL + "    port: 5.5\n", "「5.5」不是整數"),
        (SMALLEST + EMAIL + "    timeout_s: 0\n", "「0」太小；要大於 0"),
        (SMALLEST + EMAIL + "    timeout_s: x\n", "「x」不是數字"),
        (SMALLEST + EMAIL + "    reply_to: 阿芳\n", "「阿芳」不是 Email 位址"),
        (SMALLEST + EMAIL + "    security: none\n", "第 7 行 channels.email：這一段不能用 security: none"),
        (SMALLEST + EMAIL + "    security: ssl\n", "只能是 starttls、tls、none"),
        (SMALLEST + EMAIL + "    user: fang\n", "user 和 password 要一起寫"),
        (SMALLEST + "channels:\n  limits: {per_hour: 0}\n", "「0」太小；最小是 1"),
        (SMALLEST + "ledger: postgresql://fang:geheim@host/db\n", "「postgresql://…@host/db」不能用"),
        (SMALLEST + "ledger: 'sqlite:///:memory:'\n", "sqlite:///sheetdesk.db"),
        (SMALLEST.replace("desk.xlsx", "desk.xls"), "第 5 行 workbook.path：「desk.xls」不能用；檔名要以 .xlsx 結尾"),
        (SMALLEST + "  spreadsheet_id: abc\n", "第 6 行 workbook.spreadsheet_id：這裡沒有"),
        ("desk:\n  name: a\nworkbook:\n  path: d.xlsx\n", "第 3 行 workbook：少了 kind"),
        (
            "desk:\n  name: a\nworkbook:\n  kind: google\n  service_account: k\n",
            "第 3 行 workbook.spreadsheet_id：少了",
        ),
        (SMALLEST.replace("name: 好日子團購", "name:"), "第 2 行 desk.name：少了這一項"),
        (SMALLEST.replace("name", "case_prefix: 團購\n  name"), "「團購」不能用；案號開頭要"),
        (SMALLEST.replace("name", "case_prefix: GB1\n  name"), "「GB1」不能用；案號開頭要"),
    ],
)
def test_a_wrong_value_is_told_with_its_place(faults, text, said):
    (fault,) = faults(text)
    assert said in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("desk:\n\tname: a\n", "第 2 行：第 1 個字：縮排用了 Tab"),
        ("desk:\n  name: a: b\n", "第 2 行：第 10 個字：這裡多了一個冒號"),
        ("desk：\n  name: a\n", "第 1 行：冒號「：」是全形的"),
        ("desk:\n  name：a\n\n  zone: b\n", "第 2 行：冒號「：」是全形的"),
        ("desk:\n  name: a\n zone: b\n", "第 3 行：第 2 個字：這一行的縮排和上面沒有對齊"),
        ("desk:\n  name: 'a\n", "第 2 行：第 9 個字：引號沒有成對"),
        ("desk:\n  name\n  zone: x\n", "第 3 行：第 7 個字：這裡多了一個冒號，或上一行少了冒號"),
        ("desk:\n  name: a\n忘了\n", "第 3 行：第 1 個字：這裡少了冒號"),
        ("desk: {name: a\n", "第 1 行：第 7 個字：括號沒有成對"),
        ("desk: *重要\n", "值的開頭不能直接寫 *"),
        ("desk: @重要\n", "值的開頭不能直接寫這個符號"),
        ("a: 1\n---\nb: 2\n", "第 2 行：第 1 個字：一個設定檔只能有一份內容"),
        ("店名：好日子團購", "冒號要用半形"),
        ("", "冒號要用半形"),
        ("desk:\n  name: a\x01b\n", "第 2 行：有看不見的控制字元"),
        ("[" * 1000, "括號或縮排的層數太多"),
        ("a: " + "x" * 1_000_001, "檔案超過 1 MB"),
        ("desk: &x {name: a}\n", "不支援 & 和 * 的寫法"),
        ("desk:\n  name: 好日子團購\n".encode("cp950"), "第 2 行：檔案不是 UTF-8 編碼（看起來是 Big5）"),
        ("? [a]\n: b\nc: d\n", "第 1 行：名稱要是一般的文字"),
        (b"desk: \xff\xff\n", "第 1 行：檔案不是 UTF-8 編碼；請"),
        ("desk:\n".encode("utf-16"), "檔案不是 UTF-8 編碼（看起來是 UTF-16）"),
    ],
)
def test_a_file_that_is_no_yaml_is_told_with_line_and_mend(faults, text, said):
    assert any(said in fault for fault in faults(text))


def test_every_name_written_twice_is_told(faults):
    told = faults(SMALLEST + "  path: b.xlsx\ndesk:\n  name: 別的\n")
    assert told == (
        "config.yaml 第 6 行 workbook.path：「path」寫了兩次（第一次在第 5 行），請留下一個",
        "config.yaml 第 7 行 desk：「desk」寫了兩次（第一次在第 1 行），請留下一個",
    )


def test_a_byte_order_mark_and_windows_line_ends_are_fine(load):
    assert load(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode()).desk.name == "好日子團購"


def test_words_that_yaml_would_read_as_something_else_stay_as_typed(load):
    config = load(
        SMALLEST.replace("好日子團購", "no") + "hours:\n  - {星期: 一, 開始: 9:30, 結束: 24:00, 日期: 2026-11-24}\n"
        "team:\n  - {姓名: 0912, 上限件數: '1,200'}\nrules:\n  - {順序: 10, 任一字詞: [過敏, 送醫]}\n"
    )
    assert config.desk.name == "no"
    assert config.rows("hours") == ({"day": date(2026, 11, 24), "weekday": "一", "opens": "09:30", "closes": "24:00"},)
    assert config.rows("team") == ({"name": "0912", "max_open": 1200},)
    assert config.rows("rules") == ({"order": 10, "any_words": "過敏、送醫"},)


def test_first_rows_are_named_by_tab(load):
    rows = load(SMALLEST + "sla:\n  - {優先級: 緊急}\n").first_rows()
    assert rows["policies"] == ({"priority": "緊急"},)
    assert set(rows) == {"hours", "rules", "policies", "team", "faq"}


def test_a_password_comes_from_the_environment_and_is_never_shown(load):
    config = load(SMALLEST + EMAIL + "    user: fang\n    password: ${SMTP_PASSWORD}\n", SMTP_PASSWORD="geheim")
    assert config.channels.email.password.get_secret_value() == "geheim"
    assert "geheim" not in repr(config) + str(config)


def test_a_password_written_into_the_file_is_refused_and_not_repeated(faults):
    (fault,) = faults(SMALLEST + EMAIL + "    user: fang\n    password: geheim\n")
    assert fault.startswith("config.yaml 第 11 行 channels.email.password：密碼不要直接寫在設定檔裡")
    assert "geheim" not in fault


@pytest.mark.parametrize("env", [{}, {"SMTP_PASSWORD": ""}])
def test_a_missing_variable_is_told_with_the_command_that_sets_it(faults, env):
    (fault,) = faults(SMALLEST + EMAIL + "    user: fang\n    password: ${SMTP_PASSWORD}\n", **env)
    assert "需要環境變數 SMTP_PASSWORD" in fault
    assert "export SMTP_PASSWORD=" in fault


def test_other_values_may_be_named_too_but_not_half(load, faults):
    assert load(SMALLEST.replace("好日子團購", "${SHOP}"), SHOP="好日子").desk.name == "好日子"
    assert "要自己一個值" in faults(SMALLEST.replace("好日子團購", "${SHOP} 團購"), SHOP="好日子")[0]


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-11-21 09:00", datetime(2026, 11, 21, 1, tzinfo=UTC)),
        ("2026/11/21 09:00", datetime(2026, 11, 21, 1, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 20, 16, tzinfo=UTC)),
        ("2026-11-21T09:00+00:00", datetime(2026, 11, 21, 9, tzinfo=UTC)),
    ],
)
def test_live_from_without_a_zone_is_the_desks_time(load, typed, utc):
    assert load(SMALLEST + f"forms:\n  live_from: {typed}\n").live_from == utc


def test_a_question_may_be_named_by_key_or_title(load):
    forms = load(SMALLEST + "forms:\n  aliases: {下單暱稱: 你是誰, text: [怎麼了, 說說看]}\n").forms
    assert forms.aliases == {"nickname": ("你是誰",), "text": ("怎麼了", "說說看")}


def test_a_google_sheet_may_be_given_by_its_address(load, tmp_path):
    sheet = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789"
    config = load(
        f"desk:\n  name: a\nworkbook:\n  kind: google\n  service_account: key.json\n"
        f"  spreadsheet_id: https://docs.google.com/spreadsheets/d/{sheet}/edit#gid=0\n"
    )
    assert config.workbook.spreadsheet_id == sheet
    assert config.workbook.service_account == tmp_path / "key.json"


def test_a_sheet_that_is_no_address_and_no_id_is_a_fault(faults):
    (fault,) = faults(
        "desk:\n  name: a\nworkbook:\n  kind: google\n  service_account: key.json\n  spreadsheet_id: 我的表\n"
    )
    assert fault.startswith("config.yaml 第 6 行 workbook.spreadsheet_id：「我的表」不是試算表的代號")


def test_a_ledger_with_a_whole_path_stays_where_it_is(load):
    assert load(SMALLEST + "ledger: sqlite:////var/lib/desk.db\n").ledger == "sqlite:////var/lib/desk.db"


def test_a_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(UsageError, match="找不到設定檔") as refused:
        load_config(tmp_path / "config.yaml", {})
    assert "sheetdesk init" in str(refused.value)
    assert default_config().is_file()


def test_a_folder_in_place_of_the_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="設定檔讀不出來"):
        load_config(tmp_path, {})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from("desk:name -[]{}&*!|>'\"%@`#?,\n\t~好：0"), max_size=60))
def test_whatever_is_typed_gives_a_config_or_sentences_with_a_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(SMALLEST + text, encoding="utf-8", newline="")
    told = faults_in(path)
    assert told is None or (told and all("config.yaml 第 " in fault for fault in told))


def test_the_config_that_ships_works_as_it_is():
    config = load_config(default_config(), {})
    assert config.workbook.kind == "xlsx"
    assert config.channels.email is None
    assert all(config.rows(section) for section in ("hours", "rules", "sla"))
    assert config.categories
