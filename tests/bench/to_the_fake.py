"""Sends a process to the fake Google. A room of its own: a process that is measured loads nothing else of the bench."""

from __future__ import annotations

from functools import partial
from typing import Any

from sheetdesk.workbook.google import client

_sheets_client = client.SheetsClient


def to_the_fake(url: str, waits: bool = True) -> None:
    """From now on this process takes `url` for Google. Without `waits` it keeps to no quota."""
    more: dict[str, Any] = {} if waits else {"sleep": lambda seconds: None}
    setattr(client, "SheetsClient", partial(_sheets_client, base_url=url, **more))  # noqa: B010 - a class, replaced
