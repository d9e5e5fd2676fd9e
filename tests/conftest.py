"""For all tests: what comes out the same each time is done once a test process; no test can tell the difference."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy

from sheetdesk.ledger import store
from sheetdesk.ledger.upgrade import upgrade

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
    begin_with_tables(create_engine)


def begin_with_tables(create_engine: Callable[[str], sqlalchemy.Engine]) -> None:
    """A ledger that is a new file begins as a copy of one whose tables are made: that takes five times as long as the
    rest of opening it. What makes a ledger itself (its id, its secrets) is still done for each."""
    prepare = store._prepare_file

    @cache
    def with_tables() -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "tables.db"
            engine = create_engine(f"sqlite:///{path}")
            sqlalchemy.event.listen(engine, "connect", store._tune_sqlite)
            with engine.begin() as connection:
                upgrade(connection)
            engine.dispose()
            return path.read_bytes()

    @wraps(prepare)
    def prepare_for_tests(url: str) -> str:
        where = prepare(url)
        path = Path(where)
        if path.is_file() and path.stat().st_size == 0:
            path.write_bytes(with_tables())
        return where

    store._prepare_file = prepare_for_tests


def pytest_collection_finish() -> None:
    """Modules and tests are all there now: set aside, they are left out of every later search."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, 20, 20)
