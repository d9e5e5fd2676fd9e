"""The .xlsx workbook with real files: what is read back, what survives, what is refused."""

# ruff: noqa: DTZ001 - a sheet holds naive wall times

import io
import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from sheetdesk.columns import BY_KEY, CASES, FORM, TABS
from sheetdesk.errors import DeskUnreachable, WorkbookBusy, WorkbookChanged
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Stamp
from sheetdesk.model.values import Formula, same
from sheetdesk.workbook.xlsx import XlsxWorkbook

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 11, 21, 4, 5, 7, tzinfo=UTC)
KEYS = [c.key for c in CASES.columns]


def make(path, rows=(), change=lambda book: None):
    """A desk at `path` with `rows` of 案件 as mappings of raw values by column key."""
    book = Book()
    book.remove(book.worksheets[0])
    for tab in (*TABS, FORM):
        book.create_sheet(tab.title).append([c.title for c in tab.columns])
    for row in rows:
        book["案件"].append([row.get(key) for key in KEYS])
    change(book)
    book.save(path)
    return XlsxWorkbook(path, TAIPEI)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "desk.xlsx"


def cell(key, place=2):
    return f"{_letter(KEYS.index(key) + 1)}{place}"


def _letter(number):
    return get_column_letter(number)


def difference(*changes, inserts=(), batch=1):
    return Difference(batch, Stamp("ledger", "host", batch), tuple(changes), tuple(inserts))


def write(snapshot, place, column, new, tab="cases"):
    view = snapshot.tabs[tab]
    row = next(row for row in view.rows if row.place == place)
    return CellWrite(tab, place, "k", column, view.header.index(column), row.get(column), new)


def apply(workbook, *changes, inserts=()):
    """Write `changes` given as (place, column, value), and answer the desk as read afterwards."""
    snapshot = workbook.read()
    workbook.apply(difference(*(write(snapshot, *change) for change in changes), inserts=inserts), snapshot)
    return workbook.read()


def new(number, **cells):
    return NewRow("cases", number, {"number": number, **cells})


def numbers(snapshot):
    return [row.get("number") for row in snapshot.tabs["cases"].rows]


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("summary", "王怡君｜蔥抓餅｜退冰"),
        ("text", "第一行\n第二行 \t結尾空白 "),
        ("text", "=IMPORTXML(\"http://example.com\",\"//a\")"),
        ("text", "+886 912 345 678"),
        ("text", "-5"),
        ("text", "@SUM(A1)"),
        ("text", "#REF!"),
        ("text", "TRUE"),
        ("text", "_x0041_ 和 _x000D_"),
        ("text", "𠮷野家 👨‍👩‍👧 ‮bidi‬"),
        ("text", "x" * 32_767),
        ("phone", "0912345678"),
        ("order_no", "12345678901234567890"),
        ("received_at", NOON),
        ("follow_up", date(2026, 11, 30)),
        ("amount", 120),
        ("amount", 99.5),
        ("status", None),
    ],
)  # fmt: skip
def test_a_value_comes_back_as_it_was_written(path, column, value):
    workbook = make(path, [{"number": "A", "status": "待處理"}])
    assert apply(workbook, (2, column, value)).tabs["cases"].rows[0].get(column) == value


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=40), min_size=1, max_size=30))
def test_any_text_comes_back_from_a_file(path, texts):
    workbook = make(path)
    after = apply(workbook, inserts=[new(f"N{i}", text=text) for i, text in enumerate(texts)])
    for row, text in zip(after.tabs["cases"].rows, texts, strict=True):
        assert same(row.get("text"), text)


def test_a_customer_s_formula_is_plain_text_in_the_file(path):
    apply(make(path, [{"number": "A"}]), (2, "text", "=1+1"))
    written = load_workbook(path)["案件"][cell("text")]
    assert (written.data_type, written.value, written.quotePrefix) == ("s", "=1+1", True)


