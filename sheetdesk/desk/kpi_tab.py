"""The tabs of figures in the sheet: when they are brought up to date, and which cells that takes.

They are read only when that is due, once an hour of the clock: then every row of ours is set right, in place by its key.
A pass that wrote is followed by another look, so that what was lost or hit something else is written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import BY_KEY, FIGURE_TABS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.rig import Asked
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import KnownTab, Problem, TabView
from sheetdesk.model.values import Value, same
from sheetdesk.policy.kpi import Table
from sheetdesk.policy.kpi_periods import RECENT, WHOLE, Reach

JOB, FACT = "report_figures", "kpi_tabs"

DAY = len("2026-11-23")
MOST_LOOKS = 3
"""Passes that one hour's figures are given: on a busy desk the next ones differ already."""

MEND = "執行 sheetdesk init 會補上；不想要 KPI，可以不理會"


def resting_tabs(tx: Transaction, zone: ZoneInfo, now: datetime, asked: Asked) -> tuple[KnownTab, ...]:
    """Tabs of figures that need not be read."""
    return () if due(tx, zone, now, asked) else tuple(KnownTab(tab.key) for tab in FIGURE_TABS)


def due(tx: Transaction, zone: ZoneInfo, now: datetime, asked: Asked) -> Reach | None:
    """How far back the tabs are to be set right: an hour has begun since they were last seen to be, or a day. None: not
    now."""
    before, hour = _said(tx)["hour"], _hour(now, zone)
    if (asked.jobs is not None and JOB not in asked.jobs) or before == hour:
        return None
    return RECENT if before is not None and before[:DAY] == hour[:DAY] else WHOLE


def kpi_wishes(sight: Sight, desk: Desk, tx: Transaction, halted: bool) -> list[Wish]:
    """The cells of all tabs of figures that show something else than they should."""
    said = _said(tx)
    desk.problems += [Problem(*one) for one in said["problems"]]
    if not desk.kpi.due or halted:
        return []
    views = {tab.key: sight.snapshot.tabs.get(tab.key) for tab in FIGURE_TABS}
    tables = desk.kpi.tables or {}
    wishes = [wish for key, table in tables.items() for wish in _wishes(views[key], key, table)]
    _note(desk, tx, views, bool(wishes) or desk.kpi.tables is None)
    desk.kpi = replace(desk.kpi, tables=None)  # with them goes every case of the year as figures
    return wishes


def look_again(tx: Transaction) -> None:
    """There is something new to show before the hour is over: the next pass sets the tabs right once more."""
    said = _said(tx)
    tx.remember(FACT, {**said, "hour": said["hour"] and said["hour"][:DAY], "looking": None, "looks": 0})


def _note(desk: Desk, tx: Transaction, views: Mapping[str, TabView | None], again: bool) -> None:
    """Right for this hour, or to be looked at once more."""
    said, hour = _said(tx), _hour(desk.now, desk.book.defaults.zone)
    looks = (said["looks"] if said["looking"] == hour else 0) + 1
    done = not again or looks >= MOST_LOOKS
    problems = _problems(views)
    desk.problems += [problem for problem in problems if str(problem) not in {str(known) for known in desk.problems}]
    told = [[one.place, one.what, one.mend] for one in problems]
    fresh = {"hour": hour if done else said["hour"], "looking": hour, "looks": looks, "problems": told}
    tx.remember(FACT, fresh)


def _problems(views: Mapping[str, TabView | None]) -> list[Problem]:
    found = []
    for key, view in views.items():
        tab = BY_KEY[key]
        if view is None:
            found.append(Problem("試算表", f"少了分頁「{tab.title}」，KPI 先不寫在那裡", MEND))
        elif tab.key_column not in view.header:
            title = tab.column(str(tab.key_column)).title
            found.append(Problem(f"分頁「{view.title}」", f"找不到標題列，或少了欄位「{title}」，先不寫", MEND))
    return found


def _wishes(view: TabView | None, key: str, table: Table) -> list[Wish]:
    if view is None or BY_KEY[key].key_column not in view.header:
        return []
    standing = rows_by_key(view)
    table = table.over(sorted(standing, key=lambda name: standing[name].place))
    wishes = []
    for name, row in standing.items():
        cells = table.rows.get(name) or table.gone(name)
        if cells is not None and _differs(row.cells, cells, view):
            wishes.append(Wish(key, name, cells, row))
    fresh = (name for name in table.rows if name not in standing)
    return wishes + [Wish(key, name, {**table.rows[name], str(BY_KEY[key].key_column): name}) for name in fresh]


def _differs(shown: Mapping[str, Value], cells: Mapping[str, Value], view: TabView) -> bool:
    return any(not same(shown.get(name), value) for name, value in cells.items() if name in view.header)


def _said(tx: Transaction) -> dict[str, Any]:
    return tx.fact(FACT) or {"hour": None, "looking": None, "looks": 0, "problems": ()}


def _hour(now: datetime, zone: ZoneInfo) -> str:
    return f"{now.astimezone(zone):%Y-%m-%d %H}"
