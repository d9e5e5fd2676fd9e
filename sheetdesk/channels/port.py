"""What the desk asks of a channel, whichever kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Problem


class Channel(Protocol):
    """One way to reach people."""

    name: str
    resend_safe: bool
    """May a message found half-sent after a crash be handed over again without arriving twice?"""
    trial: bool
    """Are letters of this channel only 試寄 (they meet no clock and count in no figure)?"""

    def send(self, message: Message, now: datetime) -> None:
        """Hand `message` over. Returning means that it was accepted.

        Raises SendFailed (it did not leave; `permanent` says whether to try again) or
        SendOutcomeUnknown (it may have left)."""

    def probe(self) -> Problem | None:
        """Would a message get through? None if all is well, else what is wrong and how to mend it."""

    def close(self) -> None:
        """The pass has nothing more to send: let go of connections."""


@runtime_checkable
class TakesMany(Channel, Protocol):
    """A channel to which many messages are handed over in little more time than one."""

    def send_many(self, messages: Sequence[Message], now: datetime) -> list[Exception | None]:
        """Hand each of `messages` over; answers in their order with what `send` would have raised, None if accepted."""
