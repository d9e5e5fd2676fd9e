"""In which order messages leave, and when one that failed is tried again. Border: pure; the ledger keeps the queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Protocol, TypeVar

from sheetdesk.model.message import KINDS, Message
from sheetdesk.policy.rest import jitter

TRIES = 5
PAUSES_MIN = (5, 30, 180, 1200)
"""Minutes between two tries: five tries in about a day, so a server may be down for a night."""
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
    @property
    def recipient(self) -> str: ...


Waiting = TypeVar("Waiting", bound=InLine)


def in_order(messages: Iterable[Waiting]) -> list[Waiting]:
    """Alarms first; then automatic letters by lane and age, each followed by one that a person wrote.

    So a flood of receipts never starves a person's reply, nor she the receipts (domain §6, lanes). What one customer
    gets keeps its own order, however long it had to wait."""
    waiting = sorted(messages, key=lambda m: (_lane(m), m.created_at, m.id))
    alarms = [m for m in waiting if m.kind == "alarm"]
    machine = [m for m in waiting if m.automatic and m.kind != "alarm"]
    people = [m for m in waiting if not m.automatic and m.kind != "alarm"]
    woven = chain.from_iterable(zip_longest(machine, people))
    return alarms + _each_in_turn([m for m in woven if m is not None])


def _each_in_turn(messages: list[Waiting]) -> list[Waiting]:
    """The places of each recipient's letters, filled in the order in which they were written."""
    hers: defaultdict[str, list[Waiting]] = defaultdict(list)
    for message in sorted(messages, key=lambda m: (m.created_at, m.id), reverse=True):
        hers[message.recipient].append(message)
    return [hers[message.recipient].pop() for message in messages]


def next_try(message: Message, now: datetime) -> datetime | None:
    """When to try again after a temporary failure at `now`; None: give up (放棄).

    `message.attempts` counts the tries made, this one included. Bounded in number and in time; the jitter comes
    from the key, so that the same failure always gives the same time."""
    if not 1 <= message.attempts < TRIES:
        return None
    pause = timedelta(minutes=PAUSES_MIN[message.attempts - 1]) * jitter(f"{message.key}|{message.attempts}")
    again = now + pause
    return again if again - message.created_at <= TOO_OLD else None


def _lane(message: InLine) -> int:
    lanes = list(KINDS)
    return lanes.index(message.kind) if message.kind in lanes else len(lanes)
