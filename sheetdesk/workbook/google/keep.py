"""A copy of the whole spreadsheet on this computer, before `init` changes anything in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sheetdesk.errors import DeskUnreachable
from sheetdesk.workbook.file import keep_copy
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.survey import Survey
from sheetdesk.workbook.google.tabs import by_tab, whole
from sheetdesk.workbook.xlsx_copy import Copied, copy_of

LONGEST_NAME = 60
"""Letters of the spreadsheet's title in a file's name: file systems count bytes, and stop at 255."""

_NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def keep(sheet: Spreadsheet, seen: Survey, folder: Path) -> str:
    """Keep every tab as an .xlsx in `folder`, and say where. Drive exports it as it looks; where Drive refuses, values
    and formulas are kept.

    Raises DeskUnreachable if no copy can be kept."""
    data, lack = exported_or_copied(sheet, lambda: seen)
    copy = keep_copy(folder / f"{_name(seen.title)}.xlsx", data, "before-init", private=True)
    return f"改之前的內容留在「{copy.name}」{lack}"


def exported_or_copied(sheet: Spreadsheet, seen: Callable[[], Survey]) -> tuple[bytes, str]:
    """Every tab as an .xlsx, and what it lacks where Drive refuses to export it. `seen` is asked only then.

    Raises DeskUnreachable."""
    try:
        return sheet.export(), ""
    except DeskUnreachable as fault:
        lack = f"（只有內容和公式，沒有格式，因為 Google 雲端硬碟沒有匯出：{fault.what}）"
        return copy_of(_tabs(sheet, seen())), lack


def _tabs(sheet: Spreadsheet, seen: Survey) -> list[Copied]:
    titles = [title for title, size in seen.sizes.items() if size.rows]
    ranges = [whole(seen.ids[title]) for title in titles]
    formulas = by_tab(sheet.values(ranges, "FORMULA"))
    shown = by_tab(sheet.values(ranges, "FORMATTED_VALUE"))
    return [
        Copied(title, seen.grids[title], formulas.get(seen.ids[title], []), shown.get(seen.ids[title], []))
        for title in titles
    ]


def _name(title: str) -> str:
    return _NO_NAME.sub("_", title).strip(". ")[:LONGEST_NAME].strip(". ") or "spreadsheet"
