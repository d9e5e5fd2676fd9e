"""The hidden tab 封存: rows of cases that were closed long ago, as they stood in 案件."""

from __future__ import annotations

from dataclasses import replace

from sheetdesk.columns.cases import CASES
from sheetdesk.columns.tab import MACHINE, Column, Tab

ARCHIVED_AT = Column(
    "archived_at", "封存時間", MACHINE, "datetime", width=16, note="系統把這一列從「案件」搬來的時間。"
)
"""By this title the tab is told from 案件 and from copies of it."""


def _as_record(column: Column) -> Column:
    """The same column of a row that is a record: nothing is chosen in it, and it is read when the whole tab is."""
    return replace(column, note="", choices=(), choices_from=None, rarely_read=False)


ARCHIVE = Tab(
    "archive",
    "封存",
    (ARCHIVED_AT, *map(_as_record, CASES.columns)),
    key_column="number",
    hidden=True,
    note="結案很久的案件，整列從「案件」搬來這裡，您自己加的欄也跟著來。客人再寫來，系統會把那一列搬回「案件」。",
    write_only=True,
)
