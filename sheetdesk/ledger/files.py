"""The ledger as files: a copy of one that is in use, what a copy is, and another one put in its place. Border: SQLite's
own means; no table but `meta` is looked at."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheetdesk.errors import LedgerError
from sheetdesk.model.values import loads

SIDES = ("", "-wal", "-shm")
"""What SQLite keeps beside a ledger that is open."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which ledger it is, and the last batch that it wrote."""

    ledger_id: str
    batch: int


def copy_ledger(source: Path, target: Path) -> Identity:
    """A copy of the ledger as it stood at one moment, whoever writes to it meanwhile (SQLite's backup API).

    The copy is one file for its owner only. Raises LedgerError if it can't be made, or the ledger is damaged."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(source, timeout=10)) as theirs, closing(sqlite3.connect(target)) as ours:
            theirs.backup(ours)
            ours.execute("PRAGMA journal_mode = DELETE")
            [(health,)] = ours.execute("PRAGMA quick_check(1)").fetchall()
            if health != "ok":
                raise sqlite3.DatabaseError(health)
            found = _identity(ours)
        _sync(target)
    except (sqlite3.Error, OSError) as fault:
        raise LedgerError(
            f"帳本複製不了（{fault}）",
            which=str(source),
            mend="檢查磁碟空間和資料夾權限；帳本若壞了，從上一份備份還原（sheetdesk restore），或執行 sheetdesk rebuild",
        ) from fault
    return found


def identity_of(path: Path) -> Identity:
    """Which ledger lies there. Raises LedgerError if none does."""
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            return _identity(connection)
    except sqlite3.Error as fault:
        raise LedgerError(f"不是帳本，或已經壞了（{fault}）", which=str(path), mend="請改用另一份") from fault


def swap(path: Path, fresh: Path, word: str, now: datetime) -> Path | None:
    """The ledger at `fresh` takes the place of the one at `path`, which is kept as NAME.WORD-TIME; answers where."""
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.stem}.{word}-{now:%Y%m%d-%H%M%S}{path.suffix}")
        for side in SIDES:
            old = path.with_name(path.name + side)
            if old.exists():
                old.replace(kept.with_name(kept.name + side))
    fresh.replace(path)
    return kept


def remove(path: Path) -> None:
    """What was left behind by a making of a ledger that died half-way."""
    for side in SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)


def _identity(connection: sqlite3.Connection) -> Identity:
    facts = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('ledger_id', 'batch')"))
    if len(facts) < 2:
        raise sqlite3.DatabaseError("no ledger_id")
    return Identity(str(loads(facts["ledger_id"])), int(loads(facts["batch"])))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
