"""The workbook as a Google spreadsheet: one call reads it, one call writes it (port: workbook/port.py)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES, CLAIMS, CUSTOMERS, FORM, LOG, PAYABLES, TABS
from sheetdesk.errors import OutcomeUnknown
from sheetdesk.model.sheet import Difference, Image, Known, KnownColumns, KnownTab, Snapshot
from sheetdesk.workbook.google import health
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.batch import Below, Ground, batch_of
from sheetdesk.workbook.google.cells import parse_shrunk
from sheetdesk.workbook.google.faults import GoogleFault, NoSuchGrid
from sheetdesk.workbook.google.image import BEFORE, ECHO, TOP, Layout, column_a, image_of, layout_of, layout_said
from sheetdesk.workbook.google.row_texts import RowTexts
from sheetdesk.workbook.google.tabs import (
    IMAGE_TAB,
    Notebook,
    Scratch,
    Tabs,
    by_tab,
    discover,
    from_plain,
    regrown,
    titles_by_tab,
    to_plain,
)
from sheetdesk.workbook.google.window import (
    Windows,
    columns_stand,
    glanced,
    leave_out,
    placed,
    ranges_of,
    still_stands,
    windows_of,
)
from sheetdesk.workbook.grid import NO_FORM, read_forms
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.known_columns import completed
from sheetdesk.workbook.lines import Memory
from sheetdesk.workbook.our_tabs import read_tabs, read_whole_tabs
from sheetdesk.workbook.stamp import stamp_in, stamp_of

ASK_AGAIN = timedelta(hours=1)
ASK_SOON = timedelta(minutes=10)
"""How long what the spreadsheet consists of is taken for granted: while something about it has to be mended, shorter."""

NEEDED = frozenset(tab.key for tab in TABS if not tab.write_only)
"""Tabs without which the desk can't work."""

GROWING = (LOG.key, CUSTOMERS.key, CLAIMS.key, PAYABLES.key)
"""Tabs of ours that may be read from a mark on."""

HALF_AN_ANSWER = "Google 的回答不完整，不確定有沒有寫進去"
NO_IMAGE = Image(-1, {}, ())
_EXTENT = re.compile(r"[A-Z]+(\d+)$")


