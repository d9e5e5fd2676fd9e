"""How `serve` spares Google reads that would show nothing new. Border: puts together what workbook and ledger can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sheetdesk.config import Config
from sheetdesk.config import GoogleWorkbook as GoogleSection
from sheetdesk.desk.rig import Rig
from sheetdesk.model.message import KINDS

if TYPE_CHECKING:
    from sheetdesk.ledger import Ledger


def letters_wait(ledger: Ledger, now: datetime) -> bool:
    """May a letter leave now, as far as time goes?"""
    with ledger.begin() as tx:
        return bool(tx.outbox.queue(now, KINDS))


def spare_reads(rig: Rig, config: Config, tell: Callable[[str], None]) -> Rig:
    """The desk of a process that goes on: a Google spreadsheet that nobody has changed isn't read again each pass. A file
    tells by itself. `tell`: where to say that Drive refuses."""
    if not isinstance(config.workbook, GoogleSection):
        return rig
    from sheetdesk.workbook.google.still import StillWorkbook, Terms
    from sheetdesk.workbook.google.workbook import GoogleWorkbook

    assert isinstance(rig.workbook, GoogleWorkbook)
    terms = Terms(config.workbook.read_every, lambda now: letters_wait(rig.ledger, now), lambda fault: tell(str(fault)))
    return replace(rig, workbook=StillWorkbook(rig.workbook, rig.clock, terms))
