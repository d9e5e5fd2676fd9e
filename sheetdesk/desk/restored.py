"""A ledger that comes back from a copy: nobody knows what left since that was taken. Border: the ledger; files and words
for the terminal are the verb's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.desk.rebuild import JUMP
from sheetdesk.desk.stamp_check import OWNER, UNREAD
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import UNSURE


@dataclass(frozen=True, slots=True)
class Doubts:
    """What waits for a person now: letters that may have left."""

    letters: int
    still_to_come: int
    """Letters whose time had not come even now: they can't have left, and wait on."""


def doubt_what_may_have_left(tx: Transaction, taken_at: datetime, now: datetime, zone: ZoneInfo) -> Doubts:
    """Letters that were due before now may have been sent after the copy was taken: a person decides (domain §6).

    So it is with receipts of answers that came in meanwhile: they are handed to a person, as after a rebuild. And as
    then the running number jumps, for numbers may have been given that neither ledger nor sheet know of. Nothing leaves
    before a read has shown whose the desk is by now."""
    note = f"帳本是 {taken_at.astimezone(zone):%m/%d %H:%M} 的備份，不確定這封後來寄了沒有；請在「決定」選"
    waiting = tx.outbox.waiting()
    doubtful = [message.id for message in waiting if message.next_try_at is None or message.next_try_at <= now]
    doubtful += [message.id for message in tx.outbox.stranded()]
    tx.outbox.mark_all(doubtful, UNSURE, now, note=note)
    tx.remember(OWNER, UNREAD)
    tx.remember("rebuilt_at", now)
    tx.remember("running_floor", max(tx.cases.highest_running(), tx.fact("running_floor") or 0) + JUMP)
    return Doubts(len(doubtful), len(tx.outbox.waiting()))
