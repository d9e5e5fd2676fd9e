"""What `init` looks at before it changes anything: every tab and what stands in it, our headers' notes and drop-downs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sheetdesk.columns import BY_KEY
from sheetdesk.workbook.cells import BLANK
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.charts import Drawn, drawn_in
from sheetdesk.workbook.google.tabs import Size, by_tab, whole
from sheetdesk.workbook.grid import locate
from sheetdesk.workbook.headers import Grid
from sheetdesk.workbook.layout import header_in
from sheetdesk.workbook.look import PICK

ABOUT = (
    "properties(title,locale,timeZone),sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)),"
    "charts(chartId,spec(altText)))"
)
MARKS = (
    "sheets(properties(sheetId),data(rowData(values(note,"
    "dataValidation(condition(type,values(userEnteredValue)),strict,inputMessage)))))"
)
RULES = "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(dataValidation(inputMessage,strict)))))"
DEEP = 4
"""Rows of which notes and drop-downs are read, the header with them: one that a person put right below it has none."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What hangs at a tab's columns, by position: the note at the title, the drop-downs of the first rows below it.

    `taken`: rows (from 0) where a person laid a rule of her own; known only for columns whose drop-down is renewed."""

    notes: Mapping[int, str] = field(default_factory=dict)
    rules: Mapping[int, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    rows: int = 0
    """The tab's rows, one below the header at least: where there is none, one is added before anything hangs there."""
    taken: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Survey:
    """A spreadsheet as it stands. By title, in the order in which people see the tabs: ids, sizes, raw values."""

    title: str
    zone: str
    locale: str
    ids: Mapping[str, int]
    sizes: Mapping[str, Size]
    grids: Mapping[str, Grid]
    found: Mapping[str, str] = field(default_factory=dict)
    """Tab key → title, for tabs of ours."""
    marks: Mapping[str, Marks] = field(default_factory=dict)
    """By tab key, for tabs that have a header."""
    drawn: Drawn = field(default_factory=dict)

    def holds_data(self) -> bool:
        """Did anybody put anything into it?"""
        return any(raw not in BLANK for grid in self.grids.values() for line in grid for raw in line)


def survey(sheet: Spreadsheet) -> Survey:
    """Two calls. Raises DeskUnreachable."""
    about = sheet.about(ABOUT)
    found = {tab["properties"]["title"]: tab["properties"] for tab in about["sheets"]}
    ids = {title: tab.get("sheetId", 0) for title, tab in found.items()}
    sizes = {title: _size(tab.get("gridProperties", {})) for title, tab in found.items()}
    values = by_tab(sheet.values([whole(ids[title]) for title in found if sizes[title].rows]))
    return Survey(
        title=about["properties"]["title"],
        zone=about["properties"]["timeZone"],
        locale=about["properties"].get("locale", ""),
        ids=ids,
        sizes=sizes,
        # A tab that is one chart has no cells; what it is stands for what it holds.
        grids={
            t: values.get(ids[t], []) if sizes[t].rows else [[str(tab.get("sheetType"))]] for t, tab in found.items()
        },
        drawn=drawn_in(about["sheets"]),
    )


def look_closer(sheet: Spreadsheet, seen: Survey) -> Survey:
    """The same with our tabs told from people's, and what hangs at their columns. One call, none where no tab is ours.

    Raises DeskUnreachable."""
    found, keys, rows, ranges = locate(seen.grids), dict[int, str](), dict[str, int](), []
    for key, title in found.items():
        header = header_in(seen.grids[title], BY_KEY[key])
        if header is not None:
            keys[seen.ids[title]] = key
            rows[key] = max(seen.sizes[title].rows, header.index + 2)
            last = min(header.index + DEEP, seen.sizes[title].rows)
            ranges.append({**whole(seen.ids[title]), "startRowIndex": header.index, "endRowIndex": last})
    tabs = sheet.cells(ranges, MARKS).get("sheets", ()) if ranges else ()
    marks = {keys[tab["properties"].get("sheetId", 0)]: _marks(tab.get("data", ())) for tab in tabs}
    return replace(seen, found=found, marks={key: replace(marks.get(key, Marks()), rows=rows[key]) for key in rows})


def look_deepest(sheet: Spreadsheet, seen: Survey, columns: Mapping[str, Sequence[int]]) -> Survey:
    """The same with every row of these columns (positions by tab key) that has a rule of somebody's own. One call.

    Raises DeskUnreachable."""
    keys = {seen.ids[seen.found[key]]: key for key in columns}
    ranges = [
        {**whole(number), "startColumnIndex": at, "endColumnIndex": at + 1}
        for number, key in keys.items()
        for at in columns[key]
    ]
    marks = dict(seen.marks)
    for tab in sheet.cells(ranges, RULES).get("sheets", ()):
        key = keys[tab["properties"].get("sheetId", 0)]
        taken = {part.get("startColumn", 0): _taken(part) for part in tab.get("data", ())}
        marks[key] = replace(marks[key], taken=taken)
    return replace(seen, marks=marks)


def _taken(part: Mapping[str, Any]) -> list[int]:
    cells = ((line.get("values") or [{}])[0] for line in part.get("rowData", ()))
    rules = enumerate((cell.get("dataValidation") for cell in cells), start=part.get("startRow", 0))
    return [row for row, rule in rules if rule is not None and not is_ours(rule)]


def is_ours(rule: Mapping[str, Any]) -> bool:
    """Did we lay this drop-down?"""
    return str(rule.get("inputMessage", "")).startswith(PICK)


def _marks(data: Iterable[Mapping[str, Any]]) -> Marks:
    lines = [line.get("values", ()) for part in data for line in part.get("rowData", ())]
    notes = {at: cell["note"] for at, cell in enumerate(lines[0]) if cell.get("note")} if lines else {}
    rules: dict[int, list[Mapping[str, Any]]] = {}
    for line in lines[1:]:
        for at, cell in enumerate(line):
            if "dataValidation" in cell:
                rules.setdefault(at, []).append(cell["dataValidation"])
    return Marks(notes, rules)


def _size(grid: Mapping[str, int]) -> Size:
    return Size(grid.get("rowCount", 0), grid.get("columnCount", 0))
