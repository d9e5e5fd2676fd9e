"""Rows that have been in 封存 for long go to a file a year; they leave the tab only once the file holds them.

Border: files and ledger. A crash in between writes the same rows into the file once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sheetdesk.columns import ARCHIVE
from sheetdesk.desk.archive import FILED, read_soon
from sheetdesk.desk.rig import Report, Rig
from sheetdesk.desk.wishes import cells_of
from sheetdesk.errors import DeskUnreachable, WorkbookBusy, WorkbookChanged
from sheetdesk.model.case import Case
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Problem
from sheetdesk.model.values import Value
from sheetdesk.policy.forgetting import forgotten


def file_rows(rig: Rig, rows: Mapping[str, Mapping[str, Value]], report: Report) -> None:
    """Write them into the files, then remember that they are there: the next pass takes them out of the tab."""
    if not rows or rig.years is None:
        return
    try:
        rig.years().add(rows)
    except (WorkbookBusy, WorkbookChanged, DeskUnreachable) as fault:
        report.problems.append(Problem(fault.which or "封存的檔案", fault.what, fault.mend))
        report.new_problems.append(report.problems[-1])
        return
    with rig.ledger.begin() as tx:
        tx.sheet.let_go(ARCHIVE.key, rows)
        tx.sheet.keep(FILED, {number: RowMemory(cells) for number, cells in rows.items()})
        read_soon(tx)
    report.again = True


def forget_in_files(rig: Rig, cases: Iterable[Case], now: datetime) -> None:
    """Write over her rows what is left of them. Raises what the files raise; then nothing of her was forgotten yet."""
    left = {case.number: cells_of(forgotten(case, now), frozenset()) for case in cases}
    if rig.years is not None:
        rig.years().rewrite(left, lambda number, _: {**left[number], "number": number})
