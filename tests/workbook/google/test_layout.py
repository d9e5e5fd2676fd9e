"""`init` on Google, over HTTP: what is made, what is added, what is left alone, what is refused."""

from __future__ import annotations

import json
import re
import stat
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sheetdesk.cli.build import first_rows, read_config
from sheetdesk.columns import BY_KEY, CASES, FORM, FORM_STAND_IN, LATER, LOG, MACHINE, STATE, TABS
from sheetdesk.config import GoogleWorkbook as Section
from sheetdesk.config import default_config
from sheetdesk.errors import DeskUnreachable, UsageError
from sheetdesk.model.sheet import Difference, NewRow, Stamp
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.auth import credentials
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.column import GUARD, SIGN
from sheetdesk.workbook.google.layout import set_up
from sheetdesk.workbook.google.survey import survey
from sheetdesk.workbook.google.tabs import IMAGE_TAB
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.layout import refuse_strangers
from sheetdesk.workbook.look import TINTS, note_of
from tests.fakes.google import ApiFault, FakeGoogle, Fault

TAIPEI = ZoneInfo("Asia/Taipei")
FIRST = {
    "settings": [{"item": "店名", "value": "好日子"}, {"item": "安靜時段", "value": "22:00-08:00"}],
    "hours": [{"weekday": "一", "opens": "09:00", "closes": "24:00"}, {"day": date(2026, 12, 25), "day_kind": "休假"}],
}
TITLES = [tab.title for tab in TABS]
PHONE, ROW_NUMBERS = 390, 46
"""Pixels: a usual phone's width, and what the app takes of it for the numbers of rows."""


class Organiser:
    """Somebody with a spreadsheet that she shared with the desk's account."""

    def __init__(self, google, email, key, folder):
        self.google, self.email, self.folder = google, email, folder
        self.book = google.new_spreadsheet("好日子團購")
        google.share(self.book, email)
        section = Section.model_validate(
            {"kind": "google", "spreadsheet_id": self.book.id, "service_account": str(key)}
        )
        client = SheetsClient(credentials(section), base_url=google.url, timeouts=(2, 3), sleep=lambda seconds: None)
        self.sheet = Spreadsheet(client, self.book.id)

    def init(self, first=None, **spec):
        self.google.calls.clear()
        return set_up(self.sheet, TAIPEI, first or {}, FormSpec(**spec), self.folder)

    def workbook(self, clock):
        return GoogleWorkbook(self.sheet, TAIPEI, clock)

    def tabs(self, *ranges):
        """Resources of the tabs, with cells where `ranges` says which."""
        found = self.book.get({"ranges": list(ranges)} if ranges else {}, bool(ranges))
        return json.loads(json.dumps(found["sheets"]))

    def tab(self, title="案件", rows=None):
        """The tab's resource; `rows` ("1:3") with cells."""
        tabs = self.tabs(f"'{title}'!{rows}") if rows else self.tabs()
        return next(tab for tab in tabs if tab["properties"]["title"] == title)

    def cell(self, title, row, column):
        """CellData; `column` by title."""
        lines = self.tab(title, f"{row}:{row}")["data"][0].get("rowData", [{}])
        values = lines[0].get("values", [])
        at = self.book[title].column(column) - 1
        return values[at] if at < len(values) else {}

    def widths(self, title="案件"):
        """DimensionProperties of the columns."""
        return self.tab(title, "1:1")["data"][0]["columnMetadata"]

    def column(self, title, column):
        """DimensionProperties of a column by its title."""
        return self.widths(title)[self.book[title].column(column) - 1]

    def sent(self):
        """The requests of the last batch."""
        return self.google.calls[-1].body["requests"]

    def change(self, **request):
        """What people do with the mouse."""
        self.book.change([request])

    def add_tab(self, title, *rows):
        self.change(addSheet={"properties": {"title": title}})
        for row, line in enumerate(rows, start=1):
            for column, value in enumerate(line, start=1):
                if value is not None:
                    self.book[title].put(row, column, value)

    def delete_tab(self, title):
        self.change(deleteSheet={"sheetId": self.book[title].id})

    def delete_column(self, title, column):
        at = self.book[title].column(column)
        span = {"sheetId": self.book[title].id, "dimension": "COLUMNS", "startIndex": at - 1, "endIndex": at}
        self.change(deleteDimension={"range": span})

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """One Google and one account for all: a key takes long to make."""
    key = tmp_path_factory.mktemp("key") / "key.json"
    with FakeGoogle() as google:
        yield google, google.service_account(key), key


@pytest.fixture
def fan(world, tmp_path):
    google, email, key = world
    google.faults.clear()
    google.people.clear()
    return Organiser(google, email, key, tmp_path)


@pytest.fixture
def desk(fan):
    """The same, after `init`."""
    fan.init()
    return fan


@pytest.fixture(scope="module")
def fresh(world, tmp_path_factory):
    """The same, to look at only."""
    google, email, key = world
    made = Organiser(google, email, key, tmp_path_factory.mktemp("fresh"))
    made.init()
    return made


