"""What is left of a case once it has been closed for long enough: figures and what it was about, not whose it was. Pure.

Cases are kept for six months at least and by default masked after 24 (domain §9). In what she wrote stay the words that
tell of the matter; names, telephones, addresses and numbers by which a person could be found do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.model.case import Case
from sheetdesk.model.values import Value
from sheetdesk.policy.forgetting import GONE, PEOPLES_KEPT, forgotten

MASKED = "（超過保存期限，已遮蔽）"
"""What stands where her name stood."""

HIDDEN = "＊＊"

_NAMED_BY = ("customer", "nickname", "email", "phone", "line")

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_GAP = r"[ \u3000().\-－–—]"
_NUMBER = re.compile(rf"(?<!\d)\+?\d(?:{_GAP}{{0,2}}\d){{6,}}(?!\d)")
"""Telephones, accounts, orders, parcels: seven digits or more."""
_DATE = re.compile(r"(?:19|20)\d\d[-.][01]?\d[-.][0-3]?\d")
_HAN = r"[\u4e00-\u9fff]"
_ADDRESS = re.compile(
    rf"(?:{_HAN}{{2}}[縣市])?(?:{_HAN}{{1,3}}[區鄉鎮市])?{_HAN}{{1,5}}(?:路|街|大道)"
    rf"(?:[一二三四五六七八九十\d]{{1,2}}段)?(?:\d+巷)?(?:\d+弄)?\d+(?:[之\-]\d+)?號(?:[一二三四五六七八九十\d]+樓)?(?:之\d+)?"
)
_TITLES = ("小姐", "先生", "太太", "女士")


def masked(case: Case, now: datetime) -> Case:
    """The case without the customer, closed as it was. To mask what was masked changes nothing but the time."""
    words = _words_of(case)
    text, additions, comment = (
        None if said is None else hide(said, words) for said in (case.text, case.additions, case.customer_comment)
    )
    return replace(forgotten(case, now, MASKED), text=text, additions=additions, customer_comment=comment)


def hide(text: str, words: Iterable[str]) -> str:
    """`text` without mail addresses, postal addresses, long numbers, and these words of hers."""
    for word in words:
        text = text.replace(word, HIDDEN)
    text = _ADDRESS.sub(HIDDEN, _MAIL.sub(HIDDEN, text))
    return _NUMBER.sub(lambda found: found[0] if _DATE.fullmatch(found[0]) else HIDDEN, text)


def masked_row(cells: Mapping[str, Value], row: Mapping[str, Value]) -> dict[str, Value]:
    """A row of which nothing is kept but what the machine writes for its masked case (`cells`), and what the shop's books
    need of what people filled in."""
    return {**cells, **{name: row.get(name) for name in PEOPLES_KEPT}}


def tells_nobody(row: Mapping[str, Value]) -> bool:
    """Is this the row of a customer who was masked or forgotten?"""
    return row.get("customer") in (MASKED, GONE)


def _words_of(case: Case) -> list[str]:
    """By what she may be named in her own words, the longest first."""
    said = {str(word) for name in _NAMED_BY if (word := getattr(case, name))}
    said |= {str(word) for kept in case.joined for name in _NAMED_BY if (word := kept.get(name))}
    said.discard(MASKED)
    name = case.customer or ""
    if re.fullmatch(rf"{_HAN}{{2,4}}", name):
        said |= {name[1:], *(name[0] + title for title in _TITLES)}
    return sorted((word for word in said if len(word) > 1), key=len, reverse=True)
