"""Many rows into one table, past what SQLAlchemy does for each of them; only for tables of `schema`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from sheetdesk.ledger.schema import UtcTime, stored


def put_all(connection: Connection, table: Table, rows: Iterable[Sequence[Any]], over: bool = False) -> None:
    """Insert rows, each with a value for every column in the order of the table; None as its id: the next free one.

    `over`: a row takes the place of the one that bears its key, which is refused else."""
    times = [at for at, column in enumerate(table.columns) if isinstance(column.type, UtcTime)]
    ready = []
    for row in rows:
        values = list(row)
        for at in times:
            values[at] = stored(values[at])
        ready.append(tuple(values))
    if not ready:
        return
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    verb = "INSERT OR REPLACE" if over else "INSERT"
    connection.exec_driver_sql(f"{verb} INTO {table.name} ({names}) VALUES ({marks})", ready)
