"""對帳 of a pass's desk: counted from the sheet as read and from the ledger's tables, not from what the jobs say of
themselves. Border: what is wrong and how it is said is policy's.

It counts once a day, in a pass that read the forms whole and takes nothing in, so that all of it is durable. A new
ledger begins with the next day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import ARCHIVE, CASES, FORM, STATE
from sheetdesk.desk.archive import FILED, day_of
from sheetdesk.desk.check_facts import CheckFacts
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.forms import NEW, Account
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Problem, TabView
from sheetdesk.policy.arrival import answers
from sheetdesk.policy.reconcile import FROM_HOUR, NOT_LEFT, PLACE, STATES, Count, why_none

FACT = "reconciled"


def open_check(desk: Desk, tx: Transaction) -> CheckFacts:
    """What is due, and what was found last."""
    zone = desk.book.defaults.zone
    here, today = desk.now.astimezone(zone), day_of(desk.now, zone)
    known = tx.fact(FACT)
    if known is None:
        tx.remember(FACT, known := (today, None, ()))
    day, line, told = known
    desk.problems += [Problem(*one) for one in told]
    return CheckFacts(
        due=here.hour >= FROM_HOUR and day != today,
        accounts=tx.forms.accounts,
        stored=lambda numbers: _stored(tx, numbers),
        since=tx.fact("rebuilt_at"),
        day=day,
        line=line,
        told=told,
    )


def keep_check(desk: Desk, tx: Transaction) -> None:
    """What was counted, and which form rows are to be taken in anew."""
    said = desk.reports.check
    if said.day is not None and not said.due:
        tx.remember(FACT, (said.day, said.line, said.told))
        tx.forms.unlearn(said.unlearnt)


def check_wishes(view: TabView, line: str | None) -> list[Wish]:
    """Its row in 系統狀態, once it was counted."""
    row = rows_by_key(view).get(PLACE)
    cells = {"content": line}
    return [Wish(STATE.key, PLACE, {"item": PLACE, **cells} if row is None else cells, row)] if line else []


def may_count(desk: Desk) -> bool:
    """Is it due, was everything read, and is all that was read durable?"""
    busy = desk.taken or desk.left_over or desk.created or desk.moved or desk.gone
    return desk.reports.check.due and desk.obeys and desk.forms_are_whole and not busy


def count(desk: Desk) -> Count:
    """How many rows there are, and whose they are."""
    views = [view for view in desk.forms if view.key == FORM.key]
    found = Count(rows=sum(any(v is not None for v in row.cells.values()) for view in views for row in view.rows))
    contents = {key: row.content for key, row in desk.known_form_rows.items()}
    standing = [answer.key for answer in answers(views, lambda keys: contents)]
    known = {account.key: account for account in desk.reports.check.accounts()}
    ours = {answer.key for answer in desk.answers}
    found.other["沒有內容"] = found.rows - len(standing)
    found.other["同一列兩次"] = len(standing) - len(set(standing))
    found.other["已刪除個資"] = len(set(standing) - ours)
    found.untaken = sorted(ours - known.keys())
    accounts = [known[key] for key in sorted(ours & known.keys())]
    found.kinds.update(account.kind for account in accounts)
    found.lost = {one.key: one.case or "" for one in accounts if not one.known}
    _count_cases(desk, found, {one.case: one for one in accounts if one.kind == NEW and one.known and one.case})
    return found


def _count_cases(desk: Desk, found: Count, accounts: Mapping[str, Account]) -> None:
    cases = _cases(desk, (number for number, one in accounts.items() if one.receipt is None))
    for number, one in accounts.items():
        if one.receipt is not None:
            found.receipts[STATES.get(one.receipt, NOT_LEFT)] += 1
        elif (case := cases.get(number)) is not None:
            why = why_none(case) or (_elsewhere(desk, case.first_seen_at))
            found.receipts[why or "沒有紀錄"] += 1
            found.unanswered += [] if why else [number]
    gone = [number for number in accounts if desk.row_of(number) is None]
    stored = desk.reports.check.stored(gone)
    away = [number for number in gone if number not in stored]
    found.rowless = [number for number, case in _cases(desk, away).items() if case.status != "無效"]


def _elsewhere(desk: Desk, seen_at: datetime | None) -> str | None:
    """Another ledger may have sent it: this one was made anew, or brought back, since."""
    since = desk.reports.check.since
    return "重建以前的" if since is not None and (seen_at is None or seen_at <= since) else None


def _cases(desk: Desk, numbers: Iterable[str]) -> dict[str, Case]:
    wanted = list(numbers)
    found = desk.find_many([number for number in wanted if number not in desk.cases])
    return {n: case for n in wanted if (case := desk.cases.get(n) or found.get(n)) is not None}


def _stored(tx: Transaction, numbers: Iterable[str]) -> set[str]:
    """Those that stand in 封存, in a file, or in 案件 as far as the ledger has seen: of these a pass brings back what is
    missing by itself."""
    wanted = list(numbers)
    return {number for tab in (CASES.key, ARCHIVE.key, FILED) for number in tx.sheet.standing(tab, wanted)}


def counted(desk: Desk, line: str, told: Iterable[Problem], unlearnt: Iterable[str]) -> None:
    """The day is counted."""
    day, problems = day_of(desk.now, desk.book.defaults.zone), tuple(told)
    check = replace(
        desk.reports.check,
        due=False,
        day=day,
        line=line,
        told=tuple((one.place, one.what, one.mend) for one in problems),
        unlearnt=tuple(unlearnt),
    )
    desk.reports = replace(desk.reports, check=check)
    desk.problems = [one for one in desk.problems if one.place != PLACE] + list(problems)
