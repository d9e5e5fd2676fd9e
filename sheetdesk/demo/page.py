"""The demo as one HTML page, for those without a spreadsheet program: tabs, charts and letters as they lie in its folder.

Nothing on it runs and nothing is fetched: no script, no address to the outside, every text escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sheetdesk.columns import (
    CASES,
    CHARTS,
    CUSTOMERS,
    INCIDENTS,
    KPI,
    KPI_HOURS,
    LOG,
    REPORTS,
    SETTINGS,
    SHOP,
    TODO,
    Tab,
)
from sheetdesk.demo.page_letters import one_of_each
from sheetdesk.demo.page_tabs import Pages, plain, read_pages
from sheetdesk.drawing.svg import svg
from sheetdesk.errors import UsageError
from sheetdesk.policy.chart_drawings import chart_drawings
from sheetdesk.policy.kpi import Cells

PAGE, TEMPLATE = "示範.html", "page.html.jinja"

SEEN: tuple[tuple[Tab, str], ...] = (
    (TODO, "要做的事，一件一列。紅的是緊急、逾期或信沒寄出；藍的等您在「確認」選一個；黃的是今天到期或該跟進。"),
    (CASES, "一件客訴一列。「下一步」說接下來要做什麼、什麼時候以前；其他的欄平常收起來，按「＋」才展開，這裡沒有畫。"),
    (LOG, "每一封信、客人每一次寫來，都是一列：給誰、內容、有沒有寄成。最早的在最上面。"),
    (INCIDENTS, "同一批貨出問題，一次說清楚：「統一回覆」寫一次，這一批的客人各收到一封自己的信。"),
    (CUSTOMERS, "一位客人一列：來過幾件、還有幾件沒結。聯絡方式一樣的，算同一位。"),
    (KPI, "這週和上週、前四週比。「目標」的 ✅ 是達到了，⚠ 是還沒有；「變化」綠的是變好，黃的是變差。"),
    (REPORTS, "每一期的報告一列；也會寄成信。"),
)
"""Tabs on the page, in order, and what one sees there. One that isn't in the workbook, or has no row yet, is left out."""


def write_page(folder: Path, workbook: Path, outbox: Path) -> Path:
    """Write the page into `folder`, over an older one, from `workbook` and the letters in `outbox`; answers where it lies.

    Raises DeskUnreachable if the workbook can't be understood, UsageError if a file can't be read or written."""
    place = folder / PAGE
    try:
        place.write_text(page_of(read_pages(workbook), outbox), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"示範的網頁做不出來（{error.strerror or error}）",
            which=str(error.filename or place),
            mend="請檢查磁碟空間和資料夾權限，再執行一次",
        ) from error
    return place


def page_of(pages: Pages, outbox: Path) -> str:
    """The whole page as text."""
    tables = [(pages.table(tab), about) for tab, about in SEEN]
    drawings = chart_drawings({tab.key: list(map(_plain, pages.rows(tab))) for tab in (CHARTS, KPI_HOURS)})
    house = Environment(
        loader=PackageLoader("sheetdesk.demo", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return house.get_template(TEMPLATE).render(
        shop=_shop(pages),
        tables=[(table, about) for table, about in tables if table.rows],
        charts_title=CHARTS.title,
        charts=[svg(drawing) for drawing in drawings],
        letters=one_of_each(pages.rows(LOG), outbox),
    )


def _plain(row: Cells) -> Cells:
    return {name: plain(value) if isinstance(value, str) else value for name, value in row.items()}


def _shop(pages: Pages) -> str:
    names = (row["value"] for row in pages.rows(SETTINGS) if row["item"] == SHOP)
    return plain(str(next(names, None) or "團購"))
