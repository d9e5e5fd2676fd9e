"""What we write of a book is, part for part, what openpyxl itself would have written."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table

from sheetdesk.workbook.xlsx_writer import bytes_of

SAVED_AT = "docProps/core.xml"
"""The only part that may differ: it tells the moment of saving."""

NOON = datetime(2026, 11, 21, 12, 5, 7)  # noqa: DTZ001 - a sheet holds naive wall times
CELLS: list[Any] = [
    None, "", "王怡君", " 空白 ", "  ", "a\nb\tc", "<b>&\"'", "_x0041_", "=1+1", "=A1&\"<\"", True, False, 0, -1, 1.5, 1e300,
    0.1 + 0.2, float("nan"), NOON, NOON.date(), time(9, 30), timedelta(hours=30), "#N/A", "#REF!",
    CellRichText("一", TextBlock(InlineFont(b=True), " 二 ")), ArrayFormula("B1:B2", "=A1:A2*2"),
    DataTableFormula(ref="C1:C2", r1="A1", dt2D=False),
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text))
VALUES = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats(), st.dates(min_value=date(1901, 1, 1)))


def parts(data: bytes) -> dict[str, str | bytes]:
    with ZipFile(io.BytesIO(data)) as packed:
        return {name: meaning(name, packed.read(name)) for name in packed.namelist() if name != SAVED_AT}


def meaning(name: str, data: bytes) -> str | bytes:
    return canonicalize(data) if name.endswith((".xml", ".rels", ".vml")) else data


def by_openpyxl(book: Book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def assert_alike(book: Book) -> None:
    by_openpyxl(book)  # its first file of a book lacks outline levels that its second has
    ours, theirs = parts(bytes_of(book)), parts(by_openpyxl(book))
    assert list(ours) == list(theirs)
    assert ours == theirs


def plain_and_styled(sheet: Any) -> None:
    for row, value in enumerate(CELLS, start=1):
        sheet.cell(row, 1).value = value
        cell = sheet.cell(row, 2)
        cell.value, cell.font, cell.number_format = value, Font(bold=row % 2 == 0), "@"


def noted_and_linked(sheet: Any) -> None:
    sheet["A1"].comment = Comment("說明 <一>", "sheetdesk", height=50, width=230)
    sheet["C3"].comment = Comment("在空白格", "她")
    sheet["A2"].value, sheet["A2"].hyperlink = "連結", "https://example.com/?a=1&b=2"


def high_and_merged(sheet: Any) -> None:
    sheet["A1"].value = "合併"
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[2].height = 31.5
    sheet.row_dimensions[9].hidden = True
    sheet.row_dimensions[3].font = Font(italic=True)


def ruled(sheet: Any) -> None:
    sheet.append(["甲", "乙"])
    sheet.append([1, 2])
    sheet.conditional_formatting.add("A1:A9", CellIsRule("equal", formula=["1"], fill=PatternFill(bgColor="FF0000")))
    choice = DataValidation("list", formula1='"是,否"', sqref="B1:B9")
    sheet.add_data_validation(choice)
    sheet.add_table(Table(displayName=f"表_{sheet.title}", ref="A1:B2"))
    sheet.column_dimensions["A"].width = 30
    sheet.freeze_panes = "A2"


def charted(sheet: Any) -> None:
    sheet.append([1])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=1))
    sheet.add_chart(chart, "C1")


@pytest.mark.parametrize("fill", [plain_and_styled, noted_and_linked, high_and_merged, ruled, lambda sheet: None])
def test_what_a_book_holds_is_written_as_openpyxl_writes_it(fill: Callable[[Any], None]) -> None:
    book = Book()
    fill(book.active)
    fill(book.create_sheet("第二頁"))
    assert_alike(book)


def test_a_chart_stays_where_it_was() -> None:
    books = [Book(), Book()]
    for book in books:
        charted(book.active)
    assert parts(bytes_of(books[0])) == parts(by_openpyxl(books[1]))


def test_a_book_of_iso_dates_keeps_them() -> None:
    book = Book(iso_dates=True)
    book["Sheet"].append([NOON, date(2026, 11, 21)])
    assert_alike(book)


def test_a_book_that_was_read_and_changed_is_written_as_openpyxl_writes_it() -> None:
    first = Book()
    plain_and_styled(first.active)
    noted_and_linked(first.active)
    book = load_workbook(io.BytesIO(bytes_of(first)), rich_text=True)
    assert_alike(book)
    cell = book["Sheet"]["A1"]
    cell.value, cell.comment = "改過", Comment("改過的說明", "sheetdesk")
    assert_alike(book)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(VALUES, max_size=4), max_size=4))
def test_whatever_values_stand_in_cells_they_are_written_as_openpyxl_writes_them(lines: list[list[Any]]) -> None:
    book = Book()
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            book["Sheet"].cell(row, column).value = value
    assert_alike(book)
