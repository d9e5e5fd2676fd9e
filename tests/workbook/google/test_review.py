"""What a strict reader of the Google workbook asked: each sentence was once untrue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sheetdesk.cli.build import read_config
from sheetdesk.columns import FORM
from sheetdesk.desk.late_rows import late_rows
from sheetdesk.desk.overlay import overlay
from sheetdesk.desk.settle import settle
from sheetdesk.ledger import Ledger
from sheetdesk.model.sheet import CellWrite, Difference, Image, ImageRow, NewRow, Repair, Row, Snapshot, Stamp, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.formulas import moved
from sheetdesk.workbook.google.tabs import discover
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.link_formula import link_to
from tests.fakes.google import Fault, people
from tests.fakes.google.formula import Formula as FakeFormula
from tests.fakes.google_terminal import GoogleTerminal
from tests.fakes.google_under_fault import CASES_TAB, LOG_TAB, OWN_COLUMN, Desk, open_studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("studio")) as studio:
        yield studio


@pytest.fixture
def desk(studio, tmp_path):
    yield Desk(studio, tmp_path)
    studio.google.faults.clear()
    studio.google.people.clear()
    studio.google.calls.clear()


@pytest.mark.parametrize("text", ["=#1 最重要", "=)", "=A1#", '="沒有關', "=Table1[col", "={", "=]x"])
def test_a_formula_that_nobody_can_read_is_handed_back_as_it_is(text):
    assert moved(Formula(text), 3, 5, 1003) == Formula(text)


def test_a_link_of_ours_is_handed_back_as_it_is_without_being_read():
    link = link_to("GB2611-0042-K", "#gid=7&range=A", "'案件'!$A:$A", "IFNA")
    assert link is not None
    assert moved(link, 0, 5, 1003) is link
    assert moved(Formula("=HYPERLINK(A5)"), 0, 5, 1003) == Formula("=HYPERLINK(A1003)")


def test_a_broken_formula_in_a_row_that_is_written_stops_nobody(desk):
    desk.file("蔥抓餅都退冰了", "a@example.com")
    desk.run()
    (number,) = desk.numbers()
    tab = desk.book[CASES_TAB]
    tab.put(tab.find(tab.column("案號"), number), tab.column(OWN_COLUMN), FakeFormula("=#1 最重要"))
    desk.type(number, "summary", "被改掉的摘要")
    assert desk.try_run(1) is None
    assert desk.remembered()["pending"] == []


class Charts:
    """A spreadsheet with a blank tab and two charts; to ask for a chart's cells is an error."""

    id = "1AbC"

    def about(self, fields):
        grid = {"rowCount": 9, "columnCount": 9}
        tabs = [
            {"sheetId": 0, "title": "工作表1", "gridProperties": grid},
            {"sheetId": 7, "title": "圖表1"},
            {"sheetId": 8, "title": FORM.title},
        ]
        whole = {"title": "帳", "locale": "zh_TW", "timeZone": "Asia/Taipei"}
        return {"properties": whole, "sheets": [{"properties": tab} for tab in tabs]}

    def values(self, ranges):
        assert [grid["sheetId"] for grid in ranges] == [0]
        return [{"valueRange": {"range": "工作表1!A1:I9"}, "dataFilters": [{"gridRange": ranges[0]}]}]


def test_a_chart_is_never_asked_for_cells_nor_taken_for_a_form():
    tabs = discover(Charts(), FormSpec(), None, datetime(2026, 11, 23, tzinfo=UTC))  # type: ignore[arg-type]
    assert (tabs.ours, tabs.forms, tabs.cells) == ({}, (), 81)


def test_the_images_tab_is_known_under_another_title_even_to_a_ledger_without_notes(desk):
    desk.file("蔥抓餅都退冰了", "a@example.com")
    desk.run()
    people.rename_tab(desk.book, "_sheetdesk", "不知道這是什麼")
    with desk.rig.ledger.begin() as tx:
        tx.remember("workbook_notes", None)
    desk.reopen()
    desk.file("少一包", "b@example.com")
    assert desk.try_run(1) is None
    assert len(desk.numbers()) == 2


def test_notes_of_another_spreadsheet_are_not_believed(studio, desk, tmp_path):
    """Whoever writes another id into config.yaml keeps the ledger; tabs that `init` made have the same ids everywhere."""
    desk.file("蔥抓餅都退冰了", "a@example.com")
    desk.run()
    desk.book = studio.copy_of(studio.book)
    for sheet in desk.book.sheets:
        sheet.id += 1
    desk.book[CASES_TAB].sheet.id = next(s.id for s in studio.book.sheets if s.title == LOG_TAB)
    desk.reopen()
    assert desk.try_run(1) is None
    assert len(desk.numbers()) == 1


@pytest.mark.parametrize("part", ["image_size", "locked"])
def test_notes_of_another_version_are_not_believed(desk, part):
    people.protect(desk.book, CASES_TAB, "A1:B1")
    desk.file("蔥抓餅都退冰了", "a@example.com")
    desk.run()
    with desk.rig.ledger.begin() as tx:
        notes = tx.fact("workbook_notes")
        aged = {"rows": 1, "wide": 2}
        tx.remember("workbook_notes", {**notes, part: aged if part == "image_size" else [aged]})
    desk.reopen()
    assert desk.try_run(1) is None


@pytest.fixture
def terminal(studio, tmp_path, monkeypatch):
    yield GoogleTerminal(tmp_path, studio.google, monkeypatch)
    studio.google.faults.clear()


def test_a_rehearsal_notes_nothing_in_the_ledger(terminal):
    terminal.set_up()
    ledger = Ledger.open(read_config(terminal.config).ledger)
    assert terminal.type("run", "--dry-run").exit_code == 0
    with ledger.begin() as tx:
        assert tx.fact("workbook_notes") is None
    ledger.close()