def clock():
    return datetime(2026, 11, 22, 2, tzinfo=UTC)


def first_case(fan, **cells):
    """The desk writes its first case."""
    workbook = fan.workbook(clock)
    row = NewRow("cases", "A", {"number": "A", **cells})
    workbook.apply(Difference(1, Stamp("ledger", "host", 1), (), (row,)), workbook.read())


# --- a new desk -----------------------------------------------------------------------------------------------------


def test_a_new_desk_has_its_tabs_in_order_before_people_s(fan):
    fan.init()
    assert fan.book.titles() == [*TITLES, "工作表1", FORM_STAND_IN, IMAGE_TAB]
    hidden = [tab["properties"]["title"] for tab in fan.tabs() if tab["properties"].get("hidden")]
    assert hidden == [*(tab.title for tab in TABS if tab.hidden), IMAGE_TAB]


def test_a_new_desk_takes_two_reads_and_one_write(fan):
    fan.init(FIRST)
    assert fan.google.kinds() == ["read", "read", "write"]


def test_all_that_ships_goes_in_one_batch_far_below_what_google_advises(fan):
    config = read_config(default_config())
    fan.init(first_rows(config, trial=True))
    assert fan.google.calls[-1].bytes_up < 1_000_000
    assert len(fan.book["分類規則"].values()) == 1 + len(config.rules)


def test_a_new_desk_can_be_read_at_once(fan):
    fan.init(FIRST)
    snapshot = fan.workbook(clock).read()
    assert snapshot.problems == ()
    assert [view.problems for view in (*snapshot.tabs.values(), *snapshot.forms)] == [()] * (len(TABS) + 1)
    assert [dict(row.cells) for row in snapshot.tabs["settings"].rows] == FIRST["settings"]
    assert [dict(row.cells) for row in snapshot.tabs["hours"].rows] == FIRST["hours"]


def test_it_says_what_it_made(fan):
    said = fan.init(FIRST)
    assert said[0] == f"新增了分頁「{TABS[0].title}」"
    assert "分頁「設定」：填入了 2 列預設內容" in said


def test_a_second_run_reads_and_writes_nothing(desk):
    version = desk.book.version
    assert desk.init() == []
    assert desk.google.kinds() == ["read", "read", "read"]
    assert (desk.book.version, desk.files()) == (version, [])


def test_a_desk_that_has_been_written_to_needs_no_second_run(fan):
    fan.init(FIRST)
    first_case(fan)
    assert fan.init(FIRST) == []


def test_the_header_is_frozen_and_the_case_number_too(fresh):
    frozen = [fresh.tab(title)["properties"]["gridProperties"] for title in ("案件", "設定")]
    assert [(grid.get("frozenRowCount"), grid.get("frozenColumnCount", 0)) for grid in frozen] == [(1, 1), (1, 0)]


def test_notes_stand_at_the_titles(fresh):
    assert fresh.book["案件"].note(1, 1) == f"{CASES.column('number').note}\n{SIGN}"


def test_fixed_words_are_a_drop_down_over_all_rows(fresh):
    for row in (2, 1000):
        rule = fresh.cell("案件", row, "狀態")["dataValidation"]
        assert rule["condition"]["type"] == "ONE_OF_LIST"
        assert [v["userEnteredValue"] for v in rule["condition"]["values"]] == list(CASES.column("status").choices)
        assert rule["strict"]
    assert "dataValidation" not in fresh.cell("案件", 1, "狀態")


def test_a_drop_down_that_only_proposes_lets_other_words_pass(fresh):
    assert not fresh.cell("案件", 2, "處理方式")["dataValidation"].get("strict")


def test_the_names_of_the_templates_tab_are_a_drop_down(fresh):
    for row in (2, 1000):
        rule = fresh.cell("案件", row, "回覆範本")["dataValidation"]
        assert rule["condition"] == {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "='回覆範本'!$A$2:$A"}]}
        assert not rule.get("strict")
        assert "回覆範本" in rule["inputMessage"]


def test_a_word_with_a_comma_is_offered_as_it_is(fresh):
    values = fresh.cell("案件", 2, "動作")["dataValidation"]["condition"]["values"]
    assert {"userEnteredValue": "寄出,已解決"} in values


