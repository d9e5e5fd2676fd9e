"""Many rows into one table, past what SQLAlchemy does for each of them; only for tables of `schema`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.utc_time import UtcTime, stored


def put_all(connection: Connection, table: Table, rows: Iterable[Sequence[Any]], over: bool = False) -> None:
    """Insert rows, each with a value for every column in the order of the table; None as its id: the next free one.

    `over`: a row takes the place of the one that bears its key, which is refused else."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT{' OR REPLACE' if over else ''} INTO {table.name} ({names}) VALUES ({marks})"
    times = [at for at, column in enumerate(table.columns) if isinstance(column.type, UtcTime)]
    for piece in chunks(_ready(row, times) for row in rows):
        connection.exec_driver_sql(statement, piece)


def _ready(row: Sequence[Any], times: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for at in times:
        values[at] = stored(values[at])
    return tuple(values)
