"""What the ledger knows of the ladder, and whether a letter about it may still leave. Border: ledger; chooses nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sheetdesk.desk.room_facts import room_works
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import Message
from sheetdesk.policy.ladder import URGENT, holds
from sheetdesk.policy.ladder_letters import KINDS, read_mark
from sheetdesk.policy.quiet import Quiet
from sheetdesk.policy.room_posts import NO_ROOM, Room
from sheetdesk.policy.sending import CANCEL, WAIT, Verdict

if TYPE_CHECKING:
    from sheetdesk.desk.book import Defaults

SINCE, TOLD = "ladder_since", "ladder_told"
OVERTAKEN = "信裡有的已經處理了，剩下的另外寄"
WHENEVER = timedelta(days=3650)
"""A letter that failed waits for its next try; it is on its way all the same."""


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """`since`: steps until then were another ledger's to tell; None: nothing is known. `told`: by address, when she was
    last written to; `waiting`: addresses to which such a letter is on its way already. `room`: the team's chat room;
    while it refuses what it is told, nobody counts as told by it (`room_works`)."""

    since: datetime | None = None
    told: Mapping[str, datetime] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    room: Room = NO_ROOM
    room_works: bool = True

    def room_tells(self, kind: str) -> bool:
        """Does the team hear of letters of that kind by the room?"""
        return self.room_works and self.room.hears(kind)


NO_LADDER = LadderFacts()


def open_ladder(tx: Transaction, room: Room, now: datetime) -> LadderFacts:
    """A ledger that never told anybody, a new one after `rebuild` too, begins now: nobody hears of old steps again."""
    since = tx.fact(SINCE)
    if since is None:
        since = now
        tx.remember(SINCE, since)
    waiting = frozenset(message.letter.recipient for message in tx.outbox.due(now + WHENEVER, KINDS))
    return LadderFacts(since, tx.fact(TOLD) or {}, waiting, room, room_works(tx, now))


def keep_ladder(tx: Transaction, known: LadderFacts, now: datetime, rest: timedelta) -> None:
    """Whom this pass wrote to; those whom the next may write to anyhow are forgotten."""
    told = {address: at for address, at in known.told.items() if now - at < rest}
    if told != (tx.fact(TOLD) or {}):
        tx.remember(TOLD, told)


def ladder_holds(
    tx: Transaction, message: Message, quiet: Quiet | None, said: Defaults, now: datetime
) -> Verdict | None:
    """Why a letter about steps may not leave now: one of them is settled or somebody else's, or it is a quiet hour."""
    marks = [read_mark(mark) for mark in message.letter.about]
    cases = tx.cases.some({number for number, _, _ in marks})
    for number, key, handler in marks:
        case = cases.get(number)
        if case is None or not holds(case, key, now) or (case.handler or "") != handler:
            return Verdict(CANCEL, OVERTAKEN)
    if quiet is None or any(case.priority == URGENT for case in cases.values()):
        return None
    ends = quiet.ends(now, said.zone)
    return Verdict(WAIT, "安靜時段，晚一點再寄", ends) if ends > now else None