def test_a_phone_stays_text_even_for_who_types_over_it(path):
    apply(make(path, [{"number": "A"}]), (2, "phone", "0912345678"))
    assert load_workbook(path)["案件"][cell("phone")].number_format == "@"


def test_what_people_typed_is_read_by_the_column_s_type(path):
    row = {
        "number": "A",
        "phone": 912345678,
        "received_at": datetime(2026, 11, 21, 12, 5, 7),
        "follow_up": "2026/11/30",
    }
    cells = make(path, [row]).read().tabs["cases"].rows[0].cells
    assert cells == {"number": "A", "phone": "912345678", "received_at": NOON, "follow_up": date(2026, 11, 30)}


def test_a_text_that_excel_escaped_is_read_as_typed(path):
    assert make(path, [{"number": "A", "text": "a_x000D_\nb"}]).read().tabs["cases"].rows[0].get("text") == "a\nb"


def test_a_text_that_looks_escaped_is_shown_by_excel_as_the_customer_wrote_it(path):
    workbook = make(path, [{"number": "A"}])
    apply(workbook, (2, "text", "_x0041_"))
    apply(workbook, (2, "summary", "x"))
    with ZipFile(path) as parts:
        assert b">_x005F_x0041_<" in parts.read("xl/worksheets/sheet2.xml")


def test_a_time_is_shown_in_the_desk_s_zone(path):
    apply(make(path, [{"number": "A"}]), (2, "received_at", NOON))
    shown = load_workbook(path)["案件"][cell("received_at")]
    assert (shown.value, shown.number_format) == (datetime(2026, 11, 21, 12, 5, 7), "yyyy/mm/dd hh:mm")


# --- what people made survives --------------------------------------------------------------------------------------


def _decorate(book):
    sheet = book["案件"]
    sheet["C2"].fill = PatternFill("solid", fgColor="FFEE00")
    sheet["C2"].font = Font(bold=True, color="FF0000")
    sheet["D2"].comment = Comment("阿芳：問過廠商了", "阿芳")
    sheet.cell(1, len(KEYS) + 1, "我的標記")
    sheet.cell(2, len(KEYS) + 1, "VIP")
    sheet.cell(2, len(KEYS) + 2, "=LEN(J2)")
    sheet.conditional_formatting.add("B2:B2", CellIsRule("equal", ['"x"'], fill=PatternFill("solid", bgColor="FF0000")))
    sheet.freeze_panes = "B2"
    book.create_sheet("我的記帳")["B7"] = "=SUM(B1:B6)"


def test_what_people_formatted_and_added_survives_a_write(path):
    apply(make(path, [{"number": "A", "text": "破了"}], _decorate), (2, "summary", "新的摘要"))
    book = load_workbook(path)
    sheet = book["案件"]
    assert sheet["B2"].value == "新的摘要"
    assert (sheet["C2"].fill.fgColor.rgb, sheet["C2"].font.bold) == ("00FFEE00", True)
    assert sheet["D2"].comment.text == "阿芳：問過廠商了"
    assert sheet.cell(2, len(KEYS) + 1).value == "VIP"
    assert sheet.cell(2, len(KEYS) + 2).value == "=LEN(J2)"
    assert book["我的記帳"]["B7"].value == "=SUM(B1:B6)"
    assert [str(held.sqref) for held in sheet.conditional_formatting] == ["B2"]


def test_a_formula_is_never_written_over(path):
    workbook = make(path, [{"number": "A", "summary": "=1+1"}])
    assert apply(workbook, (2, "summary", "摘要")).tabs["cases"].rows[0].get("summary") == Formula("=1+1")


def test_a_formula_of_a_vanished_row_is_not_restored(path):
    workbook = make(path, [{"number": "A"}])
    after = apply(workbook, inserts=[new("B", note=Formula("=A2"), text="破了")])
    assert after.tabs["cases"].rows[1].cells == {"number": "B", "text": "破了"}


def test_a_merged_cell_is_left_alone(path):
    workbook = make(path, [{"number": "A"}], lambda book: book["案件"].merge_cells("B2:C2"))
    apply(workbook, (2, "number", "A2"), (2, "next_step", "回電"))
    assert load_workbook(path)["案件"]["A2"].value == "A2"


