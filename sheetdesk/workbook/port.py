"""What the desk asks of a workbook, whichever kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sheetdesk.model.sheet import Difference, Image, Known, Snapshot


class Workbook(Protocol):
    """One workbook of one desk."""

    bytes_a_batch: int | None
    """How large one batch may be, about, as JSON in UTF-8; None: as large as it likes."""

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        """All needed tabs at one moment. `unsettled`: a batch whose outcome isn't known; its image is wanted too.
        `known`: rows above a mark may be left out, and columns that are known, if that spares anything.

        Raises DeskUnreachable if the workbook can't be read or a column that the desk needs is missing."""

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        """Write `difference`, made from `snapshot`, in one atomic step; answer how the touched rows stood just before.

        The stamp is written even where nothing else is: that is how a desk is taken over, or known again after it
        was set back. A pass with nothing to say doesn't call it.

        Raises WorkbookChanged (nothing written, read again), WorkbookBusy (nothing written, try later),
        OutcomeUnknown (read again to learn), DeskUnreachable (nothing written)."""
