"""The spreadsheet as Drive exports it: an .xlsx file with values and formulas, without looks."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.fakes.google.book import Book


def exported(book: Book) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        page = workbook.create_sheet(sheet.title)
        page.sheet_state = "hidden" if sheet.looks.get("hidden") else "visible"
        fill(page, sheet)
    kept = BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def fill(page: Worksheet, sheet: Sheet) -> None:
    for at, row in enumerate(sheet.rows, 1):
        for column, entered in enumerate(row.cells, 1):
            if entered == "":
                continue
            cell = page.cell(at, column)
            if isinstance(entered, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", entered)
                cell.data_type = "s"
            else:
                cell.value = entered.text if isinstance(entered, Formula) else entered
