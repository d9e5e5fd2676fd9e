"""Make or upgrade the desk's tabs in an .xlsx file (`init`). Never touches people's data, columns or tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import FORM, TABS, Tab
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.values import Value
from sheetdesk.workbook.file import check_free, keep_copy, read_bytes, replace_whole
from sheetdesk.workbook.grid import locate
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.layout import (
    FirstRows,
    filled,
    header_in,
    holds_no_row,
    lacks_form,
    made_columns,
    made_header,
    made_tab,
    refuse_strangers,
    renewed,
    tab_before,
)
from sheetdesk.workbook.xlsx_book import grid_of, grids_of, open_book, put, to_bytes
from sheetdesk.workbook.xlsx_charts import draw_charts
from sheetdesk.workbook.xlsx_lists import lay_lists
from sheetdesk.workbook.xlsx_look import annotate, dress, dress_column, offer
from sheetdesk.workbook.xlsx_rows import grow, inherit

BLANK = "Sheet"


def set_up(path: Path, zone: ZoneInfo, first_rows: FirstRows, form: FormSpec | None = None) -> list[str]:
    """Make the desk at `path`, or add what it lacks; answers what was done, nothing if nothing had to be.

    `first_rows` (by tab key, then column key) go only into tabs that hold no row yet. A file that held data is kept
    as NAME.before-init.xlsx first. Raises UsageError if a tab of our title isn't ours, WorkbookBusy, DeskUnreachable:
    then nothing was done."""
    spec = form or FormSpec()
    data = read_bytes(path) if path.exists() else None
    if data is None:
        book, done = Book(), [f"建立了檔案「{path.name}」"]
    else:
        check_free(path)
        book, done = open_book(data, path), []
    grids = grids_of(book)
    refuse_strangers(grids)
    found = locate(grids)
    for tab in TABS:
        new = [] if tab.key in found else [_add_tab(book, tab, found)]
        sheet = book[found[tab.key]]
        said = _complete(sheet, tab)
        done += new or said
        done += _fill(sheet, tab, first_rows.get(tab.key, ()), zone)
    done += _add_form(book, spec)
    done += _lay_lists(book, found, done)
    done += draw_charts(book, found)
    if not done:
        return []
    if data is None:
        book.remove(book[BLANK])  # the tab that openpyxl begins a book with
        _make_folder(path)
    elif any(grids.values()):
        done.append(f"改之前的檔案留在「{keep_copy(path, data, 'before-init').name}」")
    replace_whole(path, to_bytes(book), data)
    return done


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeskUnreachable(
            f"建不了資料夾（{error.strerror}）", which=str(path.parent), mend="檢查 config.yaml 的 workbook.path"
        ) from error


def _add_tab(book: Book, tab: Tab, found: dict[str, str]) -> str:
    """A new tab right behind the one of ours that comes before it, or in front of all."""
    before = tab_before(tab, found)
    index = book.sheetnames.index(found[before]) + 1 if before else 0
    sheet = book.create_sheet(tab.title, index)
    sheet.sheet_state = "hidden" if tab.hidden else "visible"
    if index == 0:
        _open_at(book, 0)
    found[tab.key] = tab.title
    return made_tab(tab.title)


def _open_at(book: Book, index: int) -> None:
    for place, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = place == index
    book.active = index


def _complete(sheet: Worksheet, tab: Tab) -> list[str]:
    """Add the columns, notes and drop-downs that `tab` lacks; a blank tab gets its whole look."""
    header = header_in(grid_of(sheet), tab)
    if header is None:
        dress(sheet, tab, 1, {c.key: place for place, c in enumerate(tab.columns, start=1)})
        _each_column(sheet, tab)
        return [made_header(sheet.title)]
    missing = header.lacks(tab)
    for place, column in enumerate(missing, start=header.free + 1):
        dress_column(sheet, column, header.index + 1, place)
    changed = _each_column(sheet, tab)
    if missing:
        return [made_columns(sheet.title, missing)]
    return [renewed(sheet.title)] if changed else []


def _lay_lists(book: Book, found: Mapping[str, str], done: Sequence[str]) -> list[str]:
    """Words of drop-downs that stand in cells; said only of tabs of which nothing was said yet."""
    changed = [found[tab.key] for tab in TABS if lay_lists(book, tab, found)]
    return [renewed(title) for title in changed if not any(f"「{title}」" in said for said in done)]


def _each_column(sheet: Worksheet, tab: Tab) -> bool:
    header, changed = header_in(grid_of(sheet), tab), False
    if header is None:
        return False
    for key, position in header.places.items():
        column = tab.column(key)
        changed |= annotate(sheet, column, header.index + 1, position + 1)
        changed |= offer(sheet, column, header.index + 1, position + 1)
    return changed


def _fill(sheet: Worksheet, tab: Tab, rows: Sequence[Mapping[str, Value]], zone: ZoneInfo) -> list[str]:
    grid = grid_of(sheet)
    header = header_in(grid, tab)
    if not rows or header is None or not holds_no_row(grid, header.index):
        return []
    first = header.index + 2
    inherit(sheet, first, len(rows), None)
    for place, row in enumerate(rows, start=first):
        for key, value in row.items():
            cell = sheet.cell(place, header.places[key] + 1)
            if not isinstance(cell, MergedCell):
                put(cell, value, zone, tab.column(key))
        grow(sheet, place, max(header.places.values()) + 1)
    return [filled(sheet.title, len(rows))]


def _add_form(book: Book, spec: FormSpec) -> list[str]:
    if not lacks_form(grids_of(book), spec):
        return []
    sheet = book.create_sheet(spec.titles[0] if spec.titles else FORM.title)
    dress(sheet, FORM, 1, {c.key: place for place, c in enumerate(FORM.columns, start=1)})
    return [f"新增了表單回應的分頁「{sheet.title}」"]
