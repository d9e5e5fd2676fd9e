"""Customers who were forgotten: what is taken out of the ledger, and the marks by which an old row of theirs is known.

A mark is a keyed hash (`policy.forgetting`): nobody can tell from it who it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Text, and_, not_, or_, select

from sheetdesk.columns import CASES, CUSTOMERS, LOG
from sheetdesk.ledger import schema
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.message_rows import letter_text, message_of
from sheetdesk.ledger.sheet import DROPPED, PENDING
from sheetdesk.model.case import Case
from sheetdesk.model.message import CANCELLED, FAILED, SENDING, UNSURE, WAITING
from sheetdesk.model.values import dumps, loads
from sheetdesk.policy.forgetting import GONE, without_words

TOLD = ("status", "nature", "category", "subcategory", "priority", "owner", "handler")
"""Fields of which an event may still say from what to what: they tell nothing of a person."""

DECIDED = "decided"
"""The kind of those events whose `old` and `new` say it of several fields by name."""

_ANY = select(schema.forgotten.c.mark).limit(1)  # put together once: it is asked in every pass
_UNSENT = (WAITING, FAILED, SENDING, UNSURE)


class ForgottenBook:
    """Marks by hash; and the rows of a person's cases, emptied."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, marks: Iterable[str]) -> dict[str, datetime]:
        """When those of the marks that are known were forgotten."""
        t, found = schema.forgotten.c, dict[str, datetime]()
        for some in chunks(marks):
            rows = self._connection.execute(select(t.mark, t.at).where(t.mark.in_(some)))
            found |= {row.mark: row.at for row in rows}
        return found

    def is_empty(self) -> bool:
        """Was nobody ever forgotten?"""
        return self._connection.execute(_ANY).first() is None

    def all(self) -> dict[str, datetime]:
        """Every mark, to be carried into a new ledger."""
        t = schema.forgotten.c
        return {row.mark: row.at for row in self._connection.execute(select(t.mark, t.at))}

    def keep(self, marks: Mapping[str, datetime]) -> None:
        """Remember them; of one that is known already the later time counts."""
        put_all(self._connection, schema.forgotten, marks.items(), over=True)

    def every_case(self) -> Iterator[Case]:
        """All cases there ever were: a name may stand in any."""
        for facts in self._connection.execute(select(schema.cases.c.facts)).scalars():
            yield Case.from_plain_dict(loads(facts))

    def form_rows_of(self, numbers: Iterable[str]) -> list[str]:
        """The keys of the form rows of these cases."""
        t = schema.form_rows.c
        return [
            key
            for some in chunks(numbers)
            for key in self._connection.execute(select(t.key).where(t.case_no.in_(some))).scalars()
        ]

    def log_ids_of(self, numbers: Iterable[str]) -> tuple[list[int], list[int]]:
        """The numbers of these cases' messages, and of what came in on them."""
        m, i = schema.messages.c, schema.inbound.c
        out, heard = list[int](), list[int]()
        for some in chunks(numbers):
            out += self._connection.execute(select(m.id).where(m.case_no.in_(some))).scalars()
            heard += self._connection.execute(select(i.id).where(i.case_no.in_(some))).scalars()
        return out, heard

    def empty(self, numbers: Sequence[str], word: str = GONE) -> None:
        """Take out of the ledger who wrote these cases and what was written, the cases themselves apart; `word` stands
        there instead."""
        self._connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for some in chunks(numbers):
            self._empty_trail(some, word)
            self._empty_letters(some, word)
        self.empty_journals()

    def empty_heard(self, number: str, bodies: Sequence[str]) -> list[int]:
        """Take these words out of what was heard on a case; answers under which numbers."""
        i, e = schema.inbound, schema.events
        meant = and_(i.c.case_no == number, i.c.body.in_(bodies))
        found = list(self._connection.execute(select(i.c.id).where(meant)).scalars())
        self._connection.execute(i.update().where(meant).values(sender=None, body=GONE, note=None))
        told = and_(e.c.case_no == number, e.c.new.in_([dumps(body) for body in bodies]))
        self._connection.execute(e.update().where(told).values(new="null"))
        return found

    def drop_form_rows(self, keys: Iterable[str]) -> None:
        """Nothing is known of these form rows but their marks."""
        f = schema.form_rows
        for some in chunks(keys):
            self._connection.execute(f.delete().where(f.c.key.in_(some)))

    def empty_journals(self) -> None:
        """Of writes that are done or given up only is known that they were."""
        j = schema.journals
        self._connection.execute(j.delete().where(j.c.state == DROPPED))
        self._connection.execute(j.update().where(j.c.state != PENDING).values(difference=""))

    def _empty_trail(self, numbers: Sequence[str], word: str) -> None:
        e, f, i, r, k = schema.events, schema.form_rows, schema.inbound, schema.ratings, schema.case_keys
        hers = e.c.case_no.in_(numbers)
        by_field = and_(e.c.kind == DECIDED, e.c.field.is_(None))
        untold = and_(hers, not_(by_field), or_(e.c.field.is_(None), e.c.field.not_in(TOLD)))
        for row in self._connection.execute(select(e.c.id, e.c.old, e.c.new).where(hers, by_field)).fetchall():
            kept = {"old": _told(row.old), "new": _told(row.new)}
            self._connection.execute(e.update().where(e.c.id == row.id).values(**kept))
        self._connection.execute(e.update().where(untold).values(old="null", new="null"))
        self._connection.execute(e.update().where(hers).values(why=None))
        self._connection.execute(f.delete().where(f.c.case_no.in_(numbers)))
        self._connection.execute(i.update().where(i.c.case_no.in_(numbers)).values(sender=None, body=word, note=None))
        self._connection.execute(r.update().where(r.c.case_no.in_(numbers)).values(comment=None))
        self._connection.execute(k.delete().where(k.c.case_no.in_(numbers)))

    def _empty_letters(self, numbers: Sequence[str], word: str) -> None:
        m = schema.messages
        hers = m.c.case_no.in_(numbers)
        for row in self._connection.execute(select(m).where(hers)).fetchall():
            letter = letter_text(without_words(message_of(row).letter, word))
            emptied = {"letter": letter, "recipient": word, "address": None, "note": None}
            self._connection.execute(m.update().where(m.c.id == row.id).values(**emptied))
        self._connection.execute(m.update().where(hers, m.c.state.in_(_UNSENT)).values(state=CANCELLED))

    def traces(self, words: Sequence[str]) -> set[tuple[str, str]]:
        """Where one of the words still stands: the tab and the key of the row that shows it; where no row does, "" and
        the table."""
        found = set[tuple[str, str]]()
        for table in schema.metadata.sorted_tables:
            texts = [column for column in table.c if isinstance(column.type, Text) or column.type.python_type is str]
            holds = [column.contains(word, autoescape=True) for column in texts for word in words]
            if holds:
                rows = self._connection.execute(select(table).where(or_(*holds)))
                found.update(_shown_in(table.name, row) for row in rows)
        return found


def _shown_in(table: str, row: Row[Any]) -> tuple[str, str]:
    """The tab and the key of the row of the sheet that shows a row of the ledger."""
    if table == "sheet_rows":
        return row.tab, row.key
    if table in ("messages", "inbound", "corrections"):
        number = row.message if table == "corrections" else row.id
        return LOG.key, f"{'I' if table == 'inbound' else 'M'}{number}"
    if table == "customers":
        return CUSTOMERS.key, row.id
    number = row.number if table == "cases" else getattr(row, "case_no", None)
    return (CASES.key, number) if number else ("", table)


def _told(text: str) -> str:
    """Of what an event says by field, that which may still be said."""
    return dumps({name: value for name, value in (loads(text) or {}).items() if name in TOLD})
