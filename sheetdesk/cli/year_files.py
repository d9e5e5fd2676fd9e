"""The files to which archived rows go in the end, opened when a pass needs them: openpyxl is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sheetdesk.config.settings import Config
    from sheetdesk.workbook.xlsx_years import YearFiles


def year_files(config: Config) -> YearFiles:
    """Those of the folder that config.yaml names; no file is touched yet."""
    from sheetdesk.workbook.xlsx_years import YearFiles

    return YearFiles(config.retention.folder, config.desk.zone)
