"""Bring the tabs of figures (KPI) up to date, once an hour of the clock.

Reads:   cases as figures, letters that left, counted backlogs, config.yaml's kpi
Decides: what KPI 總覽, 每日, 每週, 每月, 分組 and 時段 show, and the table of KPI 圖表
Repeat:  safe - the same cases at the same time give the same tables
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import CHARTS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.figures import ground_of
from sheetdesk.policy.chart_rows import chart_table
from sheetdesk.policy.kpi import tables

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Make the tables, when they are due; not of a flood that is half taken in."""
    if not desk.kpi.due:
        return "figures: not due"
    if desk.left_over:  # the pass that takes the last of them follows at once
        desk.kpi = replace(desk.kpi, due=False)
        return "figures: not while answers are left over"
    defaults, reach = desk.book.defaults, desk.kpi.reach
    found = tables(ground_of(desk), defaults.kpi, defaults.zone, now, reach)
    today = now.astimezone(defaults.zone).date()
    found[CHARTS.key] = chart_table(found, defaults.kpi.targets, today, reach)
    desk.kpi = replace(desk.kpi, tables=found)
    return f"rows of figures: {sum(len(table.rows) for table in found.values())}"
