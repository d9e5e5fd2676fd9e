"""Columns of the desk on Google, as requests: title, note, width, format, drop-down, protection. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sheetdesk.columns import CASES, MACHINE, Column
from sheetdesk.workbook.cells import DAY_FORMAT, MOMENT_FORMAT, TEXT_FORMAT, format_of
from sheetdesk.workbook.google.batch import Request
from sheetdesk.workbook.look import (
    HEADER_LINE,
    HEADER_TEXT,
    PICK,
    header_fill,
    is_hidden,
    is_left_aligned,
    note_of,
    offers,
    refusal_of,
)

Placed = Sequence[tuple[int, Column]]
"""Columns with their positions (from 0), from left to right."""

SIGN = "— sheetdesk"
"""Last line of our notes, by which an upgrade knows them from people's own: Google tells no author."""

GUARD = "sheetdesk：系統填寫的欄位，改了會被改回來"
"""What our protected ranges are called."""

FROM_CELLS = "ONE_OF_RANGE"
"""The sort of drop-down whose words stand in cells, of which the tab has to be there first."""

WIDEST = 220
"""Pixels. With 案號 frozen beside it, a whole column still fits into a phone's width."""

FIRST_LOOK = {CASES.column("number"): 113, CASES.column("summary"): 125, CASES.column("next_step"): 106}
"""Pixels. What is opened first on a phone shows who, what and until when, without a swipe; long text takes more lines."""

_NUMBER_KINDS = {TEXT_FORMAT: "TEXT", MOMENT_FORMAT: "DATE_TIME", DAY_FORMAT: "DATE"}
_BODY = "userEnteredFormat(numberFormat,wrapStrategy,verticalAlignment,horizontalAlignment)"
_HEADER = "userEnteredValue,note,userEnteredFormat"


Lists = Mapping[tuple[str, str], str]
"""Where words of drop-downs stand in cells: by tab and column, a range in A1 notation."""


def dress_columns(number: int, header: int, columns: Placed, lists: Lists) -> list[Request]:
    """Titles, notes, widths, formats, drop-downs and protection of new columns, for all rows to come."""
    machine = [(at, column) for at, column in columns if column.owner == MACHINE]
    return [
        *(_titles(number, header, run) for run in runs(columns)),
        *(_format(number, header, run) for run in runs(columns, _body_of)),
        *(_size(number, run) for run in runs(columns, lambda column: (width_of(column), is_hidden(column)))),
        *(drop_down(number, header + 1, None, at, rule_of(column, lists)) for at, column in columns if offers(column)),
        *(_guard(number, run) for run in runs(machine)),
    ]


def header_cell(column: Column) -> dict[str, Any]:
    """The CellData of a column's title."""
    look = {
        "textFormat": {"bold": True, "foregroundColorStyle": colour(HEADER_TEXT)},
        "backgroundColorStyle": colour(header_fill(column)),
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
        "borders": {"bottom": {"style": "SOLID", "colorStyle": colour(HEADER_LINE)}},
    }
    note = signed_note(column)
    title = {"userEnteredValue": {"stringValue": column.title}, "userEnteredFormat": look}
    return title | ({"note": note} if note else {})


def signed_note(column: Column) -> str:
    """The note at a column's title; empty if it needs none."""
    note = note_of(column)
    return f"{note}\n{SIGN}" if note else ""


def note_at(number: int, row: int, position: int, note: str) -> Request:
    """Put a note at a cell, and nothing else."""
    start = {"sheetId": number, "rowIndex": row, "columnIndex": position}
    return {"updateCells": {"start": start, "rows": [{"values": [{"note": note}]}], "fields": "note"}}


def rule_of(column: Column, lists: Lists) -> dict[str, Any]:
    """The column's drop-down."""
    kind, words = "ONE_OF_LIST", list(column.choices)
    if column.choices_from:
        kind, words = FROM_CELLS, [f"={lists[column.choices_from]}"]
    return {
        "condition": {"type": kind, "values": [{"userEnteredValue": word} for word in words]},
        "inputMessage": f"{PICK}。{refusal_of(column)}",
        "strict": not column.multiple,
        "showCustomUi": True,
    }


def drop_down(number: int, first: int, end: int | None, position: int, rule: Mapping[str, Any]) -> Request:
    """Lay a drop-down over a column's rows from `first` (from 0) to before `end`, None: to the tab's end."""
    area = below(number, first - 1, position, position + 1) | ({} if end is None else {"endRowIndex": end})
    return {"setDataValidation": {"range": area, "rule": dict(rule)}}


def width_of(column: Column) -> int:
    """Pixels."""
    return FIRST_LOOK.get(column) or min(7 * column.width + 11, WIDEST)


def guard(area: Mapping[str, int]) -> Request:
    """Warn whoever is about to type into what the machine writes; nobody is kept out."""
    return {"addProtectedRange": {"protectedRange": {"range": dict(area), "description": GUARD, "warningOnly": True}}}


def _guard(number: int, run: Placed) -> Request:
    return guard({"sheetId": number, "startColumnIndex": run[0][0], "endColumnIndex": run[-1][0] + 1})


def _titles(number: int, header: int, run: Placed) -> Request:
    start = {"sheetId": number, "rowIndex": header, "columnIndex": run[0][0]}
    rows = [{"values": [header_cell(column) for _, column in run]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": _HEADER}}


def _format(number: int, header: int, run: Placed) -> Request:
    area = below(number, header, run[0][0], run[-1][0] + 1)
    return {"repeatCell": {"range": area, "cell": {"userEnteredFormat": _body_of(run[0][1])}, "fields": _BODY}}


def _body_of(column: Column) -> dict[str, Any]:
    look: dict[str, Any] = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
    if is_left_aligned(column):
        look["horizontalAlignment"] = "LEFT"
    if wanted := format_of(column):
        look["numberFormat"] = {"type": _NUMBER_KINDS[wanted], "pattern": wanted}
    return look


def _size(number: int, run: Placed) -> Request:
    column = run[0][1]
    properties = {"pixelSize": width_of(column), "hiddenByUser": is_hidden(column)}
    return dimension(number, "COLUMNS", run[0][0], run[-1][0] + 1, properties)


def dimension(number: int, kind: str, start: int, end: int, properties: Mapping[str, object]) -> Request:
    """Set properties of ROWS or COLUMNS."""
    span = {"sheetId": number, "dimension": kind, "startIndex": start, "endIndex": end}
    fields = ",".join(properties)
    return {"updateDimensionProperties": {"range": span, "properties": dict(properties), "fields": fields}}


def below(number: int, header: int, start: int, end: int) -> dict[str, int]:
    """The rest of these columns, to the tab's end."""
    return {"sheetId": number, "startRowIndex": header + 1, "startColumnIndex": start, "endColumnIndex": end}


def runs(columns: Placed, kind: Callable[[Column], object] | None = None) -> list[Placed]:
    """Neighbours that are of one `kind`; None: all are."""
    found: list[list[tuple[int, Column]]] = []
    for position, column in columns:
        last = found[-1][-1] if found else None
        if last and last[0] == position - 1 and (kind is None or kind(last[1]) == kind(column)):
            found[-1].append((position, column))
        else:
            found.append([(position, column)])
    return list(found)


def colour(hexadecimal: str) -> dict[str, Any]:
    """A ColorStyle of six hexadecimal digits."""
    red, green, blue = (round(int(hexadecimal[i : i + 2], 16) / 255, 4) for i in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}
