"""Rows as this pass saw them, which of them a write is owed to, and what the next pass has to know. Border: ledger only."""

from __future__ import annotations

from sheetdesk.columns import CASES, LOG, REQUEST
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.rig import Report
from sheetdesk.desk.sight import Sight
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import RowMemory, with_memory
from sheetdesk.model.sheet import HEADER, Difference, Row
from sheetdesk.model.values import Value


def remember(sight: Sight, desk: Desk, plan: Difference, tx: Transaction, report: Report) -> None:
    """Rows as seen now, and which of them a write is owed to."""
    now = desk.now
    # A typed row is known by what it shows until its number stands: else a write that fails makes it a case twice.
    # What it asks for is obeyed once it is a case.
    sight.news |= {number: RowMemory(_without_requests(row), dirty=True) for number, row in desk.numbered.items()}
    owed = {(w.tab, w.key) for w in plan.writes} | {(i.tab, i.key) for i in plan.inserts} | plan.barred
    owed |= {(CASES.key, number) for number in sight.observed.missing if number in desk.touched}
    for tab, memory, news in (
        (CASES.key, sight.memory, sight.news),
        (LOG.key, sight.log_memory, sight.log_news),
    ):
        for key in {key for its_tab, key in owed if its_tab == tab and key not in (None, HEADER)}:
            news[key] = with_memory(news.get(key) or memory.get(key) or RowMemory(), dirty=True)
        if not report.halted:
            for key, known in memory.items():
                if known.dirty and (tab, key) not in owed and not (tab == CASES.key and key in sight.observed.missing):
                    news[key] = with_memory(news.get(key, known), dirty=False)
        tx.sheet.keep(tab, news)
    tx.remember("told_at", now)
    tx.remember("told", tx.outbox.revision())
    heard = [item.id for item in tx.forms.heard(after=tx.fact("heard") or 0)]
    if LOG.key in sight.snapshot.tabs and heard:
        tx.remember("heard", heard[-1])
    office = desk.book.office
    shop = office.shop
    tx.remember("office", [shop.name, shop.signature, shop.trial, shop.paused, office.own_address])
    before = set(tx.fact("problems") or ())
    report.new_problems = [p for p in report.problems if str(p) not in before]
    tx.remember("problems", [str(p) for p in report.problems])


def _without_requests(row: Row) -> dict[str, Value]:
    asked = {column.key for column in CASES.owned_by(REQUEST)}
    return {name: value for name, value in row.cells.items() if name not in asked}
