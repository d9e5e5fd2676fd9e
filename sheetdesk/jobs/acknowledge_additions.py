"""Tell a customer who wrote again that it is with us: one short note, at most one a case in 24 hours.

Reads:   cases to which something was added, templates
Decides: the note, or why there is none
Repeat:  safe - each addition is looked at once, and its key enters the outbox once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.policy.additions import FRESH
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.note import is_wanted, note

LETTERS = ("addition",)

NO_ADDRESS = "⚠客人又寫來了，沒有可以用的 Email 通知，請用電話或 LINE 跟客人說收到了"


def run(desk: Desk, now: datetime) -> str:
    """Write the notes that are due."""
    written = 0
    for case in plan(desk.to_look_at(now)):
        fresh = case.number in desk.created and case.receipt is not None  # its receipt says that all of it is with us
        if fresh or case.status == "無效" or not is_wanted(case, now):
            desk.put(replace(case, thanks=None))
            continue
        address = read_email(case.email).address
        if address is None:
            desk.put(replace(case, thanks=None, outcome=NO_ADDRESS))
        elif desk.post(partial(_write, desk, case, address), case.number) is None:
            desk.put(replace(case, thanks=None, thanked_at=now))
            written += 1
    return f"additions acknowledged: {written}"


def plan(cases: list[Case]) -> list[Case]:
    """Cases whose last addition nobody has acknowledged."""
    return [case for case in cases if case.thanks == "due"]


def _write(desk: Desk, case: Case, address: str) -> Letter:
    letter = note(replace(case, email=address), desk.book.sender, desk.book.templates, desk.now)
    stale = case.heard_at is not None and desk.now - case.heard_at >= FRESH
    hold = "客人寫來超過 24 小時，補充通知先不寄；要寄請在「決定」選重寄" if stale else None
    return replace(letter, hold=hold)
