"""One spreadsheet of the fake Google: read, changed by atomic batches, kept in versions; HTTP and masks are the server's."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.google.a1 import Block, Bounds, a1_as_asked, bounds_of_a1, bounds_of_json, split_title
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.dimensions import Span, with_range
from tests.fakes.google.evaluate import Evaluator
from tests.fakes.google.formula import Formula, canonical
from tests.fakes.google.grid import Sheet
from tests.fakes.google.ranges import matched_values
from tests.fakes.google.refusals import (
    MOST_CELLS,
    invalid,
    is_protected,
    no_grid,
    not_served,
    outside,
    too_many_cells,
    unparsable,
)
from tests.fakes.google.registry import FOR_PROGRAMS, HANDLERS
from tests.fakes.google.resource import spreadsheet
from tests.fakes.google.shown import EPOCH
from tests.fakes.google.tab import Tab
from tests.fakes.google.xlsx import exported

FIRST_TAB = {"zh_TW": "工作表1"}
STATE = ("title", "zone", "locale", "named")
SavePoint = tuple[dict[str, Any], list[tuple[Sheet, dict[str, Any]]]]


class Book:
    """`account` is who calls over HTTP; `caller` is who acts right now, blank a person who may do everything."""

    def __init__(self, id: str, title: str, zone: str = "Asia/Taipei", locale: str = "zh_TW") -> None:
        self.id, self.title, self.zone, self.locale = id, title, zone, locale
        self.version = 1
        self.account, self.caller = "robot@example.iam.gserviceaccount.com", ""
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.sheets = [Sheet(0, FIRST_TAB.get(locale, "Sheet1"))]
        self.named: list[dict[str, Any]] = []
        self.own_changes: list[Callable[[], None]] = []
        self.forms: dict[int, dict[str, int]] = {}
        self.dice = random.Random(id)

    def __getitem__(self, title: str) -> Tab:
        return Tab(self, self.titled(title))

    def titles(self) -> list[str]:
        return [sheet.title for sheet in self.sheets]

    def titled(self, title: str) -> Sheet:
        found = self.find(title)
        if found is None:
            raise KeyError(f"no tab {title}, there are {self.titles()}")
        return found

    def find(self, title: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.title.lower() == title.lower()), None)

    def sheet(self, sheet_id: int) -> Sheet:
        found = next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)
        if found is None:
            raise no_grid(sheet_id)
        return found

    def new_id(self) -> int:
        return self.dice.randrange(1, 2**31 - 1)

    def now(self) -> datetime:
        """The wall time of the spreadsheet's zone."""
        return self.clock().astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def evaluator(self) -> Evaluator:
        return Evaluator(self.find, (self.now() - EPOCH).days)

    def formula(self, text: str) -> Formula:
        """As it is kept."""

        def title_of(name: str) -> str:
            found = self.find(name)
            return found.title if found else name

        return canonical(Formula(text), title_of)

    # Reading

    def values_by_filter(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """values:batchGetByDataFilter."""
        areas = [self.area_of_filter(wanted) for wanted in body["dataFilters"]]
        return {"spreadsheetId": self.id, "valueRanges": matched_values(self, areas, body)}

    def get(self, params: Mapping[str, Sequence[str]], grid: bool) -> dict[str, Any]:
        areas = [self.area(text) for text in params.get("ranges", ())] or None
        with self.called():
            return spreadsheet(self, areas, grid)

    def get_by_filter(self, body: Mapping[str, Any]) -> dict[str, Any]:
        areas = [self.area_of_filter(wanted) for wanted in body.get("dataFilters", ())] or None
        with self.called():
            return spreadsheet(self, areas, bool(body.get("includeGridData")))

    def area(self, text: str) -> tuple[Sheet, Block]:
        """The cells of a range in A1 notation; a title alone is its whole tab."""
        title, place = split_title(text)
        named = next((n for n in self.named if n["name"] == place), None)
        if named:
            return self.clipped(self.sheet(named["range"].get("sheetId", 0)), bounds_of_json(named["range"]))
        if title is None and (whole := self.find(place)):
            return whole, whole.extent
        sheet = self.sheets[0] if title is None else self.find(title)
        bounds = Bounds() if title is not None and not place else bounds_of_a1(place)
        if sheet is None or bounds is None:
            raise unparsable(text)
        return self.clipped(sheet, bounds)

    def area_of_filter(self, wanted: Mapping[str, Any]) -> tuple[Sheet, Block]:
        if "gridRange" in wanted:
            place = wanted["gridRange"]
            return self.clipped(self.sheet(place.get("sheetId", 0)), bounds_of_json(place))
        if "a1Range" in wanted:
            return self.area(wanted["a1Range"])
        raise not_served("data filters by developer metadata")

    def clipped(self, sheet: Sheet, bounds: Bounds) -> tuple[Sheet, Block]:
        """A range that begins outside the grid is refused; one that ends there is cut."""
        rows, columns = sheet.row_count, len(sheet.columns)
        block = bounds.within(rows, columns)
        if block.top >= rows or block.left >= columns:
            raise outside(a1_as_asked(sheet.title, bounds), rows, columns)
        return sheet, block._replace(bottom=min(block.bottom, rows), right=min(block.right, columns))

    # Changing

    def batch_update(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """batchUpdate. A range of the answer that can't be resolved is refused after the batch was applied."""
        with self.called():
            replies = self.change(body["requests"], FOR_PROGRAMS)
        answer: dict[str, Any] = {"spreadsheetId": self.id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            ranges = {"ranges": body.get("responseRanges", [])}
            answer["updatedSpreadsheet"] = self.get(ranges, bool(body.get("responseIncludeGridData")))
        return answer

    def change(
        self, requests: Sequence[Mapping[str, Any]], kinds: frozenset[str] | None = None
    ) -> list[dict[str, Any]]:
        """All requests in order, or none; `kinds` are those that are served, None all that the fake knows."""
        if not requests:
            raise invalid("Must specify at least one request.")
        served = HANDLERS.keys() & (kinds or HANDLERS.keys())
        for kind in (kind for request in requests for kind in request if kind not in served):
            raise not_served(kind)
        before = self.save_point()
        try:
            replies = [self.one(at, request) for at, request in enumerate(requests)]
        except BaseException:
            self.roll_back(before)
            raise
        self.version += 1
        return replies

    def one(self, at: int, request: Mapping[str, Any]) -> dict[str, Any]:
        kind, wanted = next(iter(request.items()))
        try:
            reply = HANDLERS[kind](self, wanted)
            if sum(sheet.row_count * len(sheet.columns) for sheet in self.sheets) > MOST_CELLS:
                raise too_many_cells()
        except ApiFault as fault:
            if fault.status != 400:
                raise
            raise invalid(f"Invalid requests[{at}].{kind}: {fault.message}") from fault
        return {} if reply is None else {kind: reply}

    @contextmanager
    def called(self) -> Iterator[None]:
        """The account acts, with no more rights than it has."""
        self.caller = self.account
        try:
            yield
        finally:
            self.caller = ""

    def edits(self, protected: Mapping[str, Any]) -> bool:
        """Whether who acts may edit a protected range."""
        editors = protected.get("editors", {}).get("users", [])
        return not self.caller or bool(protected.get("warningOnly")) or self.caller in editors

    def guard(self, sheet: Sheet, block: Block) -> None:
        for protected in sheet.protected:
            taken = bounds_of_json(protected.get("range", {})).within(*sheet.extent[2:])
            free = (bounds_of_json(r).within(*sheet.extent[2:]) for r in protected.get("unprotectedRanges", ()))
            if taken.meets(block) and not self.edits(protected) and not any(f.covers(block) for f in free):
                raise is_protected()

    def names_follow(self, sheet: Sheet, axis: str, span: Span) -> None:
        """Named ranges of the sheet go where its rows or columns went; one of which nothing is left is gone."""
        mine = {id(named) for named in self.named if named["range"].get("sheetId", 0) == sheet.id}
        moved = [with_range(named, axis, span) if id(named) in mine else named for named in self.named]
        self.named = [named for named in moved if named]

    # Versions

    def save_point(self) -> SavePoint:
        """What `restore` sets everything back to; costs one list of rows a tab."""
        mine = {name: getattr(self, name) for name in STATE}
        return mine, [(sheet, sheet.state()) for sheet in self.sheets]

    def restore(self, point: SavePoint) -> None:
        """A person goes back in the version history."""
        self.roll_back(point)
        self.version += 1

    def roll_back(self, point: SavePoint) -> None:
        for name, value in point[0].items():
            setattr(self, name, value)
        self.sheets = [sheet for sheet, _ in point[1]]
        for sheet, state in point[1]:
            sheet.load(state)

    def to_xlsx(self) -> bytes:
        """As Drive exports it."""
        return exported(self)