class GoogleWorkbook:
    """One spreadsheet. `zone` is the desk's: all wall times in it are read and written on that clock."""

    bytes_a_batch: int | None = 1_990_000  # of the 2 MB that Google advises at most (sheets.md); the rest is no rows

    def __init__(
        self,
        sheet: Spreadsheet,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
        forms: FormSpec | None = None,
        notebook: Notebook | None = None,
    ) -> None:
        self.sheet, self.zone, self.forms = sheet, zone, forms or FormSpec()
        self._clock, self._notebook = clock, notebook or Scratch()
        self._tabs = from_plain(self._notebook.get(), sheet.id)
        self._grid_rows: dict[str, int] = {}
        self._image_title = IMAGE_TAB
        self._memory, self._texts = Memory(), RowTexts()
        self._parts: tuple[Snapshot, Below] | None = None

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        """All needed tabs at one moment; one call, one more for the image of `unsettled`, or if what was known is no
        longer so.

        Raises DeskUnreachable if it can't be read or a tab or column that the desk needs is missing."""
        self._parts = None  # or the whole of the last snapshot would live until the next write
        # A batch in doubt: something about the tabs may be other than we think, protection, a title, a size.
        tabs = self._ask(self._tabs) if unsettled else self._known_tabs()
        read_from = (*GROWING, CASES.key)
        resting = {one.tab for one in known if isinstance(one, KnownTab)}
        wanted = replace(tabs, ours={key: number for key, number in tabs.ours.items() if key not in resting})
        windows = windows_of(known, (*tabs.forms, *(tabs.ours[key] for key in read_from if key in tabs.ours)))
        try:
            answers = self._values(wanted, windows)
        except NoSuchGrid:  # a tab was deleted
            return self._read_anew(self._ask(tabs), unsettled)
        except GoogleFault as fault:
            if not windows or fault.status != 400:
                raise
            return self._read_anew(tabs, unsettled)  # a tab has fewer rows or columns by now than we knew of
        if not columns_stand(answers, windows):
            return self._read_anew(tabs, unsettled)
        snapshot = self._snapshot(wanted, answers, windows, unsettled)
        if all(still_stands(view, windows) for view in (*(snapshot.tabs[key] for key in GROWING), *snapshot.forms)):
            return snapshot
        return self._read_anew(tabs, unsettled)

    def _read_anew(self, tabs: Tabs, unsettled: Difference | None) -> Snapshot:
        return self._snapshot(tabs, self._values(tabs), {}, unsettled)

    def _snapshot(
        self, tabs: Tabs, answers: Sequence[Mapping[str, Any]], windows: Windows, unsettled: Difference | None
    ) -> Snapshot:
        grids, titles = by_tab(answers), titles_by_tab(answers)
        by_title = {titles[number]: grid for number, grid in grids.items() if number != tabs.image}
        columns = windows.get(tabs.ours.get(CASES.key, -1))
        if isinstance(columns, KnownColumns):
            leave_out(grids[tabs.ours[CASES.key]], columns)
        self._grid_rows = _extents(answers, tabs)
        self._image_title = titles[tabs.image] if tabs.image is not None else IMAGE_TAB
        ours = {key: titles[number] for key, number in tabs.ours.items()}
        views = read_tabs(by_title, self.zone, ours, self._memory)
        seen = glanced(views[LOG.key], tabs.ours[LOG.key], answers, windows)
        for key in (*GROWING, CASES.key):
            views[key] = placed(views[key], tabs.ours[key], windows)
        views[LOG.key] = replace(views[LOG.key], glanced=seen)
        if isinstance(columns, KnownColumns):
            views[CASES.key] = completed(views[CASES.key], columns, self._memory.tab(CASES.key))
        asked = [titles[number] for number in tabs.forms]
        forms, problems = read_forms(by_title, self.forms, self.zone, asked, self._memory)
        if forms and all(view.key != FORM.key for view in forms):
            problems = (*problems, NO_FORM)
        numbers = {titles[number]: number for number in tabs.forms}
        memo = grids.get(tabs.image, []) if tabs.image is not None else []
        return Snapshot(
            views,
            tuple(placed(view, numbers[view.title], windows) for view in forms),
            stamp_in(memo) or stamp_of(views["state"]),
            token="",
            image=self._image_left(tabs, unsettled) if unsettled else NO_IMAGE,
            problems=(*problems, *health.problems(tabs, self.zone, self.sheet.account)),
            locked=tabs.locked,
            shows_formulas=False,
        )

    def glimpse(self) -> Snapshot:
        """The stamp and those of 案件 and 系統狀態 that can be read, for a desk that may not be whole yet.

        Raises DeskUnreachable if the spreadsheet can't be opened."""
        tabs = self._ask(self._tabs)
        wanted = replace(tabs, forms=(), ours={k: n for k, n in tabs.ours.items() if k in ("cases", "state")})
        if not wanted.ours and wanted.image is None:
            return Snapshot({}, (), None, "")
        answers = self._values(wanted)
        grids, titles = by_tab(answers), titles_by_tab(answers)
        views = read_whole_tabs({titles[n]: grids[n] for n in wanted.ours.values()}, ("cases", "state"), self.zone)
        memo = grids.get(tabs.image, []) if tabs.image is not None else []
        return Snapshot(views, (), stamp_in(memo) or (stamp_of(views["state"]) if "state" in views else None), "")

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        """Write `difference` in one atomic call; answer how the touched rows stood at that very moment.

        Raises OutcomeUnknown for anything but a whole answer: `read` will tell."""
        tabs = self._tabs or self._known_tabs()
        layout = layout_of(difference, {key: view.header_place for key, view in snapshot.tabs.items()})
        if self._parts is None or self._parts[0] is not snapshot:
            self._parts = snapshot, Below()
        below = self._parts[1]
        batch = batch_of(difference, snapshot, Ground(tabs, self._grid_rows, self.zone), layout, below)
        fields = f"updatedSpreadsheet(properties(timeZone),sheets(properties(sheetId),data(startRow,{ECHO})))"
        answer = self.sheet.write(batch.requests, layout.ranges(self._image_title), fields, parse_shrunk)
        for insert in difference.inserts:
            below.add(insert.tab, 1)
        self._keep(regrown(replace(tabs, image=batch.image), batch.image_size))
        return self._echoed(answer, layout, batch.image)

    def _known_tabs(self) -> Tabs:
        tabs, now = self._tabs, self._clock()
        if tabs is None or tabs.asked_for != self.forms.asked_for or not tabs.ours.keys() >= NEEDED or tabs.formless:
            return self._ask(tabs)  # a tab that was missing may have come by now
        patience = ASK_SOON if tabs.locked or tabs.zone != self.zone.key else ASK_AGAIN
        return tabs if now - patience < tabs.asked_at <= now else self._ask(tabs)

    def _ask(self, known: Tabs | None) -> Tabs:
        self._texts.forget()
        return self._keep(discover(self.sheet, self.forms, known, self._clock()))

    def _keep(self, tabs: Tabs) -> Tabs:
        if tabs != self._tabs:
            self._tabs = tabs
            self._notebook.put(to_plain(tabs))
        return tabs

    def _values(self, tabs: Tabs, windows: Windows = MappingProxyType({})) -> list[dict[str, Any]]:
        ranges = [part for number in (*tabs.ours.values(), *tabs.forms) for part in ranges_of(number, windows)]
        if tabs.image is not None:
            ranges.append({"sheetId": tabs.image, "startRowIndex": 0, "endRowIndex": 2, "endColumnIndex": 1})
        return self.sheet.values(ranges, parse=self._texts.parse)

    def _image_left(self, tabs: Tabs, unsettled: Difference) -> Image:
        """The image that the batch left behind, if it is still the last one."""
        if tabs.image is None or tabs.image_size.rows <= TOP:
            return NO_IMAGE
        memo = {"sheetId": tabs.image, "startRowIndex": 0, "endRowIndex": BEFORE, "endColumnIndex": 1}
        copies = {"sheetId": tabs.image, "startRowIndex": TOP}
        answer = self.sheet.cells([memo, copies], f"sheets(properties(sheetId),data(startRow,{ECHO}))", parse_shrunk)
        data = [part for sheet in answer.get("sheets", ()) for part in sheet.get("data", ())]
        lines = {part.get("startRow", 0): part.get("rowData", ()) for part in data}
        said = lines.get(0, ())
        layout = layout_said(column_a(said[1:2])[0], unsettled) if len(said) > 1 else None
        return image_of(layout, lines.get(TOP, ()), self.zone, said[BEFORE - 1 :]) if layout else NO_IMAGE

    def _echoed(self, answer: Mapping[str, Any], layout: Layout, image: int) -> Image:
        try:
            updated = answer["updatedSpreadsheet"]
            self._note_zone(updated["properties"]["timeZone"])
            tabs = [tab for tab in updated["sheets"] if tab["properties"].get("sheetId", 0) == image]
            data = {part.get("startRow", 0): part.get("rowData", ()) for tab in tabs for part in tab["data"]}
            lines = data.get(TOP, ())
        except (KeyError, TypeError) as fault:
            raise OutcomeUnknown(HALF_AN_ANSWER, which="試算表") from fault
        if layout.rows and not lines:  # not even a header: the next read looks at what the batch left behind
            raise OutcomeUnknown(HALF_AN_ANSWER, which="試算表")
        return image_of(layout, lines, self.zone, data.get(BEFORE - 1, ()))

    def _note_zone(self, zone: str) -> None:
        if self._tabs is not None and self._tabs.zone != zone:
            self._keep(replace(self._tabs, zone=zone))


def _extents(answers: Sequence[Mapping[str, Any]], tabs: Tabs) -> dict[str, int]:
    """How many rows each tab's grid has: a whole tab's range ends at its last cell."""
    keys = {number: key for key, number in tabs.ours.items()}
    found = {}
    for answer in answers:
        number = answer["dataFilters"][0]["gridRange"].get("sheetId", 0)
        end = _EXTENT.search(str(answer["valueRange"]["range"]))
        if number in keys and end and "endRowIndex" not in answer["dataFilters"][0]["gridRange"]:
            found[keys[number]] = int(end[1])
    return found
