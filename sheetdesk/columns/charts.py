"""The tab of charts: the small table that they are drawn from, and what each of them shows. Knows no kind of workbook.

A chart's rows never grow in number (the last 13 weeks, the 8 commonest categories), so it can be read on a phone."""

from __future__ import annotations

from dataclasses import dataclass

from sheetdesk.columns.kpi import KEY, KPI_HOURS, KPI_TABS, WEEKDAYS
from sheetdesk.columns.reports import REPORTS
from sheetdesk.columns.tab import MACHINE, Column, Tab

WEEKS, CATEGORIES, HOURS = 13, 8, 24
"""How many rows a chart has."""

LINES, COLUMNS, BARS, STACKED = "lines", "columns", "bars", "stacked"
"""Kinds of charts: lines, columns beside each other, lying bars with long words beside them, columns on each other."""


def _hidden(key: str, title: str, note: str) -> Column:
    return Column(key, title, MACHINE, "number", hidden=True, note=note)


CHARTS = Tab(
    "charts",
    "KPI 圖表",
    (
        Column("week", "週", MACHINE, hidden=True, note="那一週的星期一；最後一列是這週，還沒過完。"),
        _hidden("received", "件數", "那一週收到的案件。"),
        _hidden("complaints", "客訴", "其中「性質」是客訴的。"),
        _hidden("reply_median", "首次人工回覆（小時）", "從收件到第一封人回覆，中位數，日夜都算。"),
        _hidden("reply_met_rate", "首次回覆", "首次回覆達標率（%）。"),
        _hidden("solution_met_rate", "解決", "解決達標率（%）。"),
        _hidden("reply_target", "首次回覆目標", "config.yaml 的 kpi（%）。"),
        _hidden("satisfied", "滿意度", "4、5 顆星的比率（%）；不到 5 則不顯示。"),
        _hidden("satisfied_target", "滿意度目標", "config.yaml 的 kpi（%）。"),
        _hidden("backlog", "積壓", "那一週最後一次記下的、還沒結束的案件。"),
        _hidden("backlog_late", "逾期中", "其中已經逾期的。"),
        Column("category", "類別", MACHINE, hidden=True, note="這個月和上個月最多的類別。"),
        _hidden("this_month", "這個月", "這個月到現在收到的案件。"),
        _hidden("last_month", "上個月", "上個月收到的案件。"),
        KEY,
    ),
    key_column=KEY.key,
    write_only=True,
    note="系統畫的圖；數字在隱藏的欄。圖可以移動、放大，也可以加自己的。",
)


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one colour of columns: a column of the tab, by its key."""

    column: str
    colour: str
    is_target: bool = False
    """Drawn as a thin dashed line."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: the rows below the header of the tab `tab`, with the words of `labels` along them.

    `most`: where the axis of values ends; None: as the values need."""

    key: str
    title: str
    kind: str
    labels: str
    series: tuple[Series, ...]
    about: str
    tab: str = CHARTS.key
    rows: int = WEEKS
    most: float | None = None


BLUE, RED, GREEN, AMBER, GREY = "2563EB", "DC2626", "15803D", "D97706", "6B7280"
_DAY_COLOURS = ("1E3A8A", "2563EB", "60A5FA", "BFDBFE", "A7F3D0", "FBBF24", "F97316")
"""Monday to Thursday in blues, Friday and the weekend apart."""

ALL_CHARTS: tuple[Chart, ...] = (
    Chart(
        "volume",
        "每週件數",
        COLUMNS,
        "week",
        (Series("received", BLUE), Series("complaints", RED)),
        "最近 13 週，每週收到的案件和其中的客訴。",
    ),
    Chart(
        "categories",
        "各類別件數",
        BARS,
        "category",
        (Series("this_month", BLUE), Series("last_month", GREY)),
        "件數最多的 8 個類別，這個月和上個月。",
        rows=CATEGORIES,
    ),
    Chart(
        "reply",
        "多久回覆（小時，中位數）",
        LINES,
        "week",
        (Series("reply_median", BLUE),),
        "最近 13 週，客人多久收到第一封人回覆：一半比這個短。",
    ),
    Chart(
        "met",
        "達標率（%）",
        LINES,
        "week",
        (Series("reply_met_rate", BLUE), Series("solution_met_rate", GREEN), Series("reply_target", GREY, True)),
        "最近 13 週，首次回覆和解決在期限內的比率；虛線是首次回覆的目標。",
        most=100,
    ),
    Chart(
        "satisfied",
        "滿意度（%）",
        LINES,
        "week",
        (Series("satisfied", GREEN), Series("satisfied_target", GREY, True)),
        "最近 13 週，給 4、5 顆星的比率；虛線是目標。評分不到 5 則的週不顯示。",
        most=100,
    ),
    Chart(
        "backlog",
        "積壓（件）",
        LINES,
        "week",
        (Series("backlog", AMBER), Series("backlog_late", RED)),
        "最近 13 週，每週最後一次記下的還沒結束的案件，和其中逾期的。",
    ),
    Chart(
        "hours",
        "什麼時候最忙（最近 13 週）",
        STACKED,
        "hour",
        tuple(Series(day, colour) for day, colour in zip(WEEKDAYS, _DAY_COLOURS, strict=True)),
        "一天的每個小時收到幾件，星期一到星期日疊在一起。",
        tab=KPI_HOURS.key,
        rows=HOURS,
    ),
)
"""From top to bottom of the tab."""

FIGURE_TABS = (*KPI_TABS, CHARTS, REPORTS)
"""Every tab of figures, those of the charts and of the reports among them."""

CHART_SOURCES = (CHARTS, KPI_HOURS)
"""Tabs of which charts show columns."""


def row_keys(count: int) -> list[str]:
    """Keys of the first rows of the charts' table."""
    return [f"{place:02}" for place in range(1, count + 1)]
