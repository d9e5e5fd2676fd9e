"""How often each reply template really went out, and how the customers who got it last rated: sums only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from sheetdesk.ledger import schema

_T = schema.template_uses.c
_ALL = select(_T.template, _T.sent, _T.ratings, _T.stars)  # put together once: it is asked in every pass


@dataclass(frozen=True, slots=True)
class Uses:
    """Letters sent with a template, ratings after it, and their stars added up."""

    sent: int = 0
    ratings: int = 0
    stars: int = 0

    @property
    def mean(self) -> float | None:
        """Mean rating to one decimal; None without any."""
        return round(self.stars / self.ratings, 1) if self.ratings else None


class TemplateBook:
    """Uses by the template's name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, Uses]:
        """Every template that was ever counted."""
        return {row.template: Uses(row.sent, row.ratings, row.stars) for row in self._connection.execute(_ALL)}

    def count_sent(self, more: Mapping[str, int]) -> None:
        """Add letters that have left."""
        self._add((template, Uses(sent=count)) for template, count in more.items())

    def count_rating(self, template: str, stars: int) -> None:
        """Add a rating."""
        self._add([(template, Uses(ratings=1, stars=stars))])

    def take_back_rating(self, template: str, stars: int) -> None:
        """A rating was changed: the earlier one counts no more."""
        self._add([(template, Uses(ratings=-1, stars=-stars))])

    def _add(self, more: Iterable[tuple[str, Uses]]) -> None:
        t = schema.template_uses
        for template, uses in more:
            sums = {
                "sent": t.c.sent + uses.sent,
                "ratings": t.c.ratings + uses.ratings,
                "stars": t.c.stars + uses.stars,
            }
            known = self._connection.execute(t.update().where(t.c.template == template).values(**sums))
            if known.rowcount == 0:
                first = {"sent": uses.sent, "ratings": uses.ratings, "stars": uses.stars}
                self._connection.execute(t.insert().values(template=template, **first))
