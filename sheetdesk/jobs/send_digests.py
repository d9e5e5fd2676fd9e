"""Send 每日摘要: once a day, what waits for each lead and, if asked for, for each owner.

Reads:   待辦 as this pass leaves it, cases as figures, letters that wait for a decision, 系統狀態, 分工表, 營業與休假
Decides: one letter a person and day; on a day off only where something urgent waits, and none where there is nothing
Repeat:  safe - a day's digest is made once, and the key of its letter, day and address, enters the outbox once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.digest import digest_letters
from sheetdesk.policy.digest_terms import KIND

LETTERS: tuple[str, ...] = (KIND,)


def run(desk: Desk, now: datetime) -> str:
    """Make what is due; while too much has changed, nobody is told of it."""
    due = desk.reports.digest.due if desk.obeys else {}
    letters = [letter for group, day in due.items() for letter in digest_letters(desk, group, day)]
    desk.letters += letters
    desk.reports = replace(desk.reports, digest=replace(desk.reports.digest, made=due))
    return f"digests: {len(letters)}"
