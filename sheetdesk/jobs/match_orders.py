"""Fill cases in from the orders that are known: item, parcel, proof of purchase.

Reads:   open cases with something new, and those that an order may be about that has come; orders by number and person
Decides: 商品, 數量, 團號, 訂單編號, 取貨方式, 物流商, 物流單號 where nobody said them, 購買證明, what differs
Repeat:  safe - the same case and orders give the same; what a person or the customer said stays
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.orders import OrderFacts
from sheetdesk.model.case import Case, Change, is_open
from sheetdesk.model.order import KnownLine
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.order_fill import filled_in, sought_by
from sheetdesk.policy.order_match import Sought

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Compare what is new with the orders, and every open case with the orders that are new."""
    if not desk.orders.known:
        return "orders matched: 0"
    sought = {case.number: _sought(desk, case, now) for case in desk.to_look_at(now) if _may_ask(case)}
    if desk.orders.fresh:
        waiting = (case for case in desk.cases.values() if case.number not in sought and _may_ask(case))
        sought |= _concerned(((case.number, _sought(desk, case, now)) for case in waiting), desk.orders)
    changes = plan(desk, sought, now)
    desk.record(changes)
    return f"orders matched: {len({change.case for change in changes if change.field == 'purchase'})}"


def plan(desk: Desk, sought: Mapping[str, Sought], now: datetime) -> list[Change]:
    """What changes in the cases that seek an order; the ledger is asked once for all of them."""
    numbers = {one.number for one in sought.values() if one.number}
    lines = desk.orders.about(numbers, {mark for one in sought.values() for mark in one.marks})
    by_number, by_mark = _by(lines, lambda line: [line.order]), _by(lines, lambda line: line.marks)
    today = now.astimezone(desk.book.defaults.zone).date()
    changes: list[Change] = []
    for number, one in sought.items():
        hers = {line.key: line for mark in one.marks for line in by_mark.get(mark, ())}
        orders = {one.number, *(line.order for line in hers.values())} - {None}
        its = hers | {line.key: line for order in orders for line in by_number.get(str(order), ())}
        changes += filled_in(desk.cases[number], one, sorted(its.values(), key=lambda line: line.key), today)
    return changes


def _by(lines: Iterable[KnownLine], words: Callable[[KnownLine], Iterable[str]]) -> dict[str, list[KnownLine]]:
    found: dict[str, list[KnownLine]] = {}
    for line in lines:
        for word in words(line):
            found.setdefault(word, []).append(line)
    return found


def _may_ask(case: Case) -> bool:
    return is_open(case) and not case.silent


def _sought(desk: Desk, case: Case, now: datetime) -> Sought:
    keys = person_keys(
        email=case.email, phone=case.phone, line=case.line, nickname=case.nickname, customer=case.customer
    )
    return sought_by(case, desk.orders.marks(keys), now, desk.book.defaults.zone)


def _concerned(asking: Iterable[tuple[str, Sought]], orders: OrderFacts) -> dict[str, Sought]:
    """Those of the cases that one of the fresh lines may be about."""
    numbers = {line.number for line in orders.fresh} - {None}
    marks = {mark for line in orders.fresh for mark in line.marks}
    return {case: one for case, one in asking if one.number in numbers or not marks.isdisjoint(one.marks)}
