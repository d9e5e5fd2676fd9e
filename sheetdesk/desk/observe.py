"""What people did to 案件 since the last read: found by comparing the rows with the rows as last seen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheetdesk.columns import CASES, MACHINE, REQUEST, SHARED, STATUS, row_key
from sheetdesk.desk.overlay import likeness
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Value, same

SETTLING_TIME = timedelta(minutes=2)
"""Two reads this far apart must agree before a typed row becomes a case or a vanished one comes back (design §2)."""

CONTACTS = ("customer", "nickname", "email", "phone", "line")

MANY_CASES, MANY_SHARE = 20, 0.10
"""More than both of these changed, cleared or gone in one read: nothing is sent or obeyed (design §2)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A person changed one cell of one case."""

    case: str
    column: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Observed:
    """Where each case stands now, and what differs from the rows as last seen."""

    rows: Mapping[str, Row]
    changed: frozenset[str] = frozenset()
    edits: tuple[Edit, ...] = ()
    missing: tuple[str, ...] = ()
    """Cases that were seen in the sheet and have no row now."""
    lost_numbers: Mapping[str, Row] | None = None
    """Cases whose row stands there without its number."""
    twins: tuple[Row, ...] = ()
    """Rows that bear a number which another row rightly has."""
    strangers: tuple[Row, ...] = ()
    """Rows with content but without a number of ours."""


def observe(view: TabView, memory: Mapping[str, RowMemory]) -> Observed:
    """Compare the tab 案件 with `memory` (by case number)."""
    rows, twins, strangers = _tell_apart(view, memory)
    gone = [n for n, known in memory.items() if n not in rows and known.seen and not known.dropped]
    lost = _recognise(strangers, {number: memory[number] for number in gone})
    strangers = [row for row in strangers if row not in lost.values()]
    changed = frozenset(n for n, row in rows.items() if not memory[n].shows(row.cells)) | lost.keys()
    edits = [e for n in sorted(changed) for e in _edits(n, rows.get(n) or lost[n], memory[n], view)]
    missing = tuple(n for n in gone if n not in lost)
    return Observed({**rows, **lost}, changed, tuple(edits), missing, lost, tuple(twins), tuple(strangers))


def _tell_apart(view: TabView, memory: Mapping[str, RowMemory]) -> tuple[dict[str, Row], list[Row], list[Row]]:
    """Rows by number, second rows of a number, and rows without a number that is ours."""
    rows: dict[str, Row] = {}
    alike: dict[str, list[Row]] = {}
    strangers: list[Row] = []
    for row in view.rows:
        number = _number_of(row, memory)
        if number is None:
            strangers.append(row)
        elif number in rows:
            alike.setdefault(number, [rows[number]]).append(row)
        else:
            rows[number] = row
    rows |= {number: _likest(found, memory[number].seen) for number, found in alike.items()}
    twins = [row for number, found in alike.items() for row in found if row is not rows[number]]
    return rows, twins, strangers


def _number_of(row: Row, memory: Mapping[str, RowMemory]) -> str | None:
    """The number of ours that the row bears; nearly always just as we wrote it."""
    shown = row.cells.get("number")
    if isinstance(shown, str) and shown in memory:
        return shown
    number = row_key(CASES, row.cells)
    return number if number in memory else None


def _likest(rows: Iterable[Row], seen: Mapping[str, Value]) -> Row:
    return max(rows, key=lambda row: likeness(row.cells, seen))


def _recognise(strangers: Iterable[Row], gone: Mapping[str, RowMemory]) -> dict[str, Row]:
    """Rows without a number whose 內容 and 收件時間 equal those of a case that has no row."""
    found: dict[str, Row] = {}
    for row in strangers:
        if row.get("text") is None:
            continue
        for number, known in gone.items():
            if number not in found and _is_its_row(row, known.seen):
                found[number] = row
                break
    return found


def _is_its_row(row: Row, seen: Mapping[str, Value]) -> bool:
    if not same(row.get("text"), seen.get("text")):
        return False
    if row.get("received_at") is not None or seen.get("received_at") is None:
        return same(row.get("received_at"), seen.get("received_at"))
    # A row typed by hand as it stood before it got its number and its time, in a sheet that was set back.
    return all(row.get(name) is None or same(row.get(name), seen.get(name)) for name in CONTACTS)


def _edits(number: str, row: Row, known: RowMemory, view: TabView) -> Iterable[Edit]:
    """Cells of a known row that a read has shown before and that differ now."""
    if not known.seen:
        return
    for name in view.header:
        if name is None or name == CASES.key_column:
            continue
        old, new = known.seen.get(name), row.get(name)
        if not same(old, new):
            yield Edit(number, name, old, new)


def too_much_at_once(observed: Observed, open_cases: int) -> int:
    """How many cases changed in one read, if that is more than people do by hand; else 0."""
    ours = {c.key for c in CASES.owned_by(MACHINE, SHARED, STATUS, REQUEST)}
    touched = {edit.case for edit in observed.edits if edit.column in ours} | set(observed.missing)
    many = len(touched) > MANY_CASES and len(touched) > MANY_SHARE * open_cases
    return len(touched) if many else 0


def is_a_typed_case(row: Row) -> bool:
    """Does this row hold 內容 and a customer (design §2)?"""
    return row.get("text") is not None and any(row.get(name) is not None for name in CONTACTS)


def has_settled(first_seen: datetime | None, now: datetime) -> bool:
    """Has what we see been the same for two minutes?"""
    return first_seen is not None and now - first_seen >= SETTLING_TIME
