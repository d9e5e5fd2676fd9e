"""Account numbers that a ledger of version 1 still holds: masked once, when it is upgraded. Knows JSON text, no values."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Connection

from sheetdesk.policy.privacy import asks_for_account, mask_accounts, mask_answer

_HELD_IN = {
    "cases": ("facts",),
    "events": ("old", "new", "why"),
    "messages": ("letter", "note"),
    "inbound": ("body", "note"),
    "sheet_rows": ("seen",),
    "journals": ("difference",),
    "repairs": ("repair",),
}
_ENOUGH = re.compile(r"\d[\s\-－–—]{0,2}(?:\d[\s\-－–—]{0,2}){5}")
"""Digits without which there is no account's number."""


def mask_old_accounts(connection: Connection) -> None:
    """Mask them wherever words of customers and of people were kept."""
    for table, columns in _HELD_IN.items():
        for column in columns:
            _mask(connection, table, column)


def _mask(connection: Connection, table: str, column: str) -> None:
    held = connection.exec_driver_sql(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
    masked = [(shown, row) for row, text in held if _ENOUGH.search(text) and (shown := masked_text(text)) != text]
    if masked:  # a row is known again by what it shows now, not by a fingerprint of what it showed
        # What stands in 往來紀錄 is looked at no more once it is final: the mask is owed to it.
        more = ", print = '', dirty = (dirty OR tab = 'log')" if table == "sheet_rows" else ""
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = ?{more} WHERE rowid = ?", masked)


def masked_text(text: str) -> str:
    """`text`, JSON or not, with the account numbers in each of its strings masked; equal where there are none."""
    try:
        plain = json.loads(text)
    except ValueError:
        return mask_accounts(text)
    shown = _walked(plain, "")
    return text if shown == plain else json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _walked(plain: Any, name: str) -> Any:
    if isinstance(plain, dict):
        return {key: _walked(value, key) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_walked(value, "") for value in plain]
    asked = bool(name) and asks_for_account(name)
    if asked and isinstance(plain, int | float) and not isinstance(plain, bool):
        shown = mask_answer(f"{plain:.0f}")
        return plain if shown == f"{plain:.0f}" else shown
    if not isinstance(plain, str):
        return plain
    return mask_answer(plain) if asked else mask_accounts(plain)
