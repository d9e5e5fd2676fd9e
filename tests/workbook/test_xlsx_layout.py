"""`init` on real files: what is made, what is added, what is left alone, what is refused."""

import io
import os
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.datavalidation import DataValidation

from sheetdesk.columns import BY_KEY, CASES, FORM, LATER, TABS
from sheetdesk.errors import DeskUnreachable, UsageError, WorkbookBusy
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Stamp
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.look import FADED, TINTS, note_of
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up
from sheetdesk.workbook.xlsx_lists import LISTS_TAB, words_of
from sheetdesk.workbook.xlsx_look import AUTHOR

TAIPEI = ZoneInfo("Asia/Taipei")
FIRST = {
    "settings": [{"item": "店名", "value": "好日子"}, {"item": "安靜時段", "value": "22:00-08:00"}],
    "hours": [{"weekday": "一", "opens": "09:00", "closes": "24:00"}, {"day": date(2026, 12, 25), "day_kind": "休假"}],
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "desk.xlsx"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """What `init` makes of nothing: bytes to start from."""
    path = tmp_path_factory.mktemp("fresh") / "desk.xlsx"
    set_up(path, TAIPEI, {})
    return path.read_bytes()


@pytest.fixture(scope="module")
def desk(fresh):
    """The same as an open book, to look at only."""
    return load_workbook(io.BytesIO(fresh))


@pytest.fixture
def existing(path, fresh):
    """Makes a file that `init` made and a person changed; answers its bytes."""

    def make(change):
        book = load_workbook(io.BytesIO(fresh))
        change(book)
        book.save(path)
        return path.read_bytes()

    return make


def foreign(path, title, *rows):
    """A workbook of somebody else's with one tab."""
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path.read_bytes()


def init(path, first=None, **spec):
    return set_up(path, TAIPEI, first or {}, FormSpec(**spec))


def sheet_of(path, title="案件"):
    return load_workbook(path)[title]


def column_of(sheet, title):
    return next(cell for cell in sheet[1] if cell.value == title)


def dimension(sheet, title):
    return sheet.column_dimensions[column_of(sheet, title).column_letter]


# --- a new desk -----------------------------------------------------------------------------------------------------


def test_a_new_desk_has_all_tabs_in_order_and_the_form(desk):
    assert desk.sheetnames == [*(tab.title for tab in TABS), FORM.title, LISTS_TAB]


def test_a_new_desk_can_be_read_at_once(path):
    init(path, FIRST)
    snapshot = XlsxWorkbook(path, TAIPEI).read()
    assert snapshot.problems == ()
    assert [view.problems for view in (*snapshot.tabs.values(), *snapshot.forms)] == [()] * (len(TABS) + 1)
    assert [dict(row.cells) for row in snapshot.tabs["settings"].rows] == FIRST["settings"]
    assert [dict(row.cells) for row in snapshot.tabs["hours"].rows] == FIRST["hours"]


def test_it_says_what_it_made(path):
    said = init(path, FIRST)
    assert said[0] == "建立了檔案「desk.xlsx」"
    assert "新增了分頁「案件」" in said
    assert "分頁「設定」：填入了 2 列預設內容" in said


def test_a_folder_that_is_missing_is_made(tmp_path):
    init(tmp_path / "新的" / "desk.xlsx")
    assert (tmp_path / "新的" / "desk.xlsx").exists()


@pytest.mark.parametrize("change", [lambda book: None, lambda book: book["案件"].append(["GB2611-0042-K"])])
def test_a_second_run_changes_no_byte(path, change, existing):
    before = existing(change)
    time = path.stat().st_mtime_ns
    assert init(path) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, time)
    assert [p.name for p in path.parent.iterdir()] == ["desk.xlsx"]


def test_a_desk_that_has_been_written_to_needs_no_second_run(path):
    init(path, FIRST)
    workbook = XlsxWorkbook(path, TAIPEI)
    rows = (NewRow("cases", "A", {"number": "A"}),)
    workbook.apply(Difference(1, Stamp("ledger", "host", 1), (), rows), workbook.read())
    assert init(path, FIRST) == []


