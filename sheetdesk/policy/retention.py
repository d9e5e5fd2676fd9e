"""How long a closed case stays in 案件, and what keeps it there. Pure (domain §9: cases are kept, the hot tab stays small)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value
from sheetdesk.policy.debts import PAID, claim_of, payable_of
from sheetdesk.policy.replies import Question
from sheetdesk.policy.status import open_promise

ENDED = ("已結案", "無效")
"""狀態 of a case that nobody works on any more."""

HOLD = "legal_hold"
"""The column of 案件 with which people keep a case where it is."""

FIRST_TIME = "archive"
"""Key of the question that is asked before any row goes."""

ASKED_AGAIN = timedelta(days=30)
"""So long after 「不要」 the question comes again: the tab goes on growing."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`after`: how long a case has been closed before its row goes to 封存; None: rows stay. `file_after`: how long the row
    has been there before it goes to a file; None: it stays. Six months are the least (domain §9)."""

    after: timedelta | None = timedelta(days=90)
    file_after: timedelta | None = timedelta(days=365)
    mask_after: timedelta | None = timedelta(days=730)
    """How long after its end the customer is taken out of a case; None: never."""


USUAL = Terms()

STAYS_AT_LEAST = timedelta(days=180)
SOONEST_FILED = timedelta(days=30) + STAYS_AT_LEAST
"""No row was ever filed earlier after it came into 封存, nor after its case ended, whatever config.yaml said then (config/retention)."""


@dataclass(frozen=True, slots=True)
class Strings:
    """What is still tied to cases, by case number: letters that haven't left, claims that were credited, incidents that
    run."""

    letters: frozenset[str] = frozenset()
    credited: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()


NO_STRINGS = Strings()


def last_moved(case: Case) -> datetime | None:
    """When anything happened in it last: it ended, the customer wrote or rated, she was answered. None if it is open."""
    moved = _moved(case)
    return moved if moved is None or case.forgotten_at is None else max(moved, case.forgotten_at)


def masks_from(case: Case) -> datetime | None:
    """From when the time is counted after which the customer is taken out; None while it is open, and once she is out."""
    since = _moved(case)
    return None if since is None or (case.forgotten_at is not None and since <= case.forgotten_at) else since


def _moved(case: Case) -> datetime | None:
    if case.status not in ENDED:
        return None
    ended = case.closed_at or (case.status_log[-1][0] if case.status_log else case.first_seen_at)
    moments = (ended, case.heard_at, case.last_reply_at, case.rated_at)
    return max((moment for moment in moments if moment is not None), default=None)


def may_go(case: Case, row: Mapping[str, Value], strings: Strings, terms: Terms, now: datetime) -> bool:
    """Has the case been closed for so long, and is nothing open in it? On the very minute it may."""
    since = last_moved(case)
    if terms.after is None or since is None or now - since < terms.after:
        return False
    return not _is_tied(case, row, strings)


def filed_after(terms: Terms) -> timedelta:
    """So long after a case ended its row may stand in a file alone."""
    return (terms.after or timedelta(days=90)) + (terms.file_after or timedelta(days=365))


def may_be_filed(row: Mapping[str, Value], terms: Terms, now: datetime) -> bool:
    """Has the row stood in 封存 for so long, and does nobody hold it?"""
    at = row.get(ARCHIVED_AT.key)
    if terms.file_after is None or not isinstance(at, datetime) or row.get(HOLD) is not None:
        return False
    return now - at >= terms.file_after


def may_be_masked(case: Case, row: Mapping[str, Value], strings: Strings) -> bool:
    """Does nobody hold the case, write to its customer, or owe money in it? What merely waits to be looked at waits no
    longer."""
    writes = case.reply is not None or case.held or case.number in strings.letters
    return not (is_held(row) or writes or _owes(case, strings))


def is_held(row: Mapping[str, Value]) -> bool:
    """By 法律保留, or by a letter that somebody writes there."""
    return any(row.get(name) is not None for name in (HOLD, "reply_template", "reply_text", "action"))


def _is_tied(case: Case, row: Mapping[str, Value], strings: Strings) -> bool:
    waits = case.receipt == "due" or case.thanks == "due" or case.split
    warned = case.low_rating is not None or case.exposed
    return bool(waits or warned or not may_be_masked(case, row, strings)) or (
        case.incident is not None and case.incident in strings.incidents
    )


def _owes(case: Case, strings: Strings) -> bool:
    """Money or goods that somebody still waits for."""
    if open_promise(case) is not None:
        return True
    owed = payable_of(case)
    if owed is not None and owed["refund_status"] != PAID:
        return True
    return claim_of(case) is not None and case.number not in strings.credited


def question(cases: Iterable[Case], after: timedelta, zone: ZoneInfo) -> Question:
    """What is asked in 待辦 before the first rows go: how many, of which days, and what becomes of them."""
    found = sorted(since for case in cases if (since := last_moved(case)) is not None)
    first, last = (f"{at.astimezone(zone):%Y/%m/%d}" for at in (found[0], found[-1]))
    span = first if first == last else f"{first} 到 {last}"
    what = (
        f"結案滿 {after.days} 天的有 {len(found)} 件（{span} 結案），要不要從「案件」搬到隱藏的分頁「封存」？"
        "整列搬，您自己加的欄也會跟著；客人再寫來會自己搬回來。確認以後每天自己搬，不會再問"
    )
    return Question(FIRST_TIME, what, ())
