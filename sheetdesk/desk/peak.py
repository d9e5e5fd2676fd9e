"""旺季模式 in a pass: what the ledger knows of it, who waits in line, and its row in 系統狀態. Border: tab and ledger; when it
is on is `policy.peak`'s."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sheetdesk.columns import PEAK, SETTINGS, STATE
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import time_received
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Value
from sheetdesk.policy.peak import OFF, USUAL_DAYS, WINDOW, Peak, Volume, usual_of
from sheetdesk.policy.sla import has_first_reply
from sheetdesk.policy.wording import moment

if TYPE_CHECKING:
    from sheetdesk.desk.desk import Desk

KNOWN = "peak"
"""The fact under which the ledger keeps it."""

Received = Callable[[datetime, datetime], tuple[int, datetime | None]]
"""From, until → how many cases came in, and when the first of them."""


@dataclass(frozen=True, slots=True)
class PeakFacts:
    """Whether it is on, and what that is judged by."""

    state: Peak | None = None
    received: Received = lambda since, until: (0, None)


def open_peak(tx: Transaction) -> PeakFacts:
    """As the ledger knows it."""
    return PeakFacts(known_peak(tx), tx.figures.received)


def known_peak(tx: Transaction) -> Peak | None:
    """As the last pass left it."""
    known = tx.fact(KNOWN)
    return Peak(*known) if known is not None else None


def keep_peak(desk: Desk, tx: Transaction) -> None:
    """As this pass decided."""
    state = desk.peak.state
    tx.remember(KNOWN, astuple(state) if state is not None else None)


def volume_of(desk: Desk, now: datetime) -> Volume:
    """What came in lately, this very pass included, and what usually does."""
    since = now - WINDOW
    recent, _ = desk.peak.received(since, now)
    new = (desk.cases[number] for number in desk.created)
    recent += sum(not case.silent and (time_received(case) or now) > since for case in new)
    return Volume(recent, usual_of(*desk.peak.received(since - WINDOW * USUAL_DAYS, since), since))


class Line:
    """The customers who still wait for their first answer, in the order in which they wrote."""

    def __init__(self, desk: Desk) -> None:
        waiting = (c for c in desk.cases.values() if not (c.silent or c.merged_to or has_first_reply(c, desk.now)))
        self._times = sorted(at for case in waiting if (at := time_received(case)) is not None)

    def ahead(self, at: datetime | None) -> int:
        """How many wrote before that moment."""
        return bisect_left(self._times, at) if at is not None else 0


def peak_wishes(view: TabView, peak: Peak | None, zone: ZoneInfo) -> list[Wish]:
    """Its row in 系統狀態: there while it is on, blanked afterwards."""
    row = rows_by_key(view).get(PEAK)
    if peak is None:
        return [Wish(STATE.key, PEAK, {"content": None, "mend": None}, row)] if row is not None else []
    why = f"「{SETTINGS.title}」打開的" if peak.by_hand else f"件數突然變多，平常一天 {peak.usual:.0f} 件"
    said = f"從 {moment(peak.since, zone)} 起（{why}）：客訴先處理，收件通知說前面還有幾位，問卷和報告慢慢寄"
    mend = f"不要的話，到「{SETTINGS.title}」把「{PEAK}」填「{OFF}」；件數少下來會自己結束"
    cells: dict[str, Value] = {"content": said, "mend": mend}
    return [Wish(STATE.key, PEAK, {"item": PEAK, **cells} if row is None else cells, row)]
