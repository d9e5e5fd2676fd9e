"""Rows of a batch that was given up and that a slow server carried out all the same, after we had written them anew.

Of several rows with one key, such a row shows, cell by cell, what that batch inserted. It is blanked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetdesk.columns import BY_KEY, row_key
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.same_row import equal_rows
from sheetdesk.model.sheet import NewRow, Row, Snapshot, TabView
from sheetdesk.model.values import Value


def late_rows(snapshot: Snapshot, given_up: Iterable[NewRow]) -> list[Wish]:
    """What blanks them; `given_up`: the inserts of such batches. One row of each key stays, and each row that a person
    has touched since."""
    inserted: dict[tuple[str, str], list[Mapping[str, Value]]] = {}
    for insert in given_up:
        inserted.setdefault((insert.tab, insert.key), []).append(insert.cells)
    found: list[Wish] = []
    standing = {tab: _by_key(snapshot.tabs[tab]) for tab in {tab for tab, _ in inserted} if tab in snapshot.tabs}
    for (tab, key), late in inserted.items():
        rows = standing.get(tab, {}).get(key, [])
        alike = [row for row in rows if any(equal_rows(row.cells, cells) for cells in late)]
        too_many = alike[1:] if len(alike) == len(rows) else alike
        found += [Wish(tab, None, dict.fromkeys(row.cells), row) for row in too_many]
    return found


def _by_key(view: TabView) -> dict[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = {}
    for row in view.rows:
        found.setdefault(row_key(BY_KEY[view.key], row.cells), []).append(row)
    return found
