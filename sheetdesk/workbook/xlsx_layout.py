"""Make or upgrade the desk's tabs in an .xlsx file (`init`). Never touches people's data, columns or tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook as Book
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import FORM, TABS, Tab
from sheetdesk.errors import DeskUnreachable, UsageError
from sheetdesk.model.values import Value
from sheetdesk.workbook.file import check_free, keep_copy, read_bytes, replace_whole
from sheetdesk.workbook.grid import is_blank, locate
from sheetdesk.workbook.headers import FormSpec, Grid, find_header, fold_title, form_titles, is_form, keys_in, titles_of
from sheetdesk.workbook.xlsx_book import grid_of, grids_of, open_book, put, to_bytes
from sheetdesk.workbook.xlsx_look import annotate, dress, dress_column, offer
from sheetdesk.workbook.xlsx_rows import grow, inherit

FirstRows = Mapping[str, Sequence[Mapping[str, Value]]]

BLANK = "Sheet"
STRANGE = 0.3
"""A tab of our title whose header holds less than this share of our titles, and mostly others, is somebody else's."""


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
    _refuse_strangers(grids)
    found = locate(grids)
    for tab in TABS:
        if tab.key not in found:
            done.append(_add_tab(book, tab, found))
        sheet = book[found[tab.key]]
        done += _complete(sheet, tab)
        done += _fill(sheet, tab, first_rows.get(tab.key, ()), zone)
    done += _add_form(book, spec)
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


def _refuse_strangers(grids: Mapping[str, Grid]) -> None:
    by_title = {fold_title(title): title for title in grids}
    for tab in TABS:
        title = by_title.get(fold_title(tab.title))
        if title is not None and any(grids[title]) and _is_strange(grids[title], tab):
            raise UsageError(
                "已經有這個名稱的分頁，內容卻不是系統的，所以什麼都沒有改",
                which=f"分頁「{title}」",
                mend="請把它改成別的名稱，再執行一次 init",
            )


def _is_strange(grid: Grid, tab: Tab) -> bool:
    header = find_header(grid, tab)
    if header is None:
        return True
    known = len(set(keys_in(grid[header], titles_of(tab))) - {None})
    titles = sum(raw is not None for raw in grid[header])
    return known / len(tab.columns) < STRANGE and known / titles < 0.5


def _add_tab(book: Book, tab: Tab, found: dict[str, str]) -> str:
    """A new tab right behind the one of ours that comes before it, or in front of all."""
    before = [found[t.key] for t in TABS[: TABS.index(tab)] if t.key in found]
    index = book.sheetnames.index(before[-1]) + 1 if before else 0
    sheet = book.create_sheet(tab.title, index)
    sheet.sheet_state = "hidden" if tab.hidden else "visible"
    if index == 0:
        _open_at(book, 0)
    found[tab.key] = tab.title
    return f"新增了分頁「{tab.title}」"


def _open_at(book: Book, index: int) -> None:
    for place, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = place == index
    book.active = index


def _complete(sheet: Worksheet, tab: Tab) -> list[str]:
    """Add the columns, notes and drop-downs that `tab` lacks; a blank tab gets its whole look."""
    grid = grid_of(sheet)
    header = find_header(grid, tab)
    if header is None:
        dress(sheet, tab, 1, {c.key: place for place, c in enumerate(tab.columns, start=1)})
        _each_column(sheet, tab, 0)
        return [] if not grid else [f"分頁「{sheet.title}」：加上了標題列"]
    keys = keys_in(grid[header], titles_of(tab))
    free = max(len(line) for line in grid) + 1
    missing = [column for column in tab.columns if column.key not in keys]
    for place, column in enumerate(missing, start=free):
        dress_column(sheet, column, header + 1, place)
    done = [f"分頁「{sheet.title}」：新增了欄位「{'」「'.join(c.title for c in missing)}」"] if missing else []
    if _each_column(sheet, tab, header) and not missing:
        done.append(f"分頁「{sheet.title}」：更新了標題的說明和下拉選單")
    return done


def _each_column(sheet: Worksheet, tab: Tab, header: int) -> bool:
    changed = False
    line = grid_of(sheet)[header]
    for position, key in enumerate(keys_in(line, titles_of(tab))):
        if key is None:
            continue
        column = tab.column(key)
        changed |= annotate(sheet, column, header + 1, position + 1)
        changed |= offer(sheet, column, header + 1, position + 1)
    return changed


def _fill(sheet: Worksheet, tab: Tab, rows: Sequence[Mapping[str, Value]], zone: ZoneInfo) -> list[str]:
    grid = grid_of(sheet)
    header = find_header(grid, tab)
    if not rows or header is None or not all(is_blank(line) for line in grid[header + 1 :]):
        return []
    places = {key: position + 1 for position, key in enumerate(keys_in(grid[header], titles_of(tab))) if key}
    inherit(sheet, header + 2, len(rows), None)
    for place, row in enumerate(rows, start=header + 2):
        for key, value in row.items():
            cell = sheet.cell(place, places[key])
            if not isinstance(cell, MergedCell):
                put(cell, value, zone, tab.column(key))
        grow(sheet, place, max(places.values()))
    return [f"分頁「{sheet.title}」：填入了 {len(rows)} 列預設內容"]


def _add_form(book: Book, spec: FormSpec) -> list[str]:
    grids, titles = grids_of(book), form_titles(spec)
    wanted, ours = {fold_title(title) for title in spec.titles}, set(locate(grids).values())
    if any(fold_title(title) in wanted or is_form(grid, titles) for title, grid in grids.items() if title not in ours):
        return []
    sheet = book.create_sheet(spec.titles[0] if spec.titles else FORM.title)
    dress(sheet, FORM, 1, {c.key: place for place, c in enumerate(FORM.columns, start=1)})
    return [f"新增了表單回應的分頁「{sheet.title}」"]
