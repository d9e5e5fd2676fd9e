"""Letters while the sheet can't be read: what was decided before leaves as the desk was last seen. Border: `send` sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sheetdesk.desk.outage import known_office
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.send import send_due

AT_MOST = timedelta(days=1)
"""So long after the last pass that went through the desk counts as ours without another look. A server that slept for
days may have been replaced by another, which has told by now what waits here."""


def send_blind(rig: Rig, asked: Asked, report: Report) -> None:
    """A broken sheet never holds up receipts and alarms; for ever so long only alarms."""
    with rig.ledger.begin() as tx:
        office, halted = known_office(tx), tx.fact("halted_since") is not None
        last = next((at for at, _ in tx.last_passes(1)), None)
    if halted or last is None or report.now - last > AT_MOST:
        asked = replace(asked, kinds=("alarm",))
    if office is not None:
        send_due(rig, office, asked, report, read_at=None)
