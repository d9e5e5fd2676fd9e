"""The port of the files to which archived rows go in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sheetdesk.model.values import Value

Rows = Mapping[str, Mapping[str, Value]]
"""By case number."""


class Years(Protocol):
    """Where the rows of past years are kept. All of it raises WorkbookBusy, WorkbookChanged or DeskUnreachable."""

    def add(self, rows: Rows) -> None:
        """Keep these rows; to repeat it is safe."""

    def rows(self) -> Rows:
        """Every row."""

    def overwrite(self, rows: Rows) -> None:
        """Write other cells over those of the rows that are there."""
