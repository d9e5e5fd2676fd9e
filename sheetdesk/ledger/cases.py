"""Cases and the audit trail of every change to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import tee
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.recall import Recall
from sheetdesk.model.case import Case, is_open
from sheetdesk.model.moments import next_moment
from sheetdesk.model.values import dumps, loads, loads_all
from sheetdesk.policy.incidents import matter_of
from sheetdesk.policy.retention import masks_from


@dataclass(frozen=True, slots=True)
class Event:
    """Who changed what, when, from what to what, and why. `actor`: desk, person or customer."""

    at: datetime
    case: str | None
    actor: str
    kind: str
    field: str | None = None
    old: Any = None
    new: Any = None
    why: str | None = None


_C = schema.cases.c
# Asked in every pass: to put a question together takes SQLAlchemy as long as to have it answered.
_DUE = select(_C.facts).where(_C.next_look_at <= bindparam("now"), ~_C.is_open)
_HIGHEST = select(func.max(_C.running))
_SOME = select(_C.facts).where(among(_C.number))
_RUNNING = select(_C.number, _C.running).where(among(_C.number))
_OPEN_COUNT = select(func.count()).select_from(schema.cases).where(_C.is_open)


class CaseBook:
    """Cases by number, and events in order."""

    def __init__(self, connection: Connection, recall: Recall) -> None:
        self._connection, self._recall = connection, recall

    def open_ones(self) -> dict[str, Case]:
        """All cases that somebody still owes work on."""
        known = self._recall.open_cases()
        if known is not None:
            return known
        c = schema.cases.c
        query = select(c.running, c.facts).where(c.is_open).order_by(c.running)
        rows, ahead = tee(self._connection.execute(query))
        cases = map(Case.from_plain_dict, loads_all(row.facts for row in ahead))
        found = [(row.running, case) for row, case in zip(rows, cases, strict=True)]
        self._recall.learn_open(found)
        return {case.number: case for _, case in found}

    def some(self, numbers: Iterable[str]) -> dict[str, Case]:
        """The cases of these numbers, open or not; unknown numbers are passed over."""
        wanted = dict.fromkeys(numbers)
        found = self._recall.some_open(wanted)
        others = rows_among(self._connection, _SOME, wanted.keys() - found.keys())
        return found | _by_number(row.facts for row in others)

    def newest(self, most: int) -> list[Case]:
        """The cases of the last so many running numbers, open or not."""
        c = schema.cases.c
        query = select(c.facts).where(c.running > self.highest_running() - most)
        return list(map(Case.from_plain_dict, loads_all(self._connection.execute(query).scalars())))

    def due(self, now: datetime) -> dict[str, Case]:
        """Closed cases whose next moment has come."""
        return _by_number(self._connection.execute(_DUE, {"now": now}).scalars())

    def ended_before(self, moment: datetime) -> list[str]:
        """Cases whose customer may be masked, for nothing has happened in them since that moment; the oldest first."""
        query = select(_C.number).where(_C.ended_at <= moment).order_by(_C.ended_at)
        return list(self._connection.execute(query).scalars())

    def highest_running(self) -> int:
        """The highest running number that was ever given; 0 in a new ledger."""
        return self._connection.execute(_HIGHEST).scalar() or 0

    def count(self) -> tuple[int, int]:
        """How many cases there are, and how many of them are open."""
        whole = self._connection.execute(select(func.count()).select_from(schema.cases)).scalar_one()
        return whole, self.open_count()

    def open_count(self) -> int:
        """How many cases are open; costs nothing for the closed ones."""
        return self._connection.execute(_OPEN_COUNT).scalar_one()

    def add(self, cases: Iterable[tuple[int, Case]]) -> None:
        """New cases, each with its running number."""
        new = list(cases)
        if not new:
            return
        with self._recall.following():
            put_all(self._connection, schema.cases, (_row_of(running, case) for running, case in new))
            self._recall.add(new)

    def save(self, cases: Iterable[Case]) -> None:
        """Known cases as they are now."""
        known, c = list(cases), schema.cases.c
        if not known:
            return
        with self._recall.following():
            for piece in chunks(known):
                rows = [{"its_number": case.number, **_facts_of(case)} for case in piece]
                self._connection.execute(schema.cases.update().where(c.number == bindparam("its_number")), rows)
            self._recall.add(self._with_running(self._recall.save(known)))

    def _with_running(self, cases: Mapping[str, Case]) -> Iterator[tuple[int, Case]]:
        for row in rows_among(self._connection, _RUNNING, cases):
            yield row.running, cases[row.number]

    def tell(self, events: Iterable[Event]) -> None:
        """Append to the audit trail."""
        rows = ((None, e.at, e.case, e.actor, e.kind, e.field, dumps(e.old), dumps(e.new), e.why) for e in events)
        put_all(self._connection, schema.events, rows)

    def events(self, number: str | None = None) -> list[Event]:
        """The trail of one case, or of all, oldest first."""
        e = schema.events.c
        query = select(schema.events).order_by(e.id)
        if number is not None:
            query = query.where(e.case_no == number)
        return [
            Event(r.at, r.case_no, r.actor, r.kind, r.field, loads(r.old), loads(r.new), r.why)
            for r in self._connection.execute(query)
        ]


def _facts_of(case: Case) -> dict[str, Any]:
    matter = matter_of(case)
    return {
        "is_open": is_open(case),
        "status": case.status,
        "next_look_at": next_moment(case),
        "facts": dumps(case.to_plain_dict()),
        "incident": case.incident,
        "counts": case.status != "無效" and case.merged_to is None,
        "matter": matter.bucket if matter is not None else None,
        "matter_product": matter.product if matter is not None else None,
        "matter_at": matter.at if matter is not None else None,
        "matter_supplier": matter.supplier if matter is not None else None,
        "matter_carrier": matter.carrier if matter is not None else None,
        "ended_at": masks_from(case),
    }


def _row_of(running: int, case: Case) -> tuple[Any, ...]:
    return (case.number, running, *_facts_of(case).values())


def _by_number(facts: Iterable[str]) -> dict[str, Case]:
    return {case.number: case for case in map(Case.from_plain_dict, loads_all(facts))}
