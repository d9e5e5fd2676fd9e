"""訂單: a pasted row as one line of an order, or why it can't be read. Pure; what a line is good for isn't judged here."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from unicodedata import normalize

from sheetdesk.columns import ORDERS
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.fold import fold
from sheetdesk.policy.last_read import LastRead

FACTS = ("order_no", "group_no", "product", "quantity", "amount", "pickup", "carrier", "tracking_no")
"""What is kept of a line, beside its day. Who ordered is kept as marks only."""
LONGEST = 200
"""Characters of a cell that is what its heading says."""

_LITERAL = re.compile(r'="([^"]*)"|\'(.*)', re.DOTALL)
"""How a program keeps a number text: ="0912…", or an apostrophe before it."""
_AS_POWER = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")

_MONEY = re.compile(r"(?:NT ?\$|TWD|\$|＄)? ?(\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?) ?(?:元|圓|TWD)?", re.IGNORECASE)

NO_NUMBER_MEND = "補上訂單編號、電話或暱稱其中一個"
POWER_MEND = "在原來的系統把那一欄匯出成文字，再貼一次"
LONG_MEND = "看看是不是欄位貼歪了，改好再貼一次"
DAY_MEND = "改成 2026/11/03 這樣的日期；其他的欄位已經讀進來了"
NOTHING_MEND = "補上商品、團號或物流單號其中一個"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One item of an order. `key`: the same order, group buy and item is the same line. `number`: folded, to be found by.

    `people`: by what whoever ordered is known (`contacts.person_keys`); `facts`: what is said, by a case's field; `print`: of all that it says."""

    key: str
    number: str | None
    people: tuple[str, ...]
    ordered_on: date | None
    facts: Mapping[str, Value]
    print: str = ""

    @property
    def order(self) -> str:
        """As `KnownLine.order`."""
        return self.number or self.key


@dataclass(frozen=True, slots=True)
class Unread:
    """A row, or a part of it, that can't be read. `whole`: nothing of it was taken in."""

    place: int
    what: str
    mend: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What was made of one row."""

    line: OrderLine | None
    unread: tuple[Unread, ...] = ()


def read_orders(view: TabView) -> tuple[list[OrderLine], list[Unread]]:
    """The lines of a table, each once, the lowest of those with one key; and what could not be read."""
    rows = _LAST.all((view.title, row) for row in view.rows)
    lines = {row.line.key: row.line for row in rows if row.line is not None}
    return list(lines.values()), [unread for row in rows for unread in row.unread]


def rows_of(views: Iterable[TabView], people: Container[str], orders: Container[str]) -> list[tuple[str, int]]:
    """Title and place of the rows in which one of these people ordered, and of those of these orders (`OrderLine.order`)."""
    lines = ((v.title, row.place, _read(v.title, row).line) for v in views if v.key == ORDERS.key for row in v.rows)
    return [
        (title, place)
        for title, place, line in lines
        if line is not None and (line.order in orders or any(key in people for key in line.people))
    ]


def rows_naming(views: Iterable[TabView], words: Iterable[str]) -> list[tuple[str, int]]:
    """Title and place of the rows in which one of these words stands, also of those that can't be read."""
    named = [fold(word) for word in words]
    rows = ((v.title, row) for v in views if v.key == ORDERS.key for row in v.rows)
    return [(title, row.place) for title, row in rows if any(word in cell for cell in _folded(row) for word in named)]


