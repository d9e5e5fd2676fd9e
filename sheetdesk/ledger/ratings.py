"""Every answer of the survey that was ever seen, those that count for nothing too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, func, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks


@dataclass(frozen=True, slots=True)
class SeenRating:
    """An answer of the survey that was taken in. `trial`: it answers a letter of the trial, and counts in no figure.

    Its fields are the columns of the table, in their order."""

    key: str
    case: str | None
    cycle: int | None
    submitted_at: datetime
    first_seen_at: datetime
    solved: bool | None
    stars: int | None
    correct: bool | None
    comment: str | None
    verdict: str
    counts: bool
    trial: bool = False


class RatingBook:
    """Answers by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, keys: Iterable[str]) -> set[str]:
        """Which of these were seen before."""
        key = schema.ratings.c.key
        found = set[str]()
        for piece in chunks(keys):
            found.update(self._connection.execute(select(key).where(key.in_(piece))).scalars())
        return found

    def first_counted(self, numbers: Iterable[str]) -> dict[tuple[str, int], datetime]:
        """When the first answer that counts was given, by case and resolution cycle, for these cases."""
        r = schema.ratings.c
        found: dict[tuple[str, int], datetime] = {}
        for piece in chunks(dict.fromkeys(numbers)):
            query = select(r.case_no, r.cycle, func.min(r.submitted_at)).where(r.case_no.in_(piece), r.counts)
            rows = self._connection.execute(query.group_by(r.case_no, r.cycle))
            found |= {(number, cycle): at for number, cycle, at in rows}
        return found

    def of_case(self, number: str) -> list[SeenRating]:
        """The answers about a case, oldest first."""
        r = schema.ratings.c
        query = select(schema.ratings).where(r.case_no == number)
        found = [SeenRating(*row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda one: (one.submitted_at, one.key))

    def take(self, ratings: Iterable[SeenRating]) -> None:
        """Remember these as seen."""
        put_all(self._connection, schema.ratings, map(_columns_of, ratings), over=True)


_columns_of = attrgetter(*SeenRating.__slots__)
