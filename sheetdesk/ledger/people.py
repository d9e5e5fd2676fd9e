"""Who wrote which case: by key and by person, so that no pass asks for more than the customers whose cases changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields

from sqlalchemy import Connection, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.model.values import dumps, loads, loads_all
from sheetdesk.policy.people import NOTHING_SAID, Bearer, Said

_FACTS = [fact.name for fact in fields(Bearer) if fact.name not in ("number", "person")]
_BLANK = Bearer("")


class PeopleBook:
    """Cases as bearers of keys, each with its person; and what people said of customers in the tab 客人."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def some(self, numbers: Iterable[str]) -> dict[str, Bearer]:
        """These cases, as last kept; unknown numbers are passed over."""
        return self._bearers(schema.case_people.c.case_no, numbers)

    def whose(self, numbers: Iterable[str]) -> dict[str, str]:
        """The person of each of these cases; unknown numbers are passed over."""
        table = schema.case_people.c
        found: dict[str, str] = {}
        for some in chunks(dict.fromkeys(numbers)):
            query = select(table.case_no, table.person).where(table.case_no.in_(some))
            found |= {row.case_no: row.person for row in self._connection.execute(query)}
        return found

    def of(self, persons: Iterable[str]) -> dict[str, Bearer]:
        """All cases of these persons."""
        return self._bearers(schema.case_people.c.person, persons)

    def names(self, keys: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """Who bears each of these keys: the name in each case, by its number."""
        table = schema.case_keys.c
        found: dict[str, dict[str, str | None]] = {}
        for some in chunks(dict.fromkeys(keys)):
            query = select(table.key, table.case_no, table.name).where(table.key.in_(some))
            for key, number, name in self._connection.execute(query):
                found.setdefault(key, {})[number] = name
        return found

    def keep(self, bearers: Iterable[Bearer]) -> None:
        """These cases as they are now."""
        known = list(bearers)
        table = schema.case_keys
        for some in chunks(bearer.number for bearer in known):
            self._connection.execute(table.delete().where(table.c.case_no.in_(some)))
        put_all(self._connection, table, ((key, one.number, one.name) for one in known for key in one.keys))
        rows = ((one.number, one.person, _facts_of(one)) for one in known)
        put_all(self._connection, schema.case_people, rows, over=True)

    def unknown(self, most: int) -> list[str]:
        """Cases of which nothing is kept here yet, the oldest first; it looks at all cases there ever were."""
        case, known = schema.cases.c, schema.case_people.c
        query = select(case.number).outerjoin(schema.case_people, known.case_no == case.number)
        query = query.where(known.case_no.is_(None)).order_by(case.running).limit(most)
        return list(self._connection.execute(query).scalars())

    def persons(self) -> list[str]:
        """Every person, whatever number there is of them."""
        known = schema.case_people.c
        return list(self._connection.execute(select(known.person).distinct()).scalars())

    def said(self) -> dict[str, Said]:
        """What people typed beside customers, by the row's number: only rows in which something stands."""
        table = schema.customers.c
        return {row.id: Said(**loads(row.said)) for row in self._connection.execute(select(table.id, table.said))}

    def hear(self, said: Mapping[str, Said]) -> None:
        """What they typed as it is now; nothing at all lets go of the row."""
        table = schema.customers
        for some in chunks(said):
            self._connection.execute(table.delete().where(table.c.id.in_(some)))
        rows = ((number, dumps(asdict(words))) for number, words in said.items() if words != NOTHING_SAID)
        put_all(self._connection, table, rows)

    def _bearers(self, column: object, wanted: Iterable[str]) -> dict[str, Bearer]:
        table = schema.case_people.c
        found: dict[str, Bearer] = {}
        for some in chunks(dict.fromkeys(wanted)):
            query = select(table.case_no, table.person, table.facts).where(column.in_(some))  # type: ignore[attr-defined]
            rows = self._connection.execute(query).all()
            for row, facts in zip(rows, loads_all(row.facts for row in rows), strict=True):
                found[row.case_no] = Bearer(number=row.case_no, person=row.person, **facts)
        return found


def _facts_of(bearer: Bearer) -> str:
    """What differs from its default, as the ledger keeps it."""
    said = ((name, getattr(bearer, name)) for name in _FACTS)
    return dumps({name: value for name, value in said if value != getattr(_BLANK, name)})