def test_a_drop_down_from_a_tab_names_it_wherever_its_column_stands(desk):
    desk.change(
        insertDimension={
            "range": {"sheetId": desk.book["回覆範本"].id, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}
        }
    )
    at = desk.book["案件"].column("回覆範本") - 1
    area = {"sheetId": desk.book["案件"].id, "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    desk.change(setDataValidation={"range": area})
    assert desk.init()[0] == "分頁「案件」：更新了標題的說明和下拉選單"
    condition = desk.cell("案件", 2, "回覆範本")["dataValidation"]["condition"]
    assert condition["values"] == [{"userEnteredValue": "='回覆範本'!$C$2:$C"}]
    assert desk.init() == []


def test_a_drop_down_whose_tab_was_deleted_is_renewed_with_it(desk):
    desk.change(deleteSheet={"sheetId": desk.book["回覆範本"].id})
    desk.init()
    condition = desk.cell("案件", 2, "回覆範本")["dataValidation"]["condition"]
    assert condition["values"] == [{"userEnteredValue": "='回覆範本'!$A$2:$A"}]
    assert desk.init() == []


def test_a_column_whose_feature_has_come_is_hidden_no_more(desk):
    number, at = desk.book["案件"].id, desk.book["案件"].column("預覽") - 1
    title = {"sheetId": number, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    desk.change(repeatCell={"range": title, "cell": {"note": f"{LATER}\n{SIGN}"}, "fields": "note"})
    span = {"sheetId": number, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    hidden = {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    desk.change(updateDimensionProperties=hidden)
    assert desk.init()[0] == "分頁「案件」：更新了標題的說明和下拉選單"
    assert not desk.widths()[at].get("hiddenByUser")
    desk.change(updateDimensionProperties=hidden)
    assert desk.init() == []


def test_no_column_of_tick_boxes_is_laid_down(fan):
    fan.init()
    kinds = [r["setDataValidation"]["rule"]["condition"]["type"] for r in fan.sent() if "setDataValidation" in r]
    assert set(kinds) == {"ONE_OF_LIST", "ONE_OF_RANGE"}


def test_what_is_used_daily_is_visible_and_the_rest_is_folded(fresh):
    columns = zip(CASES.columns, fresh.widths(), strict=False)
    shown = [column.title for column, width in columns if not width.get("hiddenByUser")]
    assert shown == [
        "案號", "摘要", "下一步", "狀態", "回覆範本", "回覆內容", "預覽", "動作", "寄送結果", "內容", "新訊息", "附件",
        "負責人", "處理方式", "下次跟進", "備註", "系統提醒", "收件時間", "性質", "補償金額", "目前處理人",
    ]  # fmt: skip


def test_the_plus_of_a_group_stands_above_the_column_whose_note_tells_of_it(fresh):
    tab = fresh.tab()
    assert not tab["properties"]["gridProperties"].get("columnGroupControlAfter")
    starts = {g["range"]["startIndex"] for g in tab["columnGroups"] if g["depth"] == 1}
    told = [at for at, column in enumerate(CASES.columns) if "「＋」" in note_of(column)]
    assert {at + 1 for at in told} == starts


def test_each_group_of_columns_unfolds_by_itself(fresh):
    titles = [c.title for c in CASES.columns]
    groups = {
        (titles[g["range"]["startIndex"]], titles[g["range"]["endIndex"] - 1]): (g["depth"], g.get("collapsed"))
        for g in fresh.tab()["columnGroups"]
    }
    assert groups == {
        ("來源", "購買證明"): (1, True),
        ("類別", "計算說明"): (1, True),
        ("責任歸屬", "不寄問卷"): (1, True),
        ("處理表單", "法律保留"): (1, True),
    }


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("電話", {"type": "TEXT", "pattern": "@"}),
        ("訂單編號", {"type": "TEXT", "pattern": "@"}),
        ("收件時間", {"type": "DATE_TIME", "pattern": "yyyy/mm/dd hh:mm"}),
        ("下次跟進", {"type": "DATE", "pattern": "yyyy/mm/dd"}),
        ("摘要", None),
    ],
)
def test_columns_have_their_format_before_any_row_comes(fresh, title, wanted):
    for row in (2, 1000):
        look = fresh.cell("案件", row, title)["userEnteredFormat"]
        assert look.get("numberFormat") == wanted
        assert look["wrapStrategy"] == "WRAP"
    assert "numberFormat" not in fresh.cell("案件", 1, title)["userEnteredFormat"]


def test_the_first_case_looks_like_its_columns_and_not_like_the_header(desk):
    first_case(desk, phone="0912345678", status="待處理")
    assert desk.book["案件"].cell(2, desk.book["案件"].column("電話")) == "0912345678"
    cell = desk.cell("案件", 2, "狀態")
    assert "bold" not in cell["userEnteredFormat"].get("textFormat", {})
    assert cell["dataValidation"]["condition"]["type"] == "ONE_OF_LIST"
    status = desk.book["案件"].column("狀態") - 1
    areas = [area for rule in desk.tab()["conditionalFormats"] for area in rule["ranges"]]
    over = [a for a in areas if a["startColumnIndex"] <= status < a["endColumnIndex"]]
    assert over
    assert all(area.get("startRowIndex", 0) <= 1 for area in over)


def test_a_column_fits_into_a_phone_beside_the_case_number(fresh):
    widths = [column["pixelSize"] for column in fresh.widths()[: len(CASES.columns)]]
    assert widths[0] + max(widths) + ROW_NUMBERS <= PHONE


def test_a_phone_shows_who_what_and_until_when_without_a_swipe(fresh):
    shown = [fresh.column("案件", title)["pixelSize"] for title in ("案號", "摘要", "下一步")]
    assert PHONE - 10 <= sum(shown) + ROW_NUMBERS <= PHONE


def test_a_letter_that_needs_a_person_is_red_where_a_phone_shows_it_first(fresh):
    numbers = LOG.columns.index(LOG.column("case"))
    red = [rule for rule in fresh.tab("往來紀錄", "1:1")["conditionalFormats"] if "需確認" in str(rule)]
    areas = [area for rule in red for area in rule["ranges"]]
    assert any(area.get("startColumnIndex", 0) <= numbers < area["endColumnIndex"] for area in areas)
    assert sum(column["pixelSize"] for column in fresh.widths("往來紀錄")[: numbers + 1]) + ROW_NUMBERS <= PHONE


def test_a_long_complaint_leaves_room_for_the_others(fresh):
    heights = [row["pixelSize"] for row in fresh.tab("案件", "A1:A1000")["data"][0]["rowMetadata"]]
    assert heights[0] == 43
    assert set(heights[1:]) == {64}


@pytest.mark.parametrize("tab", [CASES, LOG, STATE], ids=lambda tab: tab.title)
def test_machine_columns_warn_whoever_types_and_keep_nobody_out(fresh, tab):
    guards = fresh.tab(tab.title)["protectedRanges"]
    assert all(guard["warningOnly"] and guard["description"] == GUARD for guard in guards)
    held = {at for g in guards for at in range(g["range"].get("startColumnIndex", 0), g["range"]["endColumnIndex"])}
    assert held == {at for at, column in enumerate(tab.columns) if column.owner == MACHINE}


def test_the_image_s_tab_is_guarded_whole_and_large_enough(fresh):
    tab = fresh.tab(IMAGE_TAB)
    assert tab["protectedRanges"][0]["warningOnly"]
    assert tab["properties"]["gridProperties"]["rowCount"] == 1100
    assert tab["properties"]["gridProperties"]["columnCount"] > len(CASES.columns)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_no_two_ranges_of_colours_overlap_but_those_that_are_equal(fresh, tab):
    areas = [rule["ranges"] for rule in fresh.tab(tab.title).get("conditionalFormats", ())]
    painted = [(a["startColumnIndex"], a["endColumnIndex"]) for ranges in areas for a in ranges]
    columns = [at for start, end in set(painted) for at in range(start, end)]
    assert len(columns) == len(set(columns))
    assert bool(areas) == (tab.key in TINTS)


def test_the_more_urgent_colour_comes_first_and_says_all_there_is_to_say(fresh):
    rules = [rule["booleanRule"] for rule in fresh.tab("往來紀錄")["conditionalFormats"]]
    formulas = [rule["condition"]["values"][0]["userEnteredValue"] for rule in rules]
    at = [next(i for i, formula in enumerate(formulas) if word in formula) for word in ("需確認", "待送", "已送")]
    assert at == sorted(at)
    assert all(set(rule["format"]["textFormat"]) >= {"foregroundColorStyle"} for rule in rules)
    assert all("backgroundColorStyle" in rule["format"] for rule in rules)


def test_a_title_is_never_painted_like_a_case():
    for key, tints in TINTS.items():
        for tint in tints:
            title = BY_KEY[key].column(tint.watch).title
            assert not any(title.startswith(word) for word in tint.words)


def test_headers_tell_whose_column_it_is(fresh):
    colours = [
        fresh.cell("案件", 1, title)["userEnteredFormat"]["backgroundColorStyle"] for title in ("摘要", "顧客", "備註")
    ]
    assert len({json.dumps(colour) for colour in colours}) == 3


# --- a spreadsheet that exists --------------------------------------------------------------------------------------


def own_tab(fan):
    """Somebody's accounts, with all that she may have laid over them."""
    fan.add_tab("我的記帳", ["品項", "金額", "付了"], ["午餐", 85, True], ["晚餐", 120, False])
    number = fan.book["我的記帳"].id
    area = {"sheetId": number, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
    fan.book["我的記帳"].type(4, 2, "=SUM(B2:B3)")
    fan.change(setBasicFilter={"filter": {"range": {"sheetId": number}}})
    fan.change(addProtectedRange={"protectedRange": {"range": area, "description": "別動", "warningOnly": True}})
    fan.change(
        setDataValidation={
            "range": area,
            "rule": {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}},
        }
    )
    fan.change(mergeCells={"range": {**area, "startRowIndex": 5, "endRowIndex": 7}, "mergeType": "MERGE_ALL"})
    fan.book["我的記帳"].shape(2, 2, {"numberFormat": {"type": "CURRENCY", "pattern": "$0"}})


def test_people_s_own_tabs_stay_as_they_are_behind_ours(fan):
    own_tab(fan)
    before = fan.tab("我的記帳", "A1:F10")
    fan.init()
    after = fan.tab("我的記帳", "A1:F10")
    assert before["properties"].pop("index") + len(TABS) == after["properties"].pop("index")
    assert after == before
    assert fan.book.titles()[len(TABS) :] == ["工作表1", "我的記帳", FORM_STAND_IN, IMAGE_TAB]


def test_a_copy_is_kept_first_that_its_owner_alone_can_read(fan):
    own_tab(fan)
    said = fan.init()
    assert "改之前的內容留在「好日子團購.before-init.xlsx」" in said
    copy = fan.folder / "好日子團購.before-init.xlsx"
    assert load_workbook(copy)["我的記帳"]["A2"].value == "午餐"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert fan.google.kinds() == ["read", "read", "drive", "read", "read", "write"]


def test_where_nobody_wrote_anything_no_copy_is_kept(fan):
    fan.init()
    assert fan.files() == []


def test_a_second_copy_does_not_overwrite_the_first(desk):
    for title in ("設定", "分工表"):
        desk.delete_tab(title)
        desk.init()
    assert desk.files() == ["好日子團購.before-init-2.xlsx", "好日子團購.before-init.xlsx"]


def test_a_title_that_no_file_can_have_is_changed_for_the_copy(fan):
    fan.book.title = "好日子/團購: 2026?"
    own_tab(fan)
    fan.init()
    assert fan.files() == ["好日子_團購_ 2026_.before-init.xlsx"]


def test_where_drive_refuses_values_and_formulas_are_kept(fan):
    own_tab(fan)
    fan.google.faults.next(Fault("500"), kind="drive", times=9)
    said = next(line for line in fan.init() if "before-init" in line)
    assert "只有內容和公式" in said
    sheet = load_workbook(fan.folder / "好日子團購.before-init.xlsx")["我的記帳"]
    assert [cell.value for cell in sheet["B"]] == ["金額", 85, 120, 205]
    assert sheet["B4"].comment.text == "公式：=SUM(B2:B3)"


def test_a_project_without_the_drive_api_gets_by_with_values_and_formulas(fan):
    own_tab(fan)
    fan.google.disable_api("drive")
    try:
        said = next(line for line in fan.init() if "before-init" in line)
    finally:
        fan.google.enable_api("drive")
    assert "還沒有啟用 Google Drive API" in said
    assert fan.book.titles()[0] == TABS[0].title


def test_where_no_copy_can_be_kept_nothing_is_changed(fan):
    own_tab(fan)
    fan.folder = fan.folder / "nowhere"
    version = fan.book.version
    with pytest.raises(DeskUnreachable, match=r"留不下副本.*什麼都沒有改"):
        fan.init()
    assert fan.book.version == version


def test_a_deleted_column_is_put_back_behind_all_others(desk):
    desk.delete_column("案件", "摘要")
    first_row = desk.book["案件"]
    first_row.put(1, len(CASES.columns) + 4, "我的標記")
    first_row.put(2, 1, "GB2611-0042-K")
    assert desk.init()[0] == "分頁「案件」：新增了欄位「摘要」"
    header = desk.book["案件"].header()
    assert header[len(CASES.columns) + 3 :] == ["我的標記", "摘要"]
    assert desk.book["案件"].cell(2, 1) == "GB2611-0042-K"
    assert desk.workbook(clock).read().tabs["cases"].problems == ()
    assert desk.column("案件", "摘要")["pixelSize"] == 125
    assert desk.init() == []


def test_a_column_that_is_put_back_has_its_note_drop_down_and_guard(desk):
    desk.delete_column("案件", "動作")
    desk.delete_column("案件", "系統提醒")
    desk.init()
    assert SIGN in desk.cell("案件", 1, "動作")["note"]
    assert desk.cell("案件", 1000, "動作")["dataValidation"]["strict"]
    at = desk.book["案件"].column("系統提醒") - 1
    assert any(g["range"].get("startColumnIndex") == at for g in desk.tab()["protectedRanges"])


def test_a_desk_without_its_column_of_case_numbers_gets_it_back(desk):
    desk.delete_column("案件", "案號")
    assert desk.init()[0] == "分頁「案件」：新增了欄位「案號」"
    assert desk.init() == []


def test_a_deleted_tab_is_put_back_in_its_place_with_its_first_rows(desk):
    desk.delete_tab("設定")
    said = desk.init(FIRST)
    assert said[:2] == ["新增了分頁「設定」", "分頁「設定」：填入了 2 列預設內容"]
    assert desk.book.titles()[: len(TABS)] == [tab.title for tab in TABS]


def test_a_renamed_tab_is_not_made_a_second_time(desk):
    desk.change(
        updateSheetProperties={"properties": {"sheetId": desk.book["案件"].id, "title": "客訴"}, "fields": "title"}
    )
    assert desk.init() == []


def test_a_tab_that_somebody_blanked_gets_its_header_again(desk):
    desk.change(updateCells={"range": {"sheetId": desk.book["團購檔期"].id}, "fields": "*"})
    assert desk.init()[0] == "分頁「團購檔期」：加上了標題列"
    assert desk.book["團購檔期"].header()[0] == "團號"


def test_a_blank_tab_of_our_title_becomes_ours_and_grows(fan):
    fan.add_tab("案件")
    fan.init(FIRST)
    assert fan.book["案件"].column("狀態") == 4
    assert len(fan.book["案件"].header()) == len(CASES.columns)
    assert fan.tab()["properties"]["gridProperties"]["frozenColumnCount"] == 1


def test_title_lines_above_the_header_are_left_alone(desk):
    span = {"sheetId": desk.book["設定"].id, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}
    desk.change(insertDimension={"range": span})
    desk.book["設定"].put(1, 1, "好日子團購的設定")
    desk.change(deleteDimension={"range": {**span, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}})
    desk.init(FIRST)
    values = desk.book["設定"].values()
    assert values[0] == ["好日子團購的設定"]
    assert values[2] == ["項目", "值", "說明"]
    assert values[3] == ["店名", "好日子"]


def test_first_rows_stay_out_of_a_tab_that_has_rows(desk):
    for column, text in enumerate(("店名", "我的店"), start=1):
        desk.book["設定"].put(2, column, text)
    assert desk.init({"settings": FIRST["settings"]}) == []
    assert desk.book["設定"].values()[1:] == [["店名", "我的店"]]


def test_first_rows_leave_what_people_laid_between_our_columns(desk):
    number = desk.book["設定"].id
    desk.change(insertDimension={"range": {"sheetId": number, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}})
    desk.book["設定"].put(1, 2, "勾")
    for row in (2, 3):
        desk.book["設定"].put(row, 2, False)
    desk.init(FIRST)
    assert desk.book["設定"].values()[1:] == [
        ["店名", "", "好日子"],
        ["安靜時段", "", "22:00-08:00"],
        ["", False],
        ["", False],
    ]


def test_a_note_and_a_drop_down_of_people_s_own_stay(desk):
    number, status = desk.book["案件"].id, desk.book["案件"].column("狀態") - 1
    area = {
        "sheetId": number,
        "startRowIndex": 1,
        "endRowIndex": 500,
        "startColumnIndex": status,
        "endColumnIndex": status + 1,
    }
    words = [{"userEnteredValue": word} for word in ("甲", "乙")]
    desk.change(setDataValidation={"range": area, "rule": {"condition": {"type": "ONE_OF_LIST", "values": words}}})
    title = {**area, "startRowIndex": 0, "endRowIndex": 1}
    desk.change(repeatCell={"range": title, "cell": {"note": "阿芳：記得改"}, "fields": "note"})
    before = desk.tab("案件", "1:3")
    assert desk.init() == []
    assert desk.tab("案件", "1:3") == before


@pytest.mark.parametrize("aged", ["note", "choices"])
def test_a_note_or_drop_down_of_ours_that_is_out_of_date_is_renewed(desk, aged):
    number, action = desk.book["案件"].id, desk.book["案件"].column("動作") - 1
    area = {"sheetId": number, "startColumnIndex": action, "endColumnIndex": action + 1}
    rule = {
        **desk.cell("案件", 2, "動作")["dataValidation"],
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "舊的動作"}]},
    }
    if aged == "note":
        desk.change(
            repeatCell={"range": {**area, "endRowIndex": 1}, "cell": {"note": f"舊的說明\n{SIGN}"}, "fields": "note"}
        )
    else:
        desk.change(setDataValidation={"range": {**area, "startRowIndex": 1}, "rule": rule})
    assert desk.init()[0] == "分頁「案件」：更新了標題的說明和下拉選單"
    assert desk.init() == []
    assert [
        v["userEnteredValue"] for v in desk.cell("案件", 2, "動作")["dataValidation"]["condition"]["values"]
    ] == list(CASES.column("action").choices)