def test_the_header_is_frozen_and_the_case_number_too(desk):
    assert desk["案件"].freeze_panes == "B2"
    assert desk["設定"].freeze_panes == "A2"


def test_notes_stand_at_the_titles(desk):
    assert column_of(desk["案件"], "案號").comment.text == CASES.column("number").note


def test_fixed_words_are_a_drop_down_over_all_rows_to_come(desk):
    sheet = desk["案件"]
    letter = column_of(sheet, "狀態").column_letter
    found = next(v for v in sheet.data_validations.dataValidation if f"{letter}9" in v.sqref)
    assert str(found.sqref) == f"{letter}2:{letter}1048576"
    assert found.formula1.strip('"').split(",") == list(CASES.column("status").choices)
    assert found.showErrorMessage
    assert "待處理" in found.error


def test_a_drop_down_that_only_proposes_lets_other_words_pass(desk):
    sheet = desk["案件"]
    letter = column_of(sheet, "處理方式").column_letter
    found = next(v for v in sheet.data_validations.dataValidation if f"{letter}2" in v.sqref)
    assert not found.showErrorMessage


@pytest.mark.parametrize("column", [c for tab in TABS for c in tab.columns if c.choices], ids=lambda c: c.title)
def test_no_list_of_words_within_a_drop_down_is_longer_than_excel_allows_or_parted_by_a_comma_of_a_word(column):
    if words_of(column).startswith('"'):
        assert len(",".join(column.choices)) <= 255
        assert not any("," in word for word in column.choices)


def offered(book, title):
    """The words that a drop-down of 案件 shows."""
    sheet = book["案件"]
    letter = column_of(sheet, title).column_letter
    found = next(v for v in sheet.data_validations.dataValidation if f"{letter}9" in v.sqref)
    [(tab, area)] = list(book.defined_names[found.formula1].destinations)
    return [cell.value for (cell,) in book[tab][area]]


def test_words_with_a_comma_are_offered_as_they_are(desk):
    assert any("," in word for word in CASES.column("action").choices)
    assert offered(desk, "動作") == list(CASES.column("action").choices)
    assert desk["_清單"].sheet_state == "hidden"


def test_the_names_of_the_templates_tab_are_offered_those_to_come_too(path):
    init(path, {"templates": [{"name": "補寄"}, {"name": "退款"}]})
    assert offered(load_workbook(path), "回覆範本")[:3] == ["補寄", "退款", None]
    assert len(offered(load_workbook(path), "回覆範本")) > 900


def test_a_drop_down_from_a_tab_allows_what_somebody_types(desk):
    sheet = desk["案件"]
    letter = column_of(sheet, "回覆範本").column_letter
    found = next(v for v in sheet.data_validations.dataValidation if f"{letter}2" in v.sqref)
    assert not found.showErrorMessage


def test_words_that_are_out_of_date_in_the_hidden_tab_are_renewed(path, existing):
    existing(lambda book: book["_清單"].append(["舊的動作"]))
    assert init(path)[0] == "分頁「案件」：更新了標題的說明和下拉選單"
    assert offered(load_workbook(path), "動作") == list(CASES.column("action").choices)
    assert init(path) == []


def test_the_names_are_found_where_somebody_moved_them(path, existing):
    existing(lambda book: book["回覆範本"].insert_cols(1))
    init(path)
    [(tab, area)] = list(load_workbook(path).defined_names["sheetdesk_reply_template"].destinations)
    assert (tab, area) == ("回覆範本", "$B$2:$B$1000")


def test_rows_that_people_insert_among_the_names_are_no_reason_to_write(path, existing):
    def stretch(book):
        book.defined_names["sheetdesk_reply_template"].attr_text = "回覆範本!$A$2:$A$1007"

    existing(stretch)
    assert init(path) == []


