"""What of a tab one read asks for: all, or its first rows and below them those from a mark on, or some columns. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import Any

from sheetdesk.columns import CASES
from sheetdesk.model.memory import Cells, print_of, print_of_texts
from sheetdesk.model.sheet import Known, KnownColumns, KnownTab, Mark, Row, TabView
from sheetdesk.workbook.cells import as_text
from sheetdesk.workbook.grid import is_blank
from sheetdesk.workbook.headers import HEADER_WITHIN, Grid
from sheetdesk.workbook.known_columns import header_stands
from sheetdesk.workbook.secrets import without_accounts

Part = Mark | KnownColumns
Windows = Mapping[int, Part]
"""What is known, by tab id; a tab of which nothing is known is read whole."""

Line = list[Any]
Span = tuple[int, int | None]
"""Columns from the first to before the last; None: all that are right of the first."""


def windows_of(known: Iterable[Known], tabs: Iterable[int]) -> dict[int, Part]:
    """What spares something: of `tabs`, and below the first rows, which are read in any case."""
    ids = {str(number): number for number in tabs}
    parts = (one for one in known if not isinstance(one, KnownTab))
    return {ids[one.tab]: one for one in parts if one.tab in ids and _spares(one)}


def _spares(known: Part) -> bool:
    if isinstance(known, Mark):
        return known.place > HEADER_WITHIN + 1
    return bool(known.columns) and known.last > HEADER_WITHIN


def ranges_of(number: int, windows: Windows) -> list[dict[str, int]]:
    """GridRanges of the tab: the whole, or the first rows, where the header is, and of the others what isn't known."""
    known = windows.get(number)
    if known is None:
        return [{"sheetId": number}]
    head = {"sheetId": number, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN}
    if isinstance(known, Mark):
        return [head, *_glance(number, known), {"sheetId": number, "startRowIndex": known.place - 1}]
    below = {"sheetId": number, "startRowIndex": HEADER_WITHIN}
    return [head, *(below | span for span in _spans(known.columns))]


def _glance(number: int, mark: Mark) -> list[dict[str, int]]:
    """The one column that is looked at above the mark: a few bytes, for hardly anything stands in it."""
    if mark.glance is None:
        return []
    rows = {"startRowIndex": HEADER_WITHIN, "endRowIndex": mark.place - 1}
    return [{"sheetId": number, **rows, "startColumnIndex": mark.glance, "endColumnIndex": mark.glance + 1}]


def _is_glance(asked: Mapping[str, Any]) -> bool:
    return bool(asked.get("startRowIndex")) and "endRowIndex" in asked


def _spans(left_out: Iterable[int]) -> Iterable[dict[str, int]]:
    """The columns between those that are left out, and all that are right of them."""
    start = 0
    for position in sorted(left_out):
        if position > start:
            yield {"startColumnIndex": start, "endColumnIndex": position}
        start = position + 1
    yield {"startColumnIndex": start}


def is_span(asked: Mapping[str, Any]) -> bool:
    """Does this GridRange ask for some of the columns, from below the first rows to the last?"""
    of_columns = "startColumnIndex" in asked or "endColumnIndex" in asked
    return of_columns and bool(asked.get("startRowIndex")) and "endRowIndex" not in asked


def span_of(asked: Mapping[str, Any]) -> Span:
    """The columns of a GridRange."""
    return asked.get("startColumnIndex", 0), asked.get("endColumnIndex")


def joined(parts: Sequence[Mapping[str, Any]]) -> Grid:
    """The grid of one tab from its MatchedValueRanges: the rows after the first ones follow them at once. Those that were
    joined already (`row_texts`) are the `lines` of one of them.

    None stands for a cell that was not read; Google itself says "" or nothing of one that is blank."""
    first: list[Line] = []
    rest: dict[Span, list[Line]] = {}
    for part in parts:
        asked, values = part["dataFilters"][0]["gridRange"], part["valueRange"].get("values", [])
        if asked.get("startRowIndex", 0) == 0:
            first = values
        elif not _is_glance(asked):
            rest[span_of(asked)] = values
    if not rest:
        return first
    lines = next((part["lines"] for part in parts if "lines" in part), None)
    below = side_by_side(rest) if lines is None else lines
    return [*first, *([] for _ in range(HEADER_WITHIN - len(first))), *below]


