"""By what a row is known in its tab."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256

from sheetdesk.columns.tab import SETTING, Tab
from sheetdesk.columns.tabs import BY_KEY
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Formula, Value, canonical, dumps


def last_keyed_place(view: TabView) -> int:
    """Number of the last row that has a key, new rows go below it; the header's where there is none."""
    tab = BY_KEY[view.key]
    keyed = (row.place for row in reversed(view.rows) if row_key(tab, row.cells) is not None)
    return next(keyed, view.header_place)


def row_key(tab: Tab, cells: Mapping[str, Value]) -> str | None:
    """What a row is known by, wherever it stands: its key cell, or a fingerprint of what people set in it.

    None for a row that has neither."""
    if tab.key_column:
        value = canonical(cells.get(tab.key_column))
        return None if value is None or isinstance(value, Formula) else str(value)
    keys = _settings_of(tab.key)
    return _fingerprint(keys, *(cells.get(key) for key in keys))


@cache
def _settings_of(tab: str) -> tuple[str, ...]:
    return tuple(column.key for column in BY_KEY[tab].owned_by(SETTING))


@lru_cache(maxsize=4096, typed=True)  # the same rules are asked for several times a pass, pass after pass
def _fingerprint(keys: tuple[str, ...], *values: Value) -> str | None:
    said = dict(zip(keys, map(canonical, values), strict=True))
    if all(value is None for value in said.values()):
        return None
    return sha256(dumps(said).encode()).hexdigest()[:16]
