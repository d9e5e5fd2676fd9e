"""The rows of people's settings: is what they say still the same? Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sheetdesk.columns import BY_KEY, SETTING, Tab, row_key
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import dumps

Tabs = Mapping[str, Sequence[Row]]
"""The rows of each settings tab, by its key."""


def alike(tab: str, some: Sequence[Row], others: Sequence[Row]) -> bool:
    """Do they say the same in the columns that people set? By how it is written, for Python takes a tick for a 1."""
    keys = [column.key for column in BY_KEY[tab].owned_by(SETTING)]

    def said(row: Row) -> str:
        return repr((row.place, [row.cells.get(key) for key in keys]))

    return len(some) == len(others) and all(
        one is other or said(one) == said(other) for one, other in zip(some, others, strict=True)
    )


def print_of_tabs(tabs: Tabs, printed: Sequence[Tab]) -> str:
    """A fingerprint of what people set in these tabs."""
    said = {tab.key: [row_key(tab, row.cells) for row in tabs[tab.key]] for tab in printed}
    return sha256(dumps(said).encode()).hexdigest()[:16]