def test_a_column_whose_feature_has_come_is_hidden_no_more(path, existing):
    def age(book):
        title = column_of(book["案件"], "預覽")
        title.comment = Comment(LATER, AUTHOR)
        book["案件"].column_dimensions[title.column_letter].hidden = True

    existing(age)
    assert init(path)[0] == "分頁「案件」：更新了標題的說明和下拉選單"
    assert not dimension(sheet_of(path, "案件"), "預覽").hidden


def test_a_column_that_people_hid_stays_hidden(path, existing):
    def hide(book):
        book["案件"].column_dimensions[column_of(book["案件"], "預覽").column_letter].hidden = True

    existing(hide)
    assert init(path) == []


def test_what_is_used_daily_is_visible_and_the_rest_is_folded(desk):
    sheet = desk["案件"]
    shown = [c.title for c in CASES.columns if not dimension(sheet, c.title).hidden]
    assert shown == [
        "案號", "摘要", "下一步", "狀態", "回覆範本", "回覆內容", "預覽", "動作", "寄送結果", "內容", "新訊息", "附件",
        "負責人", "處理方式", "下次跟進", "備註", "系統提醒", "收件時間", "性質", "補償金額", "目前處理人",
    ]  # fmt: skip


def test_each_group_of_columns_unfolds_by_itself(desk):
    sheet = desk["案件"]
    for leader, member in (
        ("收件時間", "來源"),
        ("性質", "類別"),
        ("補償金額", "責任歸屬"),
        ("目前處理人", "自動回覆時間"),
    ):
        assert (dimension(sheet, leader).outlineLevel, dimension(sheet, leader).collapsed) == (0, True)
        assert (dimension(sheet, member).outlineLevel, dimension(sheet, member).hidden) == (1, True)
    assert sheet.sheet_properties.outlinePr.summaryRight is False
    assert "「客人與訂單」" in column_of(sheet, "收件時間").comment.text


def test_columns_of_a_group_fold_with_it_and_those_used_daily_do_not(desk):
    assert dimension(desk["案件"], "上報層級").outlineLevel == 1
    assert dimension(desk["案件"], "回覆範本").outlineLevel == 0


@pytest.mark.parametrize(
    ("title", "wanted"), [("電話", "@"), ("訂單編號", "@"), ("物流單號", "@"), ("收件時間", "yyyy/mm/dd hh:mm")]
)
def test_columns_have_their_format_before_any_row_comes(desk, title, wanted):
    assert dimension(desk["案件"], title).number_format == wanted


def test_the_first_case_has_its_column_s_format(path):
    init(path)
    workbook = XlsxWorkbook(path, TAIPEI)
    row = NewRow("cases", "A", {"number": "A"})
    workbook.apply(Difference(1, Stamp("ledger", "host", 1), (), (row,)), workbook.read())
    sheet = sheet_of(path)
    assert sheet.cell(2, column_of(sheet, "電話").column).number_format == "@"
    assert sheet.cell(2, column_of(sheet, "內容").column).alignment.wrap_text


def test_a_row_of_settings_shows_its_whole_text(path):
    init(path, {"rules": [{"order": 1, "any_words": "過敏、" * 20}, {"order": 2, "any_words": "發霉"}]})
    heights = [sheet_of(path, "分類規則").row_dimensions[place].height for place in (2, 3)]
    assert heights == [18 * 4, None]  # 120 half-widths in a column of 31


def test_a_problem_that_comes_later_makes_its_row_grow(path):
    init(path, {"rules": [{"order": 1, "any_words": "發霉"}]})
    workbook = XlsxWorkbook(path, TAIPEI)
    snapshot = workbook.read()
    position = snapshot.tabs["rules"].header.index("problem")
    write = CellWrite("rules", 2, "k", "problem", position, None, "正規表示式讀不懂：" * 5)
    workbook.apply(Difference(1, Stamp("ledger", "host", 1), (write,)), snapshot)
    assert sheet_of(path, "分類規則").row_dimensions[2].height == 18 * 3


