"""All tabs of ours in a workbook's grids: which have to be there, and which may be missing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from sheetdesk.columns import TABS, Tab
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.sheet import TabView
from sheetdesk.workbook.grid import INIT, locate, read_tab
from sheetdesk.workbook.headers import Grid
from sheetdesk.workbook.lines import Memory


def read_tabs(
    grids: Mapping[str, Grid],
    zone: ZoneInfo,
    known: Mapping[str, str] | None = None,
    memory: Memory | None = None,
    without: Collection[str] = (),
) -> dict[str, TabView]:
    """Every tab of ours but those of the keys `without`; what equals the read before, of which `memory` knows, is not
    parsed again. A tab that is only written may be missing, too.

    Raises DeskUnreachable naming all tabs and columns that are missing, each with its mend."""
    memory = memory or Memory()
    found = locate(grids, known)
    missing = [tab.title for tab in TABS if tab.key not in found and not tab.write_only]
    if missing:
        raise DeskUnreachable(f"少了分頁「{'」「'.join(missing)}」", which="試算表", mend=INIT)
    views: dict[str, TabView] = {}
    for tab in TABS:
        if tab.key in without or tab.key not in found:
            continue
        title = found[tab.key]
        if tab.write_only:
            views[tab.key] = _read_to_write(tab, title, grids[title], zone)
        else:
            views[tab.key] = read_tab(tab, title, grids[title], zone, memory.tab(tab.key))
    return views


def _read_to_write(tab: Tab, title: str, grid: Grid, zone: ZoneInfo) -> TabView:
    """A tab of which nothing is learnt: one without a header, or whose key has another title, stops nobody. Its view has
    no columns then."""
    with suppress(DeskUnreachable):
        view = read_tab(tab, title, grid, zone)
        if not view.renamed:
            return replace(view, problems=())
    return TabView(tab.key, title, (), 1, ())


def read_whole_tabs(grids: Mapping[str, Grid], keys: Sequence[str], zone: ZoneInfo) -> dict[str, TabView]:
    """Those of the tabs `keys` that are there and lack nothing; the others are left out."""
    found, views = locate(grids), {}
    for tab in (tab for tab in TABS if tab.key in keys and tab.key in found):
        with suppress(DeskUnreachable):  # `init` is about to add what it lacks
            views[tab.key] = read_tab(tab, found[tab.key], grids[found[tab.key]], zone)
    return views
