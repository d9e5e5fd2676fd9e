"""Which form rows were seen, what became of each, and what customers added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks

NEW, DOUBLE, ADDITION, VERSION, SILENT = "new", "double", "addition", "version", "silent"


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A form row that was taken in. `kind` says as what: new, double, addition, version or silent.

    Its fields are the columns of the table, in their order."""

    key: str
    case: str | None
    tab: str
    kind: str
    person: str | None
    order_no: str | None
    content: str
    submitted_at: datetime | None
    first_seen_at: datetime
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What the ledger has of one form row: the case that it names, if that is known, and the state of its receipt."""

    key: str
    case: str | None
    kind: str
    known: bool
    receipt: str | None


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something a customer said, for 往來紀錄."""

    at: datetime
    case: str
    kind: str
    sender: str | None
    body: str | None
    note: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A typed row that is not yet a case: since when it has stood as it does, where, and when it was first seen,
    whatever she has changed in it since.

    Its fields are the columns of the table after its fingerprint, in their order."""

    unchanged_since: datetime
    place: int | None
    begun_at: datetime


# Asked in every pass: to put a question together takes SQLAlchemy as long as to have it answered.
_HEARD_AFTER = select(schema.inbound).where(schema.inbound.c.id > bindparam("after")).order_by(schema.inbound.c.id)
_SOME = select(schema.form_rows).where(among(schema.form_rows.c.key))
_ALIKE = select(schema.form_rows).where(among(schema.form_rows.c.content))
_DRAFTS = select(schema.drafts)


class FormBook:
    """Form rows by key; inbound messages in order; typed rows that wait to settle."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, SeenRow]:
        """Every form row ever taken in, by key."""
        return _by_key(self._connection.execute(select(schema.form_rows)))

    def standing_keys(self) -> set[str]:
        """The keys of the form rows that stood in their tab when it was last read."""
        table = schema.form_rows
        return set(self._connection.execute(select(table.c.key).where(~table.c.gone)).scalars())

    def standing(self) -> dict[str, SeenRow]:
        """The form rows that stood in their tab when it was last read, by key."""
        return _by_key(self._connection.execute(select(schema.form_rows).where(~schema.form_rows.c.gone)))

    def some(self, keys: Iterable[str]) -> dict[str, SeenRow]:
        """The form rows of these keys; unknown keys are passed over."""
        return _by_key(rows_among(self._connection, _SOME, keys))

    def contents(self, keys: Iterable[str]) -> dict[str, str]:
        """What the form rows of these keys say, as fingerprints; unknown keys are passed over."""
        return {key: row.content for key, row in self.some(keys).items()}

    def alike(self, contents: Iterable[str]) -> list[SeenRow]:
        """All form rows, gone ones too, whose `content` is one of these."""
        return list(_by_key(rows_among(self._connection, _ALIKE, contents)).values())

    def take(self, rows: Iterable[SeenRow]) -> None:
        """Remember rows as taken in; a key that was gone and comes back is remembered anew."""
        put_all(self._connection, schema.form_rows, map(_columns_of, rows), over=True)

    def mark_gone(self, keys: Iterable[str]) -> None:
        """These rows no longer stand in their tab."""
        table = schema.form_rows
        for piece in chunks(keys):
            self._connection.execute(table.update().where(table.c.key.in_(piece)).values(gone=True))

    def move(self, cases: Mapping[str, str]) -> None:
        """These rows, by key, became a case of their own, of this number."""
        table = schema.form_rows
        for key, number in cases.items():
            self._connection.execute(table.update().where(table.c.key == key).values(case_no=number, kind=NEW))

    def count(self) -> dict[str, int]:
        """How many rows were taken in, by kind."""
        table = schema.form_rows
        rows = self._connection.execute(select(table.c.kind, func.count()).group_by(table.c.kind))
        return {row[0]: row[1] for row in rows}

    def accounts(self) -> list[Account]:
        """Every form row that still stands in its tab, put together anew from rows, cases and letters."""
        rows, cases, letters = schema.form_rows, schema.cases, schema.messages
        joined = rows.outerjoin(cases, cases.c.number == rows.c.case_no).outerjoin(
            letters, and_(letters.c.case_no == rows.c.case_no, letters.c.kind == "receipt")
        )
        columns = (rows.c.key, rows.c.case_no, rows.c.kind, cases.c.number.is_not(None), func.max(letters.c.state))
        query = select(*columns).select_from(joined).where(~rows.c.gone).group_by(rows.c.key)
        return [Account(*row) for row in self._connection.execute(query)]

    def unlearn(self, keys: Iterable[str]) -> None:
        """As if these rows had never been seen: what still stands in its tab is taken in anew."""
        for piece in chunks(keys):
            self._connection.execute(schema.form_rows.delete().where(schema.form_rows.c.key.in_(piece)))

    def hear(self, items: Iterable[Inbound]) -> None:
        """Keep what customers said."""
        rows = ((i.id or None, i.at, i.case, i.kind, i.sender, i.body, i.note) for i in items)
        put_all(self._connection, schema.inbound, rows)

    def heard(self, after: int | None = None, ids: Iterable[int] = ()) -> list[Inbound]:
        """What customers said, oldest first: all after the one numbered `after`, or those of `ids`."""
        table = schema.inbound
        if after is not None:
            rows = self._connection.execute(_HEARD_AFTER, {"after": after})
        elif numbers := list(ids):
            rows = self._connection.execute(select(table).where(table.c.id.in_(numbers)).order_by(table.c.id))
        else:
            return []
        return [Inbound(r.at, r.case_no, r.kind, r.sender, r.body, r.note, r.id) for r in rows]

    def drafts(self) -> dict[str, Draft]:
        """Typed rows that are not yet cases, by fingerprint."""
        rows = self._connection.execute(_DRAFTS)
        return {row.print: Draft(row.first_seen_at, row.place, row.begun_at or row.first_seen_at) for row in rows}

    def keep_drafts(self, drafts: Mapping[str, Draft]) -> None:
        """Replace the list of waiting typed rows."""
        self._connection.execute(schema.drafts.delete())
        put_all(
            self._connection,
            schema.drafts,
            ((key, draft.unchanged_since, draft.place, draft.begun_at) for key, draft in drafts.items()),
        )

    def end_drafts(self, prints: Iterable[str]) -> None:
        """These became cases."""
        table = schema.drafts
        for piece in chunks(prints):
            self._connection.execute(table.delete().where(table.c.print.in_(piece)))


def _by_key(rows: Iterable[Any]) -> dict[str, SeenRow]:
    return {row.key: SeenRow(*row) for row in rows}


_columns_of = attrgetter(*SeenRow.__slots__)
