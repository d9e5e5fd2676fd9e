"""A tab that lists some of the cases, one row a case, with a column or two of people's beside it: 廠商求償, 待付客人.

A pass looks at the cases that it touched and at rows to which a write is owed; once an hour at every row, so that what
a person changed or deleted is put right. What she wrote beside a row is never written over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sheetdesk.columns import CLAIMS, MACHINE, PAYABLES, Tab
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value, same
from sheetdesk.policy.debts import claim_of, no_longer, payable_of

RowOf = Callable[[Case], dict[str, Value] | None]

SWEEP_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CaseList:
    """A tab, and what the row of a case shows in it: None for a case that isn't listed."""

    tab: Tab
    row_of: RowOf

    @property
    def ours(self) -> tuple[str, ...]:
        """The columns that the desk writes, the key apart."""
        return tuple(column.key for column in self.tab.owned_by(MACHINE) if column.key != self.tab.key_column)

    def cells(self, case: Case | None, stands: bool) -> dict[str, Value] | None:
        """What the row should show; None if there need be none. One that `stands` and isn't listed any more says so."""
        row = self.row_of(case) if case is not None else None
        return no_longer(self.ours) if row is None and stands else row


LISTS = (CaseList(CLAIMS, claim_of), CaseList(PAYABLES, payable_of))


def list_wishes(sight: Sight, desk: Desk, tx: Transaction, halted: bool) -> list[Wish]:
    """The rows of both lists that are to be written."""
    return [wish for one in LISTS for wish in _wishes(one, sight, desk, tx, halted)]


def _wishes(one: CaseList, sight: Sight, desk: Desk, tx: Transaction, halted: bool) -> list[Wish]:
    key, view = one.tab.key, sight.snapshot.tabs.get(one.tab.key)
    numbers = {*desk.touched, *tx.sheet.dirty_keys(key)}
    standing: Mapping[str, Row] = {}
    if view is not None and not halted:
        standing = rows_by_key(view)
        numbers |= _to_put_right(one, view, standing, sight.set_back, tx, desk.now)
    known = tx.sheet.rows(key, numbers)
    wishes, news = [], dict[str, RowMemory]()
    for number in sorted(numbers):
        row, memory = standing.get(number), known.get(number, RowMemory())
        out_of_sight = row is None and bool(memory.seen) and (view is None or halted or bool(view.left_out))
        cells = one.cells(desk.case(number), row is not None or out_of_sight)
        seen = row.cells if row is not None else memory.seen
        wish = None
        if cells is not None and view is not None and not halted and not out_of_sight:
            wish = _wish(one.tab, number, cells, row, _hers(one, memory.seen) if row is None or sight.set_back else {})
        owed = cells is not None and (wish is not None or row is None)
        if owed != memory.dirty or seen != memory.seen:
            news[number] = replace(memory, seen=seen, dirty=owed)
        wishes += [wish] if wish is not None else []
    tx.sheet.keep(key, news)
    return wishes


def _to_put_right(
    one: CaseList, view: TabView, standing: Mapping[str, Row], set_back: bool, tx: Transaction, now: datetime
) -> set[str]:
    """Rows that differ from what was last seen there, or that are gone; asked once an hour, of a tab read whole."""
    fact = f"{one.tab.key}_swept_at"
    if view.left_out or not (set_back or _is_due(tx.fact(fact), now)):
        return set()
    tx.remember(fact, now)
    known = tx.sheet.rows(one.tab.key)
    if set_back:
        return set(known)
    return {n for n, memory in known.items() if n not in standing or not memory.shows(standing[n].cells)}


def _wish(tab: Tab, number: str, cells: Mapping[str, Value], row: Row | None, hers: Mapping[str, Value]) -> Wish | None:
    """What makes the row right; None if it is. `hers`: what people had written beside it, to be put back."""
    wanted = {**hers, **cells}
    if row is None:
        return Wish(tab.key, number, {**wanted, str(tab.key_column): number})
    return (
        None
        if all(same(row.get(name), value) for name, value in wanted.items())
        else Wish(tab.key, number, wanted, row)
    )


def _hers(one: CaseList, seen: Mapping[str, Value]) -> dict[str, Value]:
    """People's own cells of the row; a formula can't be put back as what it meant."""
    desks = {*one.ours, one.tab.key_column}
    return {name: value for name, value in seen.items() if name not in desks and not isinstance(value, Formula)}


def _is_due(swept_at: datetime | None, now: datetime) -> bool:
    return swept_at is None or not timedelta() <= now - swept_at < SWEEP_EVERY
