"""What a receipt may answer by itself, and to whom (domain §6, Receipt). Pure; whether it helped, she says.

A question or a parcel under way, never damage, food safety or money, and never where an alarm was raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sheetdesk.model.case import UNCLASSED, Case
from sheetdesk.model.message import TRACKING
from sheetdesk.policy.addresses import safe_address
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.faq_rows import ANSWER_LIMIT, Faq
from sheetdesk.policy.fold import fold, read
from sheetdesk.policy.phrases import Phrases
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.tracking import Parcel, parcel_of

ON_ITS_WAY, QUESTION = "物流問題", "詢問"
ARRIVAL = "到貨"

_NOT_ABOUT = ("運送損壞", "司機態度")
"""物流問題 that no link and no ready answer helps."""

_NO_READY_ANSWER = ("遺失", "顯示送達未收到")
"""物流問題 in which the link may show her where it is, while a ready answer would talk past her."""

_TOO_GRAVE = ("食安", "人身安全", "法律", "商譽", "款項", "冷鏈", "態度")
"""Tags of 分類規則 that ask for a person."""

_WORDS = {
    "grave": "破 裂 碎 壞 爛 臭 餿 霉 蟲 髒 濕 漏 變質 過期 異物 異味 怪味 過敏 肚子 不舒服 不新鮮 缺件 少了 寄錯 送錯 瑕疵 故障 "
    "弄丟 搞丟 寄丟 不見 遺失 幾天都 天都沒 天沒 週都沒 周都沒 週沒 周沒 禮拜都沒 禮拜沒 星期都沒 星期沒 個月都沒 改到貨 "
    "退款 退費 退錢 扣款 匯款 轉帳 付款 刷卡 對帳 帳號 發票 賠 補償 退貨 換貨 取消 refund broken damaged payment cancel",
    "solved": "解決了 解決囉 已解決 知道了 了解 收到了 查到了 找到了 不用了 謝謝 感謝 thanks solved ok",
    "unsolved": "沒解決 沒有解決 未解決 不行 沒用 沒有用 查不到 沒收到 沒有收到 還是 請人 unsolved",
}
"""Damage, food safety, money, a parcel that seems lost and the order itself: whoever names one of these wants a person. And what she says who was helped, or
was not."""

PARCEL_EVENT, FAQ_EVENT = "tracking", "answer"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer for a receipt. `event`: which templates say it; `title`: what it is, as people call it."""

    event: str
    title: str
    facts: Mapping[str, str]


def answered_categories(rules: Rules, subcategories: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The categories that are answered, and all their sub-categories: those of config.yaml and those that a rule sets."""
    known = {(category, word) for category, words in subcategories.items() for word in words}
    known |= {(rule.category, rule.subcategory) for rule in rules.rules if rule.category and rule.subcategory}
    answered = {word for category, word in known if category in (ON_ITS_WAY, QUESTION)}
    return frozenset({ON_ITS_WAY, QUESTION, *answered.difference(_NOT_ABOUT)})


def may_be_answered(case: Case) -> bool:
    """Is this a case whose receipt may carry an answer at all?"""
    if case.alarm or any(tag in (case.tags or "") for tag in _TOO_GRAVE):
        return False
    if case.category == ON_ITS_WAY:
        return case.subcategory not in _NOT_ABOUT
    return case.category in (QUESTION, UNCLASSED) and case.nature == QUESTION


def is_about_arrival(case: Case) -> bool:
    """Does she want to know where it is?"""
    return case.category == ON_ITS_WAY or (case.category == QUESTION and case.subcategory == ARRIVAL)


def suggestions(case: Case, faqs: Faqs, today: date) -> Iterator[Suggestion]:
    """The one answer for this case's receipt, if one is plain: her parcel, else a row of 常見問題, whole or cut down to its
    link. The first that fits into a letter counts."""
    if not may_be_answered(case):
        return
    parcel = parcel_of(case) if is_about_arrival(case) and not _is_in_doubt(case) else None
    if parcel is not None:
        yield _tracking(parcel)
    elif (
        case.subcategory not in _NO_READY_ANSWER
        and not says("grave", case.text)
        and (faq := faqs.best(case, today)) is not None
    ):
        yield from _answers(faq)


def _is_in_doubt(case: Case) -> bool:
    """Was the case filled in from an order that contradicts it, and did no person settle which parcel it is?"""
    filled = case.filled
    return filled is not None and bool(filled.order and filled.order_notice) and "tracking_no" not in case.proposed


def is_unsolved(text: str | None) -> bool:
    """Who writes again after an automatic answer was not helped by it, unless she says that she was."""
    return says("unsolved", text) or not says("solved", text)


def says(sort: str, text: str | None) -> bool:
    """Does `text` say one of these words, without denying it?"""
    return bool(_phrases(sort).find(read(text or "")).said)


@cache
def _phrases(sort: str) -> Phrases:
    return Phrases.of(map(fold, _WORDS[sort].split()))


def _tracking(parcel: Parcel) -> Suggestion:
    facts = {"carrier": parcel.carrier.name, "tracking_no": parcel.number, "tracking_link": parcel.link}
    return Suggestion(PARCEL_EVENT, TRACKING, facts)


def _answers(faq: Faq) -> Iterator[Suggestion]:
    facts = {"question": faq.question, "answer": faq.answer, "answer_link": safe_address(faq.link)}
    if len(faq.answer) <= ANSWER_LIMIT:
        yield Suggestion(FAQ_EVENT, faq.question, facts)
    if faq.answer and faq.link:
        yield Suggestion(FAQ_EVENT, faq.question, {**facts, "answer": ""})