def side_by_side(rest: Mapping[Span, list[Line]]) -> list[Line]:
    """Lines from the spans of columns that were read, by first and last; they are ragged, and so is their number."""
    spans = sorted(rest, key=lambda span: span[0])
    if spans == [(0, None)]:
        return rest[0, None]
    begin: Line = [None] * spans[0][0]
    # What a line lacks after each span, by how many cells it has there: blank ones up to the span's end, then those left out.
    ends = [
        [[""] * (end - start - length) + [None] * (after - end) for length in range(end - start + 1)]
        for (start, end), (after, _) in pairwise(spans)
        if end is not None
    ]
    lines = []
    for pieces in zip_longest(*(rest[span] for span in spans), fillvalue=()):
        line = [*begin, *pieces[0]]
        for piece, end, following in zip(pieces, ends, pieces[1:], strict=False):
            line += end[len(piece)]
            line += following
        lines.append(line)
    return lines


def leave_out(grid: Grid, known: KnownColumns) -> None:
    """Take the known columns out of the first rows below the header, too: there they came along with it.

    Else one line would be told in two ways, and a row read whole be taken for one that wasn't."""
    for line in grid[known.header_place : HEADER_WITHIN]:
        assert isinstance(line, list), "as JSON has it"
        line.extend([""] * (max(known.columns) + 1 - len(line)))
        for position in known.columns:
            line[position] = None


def columns_stand(answers: Sequence[Mapping[str, Any]], windows: Windows) -> bool:
    """Is the header row that came along the one by which the known columns are where they were?"""
    for answer in answers:
        asked = answer["dataFilters"][0]["gridRange"]
        known = windows.get(asked.get("sheetId", 0))
        if isinstance(known, KnownColumns) and asked.get("startRowIndex", 0) == 0:
            return header_stands(answer["valueRange"].get("values", []), CASES, known)
    return True


def glanced(view: TabView, source: int, answers: Sequence[Mapping[str, Any]], windows: Windows) -> tuple[str, ...]:
    """What stands above the mark in the column that it has looked at; `view` is that of the joined grid."""
    mark = windows.get(source)
    if not isinstance(mark, Mark) or mark.glance is None:
        return ()
    name = (view.header[mark.glance] if mark.glance < len(view.header) else None) or ""
    first = [str(row.cells[name]) for row in view.rows if row.place <= HEADER_WITHIN and name in row.cells]
    parts = ((part["dataFilters"][0]["gridRange"], part["valueRange"].get("values", [])) for part in answers)
    found = [
        line for asked, lines in parts if asked.get("sheetId", 0) == source and _is_glance(asked) for line in lines
    ]
    read = (Cells({"": as_text(line[0])}) for line in found if line and not is_blank(line))
    return (*first, *(str(without_accounts(cells)[""]) for cells in read))


def placed(view: TabView, source: int, windows: Windows) -> TabView:
    """The view of a joined grid with its rows where they really stand; those above the mark, which came along with the
    header, are left out too: an edited answer among them would look like a new one."""
    mark = windows.get(source)
    if not isinstance(mark, Mark):
        return replace(view, source=str(source))
    down = mark.place - 1 - HEADER_WITHIN
    rows = tuple(Row(row.place + down, row.cells) for row in view.rows if row.place > HEADER_WITHIN)
    return replace(view, rows=rows, source=str(source), left_out=mark.place - 1 - view.header_place)


def still_stands(view: TabView, windows: Windows) -> bool:
    """Is the row at the mark the one that it was? Else something has moved above it."""
    mark = windows.get(int(view.source))
    if not isinstance(mark, Mark):
        return True
    stands = any(row.place == mark.place and print_of(row.cells) == mark.print for row in view.rows)
    return stands and (mark.glance is None or print_of_texts(view.glanced) == mark.glanced)
