"""The hidden tab's image: where each touched row is copied to, and the copies read back as rows. Pure.

Every batch first copies the header and each row that it will touch, as they stand at that very moment, below row
`TOP`: formulas with them, whose relative references move along and are moved back here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import BY_KEY
from sheetdesk.model.sheet import Difference, Image, ImageRow
from sheetdesk.model.values import Formula
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.formulas import moved
from sheetdesk.workbook.google.cells import entered
from sheetdesk.workbook.google.tabs import quoted
from sheetdesk.workbook.grid import read_block
from sheetdesk.workbook.stamp import decode_stamp

BEFORE = 3
"""The row in which the stamp stands that the batch found: of a server that wrote a moment before, nothing else tells."""

TOP = 1000
"""Rows left blank above the copies, so that a formula that looks up to a thousand rows up still finds its cell."""

ECHO = "rowData(values(userEnteredValue))"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which rows a batch copies, by tab: the header's number, then the touched rows'. Copies stand in this order."""

    batch: int
    tabs: tuple[tuple[str, int, tuple[int, ...]], ...]

    @property
    def rows(self) -> int:
        """How many rows the image has."""
        return sum(1 + len(places) for _, _, places in self.tabs)

    def ranges(self, title: str) -> list[str]:
        """A1 notation of the stamp before and of all copies, in the tab of that title; the first row at least, since a
        range can't be empty."""
        return [f"{quoted(title)}!{rows}" for rows in (f"A{BEFORE}", f"{TOP + 1}:{TOP + max(1, self.rows)}")]

    def runs(self) -> Iterable[tuple[str, int, int, int]]:
        """Neighbouring rows that are copied at once: tab, first row, how many, number of the first copy."""
        to = TOP + 1
        for tab, header, places in self.tabs:
            yield tab, header, 1, to
            to += 1
            for first, count in _neighbours(places):
                yield tab, first, count, to
                to += count

    def memo(self) -> str:
        """What the image's tab says of itself: all of the layout that the journal doesn't know."""
        return json.dumps({"batch": self.batch, "headers": {tab: header for tab, header, _ in self.tabs}})


def layout_of(difference: Difference, headers: Mapping[str, int]) -> Layout:
    """What `difference` copies; `headers` gives each tab's header row."""
    touched: dict[str, list[int]] = {insert.tab: [] for insert in difference.inserts}
    touched |= {move.to: [] for move in difference.moves if move.to}
    moved = {(move.tab, move.place) for move in difference.moves}
    for tab, place in sorted(moved | {(write.tab, write.place) for write in difference.writes}):
        touched.setdefault(tab, []).append(place)
    return Layout(difference.batch, tuple((tab, headers[tab], tuple(touched[tab])) for tab in sorted(touched)))


def layout_said(memo: Raw, difference: Difference) -> Layout | None:
    """The layout of `difference` as the image's tab tells it; None if the image is of another batch."""
    try:
        said: Mapping[str, Any] = json.loads(str(memo))
        return layout_of(difference, said["headers"]) if said["batch"] == difference.batch else None
    except (ValueError, KeyError, TypeError):
        return None


def column_a(lines: Sequence[Mapping[str, Any]]) -> list[Raw]:
    """What stands in the first column of some rows (RowData)."""
    return [next((entered(cell) for cell in line.get("values", ())), None) for line in lines]


def image_of(
    layout: Layout, lines: Sequence[Mapping[str, Any]], zone: ZoneInfo, before: Sequence[Mapping[str, Any]] = ()
) -> Image:
    """The image from the rows (RowData) that Google answers for `layout.ranges()`, those of the stamp as `before`; trailing
    blank ones are left out."""
    raws = [[entered(cell) for cell in line.get("values", ())] for line in lines]
    raws += [[]] * (layout.rows - len(raws))
    headers: dict[str, tuple[str | None, ...]] = {}
    rows: list[ImageRow] = []
    at = 0
    for tab, _, places in layout.tabs:
        block = raws[at : at + 1 + len(places)]
        for place, copy, line in zip(places, range(TOP + at + 2, TOP + at + 2 + len(places)), block[1:], strict=True):
            if Formula in map(type, line):
                line[:] = [_moved_back(raw, position, copy, place) for position, raw in enumerate(line)]
        view = read_block(BY_KEY[tab], block, zone)
        headers[tab] = view.header
        by_place = {row.place: row.cells for row in view.rows}
        rows += [ImageRow(tab, place, by_place.get(number, {})) for number, place in enumerate(places, start=2)]
        at += len(block)
    return Image(layout.batch, headers, tuple(rows), zone, decode_stamp(next(iter(column_a(before)), None)))


def _neighbours(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    first = last = None
    for place in places:
        if last is not None and place == last + 1:
            last = place
            continue
        if first is not None and last is not None:
            yield first, last - first + 1
        first = last = place
    if first is not None and last is not None:
        yield first, last - first + 1


def _moved_back(raw: Raw, position: int, copy: int, place: int) -> Raw:
    return moved(raw, position, copy, place) if isinstance(raw, Formula) else raw
