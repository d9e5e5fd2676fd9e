"""What was done, as a closing letter tells it: only what is recorded in the case's row. Pure."""

from __future__ import annotations

import re
import unicodedata

from sheetdesk.model.case import Case
from sheetdesk.policy import wording

RESENT, REFUNDED, NOTHING = "resent", "refunded", ""
"""What a closing letter is about: the event by which its template is chosen."""

MONEY_BACK = ("退款", "折扣", "退貨運費")
NO_LIMIT = 40
_TRACKING = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9-]{5,29}", re.I)
_LINK = re.compile(r"://|www\.", re.I)


def occasion_of(case: Case) -> str:
    """Which promise was kept last of all; a parcel says more than money."""
    if case.resend_no:
        return RESENT
    return REFUNDED if case.refund_status == "已退款" else NOTHING


def resent(case: Case) -> str:
    """「補寄給您」 or 「換給您」; blank where nothing was sent."""
    if not case.resend_no:
        return ""
    remedies = wording.words_of(case.remedy)
    return "換給您" if "換貨" in remedies and "補寄" not in remedies else "補寄給您"


def what_was_done(case: Case) -> str:
    """Whole sentences; blank where nothing is recorded that a customer could be told."""
    return "".join(filter(None, (_sent(case), _paid(case), _explained(case))))


def _sent(case: Case) -> str:
    if not case.resend_no:
        return ""
    item, number = wording.product_in(case) or "商品", unicodedata.normalize("NFKC", case.resend_no).strip()
    if _TRACKING.fullmatch(number):
        return f"{resent(case)}的{item}已經寄出，託運單號 {number}。"
    told = "" if _LINK.search(number) else f"（{wording.one_line(number, NO_LIMIT)}）"
    return f"{resent(case)}的{item}，應該已經到您手上了{told}。"


def _paid(case: Case) -> str:
    if case.refund_status != "已退款":
        return ""
    amount = _amount(case)
    return f"退款 {amount} 元已經退給您了。" if amount else "退款已經退給您了。"


def _amount(case: Case) -> str:
    """補償金額, if nothing but the refund can be meant by it."""
    paid = [word for word in wording.words_of(case.remedy) if word in MONEY_BACK]
    if isinstance(case.amount, str) or not case.amount or case.amount < 0 or paid != ["退款"]:
        return ""
    return f"{case.amount:,.0f}" if float(case.amount).is_integer() else f"{case.amount:,.2f}"


def _explained(case: Case) -> str:
    only = wording.words_of(case.remedy)
    return "原因和處理方式都跟您說明過了。" if "說明" in only and not case.resend_no else ""
