"""Which reports are due, and what was made of them: facts of the ledger. Border: reads and keeps; makes no report.

A report is known by kind and period. A desk that has never made one, a new ledger after `rebuild` too, counts those of
the periods that are over as made: nobody gets an old report again."""

from __future__ import annotations

from datetime import datetime

from sheetdesk.columns import REPORTS
from sheetdesk.desk.book import Book
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.faq_tabs import GAPS
from sheetdesk.desk.kpi_tab import look_again
from sheetdesk.desk.report_facts import ReportFacts
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import Problem, Snapshot
from sheetdesk.policy.report_rows import standing_in
from sheetdesk.policy.report_terms import newest
from sheetdesk.policy.team import find

MADE, ROWS = "reports_made", "report_rows"


def open_reports(tx: Transaction, book: Book, now: datetime) -> ReportFacts:
    """What is due: the newest period of each kind, if its report was not made yet."""
    zone, slots = book.defaults.zone, book.defaults.reports.slots
    known: dict[str, str] = tx.fact(MADE) or {}
    last = {kind: newest(kind, slot, now, zone) for kind, slot in slots.items()}
    unknown = {kind: period.key() for kind, period in last.items() if kind not in known}
    if unknown:
        tx.remember(MADE, {**known, **unknown})
    due = {kind: period for kind, period in last.items() if kind in known and period.key() > known[kind]}
    return ReportFacts(due, lambda: tx.fact(ROWS) or (), lambda: (tx.fact(GAPS) or (None, None, None))[2])


def keep_reports(desk: Desk, tx: Transaction) -> None:
    """What this pass made is made, and is shown at the next look at the tab."""
    said = desk.reports
    if not said.made:
        return
    tx.remember(MADE, {**(tx.fact(MADE) or {}), **dict(said.made)})
    tx.remember(ROWS, tuple(said.rows))
    if not desk.kpi.due:
        look_again(tx)


def take_reports(tx: Transaction, raw: Snapshot) -> None:
    """What stands in the tab, into a new ledger: it stays there, below what comes."""
    view = raw.tabs.get(REPORTS.key)
    if view is not None:
        tx.remember(ROWS, standing_in(row.cells for row in view.rows))


def recipients(book: Book) -> tuple[tuple[str, ...], list[Problem]]:
    """The addresses of those whom config.yaml names, each once; and whom nobody can write to."""
    found: dict[str, None] = {}
    problems = []
    for who in book.defaults.reports.to:
        person = find(book.team, who)
        address = who if "@" in who else person.email if person is not None else None
        if address is not None:
            found[address] = None
            continue
        what = (
            f"「{who}」不在「分工表」，報告寄不到" if person is None else f"「{who}」在「分工表」沒有 Email，報告寄不到"
        )
        mend = "在「分工表」補上這個人和 Email，或在 to 直接寫 Email"
        problems.append(Problem("config.yaml 的 reports.to", what, mend))
    return tuple(found), problems
