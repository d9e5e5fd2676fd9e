"""Answers of the survey as the ledger keeps them, and what it knows of an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.ledger.message_rows import Posting
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.model.message import CANCELLED, GIVEN_UP, SENDING, SENT, UNSURE, Letter
from sheetdesk.policy.queue import TRIES

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WANG = "wang@example.com"
RATING = SeenRating("k", "A", 0, NOON, NOON, True, 5, None, "謝謝", "列入", True)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'desk.db'}")
    with ledger.begin() as begun:
        yield begun
    ledger.close()


def sent(tx: Transaction, event: str, state: str, kind: str = "survey", tries: int = 1, trial: bool = False) -> int:
    """A letter to Wang that came to `state` an hour after NOON."""
    tx.outbox.post(Letter("A", kind, event, WANG, "主旨", "內文"), Posting("email", f"<{event}>", trial, NOON))
    message = max(tx.outbox.of_case("A"), key=lambda one: one.id)
    for _ in range(tries):
        tx.outbox.claim(message, NOON)
        tx.outbox.mark(message.id, "失敗", NOON)
    tx.outbox.mark(message.id, state, NOON + HOUR)
    return message.id


def test_an_answer_comes_back_as_it_was_kept(tx: Transaction) -> None:
    forged = replace(RATING, key="f", case=None, cycle=None, stars=None, verdict="不算", counts=False)
    tx.ratings.take([RATING, forged])
    assert tx.ratings.of_case("A") == [RATING]
    assert tx.ratings.known(["k", "f", "x"]) == {"k", "f"}


def test_the_first_answer_that_counts_is_known_by_case_and_cycle(tx: Transaction) -> None:
    tx.ratings.take(
        [
            replace(RATING, key="1", submitted_at=NOON + HOUR),
            replace(RATING, key="2", submitted_at=NOON),
            replace(RATING, key="3", submitted_at=NOON - HOUR, counts=False),
            replace(RATING, key="4", cycle=1, submitted_at=NOON + 2 * HOUR),
            replace(RATING, key="5", case="B"),
        ]
    )
    assert tx.ratings.first_counted(["A"]) == {("A", 0): NOON, ("A", 1): NOON + 2 * HOUR}


def test_thousands_of_answers_are_looked_for_in_pieces(tx: Transaction) -> None:
    tx.ratings.take(replace(RATING, key=str(n)) for n in range(1200))
    assert len(tx.ratings.known(str(n) for n in range(3000))) == 1200


@pytest.mark.parametrize(("state", "asked"), [(SENT, True), (SENDING, True), (UNSURE, True), (CANCELLED, False)])
def test_an_address_was_asked_when_a_letter_may_have_arrived(tx: Transaction, state: str, asked: bool) -> None:
    sent(tx, "cycle-0", state)
    assert tx.mailboxes.last_asked(WANG) == (NOON + HOUR if asked else None)


def test_other_letters_other_addresses_and_the_letter_itself_are_no_question(tx: Transaction) -> None:
    mine = sent(tx, "cycle-0", SENT)
    sent(tx, "received", SENT, kind="receipt")
    assert tx.mailboxes.last_asked(WANG, but=mine) is None
    assert tx.mailboxes.last_asked("chen@example.com") is None


def test_an_address_that_its_server_refused_gets_nothing_until_a_letter_arrives_again(tx: Transaction) -> None:
    sent(tx, "received", GIVEN_UP, kind="receipt")
    assert tx.mailboxes.refuses(WANG)
    sent(tx, "a", SENT, kind="reply")
    assert not tx.mailboxes.refuses(WANG)


@pytest.mark.parametrize(("tries", "trial"), [(TRIES, False), (1, True)])
def test_our_own_trouble_and_the_trial_say_nothing_of_an_address(tx: Transaction, tries: int, trial: bool) -> None:
    sent(tx, "received", GIVEN_UP, kind="receipt", tries=tries, trial=trial)
    assert not tx.mailboxes.refuses(WANG)
