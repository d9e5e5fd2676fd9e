"""Notes and drop-downs of ours that are out of date, on columns that stand already. People's own stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheetdesk.columns import Column, Tab
from sheetdesk.workbook.google.batch import Request
from sheetdesk.workbook.google.column import (
    FROM_CELLS,
    SIGN,
    Lists,
    dimension,
    drop_down,
    note_at,
    rule_of,
    signed_note,
)
from sheetdesk.workbook.google.survey import Marks, is_ours
from sheetdesk.workbook.layout import Header
from sheetdesk.workbook.look import has_come, offers


def out_of_date(number: int, tab: Tab, header: Header, marks: Marks, lists: Lists) -> Iterable[Request]:
    """What renews them; `marks` is what hangs at the columns now."""
    for key, position in header.places.items():
        column, note = tab.column(key), marks.notes.get(position, "")
        if _needs_note(column, note):
            yield note_at(number, header.index, position, signed_note(column))
            if has_come(column, note):
                yield dimension(number, "COLUMNS", position, position + 1, {"hiddenByUser": False})
    for position in old_choices(tab, header, marks):
        column = next(tab.column(key) for key, at in header.places.items() if at == position)
        for first, end in _gaps(header.index + 1, marks.taken.get(position, ()), marks.rows):
            yield drop_down(number, first, end, position, rule_of(column, lists))


def old_choices(tab: Tab, header: Header, marks: Marks) -> list[int]:
    """Positions of the columns whose drop-down has to be renewed."""
    places = header.places.items()
    return [at for key, at in places if _needs_choices(tab.column(key), marks.rules.get(at, ()))]


def _needs_note(column: Column, there: str) -> bool:
    wanted = signed_note(column)
    return bool(wanted) and there != wanted and (not there or there.endswith(SIGN))


def _needs_choices(column: Column, there: Sequence[Mapping[str, Any]]) -> bool:
    """Does no row have our list as it is now, and none a list of somebody else's?"""
    if not offers(column) or not all(map(is_ours, there)):
        return False
    return not any(_is_its(column, rule) for rule in there)


def _is_its(column: Column, rule: Mapping[str, Any]) -> bool:
    """Does `rule` offer the column's words? A range is told by its kind: how Google writes its title is Google's."""
    condition = rule.get("condition", {})
    words = [value.get("userEnteredValue", "") for value in condition.get("values", ())]
    if bool(rule.get("strict", False)) == column.multiple:
        return False
    if column.choices_from:
        return condition.get("type") == FROM_CELLS and not any("#REF!" in word for word in words)
    return words == list(column.choices)


def _gaps(first: int, taken: Sequence[int], rows: int) -> Iterable[tuple[int, int | None]]:
    """Runs of rows from `first` on that nobody took, without their ends; the last one goes on to the tab's end."""
    for row in (row for row in taken if row >= first):
        if row > first:
            yield first, row
        first = row + 1
    if first < rows:
        yield first, None
