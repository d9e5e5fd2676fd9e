"""What a cell can hold once it left the workbook, and how that is kept as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

CELL_LIMIT = 32_767
"""Characters a cell may hold so that both xlsx (32,767) and Google (50,000) keep it."""

SHORTENED = "…（全文較長，已完整保存）"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that a person put into a cell: never written over, its value is not ours to know."""

    text: str


Value = None | str | int | float | bool | datetime | date | Formula
"""Blank is None. `datetime` is always aware and in UTC; `date` is a day in the desk's zone."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean_text(text: str, limit: int = CELL_LIMIT) -> str:
    """`text` as both workbooks would show it: LF line ends, no control characters, at most `limit` UTF-16 units."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    keep = (limit - len(SHORTENED)) * 2
    return text.encode("utf-16-le")[:keep].decode("utf-16-le", "ignore") + SHORTENED


def canonical(value: Value) -> Value:
    """The one form in which two cells are compared: blank text is None, minutes are the grain of times."""
    if isinstance(value, str):
        return clean_text(value).strip() or None
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(second=0, microsecond=0)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def same(one: Value, other: Value) -> bool:
    """Would a reader of the sheet call these two cells equal?"""
    if type(one) is type(other) and one == other:  # nearly always so, and much the quicker
        return True
    one, other = canonical(one), canonical(other)
    return (type(one) is type(other) and one == other) or (_numbers(one, other) and one == other)


def _numbers(one: Value, other: Value) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, other))


def to_plain(value: Any) -> Any:
    """JSON-ready form of a Value, or of a list or mapping of them."""
    if isinstance(value, datetime):
        return {"@t": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"@d": value.isoformat()}
    if isinstance(value, Formula):
        return {"@f": value.text}
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(plain: Any) -> Any:
    """Reverse of `to_plain`; lists come back as tuples."""
    if isinstance(plain, dict):
        if "@t" in plain:
            return datetime.fromisoformat(plain["@t"])
        if "@d" in plain:
            return date.fromisoformat(plain["@d"])
        if "@f" in plain:
            return Formula(plain["@f"])
        return {key: from_plain(item) for key, item in plain.items()}
    if isinstance(plain, list):
        return tuple(from_plain(item) for item in plain)
    return plain


def dumps(value: Any) -> str:
    """A Value, or a list or mapping of them, as compact JSON text."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """Reverse of `dumps`."""
    return from_plain(json.loads(text))
