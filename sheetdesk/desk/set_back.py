"""Replies that wait while the sheet was set back to an older version. Border: ledger and desk; what is restored, isn't here.

Her request stood only in what was thrown away: it comes back with the row, and she gets her two minutes anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import FAILED, WAITING
from sheetdesk.policy.replies import WAIT


def wait_anew(desk: Desk, tx: Transaction, now: datetime) -> None:
    """Hold each reply that is on its way for two minutes more, and say so in 寄送結果."""
    until = now + WAIT
    note = f"試算表剛被還原成舊版，{until.astimezone(desk.book.defaults.zone):%H:%M} 寄，可選「攔下」"
    waiting = [case for case in desk.cases.values() if case.reply is not None and not case.reply.doubtful]
    for case in waiting:
        assert case.reply is not None
        desk.put(replace(case, reply=replace(case.reply, leaves_at=until)))
        its = [m for m in desk.letters_of(case.number) if m.kind == "reply" and m.letter.event == case.reply.event]
        tx.outbox.hold((m.id for m in its if m.state in (WAITING, FAILED)), note, until, now)
