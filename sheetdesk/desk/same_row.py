"""Is a row that stood at some place the one that was read there? Pure."""

from __future__ import annotations

from collections.abc import Mapping

from sheetdesk.columns import BY_KEY, PERSON, row_key
from sheetdesk.model.values import Formula, Value, same

Cells = Mapping[str, Value]


def equal_rows(one: Cells, other: Cells) -> bool:
    """Do two rows show the same, cell by cell?"""
    return all(same(one.get(name), other.get(name)) for name in one.keys() | other.keys())


def is_same_row(tab: str, was: Cells, there: Cells) -> bool:
    """Is this still the row that was read? By what its key cell showed then, for that cell may itself be mended."""
    key = row_key(BY_KEY[tab], was)
    if key is not None:
        return row_key(BY_KEY[tab], there) == key
    # An image shows formulas where a read may have shown their results, and nothing where the array formula of another
    # cell spilled one: these cells tell nothing of the row.
    silent = {name for name in was if _may_be_spilled(tab, name, there)}
    silent |= {name for name, value in there.items() if isinstance(value, Formula)}
    plain = {name: value for name, value in there.items() if name not in silent}
    if was and not there:
        return False
    return equal_rows(plain, {name: value for name, value in was.items() if name not in silent})


def _may_be_spilled(tab: str, column: str, there: Cells) -> bool:
    known = BY_KEY[tab]
    hers = not known.has(column) or known.column(column).owner == PERSON
    return hers and there.get(column) is None
