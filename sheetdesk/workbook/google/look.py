"""One tab of the desk on Google, as requests: frozen header, heights, groups, colours. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sheetdesk.columns import CASES, Tab
from sheetdesk.workbook.google.batch import Request
from sheetdesk.workbook.google.column import Lists, below, colour, dimension, dress_columns, runs
from sheetdesk.workbook.headers import letter
from sheetdesk.workbook.look import HEADER_HEIGHT, ROW_HEIGHTS, Paint, Tint, condition, fold_level, painted, tab_colour

PIXELS_A_POINT = 4 / 3


def dress(number: int, tab: Tab, rows: int, lists: Lists) -> list[Request]:
    """The whole look of a blank tab of `rows` rows, its header in the first row, its columns in our order."""
    places = {column.key: position for position, column in enumerate(tab.columns)}
    frozen = {"frozenRowCount": 1, "frozenColumnCount": 1 if tab.key == CASES.key else 0}
    properties = {"sheetId": number, "tabColorStyle": colour(tab_colour(tab)), "gridProperties": frozen}
    fields = "tabColorStyle,gridProperties(frozenRowCount,frozenColumnCount)"
    return [
        {"updateSheetProperties": {"properties": properties, "fields": fields}},
        *dress_columns(number, 0, list(enumerate(tab.columns)), lists),
        *_heights(number, tab, rows),
        *_groups(number, tab),
        *_tints(number, tab, places),
    ]


def _heights(number: int, tab: Tab, rows: int) -> Iterable[Request]:
    yield dimension(number, "ROWS", 0, 1, {"pixelSize": round(HEADER_HEIGHT * PIXELS_A_POINT)})
    if tab.key in ROW_HEIGHTS:  # elsewhere rows grow with their text
        yield dimension(number, "ROWS", 1, rows, {"pixelSize": round(ROW_HEIGHTS[tab.key] * PIXELS_A_POINT)})


def _groups(number: int, tab: Tab) -> list[Request]:
    """A group inside another comes after it: each one added lies one deeper. Then all are folded.

    A group that is made through the API has its「＋」behind it (seen in recordings of the real one); our notes tell people
    of the one above the column that leads the group, so it is put there."""
    made, folded = list[Request](), list[Request]()
    for depth in (1, 2):
        for run in runs([(at, column) for at, column in enumerate(tab.columns) if fold_level(tab, column) >= depth]):
            span = {"sheetId": number, "dimension": "COLUMNS", "startIndex": run[0][0], "endIndex": run[-1][0] + 1}
            group = {"range": span, "depth": depth, "collapsed": True}
            made.append({"addDimensionGroup": {"range": span}})
            folded.append({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    if not made:
        return []
    before = {"sheetId": number, "gridProperties": {"columnGroupControlAfter": False}}
    fields = "gridProperties.columnGroupControlAfter"
    return [*made, *folded, {"updateSheetProperties": {"properties": before, "fields": fields}}]


def _tints(number: int, tab: Tab, places: Mapping[str, int]) -> list[Request]:
    rules: list[Request] = []
    for tints, columns in painted(tab).items():
        found = runs([(places[column.key], column) for column in columns])
        # From the header on: so a row inserted right below it lies inside the range and gets its colours.
        areas = [below(number, -1, run[0][0], run[-1][0] + 1) for run in found]
        for tint in tints:
            watched = tab.column(tint.watch)
            rules.append(_rule(areas, tint, f"${letter(places[watched.key])}1", watched.title))
    return [{"addConditionalFormatRule": {"rule": rule, "index": index}} for index, rule in enumerate(rules)]


def _rule(areas: list[dict[str, int]], tint: Tint, cell: str, title: str) -> dict[str, Any]:
    formula = f'=AND({cell}<>"{title}",{condition(tint, cell)})'
    test = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    return {"ranges": areas, "booleanRule": {"condition": test, "format": _paint(tint.paint)}}


def _paint(paint: Paint) -> dict[str, Any]:
    # Google lets a later rule fill in what an earlier one leaves open; so each says all there is to say.
    text = {"foregroundColorStyle": colour(paint.text), "bold": paint.bold}
    return {"backgroundColorStyle": colour(paint.fill or "FFFFFF"), "textFormat": text}
