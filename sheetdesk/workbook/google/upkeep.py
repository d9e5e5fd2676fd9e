"""Notes and drop-downs of ours that are out of date, on columns that stand already. People's own stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheetdesk.columns import Column, Tab
from sheetdesk.workbook.google.batch import Request
from sheetdesk.workbook.google.column import SIGN, annotate, drop_down, rule_of, signed_note
from sheetdesk.workbook.google.survey import Marks
from sheetdesk.workbook.layout import Header
from sheetdesk.workbook.look import PICK


def out_of_date(number: int, tab: Tab, header: Header, marks: Marks | None) -> list[Request]:
    """What renews them; `marks` is what hangs at the columns now."""
    return list(_renewals(number, tab, header, marks or Marks({}, {})))


def _renewals(number: int, tab: Tab, header: Header, marks: Marks) -> Iterable[Request]:
    for key, position in header.places.items():
        column = tab.column(key)
        if _needs_note(column, marks.notes.get(position, "")):
            yield annotate(number, header.index, position, column)
        if _needs_choices(column, marks.rules.get(position, ())):
            yield drop_down(number, header.index, position, column)


def _needs_note(column: Column, there: str) -> bool:
    wanted = signed_note(column)
    return bool(wanted) and there != wanted and (not there or there.endswith(SIGN))


def _needs_choices(column: Column, there: Sequence[Mapping[str, Any]]) -> bool:
    """Does no row have our list as it is now, and none a list of somebody else's?"""
    if not column.choices:
        return False
    ours = all(str(rule.get("inputMessage", "")).startswith(PICK) for rule in there)
    return ours and _said(rule_of(column)) not in [_said(rule) for rule in there]


def _said(rule: Mapping[str, Any]) -> tuple[list[str], bool]:
    words = [value.get("userEnteredValue", "") for value in rule.get("condition", {}).get("values", ())]
    return words, bool(rule.get("strict", False))
