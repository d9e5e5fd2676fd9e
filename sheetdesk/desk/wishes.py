"""How the rows of 案件 should look. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sheetdesk.columns import CASES, MACHINE, PERSON, REQUEST, SHARED, STATUS
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.obey import is_carried_out
from sheetdesk.desk.observe import Observed, has_settled
from sheetdesk.desk.staff_obey import filled_in
from sheetdesk.model.case import Case
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Formula, Value, same
from sheetdesk.policy.actions import STOP, read_action
from sheetdesk.policy.notices import notice, summary

OURS = tuple(c.key for c in CASES.owned_by(MACHINE, SHARED, STATUS) if c.key != CASES.key_column and not c.later)

_NEVER_SEEN = RowMemory()

TWIN_NOTICE = "這個案號已經有一列了。要變成新的一件，請清空這一列的案號；不要的話刪掉這一列。"


def cells_of(case: Case, categories: frozenset[str]) -> dict[str, Value]:
    """What every cell that we write shows for this case."""
    cells: dict[str, Value] = {key: getattr(case, key, None) for key in OURS}
    cells["summary"] = summary(case)
    cells["notice"] = notice(case, categories)
    for key in case.left_alone:
        cells.pop(key, None)
    return cells


def case_wishes(
    cases: Iterable[Case],
    observed: Observed,
    memory: Mapping[str, RowMemory],
    categories: frozenset[str],
    now: datetime,
) -> list[Wish]:
    """The rows of these cases as they should look; a row that vanished comes back once it has been gone two minutes."""
    wishes = []
    for case in cases:
        known, row = memory.get(case.number, _NEVER_SEEN), observed.rows.get(case.number)
        cells = cells_of(case, categories)
        if row is not None and case.number in (observed.lost_numbers or {}):
            wishes.append(Wish(CASES.key, None, {"number": case.number, **cells}, row))
        elif row is not None:
            asked = {**_emptied(case, row), **filled_in(case, row.cells)}
            wishes.append(Wish(CASES.key, case.number, {**cells, **asked}, row))
        elif case.forgotten_at is not None:
            continue  # a row that somebody deleted does not come back
        elif not known.seen:
            wishes.append(Wish(CASES.key, case.number, _filled({"number": case.number, **cells})))
        elif has_settled(known.missing_since, now) and not known.dropped:
            wishes.append(Wish(CASES.key, case.number, {**_hers(case, known.seen), "number": case.number, **cells}))
    return wishes


def _emptied(case: Case, row: Row) -> dict[str, Value]:
    """Request cells that still show what was carried out. What she has written there since stays."""
    return {name: None for name, was in case.carried_out.items() if _shows(name, row.cells.get(name), was)}


def _shows(name: str, shown: Value, was: Value) -> bool:
    """In whatever width she typed it."""
    return same(shown, was) or (
        name == "action" and read_action(shown) not in (None, STOP) and read_action(shown) == was
    )


def _filled(cells: Mapping[str, Value]) -> dict[str, Value]:
    """Without what is blank: a new row is blank all over, and thousands of them are held at once."""
    return {name: value for name, value in cells.items() if value is not None}


def restored(
    cases: Iterable[Case], observed: Observed, memory: Mapping[str, RowMemory], categories: frozenset[str]
) -> list[Wish]:
    """After the sheet was set back: every row whole again, people's cells as last seen."""
    wishes = []
    for case in cases:
        known = memory.get(case.number, _NEVER_SEEN)
        if known.dropped:
            continue
        hers = {c.key: known.seen.get(c.key) for c in CASES.owned_by(PERSON)}
        hers |= {**dict.fromkeys(c.key for c in CASES.owned_by(REQUEST)), **_hers(case, known.seen)}
        cells = {**hers, **cells_of(case, categories)}
        row = observed.rows.get(case.number)
        bears_number = row is not None and case.number not in (observed.lost_numbers or {})
        key = case.number if bears_number or row is None else None
        wishes.append(Wish(CASES.key, key, cells if bears_number else {**cells, "number": case.number}, row))
    return wishes


def _hers(case: Case, seen: Mapping[str, Value]) -> dict[str, Value]:
    """People's own cells of a row as last seen; a formula can't be put back as what it meant, and what she asked for is
    done."""
    ours, done = {*OURS, "number"}, case.carried_out
    return {
        name: value
        for name, value in seen.items()
        if name not in ours
        and not isinstance(value, Formula)
        and not is_carried_out(name, value)
        and not (name in done and _shows(name, value, done[name]))
    }


def twin_wishes(twins: Iterable[Row]) -> list[Wish]:
    """Rows that bear another row's number are told how to become a case of their own."""
    return [Wish(CASES.key, None, {"notice": TWIN_NOTICE}, row) for row in twins]


def typed_wishes(numbered: Mapping[str, Row], cases: Mapping[str, Case], categories: frozenset[str]) -> list[Wish]:
    """Rows that a person typed and that become cases: they get their number and the rest of their cells."""
    return [
        Wish(CASES.key, None, {"number": number, **cells_of(cases[number], categories)}, row)
        for number, row in numbered.items()
    ]