def test_rich_text_of_people_survives(path):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    text = CellRichText("普通", TextBlock(InlineFont(b=True), "粗體"))
    workbook = make(path, [{"number": "A"}], lambda book: book["案件"].__setitem__(cell("note"), text))
    assert apply(workbook, (2, "summary", "x")).tabs["cases"].rows[0].get("note") == "普通粗體"
    assert isinstance(load_workbook(path, rich_text=True)["案件"][cell("note")].value, CellRichText)


def test_the_other_tabs_keep_their_place_and_state(path):
    def hide(book):
        book["分類規則"].sheet_state = "hidden"
        book.move_sheet("案件", 3)

    make(path, [{"number": "A"}], hide)
    before = load_workbook(path)
    apply(XlsxWorkbook(path, TAIPEI), (2, "summary", "x"))
    after = load_workbook(path)
    assert after.sheetnames == before.sheetnames
    assert after["分類規則"].sheet_state == "hidden"


# --- where rows go --------------------------------------------------------------------------------------------------


def test_new_rows_come_below_the_last_case_in_order(path):
    after = apply(make(path, [{"number": "A"}]), inserts=[new("B"), new("C")])
    assert [(row.place, row.get("number")) for row in after.tabs["cases"].rows] == [(2, "A"), (3, "B"), (4, "C")]


def test_the_first_row_of_a_tab_comes_right_below_the_header(path):
    workbook = make(path, (), lambda book: book["案件"].insert_rows(1, 2))
    assert apply(workbook, inserts=[new("A")]).tabs["cases"].rows[0].place == 4


def test_rows_that_people_put_below_are_not_overwritten(path):
    workbook = make(
        path, [{"number": "A"}, {"text": "電話打來的，還沒有案號"}], lambda book: book["案件"].append([None, "合計"])
    )
    after = apply(workbook, inserts=[new("B")])
    assert [row.get("text") or row.get("summary") or row.get("number") for row in after.tabs["cases"].rows] == [
        "A", "電話打來的，還沒有案號", "合計", "B",
    ]  # fmt: skip


def test_tick_boxes_dragged_down_do_not_push_the_row_far_below(path):
    def drag(book):
        book["案件"].cell(1, len(KEYS) + 1, "看過了")
        for place in range(2, 400):
            book["案件"].cell(place, len(KEYS) + 1, False)

    after = apply(make(path, [{"number": "A"}], drag), inserts=[new("B")])
    assert after.tabs["cases"].rows[1].place == 3


def test_a_sum_below_the_cases_stays_what_it_is(path):
    workbook = make(path, [{"number": "A", "amount": 5}, {"amount": "=SUM(A1:A2)"}])
    apply(workbook, inserts=[new("B")])
    sheet = load_workbook(path)["案件"]
    assert sheet[cell("amount", 3)].value == "=SUM(A1:A2)"
    assert (sheet["A3"].value, sheet["A4"].value) == (None, "B")


def test_a_new_row_looks_like_the_row_above(path):
    def decorate(book):
        sheet = book["案件"]
        sheet["B2"].fill = PatternFill("solid", fgColor="EEEEEE")
        sheet.row_dimensions[2].height = 40
        words = DataValidation("list", formula1='"甲,乙"', sqref="D2:D2")
        sheet.add_data_validation(words)
        sheet.conditional_formatting.add(
            "B2:B2", CellIsRule("equal", ['"x"'], fill=PatternFill("solid", bgColor="FF0000"))
        )
        sheet.auto_filter.ref = "A1:F2"

    apply(make(path, [{"number": "A"}], decorate), inserts=[new("B"), new("C")])
    sheet = load_workbook(path)["案件"]
    assert sheet["B4"].fill.fgColor.rgb == "00EEEEEE"
    assert sheet.row_dimensions[4].height == 40
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D2:D4"
    assert [str(held.sqref) for held in sheet.conditional_formatting] == ["B2:B4"]
    assert sheet.auto_filter.ref == "A1:F4"


