"""What a cell can hold once it left the workbook, and how that is kept as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from sys import intern
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

_NOTHING: dict[str, Any] = {}

_BLANKS = {type(None): "null", dict: "{}", tuple: "[]", list: "[]"}

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def nothing() -> dict[str, Any]:
    """The empty mapping of every case and row that has nothing there: nobody changes one of theirs in its place."""
    return _NOTHING


def clean_text(text: str, limit: int = CELL_LIMIT) -> str:
    """`text` as both workbooks would show it: LF line ends, no control characters, at most `limit` UTF-16 units."""
    if not text.isprintable():  # nothing that is forbidden is printable, and most cells hold one printable line
        text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(text) <= limit or len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    keep = (limit - len(SHORTENED)) * 2
    return text.encode("utf-16-le")[:keep].decode("utf-16-le", "ignore") + SHORTENED


def canonical(value: Value) -> Value:
    """The one form in which two cells are compared: blank text is None, minutes are the grain of times."""
    if isinstance(value, str):
        return clean_text(value).strip() or None
    if isinstance(value, datetime):
        is_so = value.tzinfo is UTC and not value.second and not value.microsecond
        return value if is_so else value.astimezone(UTC).replace(second=0, microsecond=0)
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


def dumps(value: Any) -> str:
    """A Value, or a list or mapping of them, as compact JSON text.

    Blanks and moments are half of what events and rows say, and to set up the encoder for one takes eight times as
    long."""
    if not value and (blank := _BLANKS.get(type(value))) is not None:
        return blank
    return f'{{"@t":"{_iso(value)}"}}' if type(value) is datetime else "".join(_encode(value, 0))


def loads(text: str) -> Any:
    """Reverse of `dumps`; lists come back as tuples."""
    return _frozen(_DECODER.decode(text))


def loads_all(texts: Iterable[str]) -> Iterator[Any]:
    """`loads` of each of many texts, in which equal names and cells become one string, here and in the rows as read
    (`workbook.lines`): most say one of a few things."""
    rest = iter(texts)
    while piece := list(islice(rest, 500)):
        for plain in _DECODER.decode(f"[{','.join(piece)}]"):
            if type(plain) is dict:
                yield {name: intern(v) if type(v) is str else v for name, v in plain.items()}
            else:
                yield _frozen(plain)


def _to_plain(value: Any) -> Any:
    """What stands in JSON for a thing that JSON doesn't know."""
    if isinstance(value, datetime):
        return {"@t": _iso(value)}
    if isinstance(value, date):
        return {"@d": value.isoformat()}
    if isinstance(value, Formula):
        return {"@f": value.text}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no Value, nor a list or mapping of them: {value!r}")


@lru_cache(maxsize=2048)
def _iso(moment: datetime) -> str:
    """Kept, for a case and its row say the same few moments a dozen times, and each would cost half of its JSON."""
    return moment.astimezone(UTC).isoformat()


@lru_cache(maxsize=2048)
def _moment(text: str) -> datetime:
    """Kept for the same reason, and shared: a dozen times of a case are three or four moments."""
    return datetime.fromisoformat(text)


def _from_plain(plain: dict[str, Any]) -> Any:
    """A JSON object as the thing that it stands for; those within it have been so already."""
    if len(plain) == 1:
        if "@t" in plain:
            return _moment(plain["@t"])
        if "@d" in plain:
            return date.fromisoformat(plain["@d"])
        if "@f" in plain:
            return Formula(plain["@f"])
    for key, item in plain.items():
        if type(item) is list:
            plain[key] = _frozen(item)
    return plain


def _frozen(plain: Any) -> Any:
    if type(plain) is str:
        return intern(plain)
    return tuple(map(_frozen, plain)) if type(plain) is list else plain


_encode = c_make_encoder(None, _to_plain, encode_basestring, None, ":", ",", False, False, True)
"""What `json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=_to_plain)` makes anew for
each value that it is given; most of ours are so short that this takes as long as the rest."""

_DECODER = json.JSONDecoder(object_hook=_from_plain)
