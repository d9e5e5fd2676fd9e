"""The stamp in 系統狀態: which ledger wrote last, from which host, and its how-manieth batch it was. Text ↔ Stamp."""

from __future__ import annotations

from sheetdesk.columns import STAMP_ITEM
from sheetdesk.model.sheet import Stamp, TabView, row_of
from sheetdesk.workbook.headers import Grid

STAMP_NOTE = "系統用來認這份試算表，請勿修改。"

_BAR = "｜"


def encode_stamp(stamp: Stamp) -> str:
    """`stamp` as its cell shows it: ledger id｜host｜batch."""
    return _BAR.join((stamp.ledger_id, stamp.host.replace(_BAR, "|"), str(stamp.batch)))


def decode_stamp(text: object) -> Stamp | None:
    """Reverse of `encode_stamp`; None for anything else, which counts as a missing stamp."""
    parts = text.strip().split(_BAR) if isinstance(text, str) else []
    if len(parts) != 3 or not parts[0] or not (parts[2].isascii() and parts[2].isdigit()):
        return None
    return Stamp(parts[0], parts[1], int(parts[2]))


def stamp_of(state: TabView) -> Stamp | None:
    """The stamp that the tab 系統狀態 bears."""
    row = row_of(state, "item", STAMP_ITEM)
    return decode_stamp(row.get("content")) if row else None


def stamp_in(memo: Grid) -> Stamp | None:
    """The stamp in the first cell of a tab that nobody sorts."""
    return decode_stamp(memo[0][0]) if memo and memo[0] else None
