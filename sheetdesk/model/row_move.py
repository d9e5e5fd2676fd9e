"""A row that goes from one tab to another as a whole. A value, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetdesk.model.values import Value


@dataclass(frozen=True, slots=True)
class RowMove:
    """People's own columns go with the row. It is copied below the last keyed row of `to` and deleted in `tab` in one
    step, whatever stands in that place at that moment: the image tells. `cells` are written over the copy. `to` blank: it
    is only deleted, for a file holds it.

    All moves of a batch come last in it, for what they delete lets the rows below it move up."""

    tab: str
    place: int
    key: str | None
    to: str
    cells: Mapping[str, Value] = field(default_factory=dict)
