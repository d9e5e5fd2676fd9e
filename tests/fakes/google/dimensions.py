"""Rows and columns that come, go and move, and all that goes along: merges, protection, filters, groups, formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.google.a1 import Block
from tests.fakes.google.formula import Formula, Reference, deleted, inserted, rewritten
from tests.fakes.google.grid import Column, Row, Sheet

AXES = {"ROWS": "row", "COLUMNS": "column"}
FROZEN = {"row": "frozenRowCount", "column": "frozenColumnCount"}
ENDS = {"row": ("startRowIndex", "endRowIndex"), "column": ("startColumnIndex", "endColumnIndex")}
Span = Callable[[int, int], tuple[int, int]]
"""Where a half-open span has gone; an empty one is lost."""


def insert(sheet: Sheet, sheets: Sequence[Sheet], axis: str, at: int, count: int, before: bool) -> Span:
    """`before`: the new ones look like their neighbour before (formats and drop-downs, no values), else like the one after.

    Like its sisters it answers where spans have gone, for what doesn't hang on the sheet itself."""
    if axis == "row":
        insert_rows(sheet, at, count, at - 1 if before else at)
    else:
        insert_columns(sheet, at, count, at - 1 if before else at)
    freeze(sheet, axis, frozen(sheet, axis) + (count if at < frozen(sheet, axis) else 0))
    rewrite(sheet, sheets, lambda formula, mine: inserted(formula, mine, axis, at, count))
    return moved_along(sheet, axis, lambda start, end: (start + count * (start >= at), end + count * (end > at)))


def insert_rows(sheet: Sheet, at: int, count: int, like: int) -> None:
    sheet.row_count += count
    if at > len(sheet.rows) or (at == len(sheet.rows) and like >= len(sheet.rows)):
        return
    worn, height = ({}, 21) if not 0 <= like < len(sheet.rows) else (sheet.rows[like].dress, sheet.rows[like].height)
    without_notes = {column: d.bare_of_note() for column, d in worn.items() if d.shape or d.rule}
    fresh = [Row(sheet.epoch) for _ in range(count)]
    for row in fresh:
        row.dress, row.height = without_notes, height
    sheet.rows[at:at] = fresh


def insert_columns(sheet: Sheet, at: int, count: int, like: int) -> None:
    known = 0 <= like < len(sheet.columns)
    old: list[int | None] = [*range(len(sheet.columns))]
    sheet.rearrange([*old[:at], *[None] * count, *old[at:]], like if known else None)
    sheet.columns[at:at] = [Column(width=sheet.columns[like].width if known else 100) for _ in range(count)]


def delete(sheet: Sheet, sheets: Sequence[Sheet], axis: str, at: int, count: int) -> Span:
    if axis == "row":
        del sheet.rows[at : at + count]
        sheet.row_count -= count
    else:
        sheet.rearrange([*range(at), *range(at + count, len(sheet.columns))])
        del sheet.columns[at : at + count]
    freeze(sheet, axis, after_cut(frozen(sheet, axis), at, count))
    rewrite(sheet, sheets, lambda formula, mine: deleted(formula, mine, axis, at, count))
    return moved_along(sheet, axis, lambda start, end: (after_cut(start, at, count), after_cut(end, at, count)))


def frozen(sheet: Sheet, axis: str) -> int:
    """How many rows or columns are frozen."""
    count: int = sheet.looks.get("gridProperties", {}).get(FROZEN[axis], 0)
    return count


def freeze(sheet: Sheet, axis: str, count: int) -> None:
    grid = {name: value for name, value in sheet.looks.get("gridProperties", {}).items() if name != FROZEN[axis]}
    sheet.looks = {**sheet.looks, "gridProperties": grid | ({FROZEN[axis]: count} if count else {})}


def after_cut(place: int, at: int, count: int) -> int:
    return place if place <= at else max(at, place - count)


def move(sheet: Sheet, sheets: Sequence[Sheet], axis: str, first: int, end: int, to: int) -> Span:
    """`to` is counted before the move, as Google counts it."""
    size = max(sheet.row_count if axis == "row" else len(sheet.columns), to)
    order = [*range(first, end)]
    rest = [place for place in range(size) if not first <= place < end]
    cut = to if to <= first else to - (end - first)
    order = [*rest[:cut], *order, *rest[cut:]]
    if axis == "row":
        sheet.own(max(end, to, 1) - 1)
        sheet.rows = [sheet.rows[place] for place in order if place < len(sheet.rows)]
    else:
        sheet.rearrange(order)
        sheet.columns = [sheet.columns[place] for place in order]
    gone_to = {place: now for now, place in enumerate(order)}
    rewrite(sheet, sheets, lambda formula, mine: rewritten(formula, lambda r: moved(r, mine, axis, gone_to)))
    return moved_along(sheet, axis, lambda start, stop: moved_span(gone_to, start, stop))