def test_a_new_row_looks_like_the_last_case_not_like_a_total_below_it(path):
    def total(book):
        book["案件"]["B3"] = "合計"
        book["案件"]["B3"].font = Font(bold=True)

    apply(make(path, [{"number": "A"}], total), inserts=[new("B", summary="x")])
    sheet = load_workbook(path)["案件"]
    assert (sheet["B4"].value, sheet["B4"].font.bold) == ("x", False)


def test_what_is_written_beside_what_a_person_typed_looks_like_its_column(path):
    def type_a_row(book):
        sheet = book["案件"]
        sheet.column_dimensions["A"].alignment = Alignment(vertical="top")
        sheet[cell("text")] = "客人打電話來說的"

    workbook = make(path, change=type_a_row)
    apply(workbook, (2, "number", "A"))
    apply(workbook, inserts=[new("B")])
    sheet = load_workbook(path)["案件"]
    assert [sheet[place].alignment.vertical for place in ("A2", "A3")] == ["top", "top"]


def test_the_mark_of_a_text_is_not_handed_down_with_its_look(path):
    workbook = make(path, [{"number": "A"}])
    apply(workbook, (2, "text", "=1+1"))
    apply(workbook, inserts=[new("B", text="一般的字")])
    sheet = load_workbook(path)["案件"]
    assert (sheet[cell("text", 2)].quotePrefix, bool(sheet[cell("text", 3)].quotePrefix)) == (True, False)


def test_an_excel_table_grows_with_the_cases(path):
    def tabulate(book):
        book["案件"].add_table(Table(displayName="T1", ref=f"A1:{_letter(len(KEYS))}2"))

    apply(make(path, [{"number": "A"}], tabulate), inserts=[new("B")])
    table = load_workbook(path)["案件"].tables["T1"]
    assert table.ref == table.autoFilter.ref == f"A1:{_letter(len(KEYS))}3"


def test_a_restored_row_brings_people_s_own_columns_back(path):
    workbook = make(path, [{"number": "A"}], lambda book: book["案件"].cell(1, len(KEYS) + 1, "我的標記"))
    after = apply(workbook, inserts=[new("B", 我的標記="VIP")])
    assert after.tabs["cases"].rows[1].get("我的標記") == "VIP"


def test_columns_that_moved_are_written_where_they_are(path):
    def move(book):
        sheet = book["案件"]
        sheet.insert_cols(1)
        sheet["A1"], sheet["A2"] = "我的標記", "VIP"
        sheet.title = "客訴"

    after = apply(make(path, [{"number": "A"}], move), (2, "summary", "摘要"), inserts=[new("B", summary="另一個")])
    assert [row.get("summary") for row in after.tabs["cases"].rows] == ["摘要", "另一個"]
    assert after.tabs["cases"].title == "客訴"
    assert load_workbook(path)["客訴"]["C2"].value == "摘要"


# --- the stamp and the image ----------------------------------------------------------------------------------------


def test_every_batch_leaves_its_stamp_in_one_row(path):
    workbook = make(path, [{"number": "A"}])
    assert workbook.read().stamp is None
    for batch in (1, 2):
        snapshot = workbook.read()
        workbook.apply(difference(write(snapshot, 2, "summary", f"第 {batch} 次"), batch=batch), snapshot)
    after = workbook.read()
    assert after.stamp == Stamp("ledger", "host", 2)
    assert len(after.tabs["state"].rows) == 1


def test_the_stamp_and_rows_of_one_tab_stand_below_each_other(path):
    state = [NewRow("state", "最近一輪", {"item": "最近一輪"}), NewRow("state", "待送", {"item": "待送"})]
    after = apply(make(path), inserts=[state[0], new("A"), state[1]])
    assert [row.get("item") for row in after.tabs["state"].rows] == ["最近一輪", "待送", "系統戳記"]


