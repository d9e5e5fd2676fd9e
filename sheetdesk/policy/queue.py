"""In which order messages leave, and when one that failed is tried again. Border: pure; the ledger keeps the queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain, zip_longest
from typing import Protocol, TypeVar

from sheetdesk.model.message import KINDS, Message

TRIES = 5
PAUSES_MIN = (5, 30, 180, 1200)
"""Minutes between two tries: five tries in about a day, so a server may be down for a night."""
JITTER = 0.1
TOO_OLD = timedelta(hours=48)


class InLine(Protocol):
    """What the turn of a message is judged by."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def automatic(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...


Waiting = TypeVar("Waiting", bound=InLine)


def in_order(messages: Iterable[Waiting]) -> list[Waiting]:
    """Alarms first; then automatic letters by lane and age, each followed by one that a person wrote.

    So a flood of receipts never starves a person's reply, nor she the receipts (domain §6, lanes)."""
    waiting = sorted(messages, key=lambda m: (_lane(m), m.created_at, m.id))
    alarms = [m for m in waiting if m.kind == "alarm"]
    machine = [m for m in waiting if m.automatic and m.kind != "alarm"]
    people = [m for m in waiting if not m.automatic and m.kind != "alarm"]
    woven = chain.from_iterable(zip_longest(machine, people))
    return alarms + [m for m in woven if m is not None]


def next_try(message: Message, now: datetime) -> datetime | None:
    """When to try again after a temporary failure at `now`; None: give up (放棄).

    `message.attempts` counts the tries made, this one included. Bounded in number and in time; the jitter comes
    from the key, so that the same failure always gives the same time."""
    if not 1 <= message.attempts < TRIES:
        return None
    pause = timedelta(minutes=PAUSES_MIN[message.attempts - 1]) * _jitter(message)
    again = now + pause
    return again if again - message.created_at <= TOO_OLD else None


def _lane(message: InLine) -> int:
    lanes = list(KINDS)
    return lanes.index(message.kind) if message.kind in lanes else len(lanes)


def _jitter(message: Message) -> float:
    """Between 0.9 and 1.1: letters that failed together don't come back together."""
    digest = sha256(f"{message.key}|{message.attempts}".encode()).digest()
    return 1 - JITTER + 2 * JITTER * int.from_bytes(digest[:4]) / 0xFFFF_FFFF