def test_a_drop_down_that_is_renewed_leaves_out_the_rows_where_people_laid_their_own(desk):
    number, action = desk.book["案件"].id, desk.book["案件"].column("動作") - 1
    area = {"sheetId": number, "startRowIndex": 1, "startColumnIndex": action, "endColumnIndex": action + 1}
    old = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "舊的動作"}]}
    ours = {**desk.cell("案件", 2, "動作")["dataValidation"], "condition": old}
    hers = {"condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "好"}]}}
    desk.change(setDataValidation={"range": area, "rule": ours})
    desk.change(setDataValidation={"range": {**area, "startRowIndex": 20, "endRowIndex": 22}, "rule": hers})
    desk.change(setDataValidation={"range": {**area, "startRowIndex": 999}, "rule": hers})
    desk.init()
    assert desk.google.kinds() == ["read"] * 4 + ["drive"] + ["read"] * 4 + ["write"]
    new = desk.cell("案件", 2, "動作")["dataValidation"]
    assert [v["userEnteredValue"] for v in new["condition"]["values"]] == list(CASES.column("action").choices)
    rows = desk.tab("案件", "2:1000")["data"][0]["rowData"]
    assert [at for at, row in enumerate(rows, start=2) if row["values"][action]["dataValidation"] != new] == [
        21,
        22,
        1000,
    ]
    assert desk.init() == []


def test_a_tab_without_a_blank_row_is_no_hindrance(desk):
    number = desk.book["團購檔期"].id
    thawed = {"sheetId": number, "gridProperties": {"frozenRowCount": 0}}
    desk.change(updateSheetProperties={"properties": thawed, "fields": "gridProperties.frozenRowCount"})
    desk.change(deleteDimension={"range": {"sheetId": number, "dimension": "ROWS", "startIndex": 1, "endIndex": 1000}})
    desk.delete_column("團購檔期", "負責人")
    assert "分頁「團購檔期」：新增了欄位「負責人」" in desk.init()
    assert desk.init() == []


# --- the form -------------------------------------------------------------------------------------------------------


def test_no_form_is_added_where_one_is(fan):
    fan.add_tab("Form Responses 1", ["Timestamp", "Description"], [46347.5, "broken"])
    fan.init()
    assert FORM_STAND_IN not in fan.book.titles()


def test_the_stand_in_gives_way_to_the_form_that_is_linked_later(desk):
    assert [view.title for view in desk.workbook(clock).read().forms] == [FORM_STAND_IN]
    assert "真的分頁會自己出現" in desk.book[FORM_STAND_IN].note(1, 1)
    desk.add_tab("表單回應 1", [column.title for column in FORM.columns], [46347.5, "小魚"])
    assert [view.title for view in desk.workbook(clock).read().forms] == ["表單回應 1"]
    assert desk.init() == []


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_a_tab_of_our_title_that_is_not_ours_is_refused(fan, tab):
    fan.add_tab(tab.title, ["日期", "店家", "金額", "付款人", "發票"], [46347, "早餐店", 85, "阿芳", "AB12345678"])
    version = fan.book.version
    with pytest.raises(UsageError, match=rf"{tab.title}.*改成別的名稱"):
        fan.init()
    assert (fan.book.version, fan.files()) == (version, [])


def test_somebody_s_own_tab_called_like_the_image_s_is_refused(fan):
    fan.add_tab(IMAGE_TAB, ["我的筆記"])
    with pytest.raises(UsageError, match=IMAGE_TAB):
        fan.init()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Etc/GMT"])
def test_another_zone_is_refused_before_anything_is_done(fan, zone):
    fan.book.zone = zone
    version = fan.book.version
    with pytest.raises(UsageError, match=rf"時區是 {zone}.*Asia/Taipei.*檔案 → 設定 → 一般"):
        fan.init()
    assert fan.book.version == version


def test_another_locale_is_only_named(fan):
    fan.book.locale = "en_US"
    assert any("語言代碼是 en_US" in line for line in fan.init())
    assert fan.init() == []


def test_cells_that_a_person_locked_are_named_and_nothing_is_done(desk):
    desk.delete_column("設定", "說明")
    place = {"sheetId": desk.book["設定"].id}
    desk.change(addProtectedRange={"protectedRange": {"range": place, "editors": {"users": ["fang@example.com"]}}})
    desk.delete_tab("分工表")
    version = desk.book.version
    with pytest.raises(DeskUnreachable, match=r"受到保護.*什麼都沒有改.*保護工作表和範圍"):
        desk.init()
    assert desk.book.version == version


def test_a_chart_of_our_title_is_somebody_elses():
    seen = survey(ChartOnly())  # type: ignore[arg-type]  # two reads are all that is asked of it
    with pytest.raises(UsageError, match="「案件」"):
        refuse_strangers(seen.grids)


class ChartOnly:
    """A spreadsheet whose tabs are a blank one and a chart: neither has values, the chart not even cells."""

    def about(self, fields):
        grid = {
            "sheetId": 0,
            "title": "工作表1",
            "sheetType": "GRID",
            "gridProperties": {"rowCount": 9, "columnCount": 9},
        }
        chart = {"sheetId": 7, "title": "案件", "sheetType": "OBJECT"}
        whole = {"title": "帳", "locale": "zh_TW", "timeZone": "Asia/Taipei"}
        return {"properties": whole, "sheets": [{"properties": grid}, {"properties": chart}]}

    def values(self, ranges):
        assert ranges == [{"sheetId": 0}]
        return [{"valueRange": {"range": "工作表1!A1:I9"}, "dataFilters": [{"gridRange": ranges[0]}]}]


def test_a_spreadsheet_that_may_only_be_read_stays_as_it_is(fan):
    fan.google.share(fan.book, fan.email, role="reader")
    version = fan.book.version
    with pytest.raises(DeskUnreachable, match=re.escape(fan.email)):
        fan.init()
    assert fan.book.version == version


# --- when Google answers wrongly, and when people are quicker -------------------------------------------------------


WRONG = ["429", "500", "502", "503", "hang", "reset", "truncated", "half_json", "bad_json"]


@pytest.mark.parametrize("kind", WRONG)
def test_a_lost_answer_to_a_write_that_came_through_is_no_fault(fan, kind):
    fan.google.faults.next(Fault(kind), kind="write", when="after")
    assert fan.init(FIRST)[0] == f"新增了分頁「{TABS[0].title}」"
    assert fan.google.kinds().count("write") == 1
    assert fan.init(FIRST) == []


@pytest.mark.parametrize("kind", WRONG)
def test_a_write_that_never_came_through_is_told_and_done_by_the_next_init(fan, kind):
    version = fan.book.version
    fan.google.faults.next(Fault(kind), kind="write", when="before")
    with pytest.raises(DeskUnreachable, match="再執行一次 init"):
        fan.init(FIRST)
    assert fan.book.version == version
    assert fan.google.kinds().count("write") == 1
    fan.init(FIRST)
    assert fan.book.titles() == [*TITLES, "工作表1", FORM_STAND_IN, IMAGE_TAB]


def test_a_batch_that_comes_twice_is_refused_the_second_time(fan):
    fan.init(FIRST)
    batch, version = fan.sent(), fan.book.version
    with pytest.raises(ApiFault, match="already exists"):
        fan.book.change(batch)
    assert fan.book.version == version


def test_somebody_who_makes_a_tab_of_our_title_meanwhile_stops_all_of_it(fan):
    fan.google.people.next(lambda book: book.change([{"addSheet": {"properties": {"title": "設定"}}}]))
    with pytest.raises(DeskUnreachable, match="再執行一次 init"):
        fan.init(FIRST)
    assert fan.book.titles() == ["工作表1", "設定"]
    fan.init(FIRST)
    assert fan.book.titles()[: len(TABS)] != TITLES
    assert set(TITLES) <= set(fan.book.titles())


def test_a_column_that_somebody_adds_meanwhile_is_not_written_over(desk):
    desk.delete_column("案件", "摘要")
    place = len(desk.book["案件"].header()) + 1
    desk.google.people.next(lambda book: book["案件"].put(1, place, "我的標記"))
    desk.init()
    assert desk.book["案件"].header()[-2:] == ["摘要", "我的標記"]


def test_a_row_that_somebody_types_meanwhile_is_not_written_over(desk):
    desk.google.people.next(lambda book: book["設定"].put(2, 1, "店名"))
    desk.init(FIRST)
    assert [line[0] for line in desk.book["設定"].values()] == ["項目", "店名", "安靜時段", "店名"]


def test_what_somebody_changes_while_the_copy_is_made_is_seen(desk):
    desk.delete_column("案件", "摘要")
    desk.google.people.next(lambda book: book["案件"].put(1, len(CASES.columns) + 1, "摘要"), kind="drive")
    assert all("摘要" not in line for line in desk.init())
    assert desk.book["案件"].header().count("摘要") == 1


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete tab", "delete column", "own column", "own lines", "rename", "row"]),
        st.sampled_from(TABS),
        st.integers(0, 99),
    ),
    max_size=8,
    unique_by=lambda edit: edit[:2],
)


