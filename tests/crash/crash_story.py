"""The run that is interrupted: new cases with receipts, an addition, a person's changes and replies, one of them due.

As a script, it tells for each FOLDER and STEP how a process of its own ended, which kills itself there:
`python -m tests.crash.crash_story FOLDER STEP [FOLDER STEP]…`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from sheetdesk.columns import BY_KEY, RULES
from sheetdesk.desk.state_tab import SIGNS_OF_LIFE
from tests.fakes.real_desk import MONDAY, WANG, RealDesk, desk_config
from tests.fakes.tripwire import Tripwire

AT = MONDAY + timedelta(minutes=30)
"""When the run that dies begins."""

RULES_KEPT = ("13", "110", "130", "500")
"""規則 that the story's texts meet: nearly all cells of the file are rules, and reading and saving take longest."""

VOLATILE = frozenset(SIGNS_OF_LIFE)
TABS = ("cases", "log", "rules", "state", "settings", "team")


def set_the_stage(folder: Path) -> RealDesk:
    """Two known cases, changed by a person, and everything that the interrupted run has to take in."""
    desk = RealDesk(folder)
    keep_rules(desk)
    desk.add_form_rows(WANG, {**WANG, "customer": "陳柏宏", "email": "chen@example.com", "text": "請問什麼時候到貨？"})
    desk.run()
    first, second = desk.cases()
    desk.edit(second, "reply_text", "已經幫您查了，明天送到。")
    desk.edit(second, "action", "寄出,等客人")
    desk.run(AT - timedelta(minutes=5))
    desk.edit(first, "reply_text", "今天幫您補寄。")
    desk.edit(first, "action", "寄出")
    desk.edit(first, "status", "處理中")
    desk.edit(first, "note", "先打電話")
    desk.edit(second, "category", "物流問題")
    desk.edit(second, "summary", "被改掉的摘要")
    desk.add_form_rows(
        {**WANG, "submitted_at": AT - timedelta(minutes=2), "text": "補照片", "case_no": first},
        {"submitted_at": AT - timedelta(minutes=1), "customer": "林", "email": "lin@example.com", "text": "吃完送醫"},
        {"submitted_at": AT - timedelta(seconds=30), "customer": "沒信箱", "text": "少一包"},
    )
    return desk


def keep_rules(desk: RealDesk) -> None:
    """Only those that the story needs."""
    with desk.book() as book:
        sheet = book[RULES.title]
        kept = [[cell.value for cell in line] for line in sheet.iter_rows() if str(line[0].value) in RULES_KEPT]
        sheet.delete_rows(2, sheet.max_row)
        sheet.row_dimensions.clear()
        for line in kept:
            sheet.append(line)
    assert len(kept) == len(RULES_KEPT)


def reopened(folder: Path, at: datetime = AT) -> RealDesk:
    """A new process on what lies in `folder`."""
    desk = RealDesk.__new__(RealDesk)
    desk.folder, desk.path, desk.now = folder, folder / "desk.xlsx", at
    desk.config = desk_config(folder)
    desk.rig = desk.open_rig()
    return desk


def shown(desk: RealDesk) -> dict[str, Any]:
    """All that people see, but for what counts batches and minutes."""
    book = load_workbook(desk.path)
    tabs = {}
    for key in TABS:
        lines = [tuple(line) for line in book[BY_KEY[key].title].iter_rows(values_only=True)]
        tabs[key] = sorted((line for line in lines if line[0] not in VOLATILE), key=str)
    return tabs


def remembered(desk: RealDesk) -> dict[str, Any]:
    """All that the ledger holds of cases, messages, form rows and the audit trail."""
    numbers = desk.cases()
    with desk.rig.ledger.begin() as tx:
        return {
            "cases": [case.to_plain_dict() for case in numbers.values()],
            "events": [(e.case, e.actor, e.kind, e.field, e.old, e.new) for n in numbers for e in tx.cases.events(n)],
            "messages": [(m.key, m.state, m.letter) for m in tx.outbox.updated_since(None)],
            "form rows": sorted((r.key, r.case, r.kind) for r in tx.forms.all().values()),
            "pending": [journal.batch for journal in tx.sheet.pending()],
            "owed": tx.sheet.repairs(),
        }


def main(*told: str) -> None:
    """Writes a line for each: the signal that killed it, or 0."""
    for folder, step in zip(told[::2], told[1::2], strict=True):
        # A fork is a process of its own like any other, but has not to import everything again.
        child = os.fork()
        if child == 0:
            run_until_killed(folder, step)
            os._exit(0)
        sys.stdout.write(f"{os.WTERMSIG(os.waitpid(child, 0)[1])}\n")


def run_until_killed(folder: str, step: str) -> None:
    desk = reopened(Path(folder))
    with Tripwire(int(step), die=lambda: os.kill(os.getpid(), signal.SIGKILL)).strung():
        desk.run(AT)


if __name__ == "__main__":
    main(*sys.argv[1:])
