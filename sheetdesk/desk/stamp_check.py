"""Is this workbook ours, and is it as we left it? The stamp tells (design §1). Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES, STAMP_ITEM, STATE
from sheetdesk.errors import DeskNotOurs
from sheetdesk.model.sheet import Difference, Image, Snapshot, Stamp, row_of
from sheetdesk.workbook.stamp import decode_stamp

DISPLACED = "displaced_by"
"""The fact under which a ledger knows that another server's host writes its workbook; only `rebuild` makes a new one."""


def is_set_back(snapshot: Snapshot, ledger_id: str, highest: int, confirmed: int, zone: ZoneInfo) -> bool:
    """True if the workbook is older than what we last saw of it; raises DeskNotOurs if it isn't ours to write.

    `highest`: the highest batch number ever used; `confirmed`: the last batch that we know was applied."""
    stamp = snapshot.stamp
    if stamp is None:
        if confirmed == 0 and _has_cases(snapshot):
            raise DeskNotOurs(
                "這份試算表已經有案件，但這個帳本是新的",
                which=CASES.title,
                mend="要用這份試算表重建帳本，請執行 sheetdesk rebuild；否則請改回原來的帳本",
            )
        return confirmed > 0
    if stamp.ledger_id != ledger_id:
        raise DeskNotOurs(
            f"這份試算表由另一個帳本管理（在主機「{stamp.host}」，最後一次寫入 {_when(snapshot, zone)}）",
            which=f"{STATE.title}「{STAMP_ITEM}」",
            mend="sheetdesk.db 不見了或換過，請放回原來的；兩台主機都在跑，請停掉一台。要改由這裡的帳本管，再執行 sheetdesk rebuild",
        )
    if stamp.batch > highest:
        raise DeskNotOurs(
            f"試算表比這個帳本新（第 {stamp.batch} 批，帳本只到第 {highest} 批），帳本可能是還原的舊備份",
            which=f"{STATE.title}「{STAMP_ITEM}」",
            mend="請換回最新的帳本檔；找不到的話執行 sheetdesk rebuild",
        )
    return stamp.batch < confirmed


def another_wrote(batch: Difference, image: Image, read: Snapshot) -> Stamp | None:
    """The stamp that was shown at the moment of writing, if another server had put it there since `read`: what was read
    itself may be an earlier ledger's, where this one was rebuilt."""
    shown = (row.cells for row in image.rows if row.tab == STATE.key and row.cells.get("item") == STAMP_ITEM)
    found = next((stamp for cells in shown if (stamp := decode_stamp(cells.get("content"))) is not None), None)
    before = row_of(read.tabs[STATE.key], "item", STAMP_ITEM)
    if found is None or (before is not None and found == decode_stamp(before.get("content"))):
        return None
    return None if found.ledger_id == batch.stamp.ledger_id and found.batch < batch.batch else found


def displaced(host: str) -> DeskNotOurs:
    """Two servers wrote at once, each with a ledger that the workbook knew: the later one stands back for good."""
    return DeskNotOurs(
        f"主機「{host}」也在寫這份試算表，這裡先停下來，不再寫、不再寄",
        which=f"{STATE.title}「{STAMP_ITEM}」",
        mend="一份試算表只能由一台處理：請停掉其中一台；要由這一台繼續，先停掉另一台，再在這裡執行 sheetdesk rebuild",
    )


def _has_cases(snapshot: Snapshot) -> bool:
    view = snapshot.tabs.get(CASES.key)
    return view is not None and any(row.get("number") is not None for row in view.rows)


def _when(snapshot: Snapshot, zone: ZoneInfo) -> str:
    row = row_of(snapshot.tabs[STATE.key], "item", STAMP_ITEM) if STATE.key in snapshot.tabs else None
    at = row.get("at") if row else None
    return f"{at.astimezone(zone):%Y/%m/%d %H:%M}" if isinstance(at, datetime) else "時間不明"
