"""How one tab of an .xlsx looks: header, notes, drop-downs, widths, groups, colours. Knows no rows and no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import Outline
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.columns import CASES, FACE, MACHINE, PERSON, SETTING, STAMP_ITEM, Column, Tab
from sheetdesk.workbook.cells import format_of
from sheetdesk.workbook.xlsx_book import fit_note
from sheetdesk.workbook.xlsx_rows import LINE_HEIGHT

LAST_ROW = 1_048_576
AUTHOR = "sheetdesk"
PICK = "請從清單選"
"""Title of our drop-downs' warning, by which an upgrade knows them from people's own."""

_HEADER_FILL = {MACHINE: "E5E7EB", PERSON: "DDF3E4", SETTING: "DDF3E4"}
_SHARED_FILL = "DCEBFB"
_LINE = Side(style="thin", color="9CA3AF")


@dataclass(frozen=True, slots=True)
class Paint:
    """A soft fill with dark text on it (contrast at least 4.5 to 1)."""

    fill: str | None
    text: str
    bold: bool = False


RED = Paint("FDE2E1", "9B1C1C", bold=True)
AMBER = Paint("FEF0C7", "7A4B00")
YELLOW = Paint("FFFBE6", "5C4A00")
GREEN = Paint("DDF3E4", "14532D")
BLUE = Paint("DCEBFB", "1E3A5F")
VIOLET = Paint("E9E4F8", "4C3575")
FADED = Paint(None, "6B7280")


@dataclass(frozen=True, slots=True)
class Tint:
    """Paint `columns` (none: the whole row) where the cell of `watch` begins with one of `words` (none: is filled)."""

    watch: str
    words: tuple[str, ...]
    columns: tuple[str, ...]
    paint: Paint


TINTS: Mapping[str, tuple[Tint, ...]] = {
    "cases": (
        Tint("status", ("已結案", "無效"), (), FADED),
        Tint("light", ("逾期",), ("next_step", "light"), RED),
        Tint("light", ("快到期",), ("next_step", "light"), AMBER),
        Tint("light", ("過半",), ("next_step", "light"), YELLOW),
        Tint("light", ("準時", "已回", "完成"), ("next_step", "light"), GREEN),
        Tint("light", ("暫停",), ("next_step", "light"), VIOLET),
        Tint("priority", ("緊急",), ("number", "priority"), RED),
        Tint("priority", ("重要",), ("number", "priority"), AMBER),
        Tint("status", ("待處理", "待補寄", "待退款"), ("status",), AMBER),
        Tint("status", ("處理中",), ("status",), BLUE),
        Tint("status", ("等客人", "等廠商", "等物流"), ("status",), VIOLET),
        Tint("status", ("已解決",), ("status",), GREEN),
        Tint("outcome", ("⚠",), ("outcome",), RED),
        Tint("outcome", ("✅",), ("outcome",), GREEN),
        Tint("notice", (), ("notice",), AMBER),
        Tint("notice", (), (), YELLOW),
    ),
    "log": (
        Tint("state", ("需確認", "失敗", "放棄"), ("state", "detail", "decision"), RED),
        Tint("state", ("待送", "送出中"), ("state",), AMBER),
        Tint("state", ("已送",), ("state",), GREEN),
        Tint("state", ("取消",), (), FADED),
    ),
    "rules": (Tint("problem", (), ("order", "problem"), AMBER),),
    "policies": (Tint("problem", (), ("priority", "problem"), AMBER),),
    "state": (Tint("item", (STAMP_ITEM,), (), FADED), Tint("mend", (), (), AMBER)),
}
"""Colours by tab, the more urgent first: of two that fit, the first one shows."""

_TAB_COLOURS = {"cases": "2563EB", "log": "2563EB", "state": "9CA3AF"}
_ROW_HEIGHTS = {"cases": 48.0, "log": 48.0}
"""Points. Three lines of a customer's text: one who wrote a page leaves room for the others. Elsewhere rows grow."""


def dress(sheet: Worksheet, tab: Tab, header: int, places: Mapping[str, int]) -> None:
    """The whole look of a tab that was just made; `places` gives each column's number (from 1) by its key."""
    for column in tab.columns:
        dress_column(sheet, column, header, places[column.key])
    sheet.row_dimensions[header].height = 32
    sheet.sheet_format.defaultRowHeight = _ROW_HEIGHTS.get(tab.key, LINE_HEIGHT)
    sheet.sheet_format.customHeight = tab.key in _ROW_HEIGHTS
    sheet.freeze_panes = f"{'B' if tab.key == CASES.key else 'A'}{header + 1}"
    sheet.sheet_properties.tabColor = _TAB_COLOURS.get(tab.key, "16A34A")
    if tab.key == CASES.key:
        _group(sheet, tab, places)
    if tab.key in TINTS:
        _colour(sheet, tab, header, places)


