"""Opening the ledger, and the transaction that everything in it happens in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, create_engine, event, select
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from sheetdesk.errors import LedgerError
from sheetdesk.ledger import schema
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.cases import CaseBook
from sheetdesk.ledger.corrections import CorrectionBook
from sheetdesk.ledger.figures import FigureBook
from sheetdesk.ledger.forgotten import ForgottenBook
from sheetdesk.ledger.forms import FormBook
from sheetdesk.ledger.incidents import IncidentBook
from sheetdesk.ledger.mailboxes import MailboxBook
from sheetdesk.ledger.orders import OrderBook
from sheetdesk.ledger.outbox import Outbox
from sheetdesk.ledger.people import PeopleBook
from sheetdesk.ledger.ratings import RatingBook
from sheetdesk.ledger.recall import Moment, Recall, moment_of
from sheetdesk.ledger.sheet import SheetBook
from sheetdesk.ledger.staff_answers import StaffBook
from sheetdesk.ledger.template_uses import TemplateBook
from sheetdesk.ledger.upgrade import upgrade
from sheetdesk.model.values import dumps, loads

FORGET_SECRET = "forget_secret"
"""By which the marks of forgotten customers are made; a rebuilt ledger takes it over."""


PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 10000",
    "foreign_keys = ON",
    # The system keeps the file's pages as well; of its usual 2 MB SQLite gives none back, and a pass is no faster by them.
    "cache_size = -256",
)

# Told in every pass: to put an order together takes SQLAlchemy as long as to have it carried out.
_NOTE_PASS = schema.passes.insert()
_FORGET_PASSES = schema.passes.delete().where(schema.passes.c.id <= bindparam("last"))


class Transaction:
    """Everything a pass may ask or tell the ledger, durable together when it commits."""

    def __init__(self, connection: Connection, recall: Recall) -> None:
        self._connection, self._recall = connection, recall
        self.cases = CaseBook(connection, recall)
        self.corrections = CorrectionBook(connection)
        self.figures = FigureBook(connection)
        self.forms = FormBook(connection)
        self.forgotten = ForgottenBook(connection)
        self.incidents = IncidentBook(connection)
        self.orders = OrderBook(connection)
        self.outbox = Outbox(connection)
        self.ratings = RatingBook(connection)
        self.mailboxes = MailboxBook(connection)
        self.people = PeopleBook(connection)
        self.sheet = SheetBook(connection, recall)
        self.staff = StaffBook(connection)
        self.templates = TemplateBook(connection)

    def fact(self, key: str) -> Any:
        """A single remembered fact, None if never told."""
        text = self._known().get(key)
        return None if text is None else loads(text)

    def remember(self, key: str, value: Any) -> None:
        """Tell a single fact."""
        facts, text = self._known(), dumps(value)
        if facts.get(key) == text:
            return
        with self._recall.following():
            put_all(self._connection, schema.meta, [(key, text)], over=True)
            facts[key] = text

    def _known(self) -> dict[str, str]:
        """All facts as text: a pass wants two dozen of them, some in each of its transactions."""
        if self._recall.facts is None:
            rows = self._connection.execute(select(schema.meta.c.key, schema.meta.c.value))
            self._recall.facts = {row.key: row.value for row in rows}
        return self._recall.facts

    def note_pass(self, started_at: datetime, summary: str) -> None:
        """Keep one line a pass, the last thousand of them."""
        result = self._connection.execute(_NOTE_PASS, {"started_at": started_at, "summary": summary})
        newest = result.inserted_primary_key[0] if result.inserted_primary_key else 0
        self._connection.execute(_FORGET_PASSES, {"last": newest - 1000})

    def last_passes(self, most: int) -> list[tuple[datetime, str]]:
        """The newest passes first: when they began, and their line."""
        p = schema.passes
        rows = self._connection.execute(select(p.c.started_at, p.c.summary).order_by(p.c.id.desc()).limit(most))
        return [(row.started_at, row.summary) for row in rows]


class Ledger:
    """One ledger. `open` creates or upgrades it; its files can be read by their owner only."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine, self.where = engine, where
        self._recall = Recall()

    @classmethod
    def open(cls, url: str) -> Ledger:
        """Open or create the ledger at this database URL. Raises LedgerError with a mend."""
        try:
            where = _prepare_file(url)
            engine = create_engine(url)
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _tune_sqlite)
                event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
            with engine.begin() as connection:
                upgrade(connection)
        except (SQLAlchemyError, OSError) as fault:
            raise LedgerError(
                f"帳本打不開（{_cause(fault)}）",
                which=url,
                mend="檢查資料夾存在、可寫入、磁碟有空間；檔案若壞了，從備份還原，或換一個檔名後執行 sheetdesk rebuild",
            ) from fault
        except ValueError as fault:
            raise LedgerError(
                "帳本是較新版本的 sheetdesk 建立的", which=url, mend="請升級 sheetdesk，或改用原來的帳本"
            ) from fault
        ledger = cls(engine, where)
        with ledger.begin() as tx:
            if tx.fact("ledger_id") is None:
                tx.remember("ledger_id", secrets.token_hex(6))
                tx.remember("secret", secrets.token_hex(32))
                tx.remember("batch", 0)
            if tx.fact(FORGET_SECRET) is None:
                tx.remember(FORGET_SECRET, secrets.token_hex(32))
        return ledger

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A transaction: committed at the end of the block, undone if anything is raised."""
        try:
            with self._engine.begin() as connection:
                recall = self._take_recall(moment_of(connection))
                yield Transaction(connection, recall)
            self._recall = recall
        except DatabaseError as fault:
            raise LedgerError(
                f"帳本寫不進去（{_cause(fault)}）",
                which=self.where,
                mend="檢查磁碟空間與檔案權限，再執行一次；沒有遺失任何東西",
            ) from fault

    @contextmanager
    def rehearse(self) -> Iterator[Transaction]:
        """A transaction that is undone at the end of the block, for dry runs. It recalls nothing and leaves nothing."""
        with self._engine.connect() as connection, connection.begin() as nested:
            yield Transaction(connection, Recall())
            nested.rollback()

    def _take_recall(self, now: Moment) -> Recall:
        """What was recalled at the last commit, if it still holds; only the next commit puts it back."""
        taken, self._recall = self._recall, Recall()
        return taken if taken.holds(now) else Recall(now)

    def compact(self) -> None:
        """Leave no trace of what was taken out: neither in blank pages of the file nor in the log beside it."""
        with self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the files."""
        self._engine.dispose()


def _cause(fault: Exception) -> str:
    return str(getattr(fault, "orig", None) or fault).splitlines()[0]


def _prepare_file(url: str) -> str:
    """Create a SQLite file for its owner only, before SQLite would create it for everybody."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return parsed.render_as_string(hide_password=True)
    path = Path(parsed.database)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    os.close(descriptor)
    path.chmod(0o600)
    return str(path)


def _tune_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN, sent above, rules
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
