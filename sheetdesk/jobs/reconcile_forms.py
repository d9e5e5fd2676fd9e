"""對帳: count once a day whether every form row is a case's and every case has its receipt, name what isn't, and mend it.

Reads:   the forms' tabs and 案件 as read whole, the ledger's form rows, cases and letters
Decides: the line in 系統狀態, the differences; rows taken in anew, receipts made, rows put back, so many a day
Repeat:  safe - a day is counted once; what is mended goes the way of every new row, and leaves once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.reconcile import count, counted, may_count
from sheetdesk.model.case import is_open, time_received
from sheetdesk.policy.reconcile import MOST_MENDED, differences, line

LETTERS: tuple[str, ...] = ()

FRESH = timedelta(hours=24)
HOLD = "對帳時發現沒有收件通知，填單已超過 24 小時，先不寄；要寄請在「決定」選重寄"


def run(desk: Desk, now: datetime) -> str:
    """Count, if this is the hour and the day wasn't counted yet."""
    if not may_count(desk):
        return "forms counted: not now"
    found = count(desk)
    for number in found.unanswered[:MOST_MENDED]:
        _answer(desk, number, now)
    for number in found.rowless[:MOST_MENDED]:
        case = desk.case(number)
        if case is not None:
            desk.put(case)  # a row that isn't there is made anew
    day = now.astimezone(desk.book.defaults.zone).date()
    counted(desk, line(day, found), differences(found), islice(found.lost, MOST_MENDED))
    wrong = len(found.untaken) + len(found.lost) + len(found.unanswered) + len(found.rowless)
    return f"forms counted: {found.rows} rows, {wrong} differences"


def _answer(desk: Desk, number: str, now: datetime) -> None:
    """Its receipt is due again; one for an old answer waits for a person."""
    case = desk.case(number)
    if case is not None and is_open(case):
        at = time_received(case)
        old = at is None or now - at >= FRESH
        desk.put(replace(case, receipt="due", receipt_hold=HOLD if old else case.receipt_hold))
