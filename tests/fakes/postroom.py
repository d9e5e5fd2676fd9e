"""Makers for the channels' tests: a message and a mailbox of which a test shows only the field that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sheetdesk.channels.mime import ShopMailbox
from sheetdesk.model.message import SENDING, Letter, Message

NOW = datetime(2026, 11, 21, 2, 5, 30, tzinfo=UTC)
DESK = ShopMailbox("desk@shop.example.com", "好日子團購")
LETTER = Letter(
    case="GB2611-0042-K",
    kind="receipt",
    event="received",
    recipient="wang@example.com",
    subject="收到了：您反映的玻璃保鮮盒破損（服務單號 GB2611-0042-K）",
    text="王怡君 您好：\n您反映的玻璃保鮮盒破損，我們收到了。",
    html="<p>王怡君 您好：</p>",
)


def a_message(**fields: Any) -> Message:
    """A receipt to wang@example.com; `letter` fields and message fields may be given side by side."""
    letter_fields = {key: fields.pop(key) for key in tuple(fields) if key in Letter.__slots__}
    given: dict[str, Any] = {
        "id": 12,
        "key": "GB2611-0042-K|receipt|received",
        "channel": "email",
        "state": SENDING,
        "created_at": NOW,
        "message_id": "<abc@shop.example.com>",
        "address": "wang@example.com",
    }
    return Message(letter=replace(LETTER, **letter_fields), **(given | fields))
