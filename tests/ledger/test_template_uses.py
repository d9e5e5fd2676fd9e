"""Sums of what became of letters, by template."""

from __future__ import annotations

from pathlib import Path

from sheetdesk.ledger import Ledger
from sheetdesk.ledger.template_uses import Uses


def test_letters_and_ratings_add_up_by_template(tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'desk.db'}")
    with ledger.begin() as tx:
        tx.templates.count_sent({"reply_resend": 2, "reply_refund": 1})
        tx.templates.count_rating("reply_resend", 2)
    with ledger.begin() as tx:
        tx.templates.count_sent({"reply_resend": 1})
        tx.templates.count_rating("reply_resend", 5)
        tx.templates.take_back_rating("reply_resend", 2)
        tx.templates.count_rating("mine", 4)
        assert tx.templates.all() == {
            "reply_resend": Uses(3, 1, 5),
            "reply_refund": Uses(1),
            "mine": Uses(0, 1, 4),
        }


def test_a_mean_has_one_decimal_and_needs_a_rating() -> None:
    assert Uses(7, 3, 14).mean == 4.7
    assert Uses(7).mean is None
