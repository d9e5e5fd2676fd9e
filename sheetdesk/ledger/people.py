"""Who wrote which case: by key and by person, so that no pass asks for more than the customers whose cases changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from itertools import tee
from typing import Any

from sqlalchemy import Connection, Select, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import act_among, among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.model.values import dumps, loads, loads_all
from sheetdesk.policy.people import NOTHING_SAID, Bearer, Said

_FACTS = [fact.name for fact in fields(Bearer) if fact.name not in ("number", "person")]
_BLANK = Bearer("")

_P, _K = schema.case_people.c, schema.case_keys.c
_BEARER = select(_P.case_no, _P.person, _P.facts)
_BY_CASE, _BY_PERSON = _BEARER.where(among(_P.case_no)), _BEARER.where(among(_P.person))
_WHOSE = select(_P.case_no, _P.person).where(among(_P.case_no))
_NAMES = select(_K.key, _K.case_no, _K.name).where(among(_K.key))
_DROP_KEYS = schema.case_keys.delete().where(among(_K.case_no))
_SAID = select(schema.customers.c.id, schema.customers.c.said)


class PeopleBook:
    """Cases as bearers of keys, each with its person; and what people said of customers in the tab 客人."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def some(self, numbers: Iterable[str]) -> dict[str, Bearer]:
        """These cases, as last kept; unknown numbers are passed over."""
        return self._bearers(_BY_CASE, numbers)

    def whose(self, numbers: Iterable[str]) -> dict[str, str]:
        """The person of each of these cases; unknown numbers are passed over."""
        rows = rows_among(self._connection, _WHOSE, dict.fromkeys(numbers))
        return {row.case_no: row.person for row in rows}

    def of(self, persons: Iterable[str]) -> dict[str, Bearer]:
        """All cases of these persons."""
        return self._bearers(_BY_PERSON, persons)

    def names(self, keys: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """Who bears each of these keys: the name in each case, by its number."""
        found: dict[str, dict[str, str | None]] = {}
        for key, number, name in rows_among(self._connection, _NAMES, dict.fromkeys(keys)):
            found.setdefault(key, {})[number] = name
        return found

    def keep(self, bearers: Iterable[Bearer]) -> None:
        """These cases as they are now."""
        known = list(bearers)
        act_among(self._connection, _DROP_KEYS, (bearer.number for bearer in known))
        put_all(self._connection, schema.case_keys, ((key, one.number, one.name) for one in known for key in one.keys))
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
        return {row.id: Said(**loads(row.said)) for row in self._connection.execute(_SAID)}

    def hear(self, said: Mapping[str, Said]) -> None:
        """What they typed as it is now; nothing at all lets go of the row."""
        table = schema.customers
        for some in chunks(said):
            self._connection.execute(table.delete().where(table.c.id.in_(some)))
        rows = ((number, dumps(asdict(words))) for number, words in said.items() if words != NOTHING_SAID)
        put_all(self._connection, table, rows)

    def _bearers(self, question: Select[Any], wanted: Iterable[str]) -> dict[str, Bearer]:
        rows, ahead = tee(rows_among(self._connection, question, dict.fromkeys(wanted)))
        facts = zip(rows, loads_all(row.facts for row in ahead), strict=True)
        return {row.case_no: Bearer(number=row.case_no, person=row.person, **said) for row, said in facts}


def _facts_of(bearer: Bearer) -> str:
    """What differs from its default, as the ledger keeps it."""
    said = ((name, getattr(bearer, name)) for name in _FACTS)
    return dumps({name: value for name, value in said if value != getattr(_BLANK, name)})
