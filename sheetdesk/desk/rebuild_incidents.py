"""What 批次事件 tells a new ledger: incidents as they stand, with nothing confirmed. Border: ledger and read, no letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import INCIDENTS
from sheetdesk.desk.incident_row import heard, text_of
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger import Transaction
from sheetdesk.model.incident import ENDED, OPEN, PROPOSED, RESTS, SENT, Incident
from sheetdesk.model.sheet import Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy.incidents import read_number

REBUILT = "⚠帳本重建過：之後加入的不會自動收到統一回覆，要寄請再選一次「動作」"


def take_incidents(tx: Transaction, raw: Snapshot, now: datetime) -> None:
    """Every row that bears a number of ours; what was asked in 動作 is handed back."""
    view = raw.tabs.get(INCIDENTS.key)
    rows = {read_number(key): row.cells for key, row in rows_by_key(view).items()} if view is not None else {}
    found = [incident_of_row(number, cells, now) for number, cells in rows.items() if number is not None]
    tx.incidents.keep((one, not one.is_over or one.status == RESTS) for one in found)


def incident_of_row(number: int, cells: Mapping[str, Value], now: datetime) -> Incident:
    """The incident as its row tells it. A proposal is made again once there are complaints enough."""
    shown = text_of(cells.get("status"))
    status = RESTS if shown == PROPOSED else shown if shown in (OPEN, SENT, ENDED, RESTS) else OPEN
    one = Incident(number, now, status=status, status_seen=shown, decided_at=now, joined_at=now)
    one = replace(heard(one, cells, now), wants=None, words_at=None, status=status)
    said = REBUILT if one.joins and one.reply else None
    return replace(one, said=said, gathered=(one.group_no, one.product))
