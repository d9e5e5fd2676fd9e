"""An incident (批次事件): one bad batch of which many customers complain, and what the organiser decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

DRAFT, PROPOSED, OPEN, SENT, ENDED, RESTS = "", "建議", "進行中", "已寄", "已結束", "擱置"
"""Typed by hand a moment ago · the desk asks · its cases join · its letter was confirmed · over · she said 不要."""

JOINING = (OPEN, SENT)
"""Cases that match join by themselves."""

OVER = (ENDED, RESTS)


@dataclass(frozen=True, slots=True)
class Incident:
    """One row of 批次事件. Blank 團號, 商品, 廠商 or 物流: any."""

    id: int
    made_at: datetime
    group_no: str | None = None
    product: str | None = None
    supplier: str | None = None
    carrier: str | None = None
    what: str | None = None
    """說明: her words of what happened."""
    reply: str | None = None
    """統一回覆."""
    status: str = DRAFT
    by_hand: bool = False
    words_at: datetime | None = None
    """When what it is about last changed."""
    gathered: tuple[str | None, ...] | None = None
    """What it was `about` when the open cases were looked through."""
    joined_at: datetime | None = None
    """When the last case joined."""
    left: tuple[str, ...] = ()
    """Cases that people took out: they never join again by themselves."""
    # the proposal
    size: int = 0
    """Complaints that piled up when it was last proposed or refused."""
    proposals: int = 0
    question: str = ""
    """What is asked of it in 待辦."""
    decided_at: datetime | None = None
    """When she said 不要."""
    alarmed: tuple[str, ...] = ()
    """Sorts of alarm words (食安 …) of which the organiser has heard in this incident."""
    # the letter
    wants: str | None = None
    """動作 that is asked for and not done."""
    sends: str | None = None
    """動作 that was confirmed for the letter."""
    digest: str = ""
    """Which letter that is: its words, and whether it is one of the trial."""
    source: str = ""
    """What its letters are made of (`model.message.source_of`)."""
    sends_for: tuple[str | None, ...] | None = None
    """What it was `about` when she confirmed it."""
    troubles: tuple[str, ...] = ()
    """Sub-categories of the cases for which she confirmed it."""
    refused: tuple[str, ...] = ()
    """Sub-categories of later ones for which she said 不要."""
    told: tuple[str, ...] = ()
    """Cases of which it is settled whether they get that letter."""
    by_hand_count: int = 0
    """Those of them whose customer she has to tell herself."""
    passed_over: int = 0
    """Those that got no letter, for they were being answered one by one, or it couldn't be written."""
    # the row
    count: int = 0
    open_count: int = 0
    said: str | None = None
    """寄送結果 but for what became of the letters."""
    outcome: str | None = None
    announcement: str | None = None
    status_seen: str | None = None
    action_seen: str | None = None
    seen: bool = False
    """A read has shown its row."""
    missing_since: datetime | None = None
    owed: bool = False
    """The row doesn't show yet what it should."""

    @property
    def number(self) -> str:
        """What people call it, and type into a case's 事件."""
        return f"E{self.id}"

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def joins(self) -> bool:
        """Do new cases that match join it?"""
        return self.status in JOINING

    @property
    def sends_for_others(self) -> bool:
        """Has what it is about changed since she confirmed the letter?"""
        return self.sends is not None and self.sends_for != self.about

    @property
    def about(self) -> tuple[str | None, ...]:
        """By what cases are found for it."""
        return self.group_no, self.product, self.supplier, self.carrier

    @property
    def words(self) -> tuple[str | None, ...]:
        """All that people write in its row."""
        return *self.about, self.what, self.reply
