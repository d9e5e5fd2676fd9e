"""Who owes whom: what others owe the shop for a case (廠商求償), and what the shop owes a customer (待付客人). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sheetdesk.model.case import Case, contact_of
from sheetdesk.model.values import Value
from sheetdesk.policy.fold import fold
from sheetdesk.policy.status import open_promise

OURSELVES = frozenset(
    map(
        fold,
        (
            "自己",
            "我",
            "我方",
            "我們",
            "自行吸收",
            "主揪",
            "團主",
            "團購主",
            "店家",
            "本店",
            "公司",
            "客人",
            "顧客",
            "無",
        ),
    )
)
"""負擔方 of whom nothing is claimed."""

PAID_OUT = ("退款", "退貨運費")
"""處理方式 that cost money which goes to the customer."""

UNPAID, PAID = "未退款", "已退款"
AMOUNT, NO_LONGER = "金額（案件的「補償金額」）", "不用了（案件改了）"

Cells = dict[str, Value]


def claim_of(case: Case) -> Cells | None:
    """Its row in 廠商求償; None if nobody else bears the cost."""
    if not _counts(case) or not case.paid_by or fold(case.paid_by) in OURSELVES:
        return None
    lacking = [word for fact, word in ((case.amount, AMOUNT), (case.attachments, "照片")) if not fact]
    return {
        "paid_by": case.paid_by,
        "supplier": case.supplier,
        "order_no": case.order_no,
        "product": case.product,
        "trouble": case.subcategory or case.category,
        "photos": case.attachments,
        "amount": case.amount,
        "missing": f"還缺：{'、'.join(lacking)}" if lacking else None,
    }


def payable_of(case: Case) -> Cells | None:
    """Its row in 待付客人; None if she gets no money."""
    if not _counts(case) or not _is_owed(case):
        return None
    state = case.refund_status or UNPAID
    return {
        "customer": contact_of(case),
        "product": case.product,
        "amount": case.amount,
        "refund_status": state,
        "refund_last_five": case.refund_last_five,
        "since": _since(case),
        "missing": None if state == PAID or case.amount else f"還缺：{AMOUNT}",
    }


def no_longer(cells: Iterable[str]) -> Cells:
    """The row of a case of which nothing is owed any more: it says so, and what people wrote beside it stays."""
    return {**dict.fromkeys(cells), "missing": NO_LONGER}


def _counts(case: Case) -> bool:
    if case.status == "無效" or case.merged_to is not None:
        return False
    return not case.silent or case.forgotten_at is not None


def _is_owed(case: Case) -> bool:
    promised = case.refund_status is not None or "待退款" in (case.status, open_promise(case))
    return promised or any(word in (case.remedy or "") for word in PAID_OUT)


def _since(case: Case) -> datetime | None:
    """When the refund was promised."""
    return next((at for at, status in case.status_log if status == "待退款"), None)