def test_the_image_shows_the_touched_rows_as_they_stood(path):
    workbook = make(path, [{"number": "A", "summary": "舊"}, {"number": "B"}])
    snapshot = workbook.read()
    image = workbook.apply(difference(write(snapshot, 2, "summary", "新"), inserts=[new("C")]), snapshot)
    assert [(row.tab, row.place, dict(row.cells)) for row in image.rows] == [
        ("cases", 2, {"number": "A", "summary": "舊"})
    ]
    assert image.headers == {"cases": snapshot.tabs["cases"].header}


def test_a_file_that_nobody_touched_is_not_taken_apart_again(path, monkeypatch):
    workbook = make(path, [{"number": "A"}])
    first = workbook.read()
    monkeypatch.setattr("sheetdesk.workbook.xlsx_open_file.open_book", None)
    assert workbook.read() is first


def test_a_write_that_was_refused_can_be_tried_again(path):
    workbook = make(path, [{"number": "A"}])
    change, lock = _change_of(workbook), path.with_name("~$desk.xlsx")
    lock.touch()
    with pytest.raises(WorkbookBusy):
        workbook.apply(*change)
    lock.unlink()
    workbook.apply(*change)
    assert workbook.read().tabs["cases"].rows[0].get("summary") == "新"


def test_an_empty_difference_leaves_its_stamp_and_nothing_else(path):
    workbook = make(path, [{"number": "A"}])
    snapshot = workbook.read()
    empty = difference()
    assert workbook.apply(empty, snapshot).rows == ()
    after = workbook.read()
    assert after.stamp == empty.stamp
    assert [row.cells for row in after.tabs["cases"].rows] == [row.cells for row in snapshot.tabs["cases"].rows]


# --- refusals -------------------------------------------------------------------------------------------------------


def _change_of(workbook):
    snapshot = workbook.read()
    return difference(write(snapshot, 2, "summary", "新")), snapshot


def test_a_file_saved_since_it_was_read_is_not_written(path):
    workbook = make(path, [{"number": "A"}])
    change = _change_of(workbook)
    make(path, [{"number": "A", "note": "剛剛打的"}])
    theirs = path.read_bytes()
    with pytest.raises(WorkbookChanged):
        workbook.apply(*change)
    assert path.read_bytes() == theirs


def test_a_file_saved_while_we_were_saving_is_not_written(path, monkeypatch):
    workbook = make(path, [{"number": "A"}])
    change = _change_of(workbook)
    real = os.fsync

    def somebody_saves(descriptor):
        real(descriptor)
        path.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", somebody_saves)
    with pytest.raises(WorkbookChanged):
        workbook.apply(*change)
    assert path.read_bytes() == b"theirs"


@pytest.mark.parametrize("lock", ["~$desk.xlsx", ".~lock.desk.xlsx#"])
def test_a_file_that_a_program_holds_is_read_but_not_written(path, lock):
    workbook = make(path, [{"number": "A"}])
    (path.parent / lock).touch()
    change, before = _change_of(workbook), path.read_bytes()
    with pytest.raises(WorkbookBusy, match=r"關掉它.*刪除"):
        workbook.apply(*change)
    assert path.read_bytes() == before
    (path.parent / lock).unlink()
    workbook.apply(*change)


def test_a_read_only_file_is_not_written(path):
    workbook = make(path, [{"number": "A"}])
    change = _change_of(workbook)
    path.chmod(0o444)
    with pytest.raises(DeskUnreachable, match="唯讀"):
        workbook.apply(*change)


def test_the_permissions_of_the_file_are_kept(path):
    workbook = make(path, [{"number": "A"}])
    path.chmod(0o640)
    workbook.apply(*_change_of(workbook))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(path, tmp_path):
    make(path, [{"number": "A"}])
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    apply(XlsxWorkbook(link, TAIPEI), (2, "summary", "新"))
    assert link.is_symlink()
    assert load_workbook(path)["案件"]["B2"].value == "新"