def edit(fan, kind, tab, number):
    """What a person does to one of our tabs, if it is still there under its title."""
    if tab.title not in fan.book.titles():
        return
    sheet, top = fan.book[tab.title], {"sheetId": fan.book[tab.title].id}
    column = number % len(tab.columns)
    match kind:
        case "delete tab":
            fan.delete_tab(tab.title)
        case "rename":
            fan.change(updateSheetProperties={"properties": {**top, "title": f"我的{tab.title}"}, "fields": "title"})
        case "delete column":
            span = {"dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
            fan.change(deleteDimension={"range": {**top, **span}})
        case "own lines":
            fan.change(insertDimension={"range": {**top, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}})
            sheet.put(1, 1, "我寫的")
        case "own column":
            span = {"dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
            fan.change(insertDimension={"range": {**top, **span}})
            sheet.put(1, column + 1, "我的欄")
            sheet.put(9, column + 1, "我的字")
        case "row":
            sheet.put(8, len(tab.columns) + 20, "我的字")


def own_words(book):
    """What people typed, by tab."""
    found = {}
    for sheet in book.sheets:
        texts = [cell for line in book[sheet.title].values() for cell in line if str(cell).startswith("我")]
        found[sheet.id] = sorted(texts)
    return {number: texts for number, texts in found.items() if texts}


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(edits=EDITS)
def test_whatever_people_did_to_the_desk_init_makes_it_whole_once_and_keeps_their_words(world, tmp_path_factory, edits):
    google, email, key = world
    google.faults.clear()
    fan = Organiser(google, email, key, tmp_path_factory.mktemp("any"))
    fan.init(FIRST)
    for one in edits:
        edit(fan, *one)
    before = own_words(fan.book)
    fan.init(FIRST)
    assert own_words(fan.book) == before
    snapshot = fan.workbook(clock).read()
    for tab in TABS:
        names = [name for name in snapshot.tabs[tab.key].header if name and tab.has(name)]
        assert sorted(names) == sorted(column.key for column in tab.columns)
    version = fan.book.version
    assert fan.init(FIRST) == []
    assert fan.book.version == version
