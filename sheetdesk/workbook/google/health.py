"""What about the spreadsheet itself a person has to mend: zone, size, forms, protection. Pure; each with its mend."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sheetdesk.columns import BY_KEY
from sheetdesk.model.sheet import Locked, Problem
from sheetdesk.workbook.google.tabs import Tabs
from sheetdesk.workbook.grid import NO_FORM
from sheetdesk.workbook.headers import letter

CELL_LIMIT, WARN_AT = 10_000_000, 0.8
"""Cells that a spreadsheet may hold, blank ones counted (sheets.md), and the share from which a person is warned."""


def problems(tabs: Tabs, zone: ZoneInfo, account: str) -> list[Problem]:
    """All of them, in the order in which a person would mend them. `zone` is the desk's."""
    return [*zone_problems(tabs, zone), *form_problems(tabs), *lock_problems(tabs, account), *size_problems(tabs)]


def zone_problems(tabs: Tabs, zone: ZoneInfo) -> list[Problem]:
    """Times would be read wrong."""
    if tabs.zone == zone.key:
        return []
    what = f"試算表的時區是 {tabs.zone}，系統用的是 {zone.key}，表單的時間會讀錯"
    mend = f"到「檔案 → 設定 → 一般」，把時區改回 {zone.key}"
    return [Problem("試算表", what, mend)]


def form_problems(tabs: Tabs) -> list[Problem]:
    """No form's tab at all; or one that isn't read, as the new one after a form was linked again."""
    none = [] if tabs.forms else [NO_FORM]
    mend = "如果客人現在填的是這一份，請架設的人把它加進 config.yaml 的 forms.tabs；不用了就刪掉分頁"
    return none + [Problem(f"分頁「{title}」", "看起來是表單回應，但沒有在讀", mend) for title in tabs.more_forms]


def lock_problems(tabs: Tabs, account: str) -> list[Problem]:
    """Cells of ours that `account` may not write."""
    mend = f"到「資料 → 保護工作表和範圍」，把 {account} 加進可以編輯的人，或改成「編輯這個範圍時顯示警告」"
    what = "有保護，系統不能改，這些格子先不寫"
    return [Problem(place_of(area), what, mend, tab=area.tab) for area in tabs.locked]


def size_problems(tabs: Tabs) -> list[Problem]:
    """The spreadsheet is nearly full."""
    if tabs.cells < WARN_AT * CELL_LIMIT:
        return []
    what = f"整份試算表有 {tabs.cells:,} 格（空白的也算），上限是 {CELL_LIMIT:,}"
    return [Problem("試算表", what, "刪掉用不到的分頁，或分頁下方、右邊空白的列和欄")]


def place_of(area: Locked) -> str:
    """Where it lies, as a person finds it."""
    columns = "" if area.last is None and area.first == 0 else f" {letter(area.first)} 欄"
    if area.last is not None and area.last > area.first:
        columns = f" {letter(area.first)} 到 {letter(area.last)} 欄"
    rows = ""
    if area.first_row > 1 or area.last_row is not None:
        rows = f"第 {area.first_row} 列起" if area.last_row is None else f"第 {area.first_row} 到 {area.last_row} 列"
    return f"分頁「{BY_KEY[area.tab].title}」{columns}{rows}"
