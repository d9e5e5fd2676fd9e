"""The outbox of the ledger: what enters it once, and what it answers about messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.message import UNSURE, WAITING, Letter

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    with Ledger.open(f"sqlite:///{tmp_path / 'desk.db'}").begin() as tx:
        yield tx


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What is asked of the database, one after another."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def a_letter(number: int, event: str = "received", hold: str | None = None) -> Letter:
    case = f"GB2611-{number:04}-G"
    return Letter(case, "receipt", event, f"c{number}@example.com", "收到了", "王怡君 您好：", hold=hold)


def a_posting(name: str, *references: str) -> Posting:
    return Posting("email", f"<{name}@example.com>", False, NOON, references)


def test_many_letters_enter_as_one_by_one(tx: Transaction, tmp_path: Path) -> None:
    items = [
        (a_letter(1), a_posting("a")),
        (a_letter(2, hold="太舊"), a_posting("b", "<x@example.com>")),
        (replace(a_letter(3), case=None), a_posting("c")),
    ]
    with Ledger.open(f"sqlite:///{tmp_path / 'other.db'}").begin() as other:
        for letter, how in items:
            other.outbox.post(letter, how)
        assert tx.outbox.post_many(items) == 3
        assert tx.outbox.updated_since(None) == other.outbox.updated_since(None)
    assert [m.state for m in tx.outbox.updated_since(None)] == [WAITING, UNSURE, WAITING]


def test_of_many_letters_those_that_are_known_stay_out(tx: Transaction) -> None:
    tx.outbox.post(a_letter(2), a_posting("first"))
    again = [(a_letter(n), a_posting(f"again{n}")) for n in (1, 2, 3, 1)]
    assert tx.outbox.post_many(again) == 2
    assert tx.outbox.post_many(again) == 0
    assert [m.message_id for m in tx.outbox.updated_since(None)] == [
        "<first@example.com>",
        "<again1@example.com>",
        "<again3@example.com>",
    ]


def test_a_thousand_letters_take_three_statements(tx: Transaction, statements: list[str]) -> None:
    assert tx.outbox.post_many((a_letter(n), a_posting(str(n))) for n in range(1000)) == 1000
    assert len(statements) == 3, statements
    assert tx.outbox.counts() == {WAITING: 1000}


def test_message_ids_of_cases_are_found_oldest_first(tx: Transaction) -> None:
    for name, number, happened in (("b", 1, "one"), ("a", 1, "two"), ("c", 2, "one"), ("d", 3, "one")):
        tx.outbox.post(a_letter(number, happened), a_posting(name))
    numbers = [a_letter(n).case or "" for n in (1, 3, 4)]
    assert tx.outbox.message_ids_of(numbers) == {
        "GB2611-0001-G": ("<b@example.com>", "<a@example.com>"),
        "GB2611-0003-G": ("<d@example.com>",),
    }


def test_message_ids_of_many_cases_are_asked_five_hundred_at_a_time(tx: Transaction, statements: list[str]) -> None:
    tx.outbox.post_many((a_letter(n), a_posting(str(n))) for n in range(1200))
    statements.clear()
    assert len(tx.outbox.message_ids_of(a_letter(n).case or "" for n in range(1200))) == 1200
    assert len(statements) == 3
