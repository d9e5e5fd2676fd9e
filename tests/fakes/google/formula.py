"""Formulas: their references, moved as Google moves them, and a small evaluator; what it doesn't know is #NAME?."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from tests.fakes.google.a1 import letters, number, quoted

LOST = "#REF!"
CORNER = r"(?:\$?[A-Za-z]{1,3}\$?[1-9][0-9]*|\$?[A-Za-z]{1,3}(?=:)|(?<=:)\$?[A-Za-z]{1,3}|\$?[1-9][0-9]*(?=:)|(?<=:)\$?[1-9][0-9]*)"
TITLE = r"(?:'(?:[^']|'')+'|[^\W\d]\w*)!"
REFERENCE = re.compile(rf"\"(?:[^\"]|\"\")*\"|(?<![\w.$])({TITLE})?({CORNER}(?::{CORNER})?)(?![\w(])")


@dataclass(frozen=True, slots=True)
class Formula:
    """What stands in a cell, beginning with `=`."""

    text: str


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference, zero-based; None where a whole row or column is meant."""

    row: int | None
    column: int | None
    row_fixed: bool = False
    column_fixed: bool = False

    def __str__(self) -> str:
        column = "" if self.column is None else ("$" if self.column_fixed else "") + letters(self.column)
        return column + ("" if self.row is None else ("$" if self.row_fixed else "") + str(self.row + 1))


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or a range; `title` is None for the formula's own tab."""

    title: str | None
    start: Corner
    end: Corner | None = None

    def __str__(self) -> str:
        place = str(self.start) if self.end is None else f"{self.start}:{self.end}"
        return place if self.title is None else f"{quoted(self.title)}!{place}"


@lru_cache(maxsize=4096)
def corner_of(text: str) -> Corner:
    match = re.fullmatch(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)", text)
    assert match, text
    row = int(match[4]) - 1 if match[4] else None
    column = number(match[2]) if match[2] else None
    return Corner(row, column, bool(match[3]) if column is not None else bool(match[1]), bool(match[1]))


@lru_cache(maxsize=4096)
def reference_of(title: str | None, place: str) -> Reference:
    start, _, end = place.partition(":")
    name = title[:-1].strip("'").replace("''", "'") if title else None
    return Reference(name, corner_of(start), corner_of(end) if end else None)


def rewritten(formula: Formula, change: Callable[[Reference], Reference | None]) -> Formula:
    """The formula with each reference changed; one that is gone (None) reads #REF!."""

    def one(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        found = reference_of(match[1], match[2])
        changed = change(found)
        return match[0] if changed == found else LOST if changed is None else str(changed)

    return Formula(REFERENCE.sub(one, formula.text))


def pasted(formula: Formula, rows: int, columns: int) -> Formula:
    """Relative references go along; one that leaves the sheet above or to the left is lost."""
    if not rows and not columns:
        return formula

    def move(corner: Corner) -> Corner | None:
        row = corner.row if corner.row is None or corner.row_fixed else corner.row + rows
        column = corner.column if corner.column is None or corner.column_fixed else corner.column + columns
        gone = (row is not None and row < 0) or (column is not None and column < 0)
        return None if gone else replace(corner, row=row, column=column)

    def change(reference: Reference) -> Reference | None:
        start, end = move(reference.start), reference.end and move(reference.end)
        if start is None or (reference.end is not None and end is None):
            return None
        return replace(reference, start=start, end=end)

    return rewritten(formula, change)


def canonical(formula: Formula, title_of: Callable[[str], str]) -> Formula:
    """As Google keeps it: references in capitals, corners in order, a range of one cell as a cell, titles as they are."""

    def one(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        found = reference_of(match[1], match[2])
        title = None if found.title is None else title_of(found.title)
        return str(Reference(title, *ordered(found.start, found.end)))

    return Formula(REFERENCE.sub(one, formula.text))


def ordered(start: Corner, end: Corner | None) -> tuple[Corner, Corner | None]:
    if end is None:
        return start, None
    if (end.row or 0) < (start.row or 0):
        start, end = replace(start, row=end.row), replace(end, row=start.row)
    if (end.column or 0) < (start.column or 0):
        start, end = replace(start, column=end.column), replace(end, column=start.column)
    is_cell = start.row is not None and start.column is not None
    return start, None if is_cell and (start.row, start.column) == (end.row, end.column) else end


def titles_in(formula: Formula) -> set[str]:
    """The tabs that it names."""
    found = (reference_of(match[1], match[2]) for match in REFERENCE.finditer(formula.text) if match[2])
    return {reference.title for reference in found if reference.title is not None}


def renamed(formula: Formula, old: str, new: str) -> Formula:
    return rewritten(formula, lambda r: replace(r, title=new) if r.title == old else r)


def inserted(formula: Formula, mine: Callable[[Reference], bool], axis: str, at: int, count: int) -> Formula:
    """After `count` rows or columns (`axis` "row" | "column") came in at `at` of the tab for which `mine` holds."""

    def move(corner: Corner) -> Corner:
        place = getattr(corner, axis)
        return corner if place is None or place < at else replace(corner, **{axis: place + count})

    def change(reference: Reference) -> Reference:
        if not mine(reference):
            return reference
        return replace(reference, start=move(reference.start), end=reference.end and move(reference.end))

    return rewritten(formula, change)


def deleted(formula: Formula, mine: Callable[[Reference], bool], axis: str, at: int, count: int) -> Formula:
    """After `count` rows or columns from `at` on went; a range shrinks, a lost cell reads #REF!."""

    def change(reference: Reference) -> Reference | None:
        first = getattr(reference.start, axis)
        if not mine(reference) or first is None:
            return reference
        last = getattr(reference.end or reference.start, axis)
        left = [place for place in (first, last) if not at <= place < at + count]
        if not left and at <= first and last < at + count:
            return None
        start = first if first < at else max(at, first - count)
        end = last if last < at else max(at - 1, last - count)
        moved_start = replace(reference.start, **{axis: start})
        return replace(reference, start=moved_start, end=reference.end and replace(reference.end, **{axis: end}))

    return rewritten(formula, change)
