"""The hand at the sheet: what the form and the people of the demo do in the .xlsx, as a program like Excel would.

Knows the file only; which number a row's case bears is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import BY_KEY, CASES, FORM, SURVEY, Column
from sheetdesk.demo import world
from sheetdesk.demo.world import Edit, FormAnswer, Moment, Rating
from sheetdesk.model.values import Value
from sheetdesk.workbook.file import token_of
from sheetdesk.workbook.xlsx_book import grid_of, put
from sheetdesk.workbook.xlsx_open_file import OpenFile
from sheetdesk.workbook.xlsx_rows import looks_of, wear

HEADER = 1


class Hand:
    """Opens the file, does what is asked, saves it. `form_rows`: where each answer stands in the form's tab."""

    def __init__(self, file: OpenFile, zone: ZoneInfo) -> None:
        self.file, self.zone = file, zone
        self.form_rows: dict[str, int] = {}
        self._typed: dict[str, str] = {}

    def do(
        self, moments: Sequence[Moment], numbers: Mapping[str, str], link_of: Callable[[str], str] = lambda number: ""
    ) -> None:
        """Everything of one turn in one save. `numbers`: case numbers by the id of the row that opened the case;
        `link_of`: what the case's closing letter bears in its link."""
        data = self.file.path.read_bytes()
        book = self.file.book(data, token_of(data))
        for moment in moments:
            if isinstance(moment, FormAnswer):
                self._answer(book[FORM.title], moment, numbers)
            elif isinstance(moment, Rating):
                self._rate(book, moment, link_of(numbers[moment.of]) if moment.of else None)
            else:
                self._edit(book, moment, numbers)
        tabs = {_title(moment) for moment in moments}
        self.file.path.write_bytes(self.file.to_bytes(book, dict.fromkeys(tabs)))

    def _rate(self, book: Book, rating: Rating, token: str | None) -> None:
        """A new row in the tab that the survey's form makes with its first answer."""
        titles = [column.title for column in SURVEY.columns]
        if SURVEY.title not in book.sheetnames:
            book.create_sheet(SURVEY.title).append(titles)
        sheet = book[SURVEY.title]
        place = len(grid_of(sheet)) + 1
        cells = {**rating.cells, **({"token": token} if token else {})}
        for column in SURVEY.columns:
            self._put(sheet, place, column.title, cells.get(column.key), column)

    def _answer(self, sheet: Worksheet, answer: FormAnswer, numbers: Mapping[str, str]) -> None:
        """A new row below the others; an edited answer stands where its older version stood, as Google Forms does."""
        place = self.form_rows.pop(answer.replaces, 0) if answer.replaces else len(grid_of(sheet)) + 1
        self.form_rows[answer.id] = place
        cells = answer.with_number(numbers.get(answer.case_of or "", ""))
        for column in FORM.columns:
            self._put(sheet, place, column.title, cells.get(column.key), column)

    def _edit(self, book: Book, edit: Edit, numbers: Mapping[str, str]) -> None:
        sheet = book[BY_KEY[edit.tab].title]
        match edit.do:
            case world.ADD_COLUMN:
                sheet.cell(HEADER, sheet.max_column + 1, edit.column)
            case world.ADD_ROW:
                self._add_row(sheet, edit)
            case world.SORT:
                _sort(sheet, _titles(sheet).index(str(edit.column)) + 1)
            case world.DELETE:
                sheet.delete_rows(self._row_of(sheet, edit, numbers))
            case _:
                self._put(sheet, self._row_of(sheet, edit, numbers), str(edit.column), edit.value, _column(edit))

    def _add_row(self, sheet: Worksheet, edit: Edit) -> None:
        place = len(grid_of(sheet)) + 1
        self._typed[edit.row or ""] = str(edit.cells.get(CASES.column("text").title))
        for title, value in edit.cells.items():
            self._put(sheet, place, title, value, _column(edit, title))

    def _row_of(self, sheet: Worksheet, edit: Edit, numbers: Mapping[str, str]) -> int:
        """Where the row stands now: in 案件 by its number, or by its text while it has none; elsewhere by its first cell."""
        title, wanted = _titles(sheet)[0], edit.row
        if edit.tab == CASES.key:
            number = numbers.get(edit.row or "")
            title = CASES.column("number" if number else "text").title
            wanted = number or self._typed[edit.row or ""]
        column = _titles(sheet).index(title) + 1
        places = range(HEADER + 1, sheet.max_row + 1)
        return next(place for place in places if sheet.cell(place, column).value == wanted)

    def _put(self, sheet: Worksheet, place: int, title: str, value: Value, column: Column | None) -> None:
        cell = sheet.cell(place, _titles(sheet).index(title) + 1)
        assert not isinstance(cell, MergedCell), "nobody merges cells in the demo"
        wear(cell, looks_of(sheet))
        put(cell, value, self.zone, column)


def _title(moment: Moment) -> str:
    """Of the one tab in which this is done."""
    if isinstance(moment, Edit):
        return BY_KEY[moment.tab].title
    return FORM.title if isinstance(moment, FormAnswer) else SURVEY.title


def _titles(sheet: Worksheet) -> list[str]:
    return [str(cell.value or "") for cell in sheet[HEADER]]


def _column(edit: Edit, title: str | None = None) -> Column | None:
    """The column of ours that is typed into, None for one of their own."""
    wanted = title or edit.column
    return next((column for column in BY_KEY[edit.tab].columns if column.title == wanted), None)


def _sort(sheet: Worksheet, column: int) -> None:
    """The whole tab by one column, blanks last; each cell goes with its format."""
    rows = sorted({place for place, _ in sheet._cells if place > HEADER})
    ordered = sorted(rows, key=lambda place: _sort_key(sheet.cell(place, column).value))
    goes_to = dict(zip(ordered, rows, strict=True))
    moved = {(goes_to.get(place, place), at): cell for (place, at), cell in sheet._cells.items()}
    for (place, _), cell in moved.items():
        cell.row = place
    sheet._cells = moved


def _sort_key(value: object) -> tuple[bool, str]:
    return value is None, str(value or "")
