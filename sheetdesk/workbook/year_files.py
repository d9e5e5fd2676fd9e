"""The port of the files to which archived rows go in the end, and how they are named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Protocol

from sheetdesk.columns import ARCHIVE
from sheetdesk.model.values import Value

Cells = Mapping[str, Value]
Rows = Mapping[str, Cells]
"""By case number."""


class Years(Protocol):
    """Where the rows of past years are kept. All of it raises WorkbookBusy, WorkbookChanged or DeskUnreachable."""

    def add(self, rows: Rows) -> None:
        """Keep these rows; to repeat it is safe."""

    def rows(self) -> Rows:
        """Every row."""

    def rewrite(self, numbers: Collection[str], anew: Callable[[str, Cells], Cells | None]) -> None:
        """Write over those of these rows that are there what `anew` makes of number and row; None leaves a row."""


def name_of(year: int) -> str:
    """The file of the rows that were archived in this year."""
    return f"{ARCHIVE.title}-{year}.xlsx"


def paths_in(folder: Path, suffix: str = ".xlsx") -> list[Path]:
    """The files of all years, the oldest first."""
    return sorted(folder.glob(f"{ARCHIVE.title}-[0-9][0-9][0-9][0-9]{suffix}"))
