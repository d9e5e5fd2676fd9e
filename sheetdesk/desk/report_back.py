"""What became of a message, told to its case: 寄送結果 and 自動回覆時間. Pure."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case
from sheetdesk.model.message import CANCELLED, FAILED, GIVEN_UP, KINDS, SENT, UNSURE, WAITING, Message


def report_back(case: Case, message: Message, zone: ZoneInfo) -> Case:
    """The case after its message changed state. Letters of a trial meet no clock and count in no figure."""
    if message.letter.kind == "alarm":
        return case
    replied_at = case.auto_replied_at
    if message.state == SENT and not message.trial and message.letter.kind == "receipt":
        replied_at = replied_at or message.sent_at
    return replace(case, outcome=outcome_of(message, zone), auto_replied_at=replied_at)


def outcome_of(message: Message, zone: ZoneInfo) -> str:
    """One line; success and failure never look alike."""
    what = KINDS.get(message.letter.kind, message.letter.kind)
    at = f"{(message.sent_at or message.created_at).astimezone(zone):%m/%d %H:%M}"
    note = f"：{message.note}" if message.note else ""
    return {
        SENT: f"✅{at} {'試寄' if message.trial else '已寄'}{what}",
        WAITING: f"⏳{what}等著寄出{note}",
        FAILED: f"⏳{what}還沒寄出，會再試{note}",
        UNSURE: f"⚠{what}需要您決定（見往來紀錄）{note}",
        GIVEN_UP: f"⚠{what}沒寄出{note}",
        CANCELLED: f"⚠{what}沒有寄{note}",
    }.get(message.state, f"⏳{what}寄送中")