def _zip_without_content():
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as parts:
        parts.writestr("a.txt", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b"case,text\n1,2\n", "不是 .xlsx"),
        (b"<html>login</html>", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "密碼"),
        (_zip_without_content(), "讀不懂"),
    ],
)
def test_what_is_no_workbook_is_named_with_its_mend(path, data, says):
    path.write_bytes(data)
    with pytest.raises(DeskUnreachable, match=rf"{says}.*→"):
        XlsxWorkbook(path, TAIPEI).read()
    assert path.read_bytes() == data


def test_a_file_that_is_gone_is_asked_back_from_its_backup_rather_than_made_anew(path):
    make(path)
    path.rename(path.with_name("desk.xlsx.bak"))
    with pytest.raises(DeskUnreachable, match=r"放回來.*desk\.xlsx\.bak") as fault:
        XlsxWorkbook(path, TAIPEI).read()
    assert "init" not in fault.value.mend


def test_half_a_file_is_named_and_left_as_it_is(path):
    make(path)
    half = path.read_bytes()[:5000]
    path.write_bytes(half)
    with pytest.raises(DeskUnreachable, match="bak"):
        XlsxWorkbook(path, TAIPEI).read()
    assert path.read_bytes() == half


def test_half_a_file_that_is_being_saved_is_not_called_broken_for_good(path):
    make(path)
    path.write_bytes(path.read_bytes()[:5000])
    path.with_name("~$desk.xlsx").touch()
    with pytest.raises(DeskUnreachable, match="正在存檔"):
        XlsxWorkbook(path, TAIPEI).read()


def test_a_stamp_inside_a_merged_cell_is_named(path):
    workbook = make(path, [{"number": "A"}])
    workbook.apply(*_change_of(workbook))
    book = load_workbook(path)
    book["系統狀態"].merge_cells("A2:B2")
    book.save(path)
    snapshot = workbook.read()
    before = path.read_bytes()
    with pytest.raises(DeskUnreachable, match="取消合併"):
        workbook.apply(difference(write(snapshot, 2, "summary", "再改")), snapshot)
    assert path.read_bytes() == before


def test_a_missing_file_and_a_folder_say_what_to_do(tmp_path):
    with pytest.raises(DeskUnreachable, match="init"):
        XlsxWorkbook(tmp_path / "no.xlsx", TAIPEI).read()
    with pytest.raises(DeskUnreachable, match="資料夾"):
        XlsxWorkbook(tmp_path, TAIPEI).read()


def test_a_workbook_without_our_tabs_says_which_are_missing(path):
    Book().save(path)
    with pytest.raises(DeskUnreachable, match=r"「案件」.*init"):
        XlsxWorkbook(path, TAIPEI).read()


# --- crashes --------------------------------------------------------------------------------------------------------


class PowerCut(BaseException):
    """The process ends here."""


STEPS = ("fsync", "replace")


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_crash_at_any_step_leaves_the_old_file_or_the_new_one_whole(path, monkeypatch, nth):
    workbook = make(path, [{"number": "A", "summary": "舊"}])
    change, old = _change_of(workbook), path.read_bytes()
    steps = _count_steps(monkeypatch, cut_at=nth)
    with pytest.raises(PowerCut):
        workbook.apply(*change)
    monkeypatch.undo()
    assert len(steps) == nth
    if nth < 5:  # fsync, replace (the .bak), fsync, replace (the desk), fsync of the folder
        assert path.read_bytes() == old
    again = XlsxWorkbook(path, TAIPEI)
    assert apply(again, (2, "summary", "新")).tabs["cases"].rows[0].get("summary") == "新"


def test_an_undisturbed_write_takes_the_steps_that_the_crashes_cut(path, monkeypatch):
    workbook = make(path, [{"number": "A"}])
    change = _change_of(workbook)
    steps = _count_steps(monkeypatch, cut_at=99)
    workbook.apply(*change)
    assert steps == ["fsync", "replace", "fsync", "replace", "fsync"]


