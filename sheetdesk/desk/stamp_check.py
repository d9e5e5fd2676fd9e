"""Is this workbook ours, and is it as we left it? The stamp tells (design §1). Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES, STAMP_ITEM, STATE
from sheetdesk.errors import DeskNotOurs
from sheetdesk.model.sheet import Difference, Image, Snapshot, Stamp, row_of

DISPLACED = "displaced_by"
"""The fact under which a ledger knows that another server's host writes its workbook; only `rebuild` makes a new one."""

OWNER, ANOTHERS, UNREAD = "owner_doubt", "another", "unread"
"""The fact under which a ledger keeps why nothing may leave before a read shows that the desk is its own: the last read
showed another's, or the ledger is a copy that has not read since it was put back."""

HEIR_OF = "heir_of"
"""The fact under which a rebuilt ledger keeps whose stamp it found, which never counts again, and its own first batch."""

WHERE = f"{STATE.title}「{STAMP_ITEM}」"


@dataclass(frozen=True, slots=True)
class Own:
    """What a ledger knows of the stamp: `highest`, the highest batch number it ever used, `confirmed`, the last batch that
    it knows was applied, from whom it took the desk over with which batch, and whether another's stamp was read last."""

    ledger_id: str = ""
    highest: int = 0
    confirmed: int = 0
    heir_of: str | None = None
    first: int = 0
    was_anothers: bool = False


def own_of(fact: Callable[[str], Any]) -> Own:
    """What the ledger knows whose facts these are."""
    heir_of, first = fact(HEIR_OF) or (None, 0)
    return Own(fact("ledger_id"), fact("batch"), fact("confirmed") or 0, heir_of, first, fact(OWNER) == ANOTHERS)


def stands_back(fact: Callable[[str], Any]) -> bool:
    """May nothing leave, because the desk is another's for all that the ledger knows?"""
    return fact(DISPLACED) is not None or fact(OWNER) is not None


def why_back(fact: Callable[[str], Any]) -> DeskNotOurs | None:
    """Why nothing may leave, with its mend, as far as the ledger kept it; None: the desk is its own."""
    if (host := fact(DISPLACED)) is not None:
        return displaced(host)
    if fact(OWNER) == ANOTHERS:
        return DeskNotOurs(
            "這份試算表不歸這個帳本管（由另一台處理，或這個帳本是舊的），這裡先停下來，不再寫、不再寄",
            which=WHERE,
            mend="只留一台：停掉另一台，或換回最新的帳本；要由這一台繼續，再執行 sheetdesk rebuild",
        )
    if fact(OWNER) is not None:
        return DeskNotOurs(
            "帳本是從備份放回來的，還沒有讀過試算表，讀到以前不寄信",
            which=WHERE,
            mend="執行 sheetdesk run；讀不到的話執行 sheetdesk doctor",
        )
    return None


def is_set_back(snapshot: Snapshot, own: Own, zone: ZoneInfo) -> bool:
    """True if the workbook is older than what we last saw of it; raises DeskNotOurs if it isn't ours to write.

    A stamp of the ledger that ours was rebuilt from counts as older, the last write of a server that did not know yet: but
    before we did anything, a ledger that knows of it is one more rebuild away."""
    stamp = snapshot.stamp
    if stamp is None and own.confirmed == 0 and _has_cases(snapshot):
        raise DeskNotOurs(
            "這份試算表已經有案件，但這個帳本是新的",
            which=CASES.title,
            mend="要用這份試算表重建帳本，請執行 sheetdesk rebuild；否則請改回原來的帳本",
        )
    if stamp is None:
        return _older(own, own.confirmed > 0)
    if stamp.ledger_id == own.heir_of:
        if own.highest == own.first:
            raise DeskNotOurs(
                f"帳本重建以後，主機「{stamp.host}」又寫了一次這份試算表，它剛寫的不在這個帳本裡",
                which=WHERE,
                mend="確定那一台停了，再執行一次 sheetdesk rebuild",
            )
        return _older(own, True)
    if stamp.ledger_id != own.ledger_id:
        raise DeskNotOurs(
            f"這份試算表由另一個帳本管理（在主機「{stamp.host}」，最後一次寫入 {_when(snapshot, zone)}）",
            which=WHERE,
            mend="sheetdesk.db 不見了或換過，請放回原來的；兩台主機都在跑，請停掉一台。要改由這裡的帳本管，再執行 sheetdesk rebuild",
        )
    if stamp.batch > own.highest:
        raise DeskNotOurs(
            f"試算表比這個帳本新（第 {stamp.batch} 批，帳本只到第 {own.highest} 批），帳本可能是還原的舊備份",
            which=WHERE,
            mend="請換回最新的帳本檔；找不到的話執行 sheetdesk rebuild",
        )
    return _older(own, stamp.batch < own.confirmed)


def _older(own: Own, is_older: bool) -> bool:
    """Raises DeskNotOurs where an older sheet proves nothing: another server was at it, and may be still."""
    if is_older and own.was_anothers:
        raise DeskNotOurs(
            "這份試算表被還原成舊版，在那之前已經由另一個帳本管理",
            which=WHERE,
            mend="先停掉另一台；要改由這裡的帳本管，再執行 sheetdesk rebuild",
        )
    return is_older


def another_wrote(batch: Difference, image: Image, own: Own, read: Stamp | None = None) -> Stamp | None:
    """The stamp that `batch` was written over, if another server had put it there since the read; the read's own may be an
    earlier ledger's, where this one was rebuilt.

    `read`: the stamp that was read before; None: there was none, or nobody knows any more."""
    found = image.stamp
    if found is None or found == read or found.ledger_id == own.heir_of:
        return None
    if found.ledger_id != batch.stamp.ledger_id or found.batch >= batch.batch:
        return found
    is_newer = read is not None and found.batch > read.batch  # else somebody set the sheet back
    return found if is_newer and found.host != batch.stamp.host else None


def displaced(host: str) -> DeskNotOurs:
    """Two servers wrote at once, each with a ledger that the workbook knew: the later one stands back for good."""
    return DeskNotOurs(
        f"主機「{host}」也在寫這份試算表，這裡先停下來，不再寫、不再寄",
        which=WHERE,
        mend="一份試算表只能由一台處理：請停掉其中一台；要由這一台繼續，先停掉另一台，再在這裡執行 sheetdesk rebuild",
    )


def _has_cases(snapshot: Snapshot) -> bool:
    view = snapshot.tabs.get(CASES.key)
    return view is not None and any(row.get("number") is not None for row in view.rows)


def _when(snapshot: Snapshot, zone: ZoneInfo) -> str:
    row = row_of(snapshot.tabs[STATE.key], "item", STAMP_ITEM) if STATE.key in snapshot.tabs else None
    at = row.get("at") if row else None
    return f"{at.astimezone(zone):%Y/%m/%d %H:%M}" if isinstance(at, datetime) else "時間不明"
