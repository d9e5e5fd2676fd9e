"""The ledger keeps what it is told, for its owner only, and knows its own age."""

from __future__ import annotations

import sqlite3
import stat
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from sheetdesk.errors import LedgerError
from sheetdesk.ledger import Ledger, schema, store, upgrade
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import Inbound, SeenRow
from sheetdesk.ledger.outbox import Posting
from sheetdesk.ledger.sheet import DROPPED, SETTLED
from sheetdesk.model.case import Case, Target
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.message import SENDING, SENT, UNSURE, WAITING, Letter
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Repair, Stamp
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


def test_every_commit_is_flushed_and_written_ahead(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tune = store._tune_sqlite  # which tests/conftest.py keeps from waiting for the disk
    monkeypatch.setattr(store, "_tune_sqlite", tune.__wrapped__)  # type: ignore[attr-defined]
    with Ledger.open(url).begin() as tx:
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
    monkeypatch.setitem(upgrade.UPGRADES, LATEST, lambda c: c.exec_driver_sql("ALTER TABLE cases ADD COLUMN one TEXT"))
    monkeypatch.setitem(
        upgrade.UPGRADES, LATEST + 1, lambda c: c.exec_driver_sql("ALTER TABLE cases ADD COLUMN two TEXT")
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
    monkeypatch.setitem(upgrade.UPGRADES, LATEST, lambda c: c.exec_driver_sql("ALTER TABLE cases ADD COLUMN one TEXT"))
    monkeypatch.setitem(upgrade.UPGRADES, LATEST + 1, lambda c: c.exec_driver_sql("no such statement"))
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
        assert tx.sheet.dirty_keys("cases") == tx.sheet.dirty("cases").keys()
        assert tx.sheet.dirty_keys("log") == {"0007"}
        tx.sheet.keep("log", {"0007": RowMemory({"text": "別的"}, "q"), "0008": RowMemory(dirty=True)})
        assert tx.sheet.dirty_keys("log") == {"0008"} == tx.sheet.dirty("log").keys()


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


def test_a_form_row_that_comes_back_is_remembered_anew(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.forms.take([seen_row("a", "first"), seen_row("b", "other")])
        tx.forms.mark_gone(["a"])
        tx.forms.take([seen_row("a", "second")])
        assert tx.forms.all() == {"a": seen_row("a", "second"), "b": seen_row("b", "other")}


def test_events_come_back_in_the_order_they_were_told(ledger: Ledger) -> None:
    first = [Event(NOON, "A", "desk", "decided", "owner", None, "小美", "分工表"), Event(NOON, None, "desk", "rebuilt")]
    then = [Event(NOON, "A", "person", "overruled", "quantity", 1, ("二", NOON), None)]
    with ledger.begin() as tx:
        tx.cases.tell(first)
        tx.cases.tell(then)
        assert tx.cases.events() == [*first, *then]
        assert tx.cases.events("A") == [first[0], *then]


def test_what_customers_said_keeps_its_number_or_gets_the_next(ledger: Ledger) -> None:
    said = [Inbound(NOON, "A", "補充", "王怡君", "又破了", id=7), Inbound(NOON, "A", "修改", None, None, "改了")]
    with ledger.begin() as tx:
        tx.forms.hear(said)
        assert tx.forms.heard(after=0) == [said[0], replace(said[1], id=8)]
        assert tx.forms.heard(ids=[8]) == [replace(said[1], id=8)]


def test_a_number_or_a_running_number_is_given_once(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.cases.add([(1, Case("A"))])
    for twice in ((2, Case("A")), (1, Case("B"))):
        with pytest.raises(LedgerError, match="UNIQUE"), ledger.begin() as tx:
            tx.cases.add([twice])
    with ledger.begin() as tx:
        assert list(tx.cases.open_ones()) == ["A"]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Taipei"])
def test_a_time_is_kept_as_every_version_kept_it(ledger: Ledger, url: str, zone: str) -> None:
    with ledger.begin() as tx:
        tx.cases.tell([Event(NOON.astimezone(ZoneInfo(zone)), "A", "desk", "created")])
        tx.sheet.journal(Difference(1, Stamp("x", "h", 1)), NOON.astimezone(ZoneInfo(zone)))
    with sqlite3.connect(file_of(url)) as raw:
        assert (
            raw.execute("SELECT at FROM events UNION ALL SELECT written_at FROM journals").fetchall()
            == [("2026-11-23 04:00:00.000000",)] * 2
        )


def a_write(batch: int) -> Difference:
    row = NewRow("cases", f"GB2611-{batch:04}-G", {"text": "破了" * 1000, "received_at": NOON})
    write = CellWrite("cases", 7, "GB2611-0001-G", "light", 3, None, "準時")
    was = {("cases", 7): {"number": "GB2611-0001-G"}}
    return Difference(batch, Stamp("x", "h", batch), (write,), (row,), {"cases": ("number", None)}, was)


def texts_kept(url: str) -> dict[int, int]:
    """Batches of which it is kept what they were to write, and how long that is."""
    with sqlite3.connect(file_of(url)) as raw:
        return dict(raw.execute("SELECT batch, length(difference) FROM journals WHERE difference != ''"))


def test_a_pending_write_comes_back_as_it_went_in(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.sheet.journal(a_write(1), NOON)
    with ledger.begin() as tx:
        assert tx.sheet.pending() == [a_write(1)]


def test_an_open_ledger_does_not_hold_what_a_settled_write_said(ledger: Ledger) -> None:
    was = {("cases", place): {"text": "破了" * 1000} for place in range(500)}
    tracemalloc.start()
    with ledger.begin() as tx:
        tx.sheet.journal(replace(a_write(1), was=was), NOON)
        tx.sheet.close_journal(1, SETTLED)
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most > 2_000_000 > held


def test_what_a_settled_write_said_is_not_kept(ledger: Ledger, url: str) -> None:
    for batch in range(1, 4):
        with ledger.begin() as tx:
            tx.sheet.journal(a_write(batch), NOON)
            tx.sheet.close_journal(batch, SETTLED if batch < 3 else DROPPED)
    assert list(texts_kept(url)) == [3]
    with ledger.begin() as tx:
        tx.sheet.journal(a_write(4), NOON)
    assert list(texts_kept(url)) == [3, 4]


def test_rows_of_the_newest_writes_given_up_within_the_hour_are_known_and_no_others_are_kept(
    ledger: Ledger, url: str
) -> None:
    for batch in range(1, 9):
        with ledger.begin() as tx:
            tx.sheet.journal(a_write(batch), NOON + timedelta(minutes=batch))
            tx.sheet.close_journal(batch, DROPPED)
    with ledger.begin() as tx:
        lately = [row.key for row in tx.sheet.given_up(NOON + timedelta(minutes=6))]
        assert lately == ["GB2611-0008-G", "GB2611-0007-G"]
        assert len(tx.sheet.given_up(NOON)) == 5
    assert list(texts_kept(url)) == [4, 5, 6, 7, 8]


def test_of_the_last_two_hundred_writes_it_is_known_what_became_of_them(ledger: Ledger, url: str) -> None:
    with ledger.begin() as tx:
        for batch in range(1, 211):
            tx.sheet.journal(a_write(batch), NOON)
            tx.sheet.close_journal(batch, SETTLED)
    with sqlite3.connect(file_of(url)) as raw:
        assert raw.execute("SELECT count(*), min(batch) FROM journals").fetchone() == (200, 11)
