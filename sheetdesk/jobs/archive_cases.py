"""Move the rows of cases that were closed long ago from 案件 to 封存, and after a year from there to a file; before the
first time it is asked in 待辦. Out of cases that ended two years ago the customer is taken.

Reads:   closed cases and their rows, letters that wait, 廠商求償, 批次事件, config.yaml's retention
Decides: whose row goes now, which rows a file is to hold, whose customer is masked, the question before the first time
Repeat:  safe - a row that went stands in 案件 no more, and who was masked isn't due again
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.policy.replies import NO, YES
from sheetdesk.policy.retention import ASKED_AGAIN, is_held, may_be_filed, may_go, question

LETTERS: tuple[str, ...] = ()

MOST = 100
"""Rows that go in one pass: the answer shows each as it stood, a few kilobytes a row."""


def run(desk: Desk, now: datetime) -> str:
    """Choose the rows that go, or ask whether they may."""
    terms = desk.book.defaults.retention
    facts = desk.archive = replace(desk.archive, masks=tuple(to_mask(desk)))
    if terms.after is None:
        return f"cases archived: off, masked: {len(facts.masks)}"
    if not facts.agreed:
        _ask(desk, now)
    elif facts.due:
        old = {number: row for number, row in facts.records.items() if may_be_filed(row, terms, now)}
        desk.archive = replace(facts, goes=tuple(islice(plan(desk, facts.rows, now), MOST)), files=old)
    told = (len(desk.archive.goes), len(desk.archive.files), len(desk.archive.masks))
    return "cases archived: {}, to a file: {}, masked: {}".format(*told)


def to_mask(desk: Desk) -> Iterator[str]:
    """Those of the old cases that nobody holds, as their rows stand now, and in which nothing happens."""
    facts = desk.archive
    for number in facts.old:
        row = facts.records.get(number) or desk.row_of(number) or {}
        if number not in desk.touched and not is_held(row):
            yield number


def plan(desk: Desk, numbers: Iterable[str], now: datetime) -> Iterator[Case]:
    """Those of these cases whose row may go, in the order in which they stand."""
    cases, facts = desk.find_many(numbers), desk.archive
    for number, row in facts.rows.items():
        case = cases.get(number)
        if case is None or number in desk.touched or desk.masked.get(number):
            continue
        if may_go(case, row, facts.strings, desk.book.defaults.retention, now):
            yield case


def _ask(desk: Desk, now: datetime) -> None:
    """The question is put once a day by what may go then, and stands until it is answered."""
    facts, after = desk.archive, desk.book.defaults.retention.after
    rests = facts.declined_at is not None and now - facts.declined_at < ASKED_AGAIN
    if facts.due and after is not None and not rests:
        found = list(plan(desk, facts.rows, now))
        facts = replace(facts, asked=question(found, after, desk.book.defaults.zone) if found else None)
    answer = desk.ask(facts.asked) if facts.asked is not None else None
    if answer == YES:
        facts = replace(facts, agreed=True, asked=None)
    elif answer == NO:
        facts = replace(facts, declined_at=now, asked=None)
    desk.archive = facts
