"""What a workbook lacks of the desk, and how `init` says what it did. Pure; knows no kind of workbook."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheetdesk.columns import TABS, Column, Tab
from sheetdesk.errors import UsageError
from sheetdesk.model.values import Value
from sheetdesk.workbook.cells import BLANK
from sheetdesk.workbook.grid import choose_forms, is_blank, locate
from sheetdesk.workbook.headers import FormSpec, Grid, find_header_in_place, fold_title, keys_in, titles_of

FirstRows = Mapping[str, Sequence[Mapping[str, Value]]]
"""By tab key, then column key: what goes into a tab that holds no row yet."""

STRANGE = 0.3
"""A tab of our title whose header holds less than this share of our titles, and mostly others, is somebody else's."""


@dataclass(frozen=True, slots=True)
class Header:
    """A tab's header as it stands: its index, each column's position by key, and the first position right of all."""

    index: int
    places: Mapping[str, int]
    free: int

    def lacks(self, tab: Tab) -> list[Column]:
        """Columns of the tab that aren't there."""
        return [column for column in tab.columns if column.key not in self.places]


def header_in(grid: Grid, tab: Tab) -> Header | None:
    """The header of a tab of ours, None where there is none yet."""
    index = find_header_in_place(grid, tab)
    if index is None:
        return None
    places = {key: position for position, key in enumerate(keys_in(grid[index], titles_of(tab))) if key}
    return Header(index, places, max(len(line) for line in grid))


def refuse_strangers(grids: Mapping[str, Grid]) -> None:
    """Raises UsageError if a tab of our title holds something else."""
    by_title = {fold_title(title): title for title in grids}
    for tab in TABS:
        title = by_title.get(fold_title(tab.title))
        if title is not None and any(grids[title]) and _is_strange(grids[title], tab):
            raise not_ours(title)


def not_ours(title: str) -> UsageError:
    """Somebody else's tab has a title that we need."""
    return UsageError(
        "已經有這個名稱的分頁，內容卻不是系統的，所以什麼都沒有改",
        which=f"分頁「{title}」",
        mend="請把它改成別的名稱，再執行一次 init",
    )


def _is_strange(grid: Grid, tab: Tab) -> bool:
    header = find_header_in_place(grid, tab)
    if header is None:
        return True
    known = len(set(keys_in(grid[header], titles_of(tab))) - {None})
    titles = sum(raw not in BLANK for raw in grid[header])
    return known / len(tab.columns) < STRANGE and known / titles < 0.5


def tab_before(tab: Tab, found: Container[str]) -> str | None:
    """Key of the tab of ours that a new one goes right behind; None: in front of all."""
    return next((t.key for t in reversed(TABS[: TABS.index(tab)]) if t.key in found), None)


def holds_no_row(grid: Grid, header: int) -> bool:
    """Did nobody type anything below the header?"""
    return all(is_blank(line) for line in grid[header + 1 :])


def lacks_form(grids: Mapping[str, Grid], spec: FormSpec) -> bool:
    """Is there no tab with customers' answers yet?"""
    return not choose_forms(grids, spec, set(locate(grids).values()))[0]


def made_tab(title: str) -> str:
    """Said of a new tab."""
    return f"新增了分頁「{title}」"


def made_header(title: str) -> str:
    """Said of a tab of ours that was blank."""
    return f"分頁「{title}」：加上了標題列"


def made_columns(title: str, columns: Iterable[Column]) -> str:
    """Said of columns that a tab lacked."""
    return f"分頁「{title}」：新增了欄位「{'」「'.join(c.title for c in columns)}」"


def renewed(title: str) -> str:
    """Said of notes and drop-downs that were out of date."""
    return f"分頁「{title}」：更新了標題的說明和下拉選單"


def filled(title: str, count: int) -> str:
    """Said of a tab's first rows."""
    return f"分頁「{title}」：填入了 {count} 列預設內容"


def said_of_charts(title: str, new: int, changed: int) -> list[str]:
    """Said of charts that were drawn, and of those that got another look."""
    said = [f"分頁「{title}」：畫了 {new} 張圖"] if new else []
    return [*said, f"分頁「{title}」：更新了 {changed} 張圖的樣子，位置和大小不變"] if changed else said