def test_a_long_complaint_leaves_room_for_the_others(path):
    init(path)
    workbook = XlsxWorkbook(path, TAIPEI)
    row = NewRow("cases", "A", {"number": "A", "text": "退冰了" * 1000})
    workbook.apply(Difference(1, Stamp("ledger", "host", 1), (), (row,)), workbook.read())
    sheet = sheet_of(path)
    assert sheet.row_dimensions[2].height is None
    assert (sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight) == (48, True)


def test_no_two_ranges_of_colours_overlap(desk):
    for tab in TABS:
        areas = [area for held in desk[tab.title].conditional_formatting for area in held.sqref.ranges]
        assert len({area.coord for area in areas}) == len(areas)
        assert all(area.min_col == area.max_col for area in areas)


@pytest.mark.parametrize(
    "paint", sorted({t.paint for tints in TINTS.values() for t in tints}, key=str), ids=lambda p: p.text
)
def test_every_colour_can_be_read(paint):
    assert _contrast(paint.fill or "FFFFFF", paint.text) >= 4.5
    assert paint is FADED or paint.fill


def _contrast(one, other):
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_tint_names_columns_and_words_that_exist():
    for key, tints in TINTS.items():
        for tint in tints:
            watched = BY_KEY[key].column(tint.watch)
            assert all(BY_KEY[key].has(column) for column in tint.columns)
            assert not watched.choices or set(tint.words) <= set(watched.choices)


# --- a file that exists ---------------------------------------------------------------------------------------------


def test_people_s_own_workbook_gets_our_tabs_and_keeps_its_own(path):
    before = foreign(path, "我的記帳", ["午餐", 85], ["晚餐", 120], ["合計", "=SUM(B1:B2)"])
    said = init(path)
    after = load_workbook(path)
    assert after.sheetnames == [*(tab.title for tab in TABS), "我的記帳", FORM.title, LISTS_TAB]
    assert [cell.value for cell in after["我的記帳"]["B"]] == [85, 120, "=SUM(B1:B2)"]
    assert path.with_name("desk.before-init.xlsx").read_bytes() == before
    assert "desk.before-init.xlsx" in said[-1]


def test_a_deleted_column_is_put_back_behind_all_others(path, existing):
    def change(book):
        sheet = book["案件"]
        sheet.delete_cols(2)
        sheet.cell(1, len(CASES.columns), "我的標記")
        sheet.append(["GB2611-0042-K"])

    existing(change)
    assert init(path)[0] == "分頁「案件」：新增了欄位「摘要」"
    sheet = sheet_of(path)
    assert sheet.cell(1, len(CASES.columns)).value == "我的標記"
    assert sheet.cell(1, len(CASES.columns) + 1).value == "摘要"
    assert sheet["A2"].value == "GB2611-0042-K"
    assert XlsxWorkbook(path, TAIPEI).read().tabs["cases"].problems == ()


def test_a_deleted_tab_is_put_back_in_its_place_with_its_first_rows(path, existing):
    existing(lambda book: book.remove(book["設定"]))
    said = init(path, FIRST)
    assert said[:2] == ["新增了分頁「設定」", "分頁「設定」：填入了 2 列預設內容"]
    assert load_workbook(path).sheetnames[: len(TABS)] == [tab.title for tab in TABS]


def test_a_renamed_tab_is_not_made_a_second_time(path, existing):
    existing(lambda book: setattr(book["案件"], "title", "客訴"))
    assert init(path) == []
    assert load_workbook(path).sheetnames[1] == "客訴"


def test_title_lines_above_the_header_are_left_alone(path, existing):
    def change(book):
        book["設定"].insert_rows(1, 2)
        book["設定"]["A1"] = "好日子團購的設定"
        book["設定"].delete_cols(3)

    existing(change)
    init(path)
    sheet = sheet_of(path, "設定")
    assert [cell.value for cell in sheet[1]] == ["好日子團購的設定", None, None]
    assert [cell.value for cell in sheet[3]] == ["項目", "值", "說明"]


def test_first_rows_stay_out_of_a_tab_that_has_rows(path, existing):
    existing(lambda book: book["設定"].append(["店名", "我的店"]))
    init(path, FIRST)
    assert [[cell.value for cell in row] for row in sheet_of(path, "設定").iter_rows(min_row=2, max_col=2)] == [
        ["店名", "我的店"]
    ]


