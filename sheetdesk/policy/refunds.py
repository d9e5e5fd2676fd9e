"""Refunds: when the second workbook is looked at, what its answers mean for a case, and when they are wiped. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sheetdesk.model.case import Case
from sheetdesk.policy.debts import PAID, UNPAID

GIVEN = "已收到帳號"

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


def is_due(read_at: datetime | None, now: datetime, cases: Iterable[Case]) -> bool:
    """Is it time to look at the answers again?"""
    if read_at is None or now < read_at or now - read_at >= SELDOM:
        return True
    return now - read_at >= SOON and any(map(waits_for_account, cases))


def noted(case: Case, terms: RefundTerms | None, now: datetime) -> Case:
    """The case with the moment at which it was paid, and with what a person has to ask the customer for."""
    paid_at = (case.refunded_at or now) if case.refund_status == PAID else None
    link = terms.link_for(case) if terms is not None and waits_for_account(case) else None
    asks = f"還不知道退到哪裡：請把退款表單的連結給客人（不要請客人把帳號寫在這裡或信裡）：{link}" if link else None
    if (paid_at, asks) == (case.refunded_at, case.refund_notice):
        return case
    return replace(case, refunded_at=paid_at, refund_notice=asks)


def is_to_wipe(case: Case, terms: RefundTerms, now: datetime) -> bool:
    """Was it paid so long ago that nobody needs the account any more? A void case never needs it."""
    if case.status == "無效" or case.forgotten_at is not None:
        return True
    return case.refunded_at is not None and now - case.refunded_at >= terms.wipe_after
