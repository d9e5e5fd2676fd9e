"""What the ledger knows of the team's chat room: that it refuses what it is told, until somebody mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sheetdesk.errors import SendFailed
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.room_posts import Room

REFUSAL = "room_refusal"
REFUSED_FOR = timedelta(hours=1)
"""So long nobody counts as told by the room; then it may have been mended."""


def note_answer(tx: Transaction, faults: Sequence[Exception | None], now: datetime) -> None:
    """What the room said last: it refuses for good until the address or the body is mended, or it took a post."""
    refused = next((fault for fault in faults if isinstance(fault, SendFailed) and fault.permanent), None)
    if refused is not None:
        tx.remember(REFUSAL, [now, str(refused.what), refused.which, refused.mend])
    elif None in faults and tx.fact(REFUSAL) is not None:
        tx.remember(REFUSAL, None)


def room_works(tx: Transaction, now: datetime) -> bool:
    """Does somebody count as told who is told by the room?"""
    said = tx.fact(REFUSAL)
    return said is None or now - said[0] >= REFUSED_FOR


def room_problems(tx: Transaction, room: Room) -> Iterator[Problem]:
    """What 系統狀態 says of a room that refuses."""
    said = tx.fact(REFUSAL)
    if said is not None and room.kinds:
        _, what, which, mend = said
        yield Problem(f"團隊群組（{which}）", f"{what}；那一則沒有貼出去", mend)
