"""Is the spreadsheet still as it was last read? Drive's version of the file tells, in one small call instead of a read.

The version grows with every change, ours too (sheets.md). It is asked before the read that it belongs to and never after
a write: a person's edit in between would be hidden. It tells nothing of formulas whose values change by themselves, and
nobody promises how soon it grows: so the spreadsheet is read every few minutes whatever Drive says, and at once where
something waits that hangs on what people may have typed a moment ago."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheetdesk.model.sheet import Difference, Image, Known, Snapshot
from sheetdesk.workbook.google.google_fault import GoogleFault
from sheetdesk.workbook.google.workbook import GoogleWorkbook

ASK_AGAIN, ASK_SOON = timedelta(hours=1), timedelta(minutes=10)
"""How long Drive is left alone that refused, or that gave no answer."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`read_every`: so often at least the spreadsheet is read. `waits`: is there something at this moment that wants a
    fresh read? `tell`: where to say, once, that Drive refuses."""

    read_every: timedelta
    waits: Callable[[datetime], bool]
    tell: Callable[[GoogleFault], None]


@dataclass(frozen=True, slots=True)
class _Kept:
    version: str | None
    snapshot: Snapshot
    read_at: datetime


class StillWorkbook:
    """A spreadsheet whose last read counts again while nobody has changed anything: for a process that reads again and
    again.

    Drive is asked only when the desk wants the very same as at its last read: a desk at work, of which each read is
    another, costs no call more than without."""

    def __init__(self, workbook: GoogleWorkbook, clock: Callable[[], datetime], terms: Terms) -> None:
        self.bytes_a_batch = workbook.bytes_a_batch
        self._workbook, self._clock, self._terms = workbook, clock, terms
        self._wanted: tuple[Known, ...] | None = None
        self._kept: _Kept | None = None
        self._told = False
        self._silent_until: datetime | None = None

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        """As the port says; no call but Drive's where what was read still stands."""
        if unsettled is not None:
            self._forget()
            return self._workbook.read(unsettled, known)
        now, before, kept = self._clock(), self._wanted, self._kept
        self._forget()
        version = self._version(now) if before == tuple(known) else None
        if kept is None or kept.version != version or not self._holds(kept, now):
            kept = _Kept(version, self._workbook.read(None, known), now)
        self._wanted, self._kept = tuple(known), kept if version is not None else None
        return kept.snapshot

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        """As the port says."""
        self._forget()
        return self._workbook.apply(difference, snapshot)

    def _forget(self) -> None:
        """What was read holds no more, or nobody knows."""
        self._wanted = self._kept = None

    def _holds(self, kept: _Kept, now: datetime) -> bool:
        return timedelta() <= now - kept.read_at < self._terms.read_every and not self._terms.waits(now)

    def _version(self, now: datetime) -> str | None:
        """None where Drive doesn't tell; then all goes on as without it."""
        until = self._silent_until
        if until is not None and timedelta() < until - now <= ASK_AGAIN:
            return None
        self._silent_until = None
        try:
            return self._workbook.sheet.version()
        except GoogleFault as fault:
            self._silent_until = now + (ASK_SOON if fault.passing else ASK_AGAIN)
            if not fault.passing and not self._told:
                self._told = True
                self._terms.tell(fault)
            return None
