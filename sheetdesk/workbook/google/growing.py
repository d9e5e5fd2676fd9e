"""The batch of `init` as it grows, and the spreadsheet as it will stand after it: new tabs, rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32
from zoneinfo import ZoneInfo

from sheetdesk.workbook.google.batch import Request
from sheetdesk.workbook.google.column import Lists
from sheetdesk.workbook.google.tabs import IMAGE_ID, IMAGE_TAB, Size
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.layout import FirstRows


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `init` was asked for."""

    first_rows: FirstRows
    form: FormSpec
    zone: ZoneInfo


@dataclass(slots=True)
class Plan:
    """The batch as it grows, and the spreadsheet as it will stand after it. `ids` and `sizes` by title."""

    wanted: Wanted
    ids: dict[str, int]
    sizes: dict[str, Size]
    found: dict[str, str]
    order: list[str]
    lists: Lists
    requests: list[Request] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


def make(plan: Plan, title: str, place: int, size: Size, *, hidden: bool = False) -> None:
    """A new tab at that place among all."""
    plan.ids[title], plan.sizes[title] = _free_id(title, plan.ids), size
    plan.order.insert(place, title)
    grid = {"rowCount": size.rows, "columnCount": size.columns}
    properties = {
        "sheetId": plan.ids[title],
        "title": title,
        "index": place,
        "hidden": hidden,
        "gridProperties": grid,
    }
    plan.requests.append({"addSheet": {"properties": properties}})


def _free_id(title: str, ids: Mapping[str, int]) -> int:
    """An id that can be named in the same batch. Said by us, so that a batch that came twice is refused the second time."""
    number = IMAGE_ID if title == IMAGE_TAB else crc32(title.encode()) & 0x7FFFFFFF
    while number in ids.values():
        number += 1
    return number


def make_room(plan: Plan, title: str, kind: str, start: int, count: int) -> None:
    """New rows or columns at `start`: what somebody typed there since we looked moves on, and isn't written over."""
    size = plan.sizes[title]
    if start >= (size.rows if kind == "ROWS" else size.columns):
        grow(plan, title, kind, start + count)
        return
    plan.sizes[title] = (
        Size(size.rows + count, size.columns) if kind == "ROWS" else Size(size.rows, size.columns + count)
    )
    span = {"sheetId": plan.ids[title], "dimension": kind, "startIndex": start, "endIndex": start + count}
    plan.requests.append({"insertDimension": {"range": span, "inheritFromBefore": False}})


def grow(plan: Plan, title: str, kind: str, wanted: int) -> None:
    """Blank rows or columns at the tab's end, where it has too few."""
    size = plan.sizes[title]
    lacking = wanted - (size.rows if kind == "ROWS" else size.columns)
    if lacking <= 0:
        return
    plan.sizes[title] = Size(wanted, size.columns) if kind == "ROWS" else Size(size.rows, wanted)
    request = {"sheetId": plan.ids[title], "dimension": kind, "length": lacking}
    plan.requests.append({"appendDimension": request})