def _count_steps(monkeypatch, cut_at):
    steps = []

    def counted(name, real):
        def step(*args, **kwargs):
            steps.append(name)
            if len(steps) == cut_at:
                raise PowerCut
            return real(*args, **kwargs)

        return step

    for name in STEPS:
        monkeypatch.setattr(os, name, counted(name, getattr(os, name)))
    monkeypatch.setattr(Path, "replace", lambda self, target: os.replace(self, target))  # noqa: PTH105
    return steps


def test_the_file_before_the_last_write_is_kept(path):
    workbook = make(path, [{"number": "A"}])
    old = path.read_bytes()
    workbook.apply(*_change_of(workbook))
    assert path.with_name("desk.xlsx.bak").read_bytes() == old
    assert sorted(p.name for p in path.parent.iterdir()) == ["desk.xlsx", "desk.xlsx.bak"]


def test_a_full_disk_loses_nothing(path, monkeypatch):
    workbook = make(path, [{"number": "A"}])
    change, old = _change_of(workbook), path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskUnreachable, match="磁碟空間"):
        workbook.apply(*change)
    assert path.read_bytes() == old
    assert [p.name for p in path.parent.iterdir()] == ["desk.xlsx"]


def test_a_folder_without_leave_to_write_says_so(path, monkeypatch):
    workbook = make(path, [{"number": "A"}])
    change, old = _change_of(workbook), path.read_bytes()

    def refuse(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkbookBusy, match=r"權限.*→"):
        workbook.apply(*change)
    monkeypatch.undo()
    assert path.read_bytes() == old


def test_an_unreadable_file_says_what_to_check(path, monkeypatch):
    def refuse(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DeskUnreachable, match=r"Input/output error.*→"):
        XlsxWorkbook(path, TAIPEI).read()


def test_an_array_formula_is_a_person_s_formula_too(path):
    def put(book):
        book["案件"][cell("note")] = ArrayFormula(cell("note"), "=SUM(A1:A2*B1:B2)")

    workbook = make(path, [{"number": "A"}], put)
    after = apply(workbook, (2, "summary", "x"))
    assert after.tabs["cases"].rows[0].get("note") == Formula("=SUM(A1:A2*B1:B2)")


def test_every_tab_is_read_with_its_rows(path):
    def fill(book):
        book["設定"].append(["店名", "好日子"])
        book["營業與休假"].append([None, None, None, "一", "9:00", datetime(2026, 1, 1, 18).time()])
        book["表單回應 1"].append([datetime(2026, 11, 21, 12, 5, 7), "小芳"])

    snapshot = make(path, (), fill).read()
    assert set(snapshot.tabs) == set(BY_KEY)
    assert snapshot.tabs["settings"].rows[0].get("value") == "好日子"
    assert snapshot.tabs["hours"].rows[0].cells == {"weekday": "一", "opens": "09:00", "closes": "18:00"}
    assert snapshot.forms[0].rows[0].get("submitted_at") == NOON
    assert snapshot.image is None


def test_what_is_kept_open_after_a_write_reads_like_the_file(path):
    workbook = make(path, [{"number": "A", "text": "第一行\r\n第二行", "phone": "0912345678", "note": "早"}])
    for value in ("新", "=1+1", "_x0041_", "  空白  ", "一" * 40_000, None):
        snapshot = workbook.read()
        workbook.apply(difference(write(snapshot, 2, "summary", value)), snapshot)
        assert workbook.read() == XlsxWorkbook(path, workbook.zone).read()


def test_rows_that_a_write_left_alone_are_not_read_again(path):
    workbook = make(path, [{"number": "A", "text": "甲"}, {"number": "B", "text": "乙"}])
    before = workbook.read()
    after = apply(workbook, (2, "summary", "新"), inserts=[new("C")])
    assert numbers(after) == ["A", "B", "C"]
    assert [row in before.tabs["cases"].rows for row in after.tabs["cases"].rows] == [False, True, False]
    assert after.tabs["cases"].rows[1] is before.tabs["cases"].rows[1]
    assert after.tabs["log"].rows is before.tabs["log"].rows
