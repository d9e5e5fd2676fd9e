"""Corrections by the letter that was wrong, and who got such a letter: asked by number and by index only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.model.correction import Correction, Group
from sheetdesk.model.message import FAILED, SENT, UNSURE, WAITING
from sheetdesk.model.values import dumps, loads

_FACTS = tuple(field.name for field in fields(Correction))
_GROUP = tuple(field.name for field in fields(Group))

_C = schema.corrections.c
_LIVE = select(_C.facts).where(_C.live)
_SOME = select(_C.facts).where(among(_C.message))


class CorrectionBook:
    """What people wrote into 更正; few rows, and only the live ones are looked at in a pass."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def live(self) -> dict[int, Correction]:
        """Those that a pass has to look at, by the number of the wrong letter."""
        return _by_message(self._connection.execute(_LIVE).scalars())

    def some(self, messages: Iterable[int]) -> dict[int, Correction]:
        """Those of these letters, live or not."""
        return _by_message(row.facts for row in rows_among(self._connection, _SOME, dict.fromkeys(messages)))

    def keep(self, corrections: Iterable[Correction]) -> None:
        """These as they are now."""
        rows = ((one.message, one.live, _text_of(one)) for one in corrections)
        put_all(self._connection, schema.corrections, rows, over=True)

    def forget(self, messages: Iterable[int]) -> None:
        """Nothing is known any more of what was written beside these letters."""
        table = schema.corrections
        for piece in chunks(messages):
            self._connection.execute(table.delete().where(table.c.message.in_(piece)))

    def who_got(self, source: str, whatever_words: bool) -> dict[str, int]:
        """The cases whose customer got a letter of that source, each with its last one; `whatever_words` stood in the
        template."""
        m = schema.messages.c
        left = and_(_made_of(source, whatever_words), m.state == SENT, ~m.trial, m.case_no.is_not(None))
        rows = self._connection.execute(select(m.id, m.case_no).where(left))
        return {row.case_no: row.id for row in sorted(rows, key=lambda row: int(row.id))}

    def waiting(self, source: str) -> list[int]:
        """Automatic letters made of that template that are still to leave."""
        m = schema.messages.c
        query = select(m.id).where(_made_of(source, True), m.state.in_((WAITING, FAILED)), m.automatic)
        return list(self._connection.execute(query).scalars())

    def held(self, source: str, note: str) -> list[int]:
        """Those of them that were held back with this note."""
        m = schema.messages.c
        query = select(m.id).where(_made_of(source, True), m.state == UNSURE, m.note == note)
        return list(self._connection.execute(query).scalars())


def _by_message(facts: Iterable[str]) -> dict[int, Correction]:
    """Oldest first."""
    return {one.message: one for one in sorted(map(_from_text, facts), key=attrgetter("age"))}


def _made_of(source: str, whatever_words: bool) -> ColumnElement[bool]:
    """By the index either way: all that begins as the source does up to its bar lies side by side."""
    column, (begin, _, _) = schema.messages.c.source, source.rpartition("|")
    return column.between(f"{begin}|", f"{begin}}}") if whatever_words else column == source


def _text_of(one: Correction) -> str:
    facts: dict[str, Any] = {name: getattr(one, name) for name in _FACTS}
    groups = [[getattr(group, name) for name in _GROUP] for group in one.groups]
    return dumps({**facts, "groups": groups})


def _from_text(text: str) -> Correction:
    facts = loads(text)
    return Correction(**{**facts, "groups": tuple(Group(*group) for group in facts["groups"])})
