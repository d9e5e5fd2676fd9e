"""Answer each new case once, automatically.

Reads:   cases whose receipt is due, templates, 常見問題
Decides: the receipt, with an answer or a tracking link where one is plain, or why there is none
Repeat:  safe - a case's receipt is decided once, and its key enters the outbox once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incidents import words_about
from sheetdesk.desk.peak import Line
from sheetdesk.model.case import Case, Change, time_received
from sheetdesk.model.case_parts import RECEIPT_DECIDED
from sheetdesk.model.message import Letter
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.receipts import answering_receipt
from sheetdesk.policy.triage import COMPLAINT

LETTERS = ("receipt",)


def run(desk: Desk, now: datetime) -> str:
    """Write the receipts that are due."""
    written, peak = 0, desk.peak.state is not None
    line = Line(desk) if peak else None
    for case in plan(desk.to_look_at(now), complaints_first=peak):
        address = read_email(case.email).address
        why_not = _why_not(case, address, now)
        decided = True
        if why_not is None:
            why_not = desk.post(partial(_write, desk, case, str(address), line), case.number)
            decided = why_not is None  # a letter that can't be written waits until its template or its facts are mended
            written += decided
        proposed = desk.letters[-1].proposes if why_not is None else ""
        outcome = f"⚠沒寄收件通知：{why_not}" if why_not else case.outcome
        desk.record(
            Change(case.number, name, value, "send_receipts")
            for name, value in (
                ("receipt", RECEIPT_DECIDED if decided else "due"),
                ("outcome", outcome),
                ("proposed_answer", proposed or None),
            )
            if value != getattr(case, name)
        )
    return f"receipts written: {written}"


def plan(cases: list[Case], complaints_first: bool = False) -> list[Case]:
    """Cases whose receipt has to be decided, in the order in which they are to leave."""
    due = [case for case in cases if case.receipt == "due" and not case.silent and not case.by_hand]
    return sorted(due, key=lambda case: case.nature != COMPLAINT) if complaints_first else due


def _why_not(case: Case, address: str | None, now: datetime) -> str | None:
    if case.status == "無效":
        return "案件已標為無效"
    if case.email is None:
        return "沒有 Email，請用電話或 LINE 聯絡"
    if case.promise_due is not None and case.promise_due <= now:
        return "答應客人的時間已經過了，請直接回覆客人"
    return None if address else "Email 不能用，請用電話或 LINE 聯絡"


def _write(desk: Desk, case: Case, address: str, line: Line | None) -> Letter:
    addressed = case if case.email == address else replace(case, email=address)
    said = words_about(desk, case)
    book = desk.book
    ahead = line.ahead(time_received(case)) if line is not None else 0
    letter = answering_receipt(addressed, book.sender, book.templates, desk.now, book.faqs, said, ahead)
    return letter if case.receipt_hold is None else replace(letter, hold=case.receipt_hold)
