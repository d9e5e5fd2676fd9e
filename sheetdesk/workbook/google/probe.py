"""`doctor --probe`: does the real Google behave as the design relies on? In a hidden tab that is deleted at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

from sheetdesk.errors import DeskUnreachable, OutcomeUnknown
from sheetdesk.workbook.google import trials, trials_looks, trials_rights, trials_values
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.bench import COLUMNS, ROWS, TITLE, Bench, Point, Request
from sheetdesk.workbook.google.tabs import IMAGE_ID

Trial = Callable[[Bench], Iterator[Point]]

TRIALS: dict[str, Trial] = {
    "寫入前的樣子": trials.image,
    "整批做或整批不做": trials.atomic,
    "抄一整列": trials.copies,
    "新增列": trials.new_rows,
    "標題下新增列": trials.below_the_header,
    "分頁的最後一列": trials.last_row,
    "清空": trials.clearing,
    "文字": trials_values.literal,
    "特殊字元": trials_values.odd,
    "長文字": trials_values.long_texts,
    "日期": trials_values.dates,
    "分頁改名": trials.renamed,
    "要不到的回音": trials.no_such_range,
    "藏起來的列": trials.hidden_rows,
    "自己的保護": trials_rights.own_protection,
    "別人的保護": trials_rights.others_protection,
    "版本": trials_rights.version,
    "init 的版面": trials_looks.layout,
}
"""In this order, by what they are about; none needs another."""

REFUSED = "Google 不接受系統要用的功能"
NOT_TRIED = "沒有試成；先照 sheetdesk doctor 說的改好，再執行一次"
TABS = "sheets(properties(sheetId,title))"


def probe(sheet: Spreadsheet) -> list[Point]:
    """Every point, tried on the spreadsheet itself; nothing of people's is touched, and nothing is left behind.

    Raises DeskUnreachable or OutcomeUnknown where not even the probe's tab could be made."""
    bench = _open(sheet)
    points: list[Point] = []
    try:
        for name, trial in TRIALS.items():
            points += _tried(name, trial, bench)
    finally:
        left = _close(sheet)
    return [*points, left]


def _open(sheet: Spreadsheet) -> Bench:
    """A new tab; one that a probe left behind goes first."""
    ids = _ids(sheet)
    number = IMAGE_ID + 1
    while {number, number + 1} & set(ids.values()):  # the layout is tried on a second one
        number += 2
    grid = {"rowCount": ROWS, "columnCount": COLUMNS}
    properties = {"sheetId": number, "title": TITLE, "hidden": True, "gridProperties": grid}
    try:
        sheet.write([*_deletions(ids), {"addSheet": {"properties": properties}}])
    except OutcomeUnknown as lost:
        if number not in _ids(sheet).values():
            raise lost.fault or lost from lost
    return Bench(sheet, number)


def _tried(name: str, trial: Trial, bench: Bench) -> Iterator[Point]:
    try:
        yield from trial(bench)
    except OutcomeUnknown as lost:
        holds = False if lost.status == HTTPStatus.BAD_REQUEST else None
        yield Point(name, holds, lost.fault.what if lost.fault else lost.what, NOT_TRIED if holds is None else REFUSED)
    except DeskUnreachable as fault:
        yield Point(name, None, fault.what, NOT_TRIED)


def _close(sheet: Spreadsheet) -> Point:
    """Whether the tab is gone. Looked at after a lost answer, and only then deleted once more."""
    what, means = "試用的分頁刪掉了", f"可以自己刪掉隱藏的分頁「{TITLE}」，或下一次 --probe 會刪"
    fault: Exception | None = None
    for _ in range(3):
        try:
            left = _deletions(_ids(sheet))
            if not left:
                return Point(what, True, "沒有留下東西", means)
            sheet.write(left)
        except (OutcomeUnknown, DeskUnreachable) as found:
            fault = found
    return Point(what, None, str(fault) if fault else "說刪了，卻還在", means)


def _deletions(ids: dict[str, int]) -> list[Request]:
    return [{"deleteSheet": {"sheetId": number}} for title, number in ids.items() if title.startswith(TITLE)]


def _ids(sheet: Spreadsheet) -> dict[str, int]:
    tabs = [tab["properties"] for tab in sheet.about(TABS)["sheets"]]
    return {str(tab["title"]): int(tab.get("sheetId", 0)) for tab in tabs}
