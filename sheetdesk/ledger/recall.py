"""What one process would otherwise load again each pass: the open cases, the rows of 案件 as last seen, and the facts.

Only what is committed, and only while nobody else has written: see `Recall.holds`. The books fill it and keep it up
to date; a transaction that doesn't end well takes it along (`Ledger.begin`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from sheetdesk.columns import CASES
from sheetdesk.model.case import Case, is_open
from sheetdesk.model.memory import RowMemory

TAB = CASES.key
"""The tab whose rows are recalled; all others grow with every case there ever was."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the database, as one connection sees it."""

    connection: Any
    version: int
    """SQLite raises it when anybody else commits, and not for what this connection commits itself (`PRAGMA
    data_version`, https://www.sqlite.org/pragma.html#pragma_data_version)."""

    def same_as(self, other: Moment) -> bool:
        """Nothing but this connection's own commits lies between."""
        return self.connection is other.connection and self.version == other.version


def moment_of(connection: Connection) -> Moment:
    """Now; to be asked inside a transaction that lets nobody else write until it ends."""
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return Moment(connection.connection.dbapi_connection, version)


class Recall:
    """Each part is None until somebody asked the ledger for the whole of it."""

    def __init__(self, moment: Moment | None = None) -> None:
        self._moment = moment
        self._open: dict[str, tuple[int, Case]] | None = None
        self._rows: dict[str, RowMemory] | None = None
        self.facts: dict[str, str] | None = None
        """The facts of the ledger as text, by key; a transaction that doesn't commit takes what it told along."""

    def holds(self, moment: Moment) -> bool:
        """Has nobody else written since?"""
        return self._moment is not None and self._moment.same_as(moment)

    @contextmanager
    def following(self) -> Iterator[None]:
        """Around a write that it is told of: one that fails may have been half done, so nothing of it counts."""
        try:
            yield
        except BaseException:
            self._open = self._rows = self.facts = None
            raise

    def open_cases(self) -> dict[str, Case] | None:
        """The open cases in order of their running numbers; the mapping is the caller's own."""
        return None if self._open is None else {number: case for number, (_, case) in self._open.items()}

    def some_open(self, numbers: Iterable[str]) -> dict[str, Case]:
        """Those of these cases that it has; which others are closed or unknown, it can't tell."""
        known = self._open or {}
        return {number: known[number][1] for number in numbers if number in known}

    def learn_open(self, cases: Iterable[tuple[int, Case]]) -> None:
        """All open cases, in order of the running numbers they come with."""
        self._open = {case.number: (running, case) for running, case in cases}

    def add(self, cases: Iterable[tuple[int, Case]]) -> None:
        """Cases that are there now; the closed ones among them are nothing to it."""
        if self._open is None:
            return
        last, _ = next(reversed(self._open.values()), (0, None))
        new = {case.number: (running, case) for running, case in cases if is_open(case)}
        self._open |= new
        order = [last, *(running for running, _ in new.values())]
        if order != sorted(order):  # a case that was closed, and hardly ever a new one
            self._open = dict(sorted(self._open.items(), key=lambda entry: entry[1][0]))

    def save(self, cases: Iterable[Case]) -> dict[str, Case]:
        """Known cases as they are now. Gives back those it has not as open ones: they are to be added."""
        opened: dict[str, Case] = {}
        if self._open is None:
            return opened
        for case in cases:
            if not is_open(case):
                self._open.pop(case.number, None)
                opened.pop(case.number, None)
            elif case.number in self._open:
                self._open[case.number] = (self._open[case.number][0], case)
            else:
                opened[case.number] = case
        return opened

    def rows(self, tab: str) -> dict[str, RowMemory] | None:
        """All rows of a tab; the mapping is the caller's own."""
        return dict(self._rows) if tab == TAB and self._rows is not None else None

    def learn_rows(self, tab: str, rows: Mapping[str, RowMemory]) -> None:
        """All rows of a tab as last seen."""
        if tab == TAB:
            self._rows = dict(rows)

    def keep(self, tab: str, rows: Mapping[str, RowMemory]) -> None:
        """These rows of a tab are now remembered so."""
        if tab == TAB and self._rows is not None:
            self._rows |= rows

    def let_go(self, tab: str, keys: Iterable[str]) -> None:
        """Nothing is remembered of these rows of a tab any more."""
        if tab == TAB and self._rows is not None:
            for key in keys:
                self._rows.pop(key, None)
