"""狀態 as a conversation: which changes are allowed, and what each change means for the case. Pure (domain §2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.model.case import DONE, STATUSES, Case

PROMISES = {
    "待補寄": ("resend_no", "補寄單號"),
    "待退款": ("refund_status", "退款狀態（已退款）"),
}
"""A promise counts when it is kept: what has to be recorded before the case is 已解決."""

UNANSWERED = "要先回覆客人"
"""What a refusal says for as long as a bad rating is unanswered."""


def refusal(case: Case, status: object) -> str | None:
    """Why this case may not go to `status`; None if it may."""
    if status not in STATUSES:
        return f"「{status}」不是狀態，已改回「{case.status}」；請從下拉選單選。" if status else None
    if case.merged_to is not None and status != case.status:
        return f"這一件已併入 {case.merged_to}，狀態不能改，已改回「{case.status}」；要改請先清空「併入案件」。"
    if status not in ("已解決", "已結案"):
        return None
    if status == "已結案" and case.low_rating_at:
        return (
            f"還不能改成「已結案」，已改回「{case.status}」：客人的評分是{case.low_rating}，{UNANSWERED}；"
            "用 LINE 或電話回了，就在「動作」選「已用LINE／電話回」。"
        )
    promise = _open_promise(case)
    if promise is None or _is_kept(case, promise):
        return None
    return f"還不能改成「{status}」，已改回「{case.status}」：{promise}要先填「{PROMISES[promise][1]}」。"


def open_promise(case: Case) -> str | None:
    """The promise that was made and isn't kept yet, if any."""
    promise = _open_promise(case)
    return promise if promise is not None and not _is_kept(case, promise) else None


def _open_promise(case: Case) -> str | None:
    """The last promise made since the case was last resolved."""
    for _, status in reversed(case.status_log):
        if status in PROMISES:
            return status
        if status in ("已解決", "已結案"):
            return None
    return case.status if case.status in PROMISES else None


def _is_kept(case: Case, promise: str) -> bool:
    proof = getattr(case, PROMISES[promise][0])
    return proof == "已退款" if promise == "待退款" else bool(proof)


def with_status(case: Case, status: str, at: datetime) -> Case:
    """The case after it went to `status` at `at`: resolution, closing and reopening stamped."""
    if status == case.status:
        return case
    changed = replace(case, status=status, status_log=(*case.status_log, (at, status)), refusal=None)
    changed = replace(changed, aftercare_at=at if status == "已解決" else None)
    if status in ("已解決", "已結案"):
        changed = replace(
            changed,
            resolved_at=case.resolved_at or at,
            first_resolved_at=case.first_resolved_at or at,
            closed_at=at if status == "已結案" else None,
        )
    elif status not in DONE and (case.status in ("已解決", "已結案") or (case.status == "無效" and case.resolved_at)):
        count = case.reopen_count + 1
        changed = replace(changed, resolved_at=None, closed_at=None, reopened_at=at, reopen_count=count, silent=False)
    return changed


def after_customer_wrote(case: Case, at: datetime) -> Case:
    """A customer's message ends 等客人 and reopens what was resolved; a reopened case goes back to 處理中."""
    return with_status(case, "處理中", at) if case.status in ("等客人", "已解決", "已結案") else case
