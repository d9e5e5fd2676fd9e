"""The jobs of the desk, in the order in which one pass runs them."""

from __future__ import annotations

from types import ModuleType

from sheetdesk.jobs import assign_owners, intake, send_receipts, send_replies, stamp_deadlines, triage

JOBS: dict[str, ModuleType] = {
    "intake": intake,
    "triage": triage,
    "assign_owners": assign_owners,
    "stamp_deadlines": stamp_deadlines,
    "send_receipts": send_receipts,
    "send_replies": send_replies,
}
