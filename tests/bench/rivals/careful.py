"""The careful script: `get_all_values` of both tabs, one `append_rows`, one `batch_update`; seven or eight calls a run.

What its users lose (shown by a test): the rows of `batch_update` are those of the read, so what it marks after a person
sorted stands at another case. New rows are safe from a sort, for they are appended."""

from __future__ import annotations

from datetime import datetime

import gspread
from gspread.utils import ValueInputOption, rowcol_to_a1

from tests.bench.rivals.door import main
from tests.bench.rivals.new_case import CASES, FORM, LATE, is_late, marker, new_case, next_running


def script(client: gspread.Client, spreadsheet_id: str, now: datetime) -> None:
    """Take in the new answers and mark what is late."""
    book = client.open_by_key(spreadsheet_id)
    form, cases = book.worksheet(FORM), book.worksheet(CASES)
    questions, *answers = form.get_all_values()
    titles, *rows = cases.get_all_values()
    known = [dict(zip(titles, row, strict=True)) for row in rows]
    taken = {marker(case["收件時間"], case["Email"]) for case in known if case["案號"]}
    running = next_running(case["案號"] for case in known)

    new_rows: list[list[str]] = []
    for row in answers:
        answer = dict(zip(questions, row, strict=True))
        mark = marker(answer["時間戳記"], answer["Email"])
        if mark in taken:
            continue
        case = new_case(answer, running + len(new_rows))
        new_rows.append([case.get(title, "") for title in titles])
        taken.add(mark)

    light = titles.index("燈號") + 1
    late = [
        {"range": rowcol_to_a1(row, light), "values": [[LATE]]}
        for row, case in enumerate(known, start=2)
        if is_late(case, now)
    ]
    if new_rows:
        cases.append_rows(new_rows, value_input_option=ValueInputOption.user_entered)
    if late:
        cases.batch_update(late)


if __name__ == "__main__":
    main(script)
