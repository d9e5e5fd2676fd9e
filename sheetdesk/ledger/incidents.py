"""Incidents, and the complaints and cases that are counted for them: asked by number and by index only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, bindparam, func, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.model.incident import Incident
from sheetdesk.model.values import dumps, loads
from sheetdesk.policy.incidents import Matter, Place

_FACTS = tuple(field.name for field in fields(Incident))
_facts_of = attrgetter(*_FACTS)

_C, _I = schema.cases.c, schema.incidents.c
_LIVE = select(_I.facts).where(_I.live)
_SOME = select(_I.facts).where(among(_I.id))
_HIGHEST = select(func.coalesce(func.max(_I.id), 0))
_MATTER = (_C.matter, _C.matter_product, _C.matter_at, _C.matter_supplier, _C.matter_carrier)
_COMPLAINTS = {
    part: select(column, *_MATTER).where(
        # Not `incident IS NULL`: SQLite would look at every case there ever was by the index of that column.
        among(column),
        _C.matter_at > bindparam("since"),
        func.coalesce(_C.incident, "") == "",
    )
    for part, column in {
        "bucket": _C.matter,
        "product": _C.matter_product,
        "supplier": _C.matter_supplier,
        "carrier": _C.matter_carrier,
    }.items()
}
"""By the part of the matter that is asked about."""


class IncidentBook:
    """What stands in 批次事件; only the live ones are looked at in a pass."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def live(self) -> dict[int, Incident]:
        """Those that a pass has to look at."""
        return _by_id(self._connection.execute(_LIVE).scalars())

    def some(self, ids: Iterable[int]) -> dict[int, Incident]:
        """Those of these numbers, live or not."""
        return _by_id(row.facts for row in rows_among(self._connection, _SOME, dict.fromkeys(ids)))

    def highest(self) -> int:
        """The highest number that was ever given; 0 if none was."""
        return int(self._connection.execute(_HIGHEST).scalar_one())

    def keep(self, incidents: Iterable[tuple[Incident, bool]]) -> None:
        """These as they are now, each with whether it is live."""
        rows = ((one.id, live, dumps(dict(zip(_FACTS, _facts_of(one), strict=True)))) for one, live in incidents)
        put_all(self._connection, schema.incidents, rows, over=True)

    def complaints_by(self, places: Iterable[Place], since: datetime) -> dict[Place, list[Matter]]:
        """By place: its complaints after `since` that are in no incident; places without any are left out."""
        words, found = defaultdict[str, list[str]](list), defaultdict[Place, list[Matter]](list)
        for part, word in places:
            words[part].append(word)
        for part, question in _COMPLAINTS.items():
            for word, *matter in rows_among(self._connection, question, words[part], since=since):
                found[part, word].append(Matter._make(matter))
        return dict(found)

    def counts(self, numbers: Iterable[str]) -> dict[str, tuple[int, int]]:
        """How many cases each of these incidents has, and how many of them are open; void and merged ones left out."""
        c, found = schema.cases.c, dict.fromkeys(numbers, (0, 0))
        for piece in chunks(found):
            query = select(c.incident, func.count(), func.sum(c.is_open)).where(c.incident.in_(piece), c.counts)
            rows = self._connection.execute(query.group_by(c.incident))
            found |= {number: (int(whole), int(still_open)) for number, whole, still_open in rows}
        return found

    def letters(self, sources: Iterable[str], trial: bool) -> dict[str, dict[str, int]]:
        """How many letters made of each of these sources are in each state."""
        m = schema.messages.c
        found: dict[str, dict[str, int]] = {source: {} for source in sources}
        for piece in chunks(found):
            query = select(m.source, m.state, func.count()).where(m.source.in_(piece), m.trial == trial)
            for source, state, count in self._connection.execute(query.group_by(m.source, m.state)):
                found[source][state] = int(count)
        return found


def _by_id(facts: Iterable[str]) -> dict[int, Incident]:
    found = [Incident(**loads(text)) for text in facts]
    return {one.id: one for one in sorted(found, key=attrgetter("id"))}