def moved_span(gone_to: dict[int, int], start: int, stop: int) -> tuple[int, int]:
    """A span whose parts stay together goes along; one that is torn, or open at its end, stays where it was."""
    if stop > len(gone_to):
        return start, stop
    places = sorted(gone_to.get(place, place) for place in range(start, stop))
    together = bool(places) and places[-1] - places[0] + 1 == len(places)
    return (places[0], places[-1] + 1) if together else (start, stop)


def moved(reference: Reference, mine: Callable[[Reference], bool], axis: str, gone_to: dict[int, int]) -> Reference:
    start = getattr(reference.start, axis)
    if not mine(reference) or start is None or reference.end is not None:
        return reference
    corner = reference.start
    return Reference(reference.title, type(corner)(**{**fields_of(corner), axis: gone_to.get(start, start)}))


def fields_of(corner: Any) -> dict[str, Any]:
    return {name: getattr(corner, name) for name in ("row", "column", "row_fixed", "column_fixed")}


def moved_along(sheet: Sheet, axis: str, span: Span) -> Span:
    """All that hangs on places of the sheet."""
    merges = [moved_block(block, axis, span) for block in sheet.merges]
    sheet.merges = [block for block in merges if block.bottom > block.top and block.right > block.left]
    sheet.protected = [p for p in (with_range(p, axis, span) for p in sheet.protected) if p]
    sheet.filter_views = [v for v in (with_range(v, axis, span) for v in sheet.filter_views) if v]
    sheet.conditional = [c for c in (with_ranges(c, axis, span) for c in sheet.conditional) if c]
    sheet.groups = [g for g in (with_span(g, axis, span) for g in sheet.groups) if g]
    if basic := sheet.looks.get("basicFilter"):
        sheet.looks = {**sheet.looks, "basicFilter": with_range(basic, axis, span)}
    return span


def moved_block(block: Block, axis: str, span: Span) -> Block:
    if axis == "row":
        top, bottom = span(block.top, block.bottom)
        return block._replace(top=top, bottom=bottom)
    left, right = span(block.left, block.right)
    return block._replace(left=left, right=right)


def moved_range(grid_range: dict[str, Any], axis: str, span: Span) -> dict[str, Any] | None:
    """A GridRange after the change; open ends stay open; None when nothing of it is left."""
    start_name, end_name = ENDS[axis]
    first, last = grid_range.get(start_name), grid_range.get(end_name)
    if first is None and last is None:
        return grid_range
    start, end = span(first or 0, 2**31 if last is None else last)
    if end <= start:
        return None
    made = {**grid_range, start_name: start} if first is not None else dict(grid_range)
    return {**made, end_name: end} if last is not None else made


def with_range(thing: dict[str, Any], axis: str, span: Span) -> dict[str, Any] | None:
    found = moved_range(thing.get("range", {}), axis, span)
    if found is None:
        return None
    made = {**thing, "range": found}
    if free := thing.get("unprotectedRanges"):
        made["unprotectedRanges"] = [r for r in (moved_range(r, axis, span) for r in free) if r]
    return made


def with_ranges(rule: dict[str, Any], axis: str, span: Span) -> dict[str, Any] | None:
    found = [r for r in (moved_range(r, axis, span) for r in rule["ranges"]) if r]
    return {**rule, "ranges": found} if found else None


def with_span(group: dict[str, Any], axis: str, span: Span) -> dict[str, Any] | None:
    if AXES[group["range"]["dimension"]] != axis:
        return group
    start, end = span(group["range"]["startIndex"], group["range"]["endIndex"])
    return {**group, "range": {**group["range"], "startIndex": start, "endIndex": end}} if end > start else None


def rewrite(
    sheet: Sheet, sheets: Sequence[Sheet], change: Callable[[Formula, Callable[[Reference], bool]], Formula]
) -> None:
    """Formulas of every tab that speak of this one."""
    for other in sheets:

        def mine(reference: Reference, other: Sheet = other) -> bool:
            return reference.title == sheet.title or (reference.title is None and other is sheet)

        for at, row in enumerate(other.rows):
            if row.formulas:
                own = other.own(at)
                own.cells = [change(c, mine) if isinstance(c, Formula) else c for c in own.cells]