def dress_column(sheet: Worksheet, column: Column, header: int, place: int) -> None:
    """Title, width, formats of one new column, for all rows to come."""
    cell = sheet.cell(header, place)
    if isinstance(cell, MergedCell):
        return
    cell.value = column.title
    cell.font = Font(bold=True, color="111827")
    cell.fill = PatternFill("solid", fgColor=_HEADER_FILL.get(column.owner, _SHARED_FILL))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=_LINE)
    dimension = sheet.column_dimensions[get_column_letter(place)]
    dimension.width = column.width + 1
    dimension.alignment = Alignment("left" if column.type in ("datetime", "date") else None, "top", wrap_text=True)
    dimension.hidden = column.later
    if wanted := format_of(column):
        dimension.number_format = wanted


def annotate(sheet: Worksheet, column: Column, header: int, place: int) -> bool:
    """Put the column's note at its title; answers whether anything changed. A person's own note stays."""
    cell, note = sheet.cell(header, place), note_of(column)
    if not note or isinstance(cell, MergedCell):
        return False
    if cell.comment and (cell.comment.text == note or cell.comment.author != AUTHOR):
        return False
    cell.comment = Comment(note, AUTHOR)
    fit_note(cell.comment)
    return True


def note_of(column: Column) -> str:
    """What the header's note says: the column's own note, and how to open the group that it leads."""
    leads = _leader(CASES.columns, column.group) is column if column.group != FACE else False
    opener = f"按欄位上方的「＋」展開「{column.group}」。" if leads else ""
    return "\n".join(part for part in (column.note, opener) if part)


def offer(sheet: Worksheet, column: Column, header: int, place: int) -> bool:
    """Lay the column's drop-down over all its rows; answers whether anything changed. A person's own one stays."""
    if not column.choices:
        return False
    words = f'"{",".join(column.choices)}"'
    first = f"{get_column_letter(place)}{header + 1}"
    for there in sheet.data_validations.dataValidation:
        if first not in there.sqref:
            continue
        if there.errorTitle != PICK or there.formula1 == words:
            return False
        there.formula1 = words
        return True
    validation = DataValidation(
        "list",
        formula1=words,
        allow_blank=True,
        showErrorMessage=not column.multiple,
        errorTitle=PICK,
        error=f"「{column.title}」只能填：{'、'.join(column.choices)}"[:225],
        sqref=f"{first}:{get_column_letter(place)}{LAST_ROW}",
    )
    sheet.add_data_validation(validation)
    return True


def _leader(columns: Iterable[Column], group: str) -> Column | None:
    return next((c for c in columns if c.group == group), None)


def _group(sheet: Worksheet, tab: Tab, places: Mapping[str, int]) -> None:
    # Neighbouring groups would melt into one; so the first column of each stays in sight and bears the「＋」.
    sheet.sheet_properties.outlinePr = Outline(summaryRight=False)
    leaders = {c.key for c in tab.columns if c.group != FACE and _leader(tab.columns, c.group) is c}
    before = None
    for column in (c for c in tab.columns if c.group != FACE):
        dimension = sheet.column_dimensions[get_column_letter(places[column.key])]
        if column.key not in leaders:
            # What comes with a later version stays folded when its group is opened.
            dimension.outlineLevel = 2 if column.later else 1
            dimension.hidden = True
        if before is not None and (dimension.outlineLevel or 0) > (before.outlineLevel or 0):
            before.collapsed = True
        before = dimension


def _colour(sheet: Worksheet, tab: Tab, header: int, places: Mapping[str, int]) -> None:
    """Lay the tab's tints so that no two ranges overlap: programs disagree on which of two ranges wins."""
    painted = {
        column.key: tuple(t for t in TINTS[tab.key] if column.key in (t.columns or places)) for column in tab.columns
    }
    for tints in dict.fromkeys(painted.values()):
        columns = [get_column_letter(places[key]) for key, its in painted.items() if its == tints]
        area = " ".join(f"{letter}{header + 1}:{letter}{LAST_ROW}" for letter in columns)
        for tint in tints:
            sheet.conditional_formatting.add(area, _rule(tint, header + 1, get_column_letter(places[tint.watch])))


def _rule(tint: Tint, row: int, watched: str) -> Rule:
    tests = [f'LEFT(${watched}{row},{len(word)})="{word}"' for word in tint.words]
    paint = tint.paint
    return FormulaRule(  # type: ignore[no-any-return, no-untyped-call]
        formula=[f"OR({','.join(tests)})" if tests else f"LEN(${watched}{row})>0"],
        font=Font(color=paint.text, bold=True if paint.bold else None),
        fill=PatternFill("solid", bgColor=paint.fill) if paint.fill else None,
        stopIfTrue=True,
    )
