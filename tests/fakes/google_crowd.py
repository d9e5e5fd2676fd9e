"""Many hands in one spreadsheet of the fake Google: what they do at random, and what must stand in the end because of it.

Every deed is followed by a look at what it changed in the cells of 案件; so none has to know what it means."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, TypeAlias

from sheetdesk.columns import CASES, FORM, LOG, PERSON, SHARED, STATE
from sheetdesk.workbook.wall import to_serial, to_wall
from tests.fakes.google import ApiFault, people
from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import Sheet
from tests.fakes.google.tab import Tab
from tests.fakes.google_deeds import DEEDS, mail_of
from tests.fakes.google_under_fault import ZONE, Desk

Deed: TypeAlias = tuple[str, int, int]
"""What is done, and two numbers that say where and to what."""

Place: TypeAlias = tuple[str, int]
"""A cell wherever it stands: the case's number and its column's identity."""


class Crowd:
    """The people of one desk. `left`: what must stand in a cell, None for a blank; `touched`: all that they changed."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.book = desk, desk.book
        self.ids = {tab.key: desk.book[tab.title].id for tab in (CASES, LOG, STATE, FORM)}
        titles = {column.title: column.key for column in CASES.columns}
        header = desk.book[CASES.title].header()
        self.keys: dict[int, str] = {
            self.cases.columns[at].uid: titles.get(name, name) for at, name in enumerate(header)
        }
        self.numbers: dict[int, str] = {}
        self.left: dict[Place, Any] = {}
        self.touched: set[tuple[str, str]] = set()
        self.formulas: set[tuple[str, str]] = set()
        self.fresh: set[Place] = set()
        self.renames: dict[str, int] = {}
        self.answers: list[str] = []

    @property
    def cases(self) -> Sheet:
        """The tab 案件, whatever it is called."""
        return self.book.sheet(self.ids[CASES.key])

    def again(self, desk: Desk) -> Crowd:
        """The same people before another desk, which goes on from theirs."""
        twin = copy(self)
        twin.desk, twin.book = desk, desk.book
        for name in ("keys", "numbers", "left", "touched", "formulas", "fresh", "renames", "answers"):
            setattr(twin, name, copy(getattr(self, name)))
        return twin

    def act(self, deed: Deed) -> None:
        """Do it, if it can be done, and note what it changed."""
        kind, a, b = deed
        self.watch(lambda: DEEDS[kind](self, a, b), undone=kind == "undo")

    def watch(self, doing: Callable[[], object], undone: bool = False) -> None:
        """Whatever they do, what it changed is noted. `undone`: they took something back."""
        self._meet_rows()
        before = self.cells()
        try:
            doing()
        except ApiFault:
            return  # Google refuses it: a sort over merged cells
        after = self.cells()
        for place in before.keys() | after.keys():
            if before.get(place) != after.get(place):
                self._note(place, after.get(place), place[1] not in self._uids(), undone)
        for number in {n for n, _ in before} - {n for n, _ in after}:
            self._forget(number)

    def heed(self) -> None:
        """She types the desk's own titles again, as it asks her to."""
        for column in CASES.columns:
            people.rename_title(self.book, self.cases.title, self.at(column.key), column.title)

    def _note(self, place: Place, value: Any, column_gone: bool, undone: bool) -> None:
        number, key = place[0], self.key_of(place[1])
        self.touched.add((number, key))
        self.fresh.add(place)
        if isinstance(value, Formula):
            self.formulas.add((number, key))
        is_hers = not CASES.has(key) or CASES.column(key).owner == PERSON
        if column_gone or (not is_hers and (value is None or undone)):
            self.left.pop(place, None)
        else:
            self.left[place] = value

    def _forget(self, number: str) -> None:
        """Her row is gone. What the desk never saw, and formulas, it can't bring back."""
        for place in [place for place in self.left if place[0] == number]:
            untitled = self.key_of(place[1]).startswith("#")
            if place in self.fresh or untitled or isinstance(self.left[place], Formula):
                del self.left[place]

    def key_of(self, uid: int) -> str:
        """The key or title of a column, or a mark for one that has no title."""
        return self.keys.get(uid, f"#{uid}")

    def at(self, key: str) -> int:
        """Where a column stands, from 1; 0 if it is gone."""
        return next((at for at, c in enumerate(self.cases.columns, 1) if self.key_of(c.uid) == key), 0)

    def row(self, a: int) -> int:
        """The place of some case's row, from 1; 0 if there is none."""
        self._meet_rows()
        places = [at for at, row in enumerate(self.cases.rows, 1) if row.uid in self.numbers]
        return places[a % len(places)] if places else 0

    def _uids(self) -> set[int]:
        return {column.uid for column in self.cases.columns}

    def _meet_rows(self) -> None:
        """A row is known by the first number that it bears: people may clear it."""
        at = self.at("number") - 1
        known = set(self.numbers.values())
        for row in self.cases.rows[1:]:
            number = row.cells[at] if at < len(row.cells) else ""
            if row.uid not in self.numbers and isinstance(number, str) and number.startswith("GB"):
                self.numbers[row.uid] = number
                known.add(number)

    def cells(self) -> dict[Place, Any]:
        """Every cell of a case, blank ones left out."""
        uids = [column.uid for column in self.cases.columns]
        return {
            (self.numbers[row.uid], uids[at]): value
            for row in self.cases.rows
            if row.uid in self.numbers
            for at, value in enumerate(row.cells)
            if value != ""
        }

    def type(self, a: int, key: str, text: str) -> None:
        place, at = self.row(a), self.at(key)
        if place and at:
            people.type_in(self.book, self.cases.title, place, at, text)

    @property
    def form(self) -> Tab:
        """The form's tab."""
        return self.book[self.book.sheet(self.ids[FORM.key]).title]

    def file(self, at: int, place: int) -> None:
        """The form's program fills in one row."""
        answer: dict[str, Any] = {"text": self.answers[at], "email": mail_of(at), "customer": f"客人{at}"}
        answer["submitted_at"] = to_serial(to_wall(self.desk.now, ZONE))
        for key, value in answer.items():
            self.form.put(place, self.form.column(FORM.column(key).title), value)

    def title(self, a: int) -> str:
        """One of the tabs that are read and written."""
        return self.book.sheet(list(self.ids.values())[a % len(self.ids)]).title

    def lost_words(self) -> dict[tuple[str, str], tuple[Any, Any]]:
        """What they wrote into cells of theirs, and what stands there in its place."""
        cells = self.cells()
        return {
            (place[0], self.key_of(place[1])): (left, cells.get(place))
            for place, left in self.left.items()
            if is_hers(self.key_of(place[1]), left) and not is_as_left(left, cells.get(place))
        }


def is_hers(key: str, left: Any) -> bool:
    """Does her word stay there for good?"""
    return not CASES.has(key) or CASES.column(key).owner in (PERSON, SHARED) or isinstance(left, Formula)


def is_as_left(left: Any, now: Any) -> bool:
    """Formulas are rewritten by sorts."""
    return isinstance(now, Formula) if isinstance(left, Formula) else bool(left == now)
