"""What `init` looks at before it changes anything: every tab and what stands in it, our headers' notes and drop-downs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sheetdesk.columns import BY_KEY
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.tabs import Size, by_tab, whole
from sheetdesk.workbook.grid import locate
from sheetdesk.workbook.headers import Grid
from sheetdesk.workbook.layout import header_in

ABOUT = (
    "properties(title,locale,timeZone),sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)))"
)
MARKS = (
    "sheets(properties(sheetId),data(rowData(values(note,"
    "dataValidation(condition(type,values(userEnteredValue)),strict,inputMessage)))))"
)
DEEP = 4
"""Rows of which notes and drop-downs are read, the header with them: one that a person put right below it has none."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What hangs at a tab's columns, by position: the note at the title, the drop-downs of the rows below it."""

    notes: Mapping[int, str]
    rules: Mapping[int, Sequence[Mapping[str, Any]]]


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

    def holds_data(self) -> bool:
        """Did anybody put anything into it?"""
        return any(raw is not None for grid in self.grids.values() for line in grid for raw in line)


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
    )


def look_closer(sheet: Spreadsheet, seen: Survey) -> Survey:
    """The same with our tabs told from people's, and what hangs at their columns. One call, none where no tab is ours.

    Raises DeskUnreachable."""
    found, keys, ranges = locate(seen.grids), {}, []
    for key, title in found.items():
        header = header_in(seen.grids[title], BY_KEY[key])
        if header is not None:
            keys[seen.ids[title]] = key
            last = min(header.index + DEEP, seen.sizes[title].rows)
            ranges.append({**whole(seen.ids[title]), "startRowIndex": header.index, "endRowIndex": last})
    tabs = sheet.cells(ranges, MARKS).get("sheets", ()) if ranges else ()
    marks = {keys[tab["properties"].get("sheetId", 0)]: _marks(tab.get("data", ())) for tab in tabs}
    return replace(seen, found=found, marks=marks)


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
