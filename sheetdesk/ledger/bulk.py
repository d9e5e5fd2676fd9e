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
    for piece in chunks(rows):
        connection.exec_driver_sql(statement, _ready(piece, times))


def _ready(rows: Sequence[Sequence[Any]], times: Sequence[int]) -> list[tuple[Any, ...]]:
    """Column by column: a new case has two dozen rows, and one at a time takes thrice as long."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for at in times:
        columns[at] = map(stored, columns[at])
    return list(zip(*columns, strict=True))
