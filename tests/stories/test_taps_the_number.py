"""She taps a number in 待辦 on her phone, and stands in that case's row in 案件, wherever people sorted it."""

from __future__ import annotations

import re

from sheetdesk.columns import CASES, TODO
from tests.fakes.google.evaluate import Reader
from tests.fakes.google.grid import Sheet
from tests.fakes.week_desk import WeekDesk

ADDRESS = re.compile(r"=HYPERLINK\((.+),\"([^\"]+)\"\)")


def links(desk: WeekDesk) -> dict[str, str]:
    """What the cells of 案號 in 待辦 hold, by the number that they show."""
    if hasattr(desk.workbook, "program"):
        texts = [formula for (_, key), formula in desk.workbook.program.formulas(TODO).items() if key == "case"]
    else:
        sheet = desk.workbook.book.titled(TODO.title)
        at = [column.key for column in TODO.columns].index("case")
        texts = [getattr(sheet.entered(row, at), "text", "") for row in range(1, len(sheet.rows))]
    return {found[2]: found[1] for text in texts if (found := ADDRESS.fullmatch(text))}


def address(desk: WeekDesk, formula: str) -> str:
    """Where a tap leads now, as Google works it out."""
    book = desk.workbook.book
    sheet: Sheet = book.titled(TODO.title)
    return str(Reader(book.evaluator(), sheet, f"={formula}").result())


def test_a_tap_leads_to_the_case_wherever_people_sorted_and_moved_it(desk: WeekDesk) -> None:
    for who in ("王怡君", "陳柏宏", "林小美"):
        desk.file("保鮮盒破了", customer=who, email=None, phone=f"09{ord(who[0]):08}")
    desk.run()
    numbers, kept = desk.numbers(), links(desk)
    assert sorted(kept) == sorted(numbers) == sorted(str(row["case"]) for row in desk.rows("todo") if row.get("case"))
    desk.workbook.grids[CASES.key].sort("customer")
    desk.run(1)
    assert links(desk) == kept, "a second run writes no link again"
    desk.type(numbers[0], "status", "無效")
    if not hasattr(desk.workbook, "program"):  # a file's links are worked out by the program that opens it
        for number, formula in kept.items():
            row = desk.workbook.grids[CASES.key].find("number", number) + 2
            assert address(desk, formula).endswith(f"&range=A{row}")
        desk.workbook.grids[CASES.key].move_column(0, 2)
    desk.run(1)
    assert sorted(links(desk)) == sorted(numbers[1:])
    if not hasattr(desk.workbook, "program"):
        at = desk.workbook.grids[CASES.key].find("number", numbers[1]) + 2
        assert address(desk, links(desk)[numbers[1]]).endswith(f"&range=C{at}")
