"""Refunds: when the second workbook is looked at, what its answers mean for a case, and when they are wiped. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sheetdesk.columns import CASES
from sheetdesk.model.case import Case
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.policy.debts import PAID, UNPAID

GIVEN = "已收到帳號"
_LONG = re.compile(r"\d{6,}")

ASKS = (
    "客人還沒填退款表單，不知道退到哪裡：範本「退款」的信裡有連結；用 LINE 的請傳這個"
    "（不要請客人把帳號寫在這裡或信裡）："
)

SELDOM, SOON = timedelta(hours=1), timedelta(minutes=10)
"""How often the second workbook is read: while nobody waits for her money, and while somebody does."""


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """What config.yaml says. `link`: the form's pre-filled link with {number} where the 服務單號 goes."""

    link: str | None = None
    wipe_after: timedelta = timedelta(days=30)

    def link_for(self, case: Case) -> str | None:
        """The link of this case."""
        return self.link.replace("{number}", case.number) if self.link else None


def waits_for_account(case: Case) -> bool:
    """Is she to get money, and hasn't said where to?"""
    return case.status == "待退款" and case.refund_last_five is None and case.refund_status in (None, UNPAID)


def is_due(read_at: datetime | None, now: datetime, cases: Iterable[Case], faulty: bool = False) -> bool:
    """Is it time to look at the answers again? `faulty`: a person was asked to mend one, and wants to see it done."""
    if read_at is None or now < read_at or now - read_at >= SELDOM:
        return True
    return now - read_at >= SOON and (faulty or any(map(waits_for_account, cases)))


def fault_of(
    answer: RefundAnswer, case: Case | None, terms: RefundTerms | None, now: datetime
) -> tuple[str, str] | None:
    """What a person has to mend in an answer, and how; None where nothing is. `case`: the one that it names."""
    if case is None:
        said = _LONG.sub(lambda found: f"＊＊＊＊{found[0][-3:]}", answer.number)[:20]  # it may be the account
        what = f"服務單號「{said}」查不到" if said else "沒有服務單號"
        return what, "請到那一列把服務單號改對；不是這裡的就刪掉那一列"
    if answer.last_five is not None or (terms is not None and is_to_wipe(case, terms, now)):
        return None
    return "帳號不像是帳號，少於五個數字", "請和客人確認，再到那一列改對"


def noted(case: Case, terms: RefundTerms | None, now: datetime) -> Case:
    """The case with the moment at which it was paid, and with what a person has to ask the customer for."""
    paid_at = (case.refunded_at or now) if case.refund_status == PAID else None
    asks = _unknown_word(case) or _asks_for_account(case, terms)
    if (paid_at, asks) == (case.refunded_at, case.refund_notice):
        return case
    return replace(case, refunded_at=paid_at, refund_notice=asks)


def _asks_for_account(case: Case, terms: RefundTerms | None) -> str | None:
    link = terms.link_for(case) if terms is not None and waits_for_account(case) else None
    return f"{ASKS}{link}" if link else None


def _unknown_word(case: Case) -> str | None:
    """「已退了」 counts for nothing, and nobody would know why the case can't be 已解決."""
    known = CASES.column("refund_status").choices
    if case.refund_status is None or case.refund_status in known or case.forgotten_at is not None:
        return None
    return f"「退款狀態」看不懂「{case.refund_status[:20]}」，還不算退了；請選{'、'.join(known)}。"


def is_to_wipe(case: Case, terms: RefundTerms, now: datetime) -> bool:
    """Was it paid so long ago that nobody needs the account any more? A void case never needs it."""
    if case.status == "無效" or case.forgotten_at is not None:
        return True
    return case.refunded_at is not None and now - case.refunded_at >= terms.wipe_after
