"""Orders as far as cases need them: asked by number and by mark only. Who ordered is kept as keyed hashes, never in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, select

from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.order_tables import order_marks, orders
from sheetdesk.model.order import KnownLine
from sheetdesk.model.values import dumps, loads_all

_ANY = select(orders.c.key).where(orders.c.key > "").limit(1)  # put together once: it is asked in every pass


class OrderBook:
    """Lines of orders by key; those that no case was compared with yet are fresh."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_empty(self) -> bool:
        """Is no order known at all?"""
        return self._connection.execute(_ANY).first() is None

    def keep(self, lines: Iterable[KnownLine]) -> int:
        """These lines as they are now; answers how many say something new. What was known just so stays as it is."""
        count = 0
        for piece in chunks(lines):
            prints = {line.key: _print(line) for line in piece}
            known = self._prints(prints)
            news = [line for line in piece if known.get(line.key) != prints[line.key]]
            self._drop([line.key for line in news])
            rows = [
                (line.key, line.number, line.day.isoformat(), True, prints[line.key], _facts(line)) for line in news
            ]
            put_all(self._connection, orders, rows, over=True)
            put_all(self._connection, order_marks, ((mark, line.key) for line in news for mark in line.marks))
            count += len(news)
        return count

    def fresh(self, most: int) -> list[KnownLine]:
        """At most so many of those that no case was compared with."""
        return self._lines([orders.c.fresh.is_(True)], most)

    def settle(self, keys: Iterable[str]) -> None:
        """Every case was compared with these."""
        o = orders
        for some in chunks(keys):
            self._connection.execute(o.update().where(o.c.key.in_(some)).values(fresh=False))

    def of_numbers(self, numbers: Iterable[str]) -> list[KnownLine]:
        """The lines of the orders with these numbers."""
        return self._lines(orders.c.number.in_(some) for some in chunks(dict.fromkeys(numbers)))

    def of_marks(self, marks: Iterable[str]) -> list[KnownLine]:
        """The lines ordered by, or for, whom these marks mean."""
        return self._lines(orders.c.key.in_(some) for some in chunks(self._keys(marks)))

    def forget(self, marks: Iterable[str], numbers: Iterable[str] = ()) -> int:
        """Let go of all the lines of these people, the rest of their orders with them, and of those numbers; answers
        how many."""
        lines = self.of_marks(marks)
        rest = self.of_numbers(line.number for line in lines if line.number)
        hers = {mark for line in lines for mark in line.marks}
        keys = {line.key for line in (*lines, *self.of_numbers(numbers))}
        keys |= {line.key for line in rest if not line.marks or hers & line.marks}
        self._drop(keys)
        return len(keys)

    def expire(self, before: date) -> None:
        """Let go of what was ordered before that day."""
        query = select(orders.c.key).where(orders.c.day < before.isoformat())
        self._drop(self._connection.execute(query).scalars().all())

    def _drop(self, keys: Iterable[str]) -> None:
        for some in chunks(keys):
            for table in (orders, order_marks):
                self._connection.execute(table.delete().where(table.c.key.in_(some)))

    def _prints(self, keys: Iterable[str]) -> dict[str, str]:
        o = orders.c
        query = select(o.key, o.print).where(o.key.in_(list(keys)))
        return {row.key: row.print for row in self._connection.execute(query)}

    def _keys(self, marks: Iterable[str]) -> list[str]:
        m = order_marks.c
        found: dict[str, None] = {}
        for some in chunks(dict.fromkeys(marks)):
            found |= dict.fromkeys(self._connection.execute(select(m.key).where(m.mark.in_(some))).scalars())
        return list(found)

    def _lines(self, wanted: Iterable[ColumnElement[bool]], most: int | None = None) -> list[KnownLine]:
        found: list[KnownLine] = []
        o = orders.c
        for condition in wanted:
            query = select(o.key, o.number, o.day, o.facts).where(condition).order_by(o.key).limit(most)
            rows = self._connection.execute(query).all()
            said = loads_all(row.facts for row in rows)
            marks = self._marks([row.key for row in rows])
            found += [
                KnownLine(row.key, row.number, marks.get(row.key, frozenset()), date.fromisoformat(row.day), **facts)
                for row, facts in zip(rows, said, strict=True)
            ]
        return found

    def _marks(self, keys: Iterable[str]) -> dict[str, frozenset[str]]:
        m = order_marks.c
        found: dict[str, set[str]] = {}
        for some in chunks(keys):
            for row in self._connection.execute(select(m.key, m.mark).where(m.key.in_(some))):
                found.setdefault(row.key, set()).add(row.mark)
        return {key: frozenset(marks) for key, marks in found.items()}


def _facts(line: KnownLine) -> str:
    return dumps({"dated": line.dated, "facts": dict(line.facts)})


def _print(line: KnownLine) -> str:
    """What the line says; not the day on which one without a day was first seen."""
    day = line.day.isoformat() if line.dated else ""
    said = [day, *sorted(line.marks), dumps(dict(line.facts))]
    return sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:16]
