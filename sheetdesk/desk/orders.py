"""What a pass knows of orders: the tab 訂單 taken in, what no case was compared with yet, whom to ask. Border: asks the
ledger and tells it; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sheetdesk.columns import ORDERS
from sheetdesk.desk.book import Defaults
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.store import FORGET_SECRET
from sheetdesk.model.order import KnownLine
from sheetdesk.model.sheet import Problem, TabView
from sheetdesk.policy.forgetting import SURE, mark_of
from sheetdesk.policy.orders import OrderLine, Unread, read_orders, told_of

READ, UNREAD, EXPIRED = "orders_read", "orders_unread", "orders_expired"
"""Facts: what a tab that was read whole said, which rows can't be read, and the day on which old orders were let go of."""

LOST = "不見了，或前十列裡沒有標題，後來貼上的訂單讀不到"
LOST_MEND = "改過名就改回來，或把新的名字寫進 config.yaml 的 orders.tab；不用了，就留一個只有標題的分頁"

AT_ONCE = 5000
"""Fresh lines that one pass compares with its cases; the next one goes on."""
MOST_UNREAD = 200
"""Rows of a tab that are kept as unreadable."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """Read once a pass; the callables ask the ledger when the job needs them."""

    known: bool = False
    """Is anything known of orders?"""
    fresh: tuple[KnownLine, ...] = ()
    marks: Callable[[Iterable[str]], frozenset[str]] = lambda keys: frozenset()
    """The marks of a person's keys."""
    about: Callable[[Iterable[str], Iterable[str]], list[KnownLine]] = lambda numbers, marks: []
    """All lines of the orders with these numbers, and of all orders of the people with these marks."""
    of_people: Callable[[Iterable[str]], list[KnownLine]] = lambda marks: []
    """The lines ordered by, or for, the people with these marks."""
    problems: tuple[Problem, ...] = ()


NO_ORDERS = OrderFacts()


def open_orders(tx: Transaction, forms: Sequence[TabView], defaults: Defaults, now: datetime) -> OrderFacts:
    """Take in what is new in the tab; what is known before the jobs run."""
    today = now.astimezone(defaults.zone).date()
    _expire(tx, today, defaults.keep_orders)
    views = [view for view in forms if view.key == ORDERS.key]
    for view in views:
        _take_in(tx, view, today, defaults.keep_orders)
    problems = _problems(tx, {view.title for view in views})
    if tx.orders.is_empty():
        return OrderFacts(problems=tuple(problems))
    secret = bytes.fromhex(tx.fact(FORGET_SECRET))
    return OrderFacts(
        True,
        tuple(tx.orders.fresh(AT_ONCE)),
        lambda keys: frozenset(marks_of(secret, keys)),
        lambda numbers, marks: _about(tx, numbers, marks),
        tx.orders.of_marks,
        tuple(problems),
    )


def _problems(tx: Transaction, titles: set[str]) -> list[Problem]:
    """Rows of the tabs that stand there; and that there is none any more, as long as what was read in it is remembered."""
    unread, read = tx.fact(UNREAD) or {}, tx.fact(READ) or {}
    told = [(title, said) for title in sorted(unread.keys() & titles) for said in told_of("", _unread(unread[title]))]
    problems = [Problem(f"分頁「{title}」{place}", what, mend) for title, (place, what, mend) in told]
    if read and not titles and not tx.orders.is_empty():
        problems.append(Problem(f"分頁「{list(read)[-1]}」", LOST, LOST_MEND))
    return problems


def keep_lines(tx: Transaction, lines: Iterable[OrderLine], today: date, keep: timedelta) -> int:
    """Remember lines, but for those that are too old and those of people who were forgotten; answers how many were new."""
    secret = bytes.fromhex(tx.fact(FORGET_SECRET))
    recent = [line for line in lines if line.ordered_on is None or line.ordered_on >= today - keep]
    anybody = tx.forgotten.is_empty()
    known = [_known(line, secret, today) for line in recent if anybody or not _is_forgotten(tx, line, secret)]
    return tx.orders.keep(known)


def marks_of(secret: bytes, keys: Iterable[str]) -> list[str]:
    """Keys of a person as orders are kept by: the sort of key, and a hash that nobody can read."""
    return [f"{key.partition(':')[0]}:{mark_of(secret, key)}" for key in keys]


def order_word(order: str) -> str:
    """What an order of a forgotten customer is kept as (`KnownLine.order`)."""
    return f"order|{order}"


def _known(line: OrderLine, secret: bytes, today: date) -> KnownLine:
    marks = frozenset(marks_of(secret, line.people))
    return KnownLine(line.key, line.number, marks, line.ordered_on or today, line.ordered_on is not None, line.facts)


def _is_forgotten(tx: Transaction, line: OrderLine, secret: bytes) -> bool:
    """Was it ordered before the customer asked to be forgotten? One without a day may have been."""
    sure = [key for key in line.people if key.partition(":")[0] in SURE]
    since = tx.forgotten.since(mark_of(secret, key) for key in (*sure, order_word(line.order)))
    return bool(since) and (line.ordered_on is None or line.ordered_on <= max(since.values()).date())


def _take_in(tx: Transaction, view: TabView, today: date, keep: timedelta) -> None:
    lines, unread = read_orders(view)
    said, read = sha256("".join(line.print for line in lines).encode()).hexdigest(), tx.fact(READ) or {}
    if view.left_out or read.get(view.title) != said:
        keep_lines(tx, lines, today, keep)
    if not view.left_out:
        tx.remember(READ, {**read, view.title: said})
    _note_unread(tx, view, unread)


def _note_unread(tx: Transaction, view: TabView, unread: Sequence[Unread]) -> None:
    """Of a tab that was read from a mark on, what is wrong above it is still wrong."""
    known = tx.fact(UNREAD) or {}
    places = {row.place for row in view.rows}
    before = [one for one in _unread(known.get(view.title, ())) if view.left_out and one.place not in places]
    now = [[one.place, one.what, one.mend, one.whole] for one in [*before, *unread][:MOST_UNREAD]]
    tx.remember(UNREAD, {title: rows for title, rows in {**known, view.title: now}.items() if rows})


def _unread(rows: Iterable[Sequence[object]]) -> list[Unread]:
    return [Unread(*row) for row in rows]  # type: ignore[arg-type]


def _expire(tx: Transaction, today: date, keep: timedelta) -> None:
    if tx.fact(EXPIRED) != today:
        tx.orders.expire(today - keep)
        tx.remember(EXPIRED, today)


def _about(tx: Transaction, numbers: Iterable[str], marks: Iterable[str]) -> list[KnownLine]:
    hers = tx.orders.of_marks(marks)
    named = dict.fromkeys([*numbers, *(line.number for line in hers if line.number)])
    return list({line.key: line for line in (*tx.orders.of_numbers(named), *hers)}.values())