def rows_said(places: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """「3、5、8」 by the title of the tab."""
    by_title: dict[str, list[str]] = {}
    for title, place in places:
        by_title.setdefault(title, []).append(str(place))
    return [(title, "、".join(rows)) for title, rows in by_title.items()]


def _folded(row: Row) -> list[str]:
    return [fold(text) for value in row.cells.values() if (text := _text(value))]


def folded_number(text: Value) -> str | None:
    """An order's number as it is compared: 「#A-123」「ａ123」「訂單 A123」 are one."""
    plain = fold(_text(text) or "").removeprefix(fold("訂單編號")).removeprefix(fold("訂單"))
    return re.sub(r"[\W_]+", "", plain) or None


def _read(_title: str, row: Row) -> ReadRow:
    texts = {name: _text(value) for name, value in row.cells.items()}
    fault = _fault(texts)
    if fault is not None:
        return ReadRow(None, (Unread(row.place, *fault),))
    said = row.get("ordered_on")
    day = said if isinstance(said, date) and not isinstance(said, datetime) else None
    line = _line(texts, row, day)
    if day is None and texts.get("ordered_on"):
        what = f"下單日期看不懂（{str(texts['ordered_on'])[:20]}）"
        return ReadRow(line, (Unread(row.place, what, DAY_MEND, whole=False),))
    return ReadRow(line)


def _line(texts: Mapping[str, str | None], row: Row, day: date | None) -> OrderLine:
    facts: dict[str, Value] = {name: texts.get(name) for name in FACTS}
    if texts.get("variant"):
        facts["product"] = " ".join(part for part in (texts.get("product"), texts["variant"]) if part)
    facts["amount"] = _amount(row.get("amount"))
    people = _people(texts)
    number = folded_number(texts.get("order_no"))
    item = [fold(str(facts[name] or "")) for name in ("group_no", "product")]
    who = [number] if number else ["", *people[:1], str(day)]
    key = _digest(*who, *item)
    said = {name: value for name, value in facts.items() if value is not None}
    return OrderLine(key, number, people, day, said, _digest(key, str(day), *people, repr(said)))


def _amount(value: Value) -> int | float | None:
    """「NT$1,480」「480 元」 as a number; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    found = _MONEY.fullmatch(_text(value) or "")
    return (
        None
        if found is None
        else float(found[1].replace(",", ""))
        if "." in found[1]
        else int(found[1].replace(",", ""))
    )


def _digest(*words: str) -> str:
    return sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()[:24]


def _people(texts: Mapping[str, str | None]) -> tuple[str, ...]:
    """Who ordered and who receives, each by all that they are known by."""
    orderer = person_keys(
        email=texts.get("email"),
        phone=texts.get("phone"),
        line=texts.get("line"),
        nickname=texts.get("nickname"),
        customer=texts.get("customer"),
    )
    receiver = person_keys(phone=texts.get("receiver_phone"), customer=texts.get("receiver"))
    return tuple(dict.fromkeys((*orderer, *receiver)))


def _fault(texts: Mapping[str, str | None]) -> tuple[str, str] | None:
    """Why nothing of the row can be taken in, and what to do."""
    for name, title in (("order_no", "訂單編號"), ("tracking_no", "物流單號")):
        if _AS_POWER.fullmatch(texts.get(name) or ""):
            return f"{title}變成 {texts[name]}（試算表把它當成數字，後面幾位不見了）", POWER_MEND
    if any(len(text) > LONGEST for name, text in texts.items() if text and name in _KEPT):
        return f"有一格超過 {LONGEST} 個字", LONG_MEND
    if folded_number(texts.get("order_no")) is None and not _people(texts):
        return "沒有訂單編號，也沒有電話或暱稱", NO_NUMBER_MEND
    if not any(texts.get(name) for name in ("product", "group_no", "tracking_no", "variant")):
        return "沒有商品、團號，也沒有物流單號", NOTHING_MEND
    return None


_KEPT = {*FACTS, "variant"}


def _text(value: Value) -> str | None:
    """The cell as text, out of what keeps a number from being one; a formula's value isn't ours to know."""
    said = value.text if isinstance(value, Formula) else value
    if said is None or isinstance(said, bool):
        return None
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    text = normalize("NFC", str(said)).strip()
    literal = _LITERAL.fullmatch(text)
    if literal is not None:
        return (literal[1] if literal[1] is not None else literal[2]).strip() or None
    return None if isinstance(value, Formula) else text or None


def told_of(place: str, unread: Iterable[Unread]) -> list[tuple[str, str, str]]:
    """Place, fault and mend, one for each sort of fault with its rows, at most five of them named."""
    by_fault: dict[tuple[str, str], list[int]] = {}
    for one in unread:
        by_fault.setdefault((one.what, one.mend), []).append(one.place)
    return [(f"{place}第 {_rows(places)} 列", what, mend) for (what, mend), places in by_fault.items()]


def _rows(places: list[int]) -> str:
    shown = "、".join(map(str, places[:5]))
    return shown if len(places) <= 5 else f"{shown}…等 {len(places)}"


_LAST = LastRead(_read)
