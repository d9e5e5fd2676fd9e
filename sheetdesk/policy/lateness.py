"""A letter that had to wait, through an outage or a pause of days: is it still worth sending? Pure.

Nobody gets a storm of stale letters when all is well again (domain §6: withheld and named). What a person wrote is hers to
decide; surveys have a rule of their own (`survey_refusal`), and staff letters are news however late, but for the digest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sheetdesk.model.case import Case
from sheetdesk.model.message import Message
from sheetdesk.policy.digest_terms import KIND as DIGEST
from sheetdesk.policy.digest_terms import STALE

A_DAY = timedelta(hours=24)
"""A form row older than that gets no receipt either (design §5)."""
TWO_DAYS = timedelta(hours=48)
"""As long as a letter that failed is tried again (`queue.TOO_OLD`)."""

STALE_AFTER = {"receipt": A_DAY, "progress": A_DAY, "reply": TWO_DAYS, "correction": TWO_DAYS}


def too_late(message: Message, case: Case | None, now: datetime) -> str | None:
    """Why it is for nobody any more; None if it isn't."""
    if message.kind == DIGEST and waited(message, now) >= STALE:
        return "早上的摘要晚了，不寄了"
    if message.kind not in ("receipt", "addition") or message.released or case is None:
        return None
    if case.last_reply_at is not None and case.last_reply_at > message.created_at:
        return "已經回過客人了，不用再自動通知"
    if message.kind == "addition" and waited(message, now) >= A_DAY:
        return "晚了一天以上，補充通知不寄了"
    return None


def doubtful(message: Message, case: Case | None, now: datetime) -> str | None:
    """Why a person has to say whether it still leaves; None if nobody has to."""
    if message.released:
        return None
    due = case.promise_due if case is not None else None
    if message.kind == "receipt" and due is not None and now >= due:
        return "信裡答應客人的時間已經過了，先不寄；要照寄請在「決定」選重寄"
    limit = STALE_AFTER.get(message.kind)
    if limit is None or waited(message, now) < limit:
        return None
    hours = int(waited(message, now) / timedelta(hours=1))
    return f"這封信等了 {hours} 小時才能寄，內容可能過時了，先不寄；要照寄請在「決定」選重寄"


def waited(message: Message, now: datetime) -> timedelta:
    """Since it was to leave."""
    return now - max(message.created_at, message.letter.after or message.created_at)
