"""The tab 客人, one row a person: what people typed in it, and how its rows should look. Who is who: `policy.people`.

Few customers: the tab is read whole each pass. Many: only its end (`marks`), and whole once an hour; until then a row
further up waits for its new figures, and what a person typed there waits to be heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sheetdesk.columns import CUSTOMERS
from sheetdesk.desk.customers import Customers, Regrouped
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.model.memory import RowMemory, with_memory
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, Value, canonical, same
from sheetdesk.policy.customer_row import cells_of, joined_cells
from sheetdesk.policy.people import NOTHING_SAID, Said, by_person

SWEPT_AT = "customers_swept_at"
SWEEP_EVERY = timedelta(hours=1)
"""So often every row is compared: cells that a person changed are put back, rows that she deleted come back."""


def hear_customers(sight: Sight, desk: Desk, now: datetime) -> None:
    """等級 and 不用來合併, wherever they were read: each change is an event, and counts from this pass on."""
    view, customers = sight.snapshot.tabs.get(CUSTOMERS.key), desk.customers
    if view is None:
        return
    for number, row in rows_by_key(view).items():
        before = customers.said.get(number, NOTHING_SAID)
        said = _said(row, before, number, customers)
        if said != before:
            desk.events += _events(now, number, before, said)
            customers.hear(number, said)
    desk.problems += _unclear(customers)


def _said(row: Row, before: Said, number: str, customers: Customers) -> Said:
    """What stands there. The keys that a word means are looked for once: who joined her since has others."""
    tier, apart = (_word(row.get(name)) for name in ("tier", "apart"))
    if apart is None or (apart == before.apart and before.cut):
        return Said(tier, apart, before.cut if apart is not None else ())
    return Said(tier, apart, customers.keys_named(number, apart))


def _word(cell: Value) -> str | None:
    value = canonical(cell)
    return None if value is None or isinstance(value, Formula) else str(value)


def _events(now: datetime, number: str, before: Said, said: Said) -> list[Event]:
    words = ((name, getattr(before, name), getattr(said, name)) for name in ("tier", "apart"))
    return [Event(now, number, "person", "customer", name, old, new) for name, old, new in words if old != new]


def _unclear(customers: Customers) -> list[Problem]:
    mend = "請選電話、Email、LINE 或暱稱，或貼上「聯絡方式」裡的那一個；不需要就清空"
    what = "「不用來合併」的「{}」不是這位客人的"
    unclear = {number: said.apart for number, said in customers.said.items() if said.apart and not said.cut}
    return [
        Problem(f"分頁「{CUSTOMERS.title}」「第一件」是 {number} 的那一列", what.format(apart[:20]), mend)
        for number, apart in unclear.items()
    ]


def customer_wishes(sight: Sight, desk: Desk, tx: Transaction, found: Regrouped, halted: bool) -> list[Wish]:
    """The rows of customers of whom something changed, and of those to whom a write is still owed."""
    view = sight.snapshot.tabs.get(CUSTOMERS.key)
    numbers = {*found.persons(), *found.before, *tx.sheet.dirty_keys(CUSTOMERS.key)}
    if view is None or halted:
        owe_rows(tx, numbers)
        return []
    rows = rows_by_key(view)
    if not view.left_out and (sight.set_back or _is_due(tx.fact(SWEPT_AT), desk.now)):
        numbers |= {*tx.people.persons(), *rows}
        tx.remember(SWEPT_AT, desk.now)
    if not numbers:
        return []
    known, wanted = tx.sheet.rows(CUSTOMERS.key, numbers), rows_of(desk.customers, numbers)
    if sight.set_back:  # what people wrote beside them since is as old as the rest
        wanted = {number: {**_written(desk.customers, number), **cells} for number, cells in wanted.items()}
    wishes, news = [], dict[str, RowMemory]()
    for number, cells in wanted.items():
        row, memory = rows.get(number), known.get(number, RowMemory())
        stands = row.cells if row is not None else memory.seen
        owed = any(not same(stands.get(name), value) for name, value in cells.items())
        waits = row is None and bool(view.left_out and memory.seen)  # further up, out of sight
        wish = None if waits or (row is not None and not owed) else _wish(number, cells, row, memory)
        wishes += [wish] if wish is not None else []
        fresh = with_memory(memory, seen=stands, dirty=wish is not None or (waits and owed))
        if fresh.dirty != memory.dirty or fresh.seen != memory.seen:
            news[number] = fresh
    tx.sheet.keep(CUSTOMERS.key, news)
    return wishes


def _written(customers: Customers, number: str) -> dict[str, Value]:
    said = customers.said.get(number, NOTHING_SAID)
    return {"tier": said.tier, "apart": said.apart}


def rows_of(customers: Customers, numbers: Iterable[str]) -> dict[str, dict[str, Value]]:
    """What the rows of these numbers show: of customers, and of those who turned out to be somebody else."""
    wanted = sorted(numbers)
    theirs = by_person(customers.book.of(wanted).values())
    barred = customers.barred(key for cases in theirs.values() for one in cases for key in one.keys)
    others = customers.book.whose(number for number in wanted if number not in theirs)
    rows = {number: cells_of(cases, barred) for number, cases in theirs.items()}
    return rows | {number: joined_cells(person) for number, person in others.items()}


def _wish(number: str, cells: Mapping[str, Value], row: Row | None, memory: RowMemory) -> Wish | None:
    """One who is somebody else, and one of whom nothing is known, need no new row."""
    if row is not None:
        return Wish(CUSTOMERS.key, number, cells, row)
    if cells["name"] is None and cells["contacts"] is None:
        return None
    hers = {name: memory.seen.get(name) for name in ("tier", "note", "apart")}
    kept = {name: value for name, value in hers.items() if value is not None and not isinstance(value, Formula)}
    return Wish(CUSTOMERS.key, number, {**kept, **cells, "id": number})


def owe_rows(tx: Transaction, numbers: Iterable[str]) -> None:
    """These rows are to be looked at by the next pass that can write."""
    known = tx.sheet.rows(CUSTOMERS.key, numbers)
    owed = {number: with_memory(known.get(number, RowMemory()), dirty=True) for number in numbers}
    tx.sheet.keep(CUSTOMERS.key, {n: memory for n, memory in owed.items() if memory != known.get(n)})


def _is_due(swept_at: datetime | None, now: datetime) -> bool:
    return swept_at is None or not timedelta() <= now - swept_at < SWEEP_EVERY
