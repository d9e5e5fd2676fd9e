"""The script with pandas: both tabs into data frames, new rows added, the whole of 案件 written back.

What its users lose (each shown by a test): everything that a person did to 案件 between the read and the write, a sort
as well as words; and what `get_all_records` took for numbers: a phone number comes back without its first 0."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import gspread
import pandas as pd

from tests.bench.rivals.door import main
from tests.bench.rivals.new_case import CASES, FORM, LATE, is_late, marker, new_case, next_running


def script(client: gspread.Client, spreadsheet_id: str, now: datetime) -> None:
    """Take in the new answers and mark what is late."""
    book = client.open_by_key(spreadsheet_id)
    form, cases = book.worksheet(FORM), book.worksheet(CASES)
    titles = cases.row_values(1)
    answers = pd.DataFrame(form.get_all_records(), columns=form.row_values(1))
    known = pd.DataFrame(cases.get_all_records(), columns=titles)

    known.loc[[is_late(case, now) for case in known.to_dict("records")], "燈號"] = LATE
    taken = set(_markers(known[known["案號"] != ""], "收件時間"))
    answers["marker"] = _markers(answers, "時間戳記")
    fresh = answers[~answers["marker"].isin(taken)].drop_duplicates("marker")
    running = next_running(known["案號"])
    new = [new_case(answer, running + at) for at, answer in enumerate(fresh.to_dict("records"))]

    whole = pd.concat([known, pd.DataFrame(new, columns=titles)]).fillna("")
    if len(whole) + 1 > cases.row_count:
        cases.resize(rows=len(whole) + 1)
    cases.update([titles, *whole.to_numpy().tolist()])


def _markers(rows: Any, received: str) -> list[tuple[str, str]]:
    return [marker(at, email) for at, email in zip(rows[received], rows["Email"], strict=True)]


if __name__ == "__main__":
    main(script)
