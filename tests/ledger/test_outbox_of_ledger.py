"""The outbox of the ledger: what enters it once, and what it answers about messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.ledger.message_rows import letter_text
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.drawing import LINES, Drawing, Strand
from sheetdesk.model.message import CANCELLED, FAILED, SENT, UNSURE, WAITING, Departure, Letter

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


INDEXES: dict[str, Callable[[Transaction], object]] = {
    "messages_left": lambda tx: tx.outbox.departures(NOON),
    "ix_messages_case_no": lambda tx: tx.outbox.departures_of(["A", "B"]),
    "ix_messages_revision": lambda tx: tx.outbox.changed_since(7),
    "ix_messages_updated_at": lambda tx: tx.outbox.updated_since(NOON),
    "ix_messages_state": lambda tx: tx.outbox.queue(NOON, ["receipt"]),
    "INTEGER PRIMARY KEY": lambda tx: tx.outbox.hold([1, 2], "等一下", NOON, NOON),
}


@pytest.mark.parametrize("index", INDEXES)
def test_a_question_of_sending_goes_by_its_index(tx: Transaction, statements: list[str], index: str) -> None:
    INDEXES[index](tx)
    [asked] = statements
    cursor = tx._connection.connection.cursor()
    [[*_, way], *_] = cursor.execute(f"EXPLAIN QUERY PLAN {asked}", [None] * asked.count("?")).fetchall()
    assert f"SEARCH messages USING {index}" in way.replace("INDEX ", "")


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
        assert len(tx.outbox.post_many(items)) == 3
        assert tx.outbox.updated_since(None) == other.outbox.updated_since(None)
    assert [m.state for m in tx.outbox.updated_since(None)] == [WAITING, UNSURE, WAITING]


def test_of_many_letters_those_that_are_known_stay_out(tx: Transaction) -> None:
    tx.outbox.post(a_letter(2), a_posting("first"))
    again = [(a_letter(n), a_posting(f"again{n}")) for n in (1, 2, 3, 1)]
    assert len(tx.outbox.post_many(again)) == 2
    assert len(tx.outbox.post_many(again)) == 0
    assert [m.message_id for m in tx.outbox.updated_since(None)] == [
        "<first@example.com>",
        "<again1@example.com>",
        "<again3@example.com>",
    ]


def test_a_thousand_letters_take_six_statements(tx: Transaction, statements: list[str]) -> None:
    assert len(tx.outbox.post_many((a_letter(n), a_posting(str(n))) for n in range(1000))) == 1000
    assert len(statements) == 6, statements
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


def test_the_queue_is_what_is_due_without_letters(tx: Transaction) -> None:
    for number in range(6):
        tx.outbox.post(a_letter(number, hold="太舊" if number == 5 else None), a_posting(str(number)))
    tx.outbox.mark(1, FAILED, NOON, note="伺服器忙", next_try_at=NOON)
    tx.outbox.mark(2, FAILED, NOON, next_try_at=NOON + timedelta(minutes=1))
    tx.outbox.mark(3, SENT, NOON)
    queue, due = tx.outbox.queue(NOON, ["receipt"]), tx.outbox.due(NOON, ["receipt"])
    told = [(m.id, m.kind, m.automatic, m.created_at, m.channel, m.note) for m in due]
    assert sorted((q.id, q.kind, q.automatic, q.created_at, q.channel, q.note) for q in queue) == told
    assert [message.id for message in due] == [1, 4, 5]
    assert tx.outbox.queue(NOON, ["alarm"]) == []


def test_only_what_may_have_arrived_has_left(tx: Transaction) -> None:
    minute = timedelta(minutes=1)
    for number in range(1, 8):
        tx.outbox.post(a_letter(number, hold="太舊" if number == 7 else None), a_posting(str(number)))
    messages = {message.id: message for message in tx.outbox.updated_since(None)}
    for number in (1, 2, 3, 4):
        assert tx.outbox.claim(messages[number], NOON + number * minute)
    tx.outbox.mark(1, SENT, NOON + 5 * minute)
    tx.outbox.mark(2, UNSURE, NOON + 6 * minute)
    tx.outbox.mark(3, FAILED, NOON + 7 * minute)
    tx.outbox.mark(5, CANCELLED, NOON + 8 * minute)
    left = [(departure.at - NOON, departure.case) for departure in tx.outbox.departures(NOON)]
    assert left == [(4 * minute, "GB2611-0004-G"), (5 * minute, "GB2611-0001-G"), (6 * minute, "GB2611-0002-G")]
    assert [one.case for one in tx.outbox.departures(NOON + 5 * minute)] == ["GB2611-0002-G"]
    assert tx.outbox.departures_of(["GB2611-0001-G", "GB2611-0003-G"]) == [
        Departure(NOON + 5 * minute, "c1@example.com", "email", "receipt", True, "GB2611-0001-G")
    ]


def test_what_is_held_again_for_the_same_reason_only_waits_longer(tx: Transaction) -> None:
    tx.outbox.post_many((a_letter(number), a_posting(str(number))) for number in range(3))
    later = NOON + timedelta(hours=1)
    tx.outbox.hold([1, 2], "自動寄信太多", later, NOON + timedelta(minutes=1))
    assert [(m.id, m.note, m.next_try_at) for m in tx.outbox.updated_since(NOON + timedelta(minutes=1))] == [
        (1, "自動寄信太多", later),
        (2, "自動寄信太多", later),
    ]
    tx.outbox.postpone([1], later + timedelta(hours=1))
    assert len(tx.outbox.updated_since(NOON + timedelta(minutes=1))) == 2
    assert [message.id for message in tx.outbox.due(later, ["receipt"])] == [2, 3]


def test_messages_by_number_come_oldest_first_however_many(tx: Transaction) -> None:
    tx.outbox.post_many((a_letter(number), a_posting(str(number))) for number in range(1200))
    assert [message.id for message in tx.outbox.by_ids(range(1200, 0, -1))] == list(range(1, 1201))


def test_each_change_of_a_message_is_told_once(tx: Transaction) -> None:
    [first, second] = tx.outbox.post_many((a_letter(n), a_posting(str(n))) for n in (1, 2))
    posted = tx.outbox.revision()
    tx.outbox.claim(second, NOON)
    assert tx.outbox.changed_since(posted) == tx.outbox.by_ids([second.id])
    claimed = tx.outbox.revision()
    tx.outbox.hold([first.id], "等一下", NOON, NOON)
    assert tx.outbox.changed_since(claimed) == tx.outbox.by_ids([first.id])
    assert tx.outbox.changed_since(posted) == tx.outbox.by_ids([first.id, second.id])
    assert tx.outbox.changed_since(tx.outbox.revision()) == []


def test_a_message_that_is_only_looked_at_later_is_no_news(tx: Transaction) -> None:
    [message] = tx.outbox.post_many([(a_letter(1), a_posting("a"))])
    posted = tx.outbox.revision()
    tx.outbox.postpone([message.id], NOON + timedelta(hours=1))
    tx.outbox.readdress(message)
    assert tx.outbox.changed_since(posted) == []


def test_letters_posted_are_answered_as_they_are_kept(tx: Transaction) -> None:
    items = [(a_letter(1), a_posting("a", "<x@example.com>")), (a_letter(2, hold="太舊"), a_posting("b"))]
    assert tx.outbox.post_many(items) == tx.outbox.by_ids([1, 2])


def test_a_letter_keeps_its_charts_as_plain_values(tx: Transaction) -> None:
    strands = (Strand("達標率", (80, None, 95.5)), Strand("目標", (95, 95, 95), is_target=True))
    chart = Drawing("首次回覆", LINES, ("11/9", "11/16", "11/23"), strands, "每週", "%", 100)
    letter = replace(a_letter(1), kind="report", html="<p>報告</p>", pictures=(chart, chart))
    how = Posting("email", "<1@example.com>", False, NOON)
    assert tx.outbox.post(letter, how)
    [kept] = tx.outbox.due(NOON, ["report"])
    assert kept.letter == letter
    assert hash(kept.letter.pictures) == hash(letter.pictures), "painted once for all to whom it goes"
    assert len(letter_text(letter)) < 2_000
    assert "pictures" not in letter_text(a_letter(2))
