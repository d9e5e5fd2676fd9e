"""Make the reports that are due, and send each once to everybody whom config.yaml names.

Reads:   cases as figures, open cases, 分工表, config.yaml's reports
Decides: what the tab 報告 shows, one letter a person; one to each who answers for something, of her own cases alone
Repeat:  safe - a report is made once a period, and the key of its letter enters the outbox once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import REPORTS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.owner_reports import owner_letters, readers
from sheetdesk.desk.report_book import recipients
from sheetdesk.desk.reports import report_of
from sheetdesk.policy.report_letter import letter_of
from sheetdesk.policy.report_rows import Row, table_of, with_report
from sheetdesk.policy.report_terms import OWNERS

LETTERS: tuple[str, ...] = ("report",)

FOOT = "這是系統寄的報告，在分頁「報告」也看得到。收件人和時間在 config.yaml 的 reports。"


def run(desk: Desk, now: datetime) -> str:
    """Make what is due; show what was made, when the tab is looked at."""
    to, problems = recipients(desk.book)
    owners, lacking = readers(desk)
    desk.problems += [*problems, *lacking]
    said = desk.reports
    rows: list[Row] = list(said.shown()) if said.due or desk.kpi.due else []
    for kind, period in said.due.items():
        if kind == OWNERS:  # others' cases are nothing to her, and hers stand in the tab's figures already
            desk.letters += owner_letters(desk, period, owners)
            said = replace(said, made=(*said.made, (kind, period.key())))
            continue
        report = report_of(desk, kind, period)
        desk.letters += [letter_of(report, desk.book.shop.name, FOOT, address) for address in to]
        rows = with_report(report, now, rows)
        said = replace(said, made=(*said.made, (kind, period.key())))
    said = replace(said, rows=rows)
    desk.reports = said
    if desk.kpi.due and desk.kpi.tables is not None:
        desk.kpi = replace(desk.kpi, tables={**desk.kpi.tables, REPORTS.key: table_of(rows)})
    return f"reports: {len(said.made)}"