def test_a_note_and_a_drop_down_of_people_s_own_stay(path, existing):
    def change(book):
        sheet = book["案件"]
        status = column_of(sheet, "狀態")
        status.comment = Comment("阿芳：記得改", "阿芳")
        sheet.data_validations.dataValidation = [
            DataValidation("list", formula1='"甲,乙"', sqref=f"{status.column_letter}2:{status.column_letter}500"),
            *(v for v in sheet.data_validations.dataValidation if f"{status.column_letter}2" not in v.sqref),
        ]

    before = existing(change)
    assert init(path) == []
    assert path.read_bytes() == before


def test_a_drop_down_of_ours_that_is_out_of_date_is_renewed(path, existing):
    def age(book):
        sheet = book["案件"]
        letter = column_of(sheet, "動作").column_letter
        next(v for v in sheet.data_validations.dataValidation if f"{letter}2" in v.sqref).formula1 = '"舊的動作"'

    existing(age)
    assert init(path)[0] == "分頁「案件」：更新了標題的說明和下拉選單"
    assert init(path) == []


def test_a_second_copy_does_not_overwrite_the_first(path, existing):
    copies = []
    for title in ("設定", "分工表"):
        copies.append(existing(lambda book, title=title: book.remove(book[title])))
        init(path)
    assert path.with_name("desk.before-init.xlsx").read_bytes() == copies[0]
    assert path.with_name("desk.before-init-2.xlsx").read_bytes() == copies[1]


def test_no_form_is_added_where_one_is(path):
    foreign(path, "Form Responses 1", ["Timestamp", "Description"], [date(2026, 11, 21), "broken"])
    init(path)
    assert "表單回應 1" not in load_workbook(path).sheetnames


def test_the_form_s_tab_bears_the_title_of_the_config(path):
    init(path, titles=("客服表單",))
    assert "客服表單" in load_workbook(path).sheetnames


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_a_tab_of_our_title_that_is_not_ours_is_refused(path, tab):
    header, row = ["日期", "店家", "金額", "付款人", "發票"], [date(2026, 11, 21), "早餐店", 85, "阿芳", "AB12345678"]
    before = foreign(path, tab.title, header, row)
    with pytest.raises(UsageError, match=rf"{tab.title}.*改成別的名稱"):
        init(path)
    assert path.read_bytes() == before


def test_a_blank_tab_of_our_title_becomes_ours(path):
    foreign(path, "案件")
    init(path)
    assert column_of(sheet_of(path), "狀態").column == column_index_from_string("D")


def test_a_tab_that_somebody_blanked_gets_its_header_again(path, existing):
    def blank(book):
        sheet = book["團購檔期"]
        sheet.delete_rows(1, sheet.max_row)

    existing(blank)
    assert init(path)[0] == "分頁「團購檔期」：加上了標題列"
    assert column_of(sheet_of(path, "團購檔期"), "團號").column == 1


def test_nothing_is_done_while_a_program_holds_the_file(path, existing):
    before = existing(lambda book: book.remove(book["設定"]))
    path.with_name("~$desk.xlsx").touch()
    with pytest.raises(WorkbookBusy):
        init(path)
    assert path.read_bytes() == before


def test_without_room_for_a_copy_nothing_is_done(path, existing, monkeypatch):
    before = existing(lambda book: book.remove(book["設定"]))

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskUnreachable, match="留不下副本"):
        init(path)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["desk.xlsx"]


def test_a_file_that_is_no_workbook_is_left_as_it_is(path):
    path.write_bytes(b"not a workbook")
    with pytest.raises(DeskUnreachable):
        init(path)
    assert path.read_bytes() == b"not a workbook"


def test_a_note_names_the_group_only_at_its_first_column():
    leaders = [c.title for c in CASES.columns if "展開" in note_of(c)]
    assert leaders == ["收件時間", "性質", "補償金額", "目前處理人"]
