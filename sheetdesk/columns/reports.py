"""The tab of reports: what the organiser reads on Monday, the newest on top."""

from __future__ import annotations

from sheetdesk.columns.kpi import KEY
from sheetdesk.columns.tab import MACHINE, Column, Tab

REPORTS = Tab(
    "reports",
    "報告",
    (
        Column("what", "項目", MACHINE, width=20, note="「■」是一份報告的開頭。"),
        Column("said", "內容", MACHINE, width=60),
        Column("report", "報告", MACHINE, width=22, note="哪一份報告。"),
        Column("at", "產生時間", MACHINE, "datetime", width=16),
        KEY,
    ),
    key_column=KEY.key,
    write_only=True,
    note="系統寫的：週報、月報、季報，最新的在最上面；太舊的會移走。時間和收件人在 config.yaml 的 reports。",
)
