"""Every answer of the staff form that was ever seen, those that were not obeyed too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks


@dataclass(frozen=True, slots=True)
class SeenStaffAnswer:
    """An answer of the staff form that was taken in. Its fields are the columns of the table, in their order."""

    key: str
    case: str | None
    first_seen_at: datetime
    obeyed: bool


class StaffBook:
    """Answers by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, keys: Iterable[str]) -> set[str]:
        """Which of these were seen before."""
        key = schema.staff_answers.c.key
        found = set[str]()
        for piece in chunks(keys):
            found.update(self._connection.execute(select(key).where(key.in_(piece))).scalars())
        return found

    def keys_of(self, numbers: Iterable[str]) -> set[str]:
        """The answers about these cases."""
        s = schema.staff_answers.c
        found = set[str]()
        for piece in chunks(numbers):
            found.update(self._connection.execute(select(s.key).where(s.case_no.in_(piece))).scalars())
        return found

    def take(self, answers: Iterable[SeenStaffAnswer]) -> None:
        """Remember these as seen."""
        put_all(self._connection, schema.staff_answers, map(_columns_of, answers), over=True)


_columns_of = attrgetter(*SeenStaffAnswer.__slots__)
