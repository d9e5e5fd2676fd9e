"""The ledger keeps what it is told, for its owner only, and knows its own age."""

from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from sheetdesk.errors import LedgerError
from sheetdesk.ledger import Ledger, schema
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import SeenRow
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.case import Case, Target
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.message import SENDING, SENT, UNSURE, WAITING, Letter
from sheetdesk.model.sheet import Repair
from sheetdesk.model.values import Formula

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATEST = schema.VERSION
LETTER = Letter("GB2611-0001-G", "receipt", "received", "wang@example.com", "收到了", "王怡君 您好：")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def ledger(url: str) -> Ledger:
    return Ledger.open(url)


def seen_row(key: str, content: str) -> SeenRow:
    return SeenRow(key, "GB2611-0001-G", "表單", "new", "wang@example.com", None, content, NOON, NOON)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_only_its_owner_can_read_its_files(ledger: Ledger, url: str) -> None:
    with ledger.begin() as tx:
        tx.remember("x", 1)
        files = list(file_of(url).parent.glob("desk.db*"))
        assert len(files) > 1, "the write-ahead log stands beside the ledger"
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_every_commit_is_flushed_and_written_ahead(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        connection = tx._connection
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_what_is_raised_in_a_transaction_undoes_it(ledger: Ledger) -> None:
    with pytest.raises(KeyError), ledger.begin() as tx:  # noqa: PT012
        tx.remember("x", 1)
        raise KeyError
    with ledger.begin() as tx:
        assert tx.fact("x") is None


def test_a_rehearsal_leaves_nothing(ledger: Ledger) -> None:
    with ledger.rehearse() as tx:
        tx.remember("x", 1)
        assert tx.fact("x") == 1
    with ledger.begin() as tx:
        assert tx.fact("x") is None


def test_a_newer_ledger_is_refused_with_the_mend(ledger: Ledger, url: str) -> None:
    ledger.close()
    with sqlite3.connect(file_of(url)) as raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(LedgerError, match="升級"):
        Ledger.open(url)


def test_an_older_ledger_is_brought_up_step_by_step(ledger: Ledger, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.close()
    monkeypatch.setattr(schema, "VERSION", LATEST + 2)
    monkeypatch.setitem(schema.UPGRADES, LATEST, lambda c: c.exec_driver_sql("ALTER TABLE cases ADD COLUMN one TEXT"))
    monkeypatch.setitem(
        schema.UPGRADES, LATEST + 1, lambda c: c.exec_driver_sql("ALTER TABLE cases ADD COLUMN two TEXT")
    )
    Ledger.open(url).close()
    with sqlite3.connect(file_of(url)) as raw:
        columns = {row[1] for row in raw.execute("PRAGMA table_info(cases)")}
        assert {"one", "two"} <= columns
        assert raw.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == (str(LATEST + 2),)


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(
    ledger: Ledger, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.close()
    monkeypatch.setattr(schema, "VERSION", LATEST + 2)
    monkeypatch.setitem(schema.UPGRADES, LATEST, lambda c: c.exec_driver_sql("ALTER TABLE cases ADD COLUMN one TEXT"))
    monkeypatch.setitem(schema.UPGRADES, LATEST + 1, lambda c: c.exec_driver_sql("no such statement"))
    with pytest.raises(LedgerError):
        Ledger.open(url)
    with sqlite3.connect(file_of(url)) as raw:
        assert "one" not in {row[1] for row in raw.execute("PRAGMA table_info(cases)")}


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 30])
def test_a_broken_file_is_named_with_the_mend(url: str, content: bytes) -> None:
    file_of(url).write_bytes(content)
    with pytest.raises(LedgerError, match="rebuild"):
        Ledger.open(url)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="資料夾"):
        Ledger.open(f"sqlite:///{tmp_path / 'nowhere' / 'desk.db'}")


def test_a_time_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises((LedgerError, StatementError)), ledger.begin() as tx:
        tx.cases.tell([Event(datetime(2026, 1, 1), "x", "desk", "created")])  # noqa: DTZ001