def test_a_rebuild_whose_answer_was_lost_says_to_repeat_it_and_can_be(terminal):
    terminal.set_up()
    assert terminal.type("run").exit_code == 0
    terminal.google.faults.next(Fault("reset"), kind="write", when="after")
    lost = terminal.type("rebuild")
    assert lost.exit_code == 3
    assert "再執行一次 sheetdesk rebuild" in lost.output
    assert terminal.type("rebuild").exit_code == 0
    assert terminal.type("run").exit_code == 0


HEADER_READ = ("number", "customer", "text", "note", "天數")
TYPED: dict[str, Value] = {"customer": "王怡君", "text": "少一包", "note": "老客人", "天數": 3}


def number_given(there: dict[str, Value], header: tuple[str, ...] = HEADER_READ) -> bool:
    """Does the number of a row typed by hand stand, if the image shows `there` in its place?"""
    write = CellWrite("cases", 5, "GB2611-0007-X", "number", 0, None, "GB2611-0007-X")
    stamp = Stamp("a", "host", 3)
    journal = Difference(3, stamp, (write,), headers={"cases": HEADER_READ}, was={("cases", 5): TYPED})
    return not settle(journal, Image(3, {"cases": header}, (ImageRow("cases", 5, there),))).missed


def test_a_typed_row_gets_its_number_though_its_image_shows_no_results_of_an_array_formula():
    """A copy holds formulas; what the one in the header spilled into the row stays behind."""
    there = {name: value for name, value in TYPED.items() if name != "天數"}
    assert number_given(there, (*HEADER_READ[:4], '=ARRAYFORMULA(IF(B2:B="",,1))'))


def test_a_typed_row_gets_its_number_though_a_formula_in_it_comes_to_nothing():
    assert number_given({**TYPED, "summary": Formula('=IF(B5="","x","")')}, (*HEADER_READ, "summary"))


@pytest.mark.parametrize(
    "there", [{}, {"note": "老客人"}, TYPED | {"text": "破了"}, TYPED | {"note": "新客人"}, TYPED | {"天數": 4}]
)
def test_another_row_in_its_place_gets_no_number(there):
    assert not number_given(there)


class Walked(tuple[Row, ...]):
    """Rows that count how often somebody walks through all of them."""

    walks = 0

    def __iter__(self) -> Iterator[Row]:
        self.walks += 1
        return super().__iter__()


def test_hundreds_of_cells_that_one_sort_moved_are_found_in_few_walks_through_the_tab():
    numbers = [f"GB2611-{at:04}-X" for at in range(300)]
    rows = Walked(Row(at, {"number": n, "status": "處理中"}) for at, n in enumerate(numbers, start=2))
    desk = Snapshot({"cases": TabView("cases", "案件", ("number", "status"), 1, rows)}, (), None, "")
    slips = [Repair("cases", n, "status", "處理中", "待處理", {"number": n, "status": "處理中"}) for n in numbers]
    mended, owed = overlay(desk, slips)
    assert (len(owed), rows.walks) == (300, 2)
    assert {row.get("status") for row in mended.tabs["cases"].rows} == {"待處理"}


def test_hundreds_of_rows_given_up_are_looked_for_in_one_walk_through_the_tab():
    cells = [{"number": f"GB2611-{at:04}-X", "text": f"第 {at} 件"} for at in range(300)]
    rows = Walked(Row(at, row) for at, row in enumerate(cells, start=2))
    desk = Snapshot({"cases": TabView("cases", "案件", ("number", "text"), 1, rows)}, (), None, "")
    assert late_rows(desk, [NewRow("cases", str(row["number"]), row) for row in cells]) == []
    assert rows.walks == 1


@pytest.mark.parametrize("lost", ["sheets", "data", "rowData"])
def test_an_echo_that_shows_no_rows_is_no_image_of_a_blank_desk(desk, monkeypatch, lost):
    desk.file("蔥抓餅都退冰了", "a@example.com")
    desk.run()
    (number,) = desk.numbers()
    sheet, whole = desk.rig.workbook.sheet, desk.rig.workbook.sheet.write

    def without(*asked):
        monkeypatch.setattr(sheet, "write", whole)
        return {"updatedSpreadsheet": left_out(whole(*asked)["updatedSpreadsheet"], lost)}

    monkeypatch.setattr(sheet, "write", without)
    desk.type(number, "summary", "被改掉的摘要")
    first, *_ = desk.run(1)
    assert first.doubt is not None
    assert desk.row(number)["摘要"] == "王怡君｜退冰融化"
    assert (desk.remembered()["pending"], desk.remembered()["owed"]) == ([], [])


def left_out(answer: Any, name: str) -> Any:
    """`answer` without what is called `name`, wherever it stands."""
    if isinstance(answer, list):
        return [left_out(one, name) for one in answer]
    if isinstance(answer, dict):
        return {key: left_out(value, name) for key, value in answer.items() if key != name}
    return answer


def test_a_process_that_died_after_its_first_batch_leaves_an_image_to_the_next(desk, monkeypatch):
    """The tab of the image was made by that very batch: no note tells of it yet."""
    desk.file("蔥抓餅都退冰了", "a@example.com")
    sheet, whole = desk.rig.workbook.sheet, desk.rig.workbook.sheet.write
    people.delete_tab(desk.book, "_sheetdesk")

    def dies(*asked):
        whole(*asked)
        raise KeyboardInterrupt

    monkeypatch.setattr(sheet, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    desk.reopen()
    with desk.rig.ledger.begin() as tx:
        (unsettled,) = tx.sheet.pending()
    assert desk.rig.workbook.read(unsettled).image.batch == unsettled.batch
