"""The usual script: `get_all_records` of both tabs, `append_row` for a new case, `update_cell` for each judged field.

What its users lose (each shown by a test): a row number worked out from the read is worth nothing once a person sorts,
so what belongs to the new case lands in another one; a run that dies half-way leaves a case without class for good."""

from __future__ import annotations

from datetime import datetime

import gspread

from tests.bench.rivals.door import main
from tests.bench.rivals.new_case import CASES, FORM, LATE, is_late, marker, new_case, next_running

JUDGED = (
    "摘要",
    "下一步",
    "狀態",
    "負責人",
    "性質",
    "類別",
    "子類別",
    "優先級",
    "判斷依據",
    "首次回覆期限",
    "解決期限",
    "燈號",
)


def script(client: gspread.Client, spreadsheet_id: str, now: datetime) -> None:
    """Take in the new answers and mark what is late."""
    book = client.open_by_key(spreadsheet_id)
    form, cases = book.worksheet(FORM), book.worksheet(CASES)
    answers, known = form.get_all_records(), cases.get_all_records()
    titles = cases.row_values(1)
    taken = {marker(str(case["收件時間"]), str(case["Email"])) for case in known if case["案號"]}
    running, row = next_running(str(case["案號"]) for case in known), len(known) + 1

    for answer in answers:
        mark = marker(str(answer["時間戳記"]), str(answer["Email"]))
        if mark in taken:
            continue
        case = new_case(answer, running)
        cases.append_row(["" if title in JUDGED else case.get(str(title), "") for title in titles])
        row += 1
        for title in JUDGED:
            cases.update_cell(row, titles.index(title) + 1, case[title])
        taken.add(mark)
        running += 1

    for row, case in enumerate(known, start=2):
        if is_late(case, now):
            cases.update_cell(row, titles.index("燈號") + 1, LATE)


if __name__ == "__main__":
    main(script)
