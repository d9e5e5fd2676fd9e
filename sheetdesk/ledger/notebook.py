"""One page on which a workbook notes what it would otherwise have to ask again in each process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetdesk.ledger.store import Ledger

PAGE = "workbook_notes"


class Notebook:
    """Kept in the ledger, each time in a transaction of its own; nothing on it is more than a short cut.

    `rehearse`: what is there is read, and nothing is written."""

    def __init__(self, ledger: Ledger, rehearse: bool = False) -> None:
        self._ledger, self._rehearse = ledger, rehearse

    def get(self) -> Mapping[str, Any] | None:
        """What was noted last, None if nothing was."""
        with self._ledger.begin() as tx:
            noted: Mapping[str, Any] | None = tx.fact(PAGE)
        return noted

    def put(self, said: Mapping[str, Any]) -> None:
        """Note it in place of what was noted before."""
        if self._rehearse:
            return
        with self._ledger.begin() as tx:
            tx.remember(PAGE, said)
