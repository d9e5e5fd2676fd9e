"""What `init` relies on: that Google takes its layout in one batch and keeps it. The very requests of `init`, for 案件,
the tab that has most of everything, on a second tab of the probe's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheetdesk.columns import CASES
from sheetdesk.workbook.google.bench import ROWS, TITLE, VALUES, Bench, Point, Request
from sheetdesk.workbook.google.column import Lists, signed_note
from sheetdesk.workbook.google.look import dress
from sheetdesk.workbook.google.tabs import quoted
from sheetdesk.workbook.look import offers

LOOKS = (
    "sheets(properties(sheetId,gridProperties(columnGroupControlAfter)),columnGroups(collapsed),"
    "conditionalFormats(booleanRule(condition(type))))"
)
INIT = "init 會少做這一樣，其他的照做"


def layout(bench: Bench) -> Iterator[Point]:
    """Laid out, and looked at as a person would see it."""
    other = Bench(bench.sheet, bench.number + 1)
    requests = [_new_tab(other.number), *dress(other.number, CASES, ROWS, _lists())]
    lost = bench.refusal(*requests)
    seen = f"{len(requests)} 個要求" if lost is None else lost.fault.what if lost.fault else lost.what
    yield Point("init 的版面整批收下", lost is None, seen, "init 建不起來；它整批不做，試算表不會改到")
    if lost is not None:
        return
    tabs = bench.sheet.about(LOOKS).get("sheets", ())
    mine = (tab for tab in tabs if tab["properties"].get("sheetId", 0) == other.number)
    tab: Mapping[str, Any] = next(mine, {})
    folded = [bool(group.get("collapsed")) for group in tab.get("columnGroups", ())]
    seen = f"{len(folded)} 組，收合 {sum(folded)} 組"
    yield Point("欄的群組收合了", bool(folded) and all(folded), seen, INIT)
    behind = bool(tab.get("properties", {}).get("gridProperties", {}).get("columnGroupControlAfter"))
    where = "標題的說明指錯地方：「＋」在那一組右邊一欄的上方"
    yield Point("群組的「＋」在那一組前面", not behind, "在後面" if behind else "在前面", where)
    wanted, found = _count(requests, "addConditionalFormatRule"), len(tab.get("conditionalFormats", ()))
    yield Point("條件式顏色都在", found == wanted, f"{wanted} 條裡有 {found} 條", INIT)
    yield _marks(other)


def _marks(tab: Bench) -> Point:
    """Titles and notes in the header, drop-downs below it."""
    header, below = (*tab.cells(1, 2, f"{VALUES},note,dataValidation"), [], [])[:2]
    wanted = {
        "標題": len(CASES.columns),
        "說明": sum(bool(signed_note(column)) for column in CASES.columns),
        "選單": sum(map(offers, CASES.columns)),
    }
    found = {"標題": _with(header, VALUES), "說明": _with(header, "note"), "選單": _with(below, "dataValidation")}
    seen = "、".join(f"{name} {found[name]}／{wanted[name]}" for name in wanted)
    return Point("標題、說明和下拉選單都在", found == wanted, seen, INIT)


def _new_tab(number: int) -> Request:
    grid = {"rowCount": ROWS, "columnCount": len(CASES.columns)}
    properties = {"sheetId": number, "title": f"{TITLE} 版面", "hidden": True, "gridProperties": grid}
    return {"addSheet": {"properties": properties}}


def _lists() -> Lists:
    """Words that stand in cells, as far as it matters here: in the same tab."""
    wanted = {column.choices_from for column in CASES.columns if column.choices_from}
    return dict.fromkeys(wanted, f"{quoted(f'{TITLE} 版面')}!$A$2:$A")


def _count(requests: Sequence[Request], kind: str) -> int:
    return sum(kind in request for request in requests)


def _with(cells: Sequence[Mapping[str, Any]], field: str) -> int:
    return sum(field in cell for cell in cells)
