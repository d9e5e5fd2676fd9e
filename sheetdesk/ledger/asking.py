"""Questions about many keys that are put together once: SQLAlchemy takes longer to put one together than to have it
answered, and a pass asks sixty of them. The books keep theirs beside one another, above their class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, bindparam

from sheetdesk.ledger.chunks import chunks


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The column holds one of the keys that the question is asked with."""
    return column.in_(bindparam("keys", expanding=True))


def rows_among(connection: Connection, question: Executable, keys: Iterable[Any], **more: Any) -> Iterator[Any]:
    """What is answered for all of these keys, each asked about as often as it is given. `more`: what else the question
    has to be told."""
    for piece in chunks(keys):
        yield from connection.execute(question, {"keys": piece, **more})


def act_among(connection: Connection, order: Executable, keys: Iterable[Any]) -> None:
    """Have something done to all rows of these keys."""
    for piece in chunks(keys):
        connection.execute(order, {"keys": piece})
