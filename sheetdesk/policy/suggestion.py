"""What a receipt may answer by itself, and to whom (domain §6, Receipt). Pure; whether it helped, she says.

A question or a parcel under way, never damage, food safety or money, and never where an alarm was raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sheetdesk.model.case import Case
from sheetdesk.model.message import TRACKING
from sheetdesk.policy.fold import fold, read
from sheetdesk.policy.phrases import Phrases
from sheetdesk.policy.tracking import Parcel, parcel_of

ON_ITS_WAY, QUESTION = "物流問題", "詢問"
ARRIVAL = "到貨"

_SOLVED = [
    "解決了",
    "解決囉",
    "已解決",
    "知道了",
    "了解",
    "收到了",
    "查到了",
    "找到了",
    "不用了",
    "謝謝",
    "感謝",
    "thanks",
    "solved",
    "ok",
]
_UNSOLVED = [
    "沒解決",
    "沒有解決",
    "未解決",
    "不行",
    "沒用",
    "沒有用",
    "查不到",
    "沒收到",
    "沒有收到",
    "還是",
    "請人",
    "unsolved",
]

_NOT_ABOUT = ("運送損壞", "司機態度")
"""物流問題 that no link and no ready answer helps."""

_TOO_GRAVE = ("食安", "人身安全", "法律", "商譽", "款項", "冷鏈", "態度")
"""Tags of 分類規則 that ask for a person."""

PARCEL_EVENT = "tracking"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer for a receipt. `event`: which templates say it; `title`: what it is, as people call it."""

    event: str
    title: str
    facts: Mapping[str, str]


def may_be_answered(case: Case) -> bool:
    """Is this a case whose receipt may carry an answer at all?"""
    if case.alarm or any(tag in (case.tags or "") for tag in _TOO_GRAVE):
        return False
    if case.category == ON_ITS_WAY:
        return case.subcategory not in _NOT_ABOUT
    return case.category == QUESTION and case.nature in (None, QUESTION)


def is_about_arrival(case: Case) -> bool:
    """Does she want to know where it is?"""
    return case.category == ON_ITS_WAY or (case.category == QUESTION and case.subcategory == ARRIVAL)


def suggest(case: Case) -> Suggestion | None:
    """The answer for this case's receipt, if one is plain: her parcel."""
    if not may_be_answered(case):
        return None
    parcel = parcel_of(case) if is_about_arrival(case) else None
    return None if parcel is None else _tracking(parcel)


def is_unsolved(text: str | None) -> bool:
    """Who writes again after an automatic answer was not helped by it, unless she says that she was."""
    folded, solved, unsolved = read(text or ""), *_words()
    return bool(unsolved.find(folded).said) or not solved.find(folded).said


@cache
def _words() -> tuple[Phrases, Phrases]:
    solved, unsolved = (Phrases.of(map(fold, words)) for words in (_SOLVED, _UNSOLVED))
    return solved, unsolved


def _tracking(parcel: Parcel) -> Suggestion:
    facts = {"carrier": parcel.carrier.name, "tracking_no": parcel.number, "tracking_link": parcel.link}
    return Suggestion(PARCEL_EVENT, TRACKING, facts)
