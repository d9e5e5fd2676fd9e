"""Corrections in the ledger: kept whole, the live ones apart, and who got a wrong letter is found by index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.correction import CONFIRMED, REFUSED, SAME_TEMPLATE, WITHDRAWN, Correction, Group
from sheetdesk.model.message import SENT, UNSURE, Letter

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WHOLE = Correction(
    7,
    "12/1 才出貨",
    NOON,
    source="reply_delay 1|abc",
    reviewed=date(2026, 11, 22),
    groups=(Group(SAME_TEMPLATE, ("A", "B"), ("C",), 1, 3),),
    draft="信",
    declined=("words",),
)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    with Ledger.open(f"sqlite:///{tmp_path / 'desk.db'}").begin() as tx:
        yield tx


def sent(tx: Transaction, case: str, template: str, words: str = "", trial: bool = False, version: str = "1") -> int:
    letter = Letter(
        case, "reply", words + case, "c@example.com", "", "", template=template, version=version, words=words
    )
    [message] = tx.outbox.post_many([(letter, Posting("email", f"<{case}>", trial, NOON))])
    tx.outbox.mark(message.id, SENT, NOON)
    return message.id


def test_a_correction_comes_back_as_it_went_in(tx: Transaction) -> None:
    tx.corrections.keep([WHOLE])
    assert tx.corrections.some([7, 8]) == {7: WHOLE}
    tx.corrections.forget([7])
    assert tx.corrections.some([7]) == {}


def test_only_what_a_pass_must_look_at_is_live(tx: Transaction) -> None:
    asked, refused = WHOLE, replace(WHOLE, message=8, state=REFUSED)
    blocking = replace(WHOLE, message=9, state=CONFIRMED)
    reviewed = replace(WHOLE, message=10, state=CONFIRMED, blocks=False)
    tx.corrections.keep([asked, refused, blocking, reviewed, replace(WHOLE, message=11).ended(WITHDRAWN, "")])
    assert list(tx.corrections.live()) == [7, 8, 9]


def test_those_who_got_the_template_are_found_whatever_words_stood_in_it(tx: Transaction) -> None:
    first, second = sent(tx, "A", "reply_delay", "abc"), sent(tx, "B", "reply_delay", "xyz")
    sent(tx, "C", "reply_delay_long", "abc")
    sent(tx, "D", "reply_delay", "abc", trial=True)
    sent(tx, "E", "reply_delay", "abc", version="12")
    assert tx.corrections.who_got("reply_delay 1|abc", whatever_words=True) == {"A": first, "B": second}
    assert tx.corrections.who_got("reply_delay 1|abc", whatever_words=False) == {"A": first}
    again = sent(tx, "A", "reply_delay", "abd")
    assert tx.corrections.who_got("reply_delay 1|abc", whatever_words=True)["A"] == again


def test_automatic_letters_of_a_wrong_template_are_found_while_they_wait_and_while_they_are_held(
    tx: Transaction,
) -> None:
    letters = [Letter(c, "receipt", "received", "c@example.com", "", "", template="r", version="1") for c in "AB"]
    hers = replace(letters[0], kind="reply", automatic=False)
    waiting = tx.outbox.post_many((letter, Posting("email", "<>", False, NOON)) for letter in (*letters, hers))
    automatic = [message.id for message in waiting[:2]]
    assert tx.corrections.waiting("r 1|") == automatic
    tx.outbox.mark(automatic[0], UNSURE, NOON, note="先不寄")
    assert tx.corrections.waiting("r 1|") == automatic[1:]
    assert tx.corrections.held("r 1|", "先不寄") == automatic[:1]
