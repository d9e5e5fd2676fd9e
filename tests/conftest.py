"""For all tests: what comes out the same each time is done once a test process; no test can tell the difference."""

from __future__ import annotations

import gc
from functools import wraps
from typing import Any

import sqlalchemy

from sheetdesk.ledger import store

OBJECTS_BETWEEN_SEARCHES = 50_000
"""Opening one small .xlsx leaves 9,000 objects: at Python's 700 it is searched for garbage 13 times meanwhile."""


def pytest_configure() -> None:
    """Statements are compiled once, as in a process that opens one ledger; and none waits for the disk.

    What a commit leaves to the system survives the end of a process all the same."""
    first = sqlalchemy.create_engine("sqlite://")
    first.connect().close()  # its dialect learns what this SQLite can do
    compiled: dict[Any, Any] = {}

    def create_engine(url: str) -> sqlalchemy.Engine:
        engine = sqlalchemy.create_engine(url, execution_options={"compiled_cache": compiled})
        if engine.name == first.name:
            engine.dialect = first.dialect
        return engine

    store.create_engine = create_engine  # type: ignore[assignment,attr-defined]
    tune = store._tune_sqlite

    @wraps(tune)
    def tune_for_tests(connection: Any, record: object) -> None:
        tune(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    store._tune_sqlite = tune_for_tests  # type: ignore[assignment]


def pytest_collection_finish() -> None:
    """Modules and tests are all there now: set aside, they are left out of every later search."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, 20, 20)
