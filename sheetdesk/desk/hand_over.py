"""Letters go into a channel: what went wrong with each, and what the record keeps of that. Border: no ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sheetdesk.channels.port import Channel, TakesMany
from sheetdesk.errors import SendFailed, SendOutcomeUnknown
from sheetdesk.model.message import FAILED, GIVEN_UP, SENT, UNSURE, WAITING, Message
from sheetdesk.policy.queue import next_try

A_LOT = 50
"""Letters that a channel which takes many is given at once: enough that waiting for the disk costs each little."""


def most_at_once(channel: Channel | None) -> int:
    """How many messages may be claimed together for this channel.

    After a crash nobody knows which of them left, so all of them are handed over again: only if that does no harm."""
    return A_LOT if isinstance(channel, TakesMany) and channel.resend_safe else 1


def hand_over(channel: Channel, messages: Sequence[Message], now: datetime) -> Sequence[Exception | None]:
    """What went wrong with each; one letter must not stop the others (style §9)."""
    if isinstance(channel, TakesMany):
        return channel.send_many(messages, now)
    return [_alone(channel, message, now) for message in messages]


@dataclass(frozen=True, slots=True)
class End:
    """What became of a message. `trial`: None where it says nothing of that."""

    state: str
    note: str | None
    next_try_at: datetime | None = None
    trial: bool | None = None
    attempts: int | None = None

    def values(self) -> dict[str, Any]:
        """What the record keeps of it beside the state."""
        more = {"next_try_at": self.next_try_at, "trial": self.trial, "attempts": self.attempts}
        return {"note": self.note} | {name: value for name, value in more.items() if value is not None}


def outcome(message: Message, fault: Exception | None, tried_at: datetime, trial: bool) -> End:
    """The end of a message that was handed over. `trial`: its channel only keeps what it takes."""
    if fault is None:
        return End(SENT, None, trial=message.trial or trial)
    if isinstance(fault, SendOutcomeUnknown):
        return End(UNSURE, f"{fault.what}；不確定有沒有寄出，請在「決定」選")
    if isinstance(fault, SendFailed):
        note = f"{fault.what}" + (f" → {fault.mend}" if fault.mend else "")
        if fault.of_channel:  # the channel rests, not the letter: it stays the first in line and has used up no try
            tries = message.attempts - 1
            return End(FAILED if tries else WAITING, note, tried_at, attempts=tries)
        again = None if fault.permanent else next_try(message, tried_at)
        return End(FAILED if again else GIVEN_UP, note, again)
    # Nobody foresaw it, so nobody knows whether it left.
    return End(UNSURE, f"寄信時程式出錯（{type(fault).__name__}），不確定有沒有寄出；請在「決定」選")


def is_foreseen(fault: Exception | None) -> bool:
    """Is it one of the two ways in which a channel may fail, or none?"""
    return fault is None or isinstance(fault, SendFailed | SendOutcomeUnknown)


def _alone(channel: Channel, message: Message, now: datetime) -> Exception | None:
    try:
        channel.send(message, now)
    except Exception as fault:
        return fault
    return None
