"""What reports add up: a row a case, the letters that left by quarter of an hour, the open cases of each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, String, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.figure_tables import backlog, case_figures, letters_left
from sheetdesk.model.values import dumps, loads
from sheetdesk.policy.case_figures import CaseFigures

Texts = dict[str | None, str | None]

_NAMES = [field.name for field in fields(CaseFigures)]
_TIMES = [_NAMES.index(name) for name in ("reopened", "escalated")]
"""Columns that hold any number of times."""
_TEXTS = [_NAMES.index(name) for name in _NAMES if isinstance(case_figures.c[name].type, String)]
_all_of = attrgetter(*_NAMES)
_NEVER = dumps(())

# Asked in every pass: to put a question together takes SQLAlchemy as long as to have it answered.
_F = case_figures.c
_SOME = select(case_figures).where(among(_F.number))
_RECEIVED = select(func.count(), func.min(_F.received_at)).where(
    _F.received_at >= bindparam("since"), _F.received_at < bindparam("until"), _F.counted
)


@dataclass(frozen=True, slots=True)
class Left:
    """So many letters that left for customers within a quarter of an hour. `automatic`: no person wrote them."""

    quarter: datetime
    automatic: bool
    count: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """The open cases of a day at its fixed hour. `late`: a clock of theirs is past."""

    day: date
    at: datetime
    open: int
    unanswered: int
    late: int


class FigureBook:
    """Cases as figures, and what was counted when it happened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def some(self, numbers: Iterable[str]) -> dict[str, CaseFigures]:
        """The rows of these cases, as last kept; unknown numbers are passed over."""
        texts = Texts()
        rows = rows_among(self._connection, _SOME, dict.fromkeys(numbers))
        return {row.number: row for row in (_row_of(row, texts) for row in rows)}

    def keep(self, rows: Iterable[CaseFigures]) -> None:
        """These rows as they are now."""
        put_all(self._connection, case_figures, map(_columns_of, rows), over=True)

    def since(self, moment: datetime) -> list[tuple[CaseFigures, str | None]]:
        """Every row of which anything happened at or after `moment`, with the person whose case it is."""
        table, people = case_figures, schema.case_people
        joined = table.outerjoin(people, people.c.case_no == table.c.number)
        query = select(table, people.c.person).select_from(joined).where(table.c.latest >= moment)
        texts = Texts()
        found = self._connection.execute(query)
        return [(_row_of(row[:-1], texts), texts.setdefault(row[-1], row[-1])) for row in found]

    def received(self, since: datetime, until: datetime) -> tuple[int, datetime | None]:
        """How many cases that count came in from `since` on and before `until`, and when the first of them."""
        count, first = self._connection.execute(_RECEIVED, {"since": since, "until": until}).one()
        return int(count), first

    def unknown(self, most: int) -> list[str]:
        """Cases without a row, the oldest first; it looks at all cases there ever were."""
        case, known = schema.cases.c, case_figures
        query = select(case.number).outerjoin(known, known.c.number == case.number)
        query = query.where(known.c.number.is_(None)).order_by(case.running).limit(most)
        return list(self._connection.execute(query).scalars())

    def count_letters(self, left: Iterable[tuple[datetime, bool]]) -> None:
        """Add letters that left: when, and whether automatic."""
        counted = Counter((_quarter(at), automatic) for at, automatic in left)
        for (quarter, automatic), count in counted.items():
            table = letters_left
            row = insert(table).values(quarter=quarter, automatic=automatic, count=count)
            self._connection.execute(row.on_conflict_do_update(set_={"count": table.c.count + count}))

    def letters(self, since: datetime) -> list[Left]:
        """The letters that left at or after `since`, oldest first."""
        table = letters_left
        query = select(table).where(table.c.quarter >= since).order_by(table.c.quarter, table.c.automatic)
        return [Left(*row) for row in self._connection.execute(query)]

    def note_backlog(self, counted: Backlog) -> None:
        """The day's count; a day is counted once."""
        row = insert(backlog).values(day=counted.day.isoformat(), **_counts(counted))
        self._connection.execute(row.on_conflict_do_nothing())

    def backlogs(self, since: date) -> list[Backlog]:
        """What was counted on that day and after it; days that were missed are missing."""
        table = backlog
        rows = self._connection.execute(select(table).where(table.c.day >= since.isoformat()).order_by(table.c.day))
        return [Backlog(date.fromisoformat(row.day), *row[1:]) for row in rows]


def _quarter(at: datetime) -> datetime:
    """No zone's day begins within a quarter of an hour."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def _counts(counted: Backlog) -> dict[str, Any]:
    return {name: getattr(counted, name) for name in ("at", "open", "unanswered", "late")}


def _columns_of(row: CaseFigures) -> tuple[Any, ...]:
    values = list(_all_of(row))
    for at in _TIMES:
        values[at] = dumps(values[at]) if values[at] else _NEVER
    return tuple(values)


def _row_of(row: Any, texts: Texts) -> CaseFigures:
    """`texts`: those of the rows before it; what thousands of cases say is kept once."""
    values = list(row)
    for at in _TEXTS:
        values[at] = texts.setdefault(values[at], values[at])
    for at in _TIMES:
        values[at] = () if values[at] == _NEVER else loads(values[at])
    return CaseFigures(*values)