def test_a_case_comes_back_as_it_went_in(ledger: Ledger) -> None:
    case = Case(
        "GB2611-0001-G",
        received_at=NOON,
        status="處理中",
        status_log=((NOON, "待處理"), (NOON, "處理中")),
        first_target=Target(60, "營業", NOON),
        proposed={"category": "商品問題", "owner": None},
        remarks=("怪",),
        silent=True,
    )
    with ledger.begin() as tx:
        tx.cases.add([(1, case)])
    with ledger.begin() as tx:
        assert tx.cases.some([case.number]) == {case.number: case}
        assert tx.cases.open_ones() == {case.number: case}
        assert tx.cases.highest_running() == 1


def test_a_letter_enters_the_outbox_once(ledger: Ledger) -> None:
    posting = Posting("email", "<a@example.com>", False, NOON)
    with ledger.begin() as tx:
        assert tx.outbox.post(LETTER, posting)
        assert not tx.outbox.post(LETTER, posting)
        assert [message.letter for message in tx.outbox.due(NOON, ["receipt"])] == [LETTER]


def test_a_message_is_claimed_by_one_only(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.outbox.post(LETTER, Posting("email", "<a@example.com>", False, NOON))
        [message] = tx.outbox.due(NOON, ["receipt"])
        assert tx.outbox.claim(message, NOON)
        assert not tx.outbox.claim(message, NOON)
        assert [m.state for m in tx.outbox.stranded()] == [SENDING]
        tx.outbox.mark(message.id, SENT, NOON)
        assert tx.outbox.counts() == {SENT: 1}


def test_a_letter_that_needs_a_person_is_not_due(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.outbox.post(replace(LETTER, hold="太舊"), Posting("email", "<a@example.com>", False, NOON))
        assert tx.outbox.due(NOON, ["receipt"]) == []
        [held] = tx.outbox.needing_a_person()
        assert (held.state, held.note) == (UNSURE, "太舊")
        tx.outbox.mark(held.id, WAITING, NOON, next_try_at=NOON, released=True)
        assert [m.released for m in tx.outbox.due(NOON, ["receipt"])] == [True]


def test_rows_and_repairs_come_back_with_formulas_and_blanks(ledger: Ledger) -> None:
    row = RowMemory({"note": Formula("=A1"), "text": "破了", "at": NOON}, "p", True, NOON, False, {"summary": (NOON,)})
    repair = Repair("cases", None, "light", "準時", None, {"light": "準時"}, 7)
    with ledger.begin() as tx:
        tx.sheet.keep("cases", {"A": row})
        tx.sheet.owe([repair])
    with ledger.begin() as tx:
        assert tx.sheet.rows("cases") == {"A": row}
        assert tx.sheet.repairs() == [repair]


def test_rows_are_found_by_key_and_by_what_is_owed_to_them(ledger: Ledger) -> None:
    rows = {f"{number:04}": RowMemory({"text": "破了"}, "p", dirty=number % 2 == 0) for number in range(1200)}
    with ledger.begin() as tx:
        tx.sheet.keep("cases", rows)
        tx.sheet.keep("log", {"0007": RowMemory({"text": "別的"}, "q", dirty=True)})
    with ledger.begin() as tx:
        wanted = [f"{number:04}" for number in range(600, 1300)]
        assert tx.sheet.rows("cases", wanted) == {key: rows[key] for key in wanted if key in rows}
        assert tx.sheet.rows("cases", []) == {}
        assert tx.sheet.dirty("cases") == {key: row for key, row in rows.items() if row.dirty}


def test_form_rows_are_found_by_key_by_content_and_by_standing(ledger: Ledger) -> None:
    taken = {row.key: row for row in (seen_row("a", "same"), seen_row("b", "same"), seen_row("c", "other"))}
    with ledger.begin() as tx:
        tx.forms.take(taken.values())
        tx.forms.mark_gone(["b"])
    gone = replace(taken["b"], gone=True)
    with ledger.begin() as tx:
        assert tx.forms.all() == taken | {"b": gone}
        assert tx.forms.some(["a", "b", "unknown"]) == {"a": taken["a"], "b": gone}
        assert sorted(tx.forms.alike(["same", "unknown"]), key=lambda row: row.key) == [taken["a"], gone]
        assert tx.forms.standing() == {"a": taken["a"], "c": taken["c"]}


def test_open_cases_are_counted_apart_from_all(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.cases.add([(1, Case("A", status="處理中")), (2, Case("B", status="已結案")), (3, Case("C", status="無效"))])
        assert (tx.cases.count(), tx.cases.open_count()) == ((3, 1), 1)
