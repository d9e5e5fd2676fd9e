"""系統狀態: when the desk last wrote, in which mode it is, and what a person has to mend. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sheetdesk.columns import LIVE, STAMP_ITEM, STATE, TRIAL
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.model.sheet import Problem, Row, Stamp, TabView
from sheetdesk.model.values import Value
from sheetdesk.policy.reconcile import PLACE
from sheetdesk.policy.shop import Shop
from sheetdesk.workbook.stamp import STAMP_NOTE, encode_stamp

LAST, MODE, PROBLEM = "最近一次寫入", "寄信模式", "問題"
MOST_PROBLEMS = 30
EARLIER = tuple(f"前 {n} 次寫入" for n in range(1, 6))
"""The writes before the last one, the newest first; a pass that had nothing to say is none of them."""
SIGNS_OF_LIFE = (LAST, *EARLIER, STAMP_ITEM, PLACE)
"""Rows that alone are no reason to write."""


def state_wishes(view: TabView, shop: Shop, kept: bool, problems: Sequence[Problem]) -> list[Wish]:
    """Mode (`kept`: letters stay in the outbox folder) and problems in place; rows of problems that are gone are blanked, never deleted."""
    wanted: dict[str, dict[str, Value]] = {MODE: _mode(shop, kept)}
    shown = list(problems[:MOST_PROBLEMS])
    for at, problem in enumerate(shown, start=1):
        wanted[f"{PROBLEM} {at}"] = {"content": f"{problem.place}：{problem.what}", "mend": problem.mend or None}
    if len(problems) > MOST_PROBLEMS:
        wanted[f"{PROBLEM} {MOST_PROBLEMS}"] = {
            "content": f"還有 {len(problems) - MOST_PROBLEMS + 1} 個問題",
            "mend": None,
        }
    standing = rows_by_key(view)
    for item in reversed(standing):
        if item.startswith(f"{PROBLEM} ") and item not in wanted:
            wanted[item] = {"content": None, "mend": None}
    return [_wish(item, cells, standing) for item, cells in wanted.items()]


def last_pass_wishes(view: TabView, line: str, stamp: Stamp, now: datetime) -> list[Wish]:
    """Ride along with a write that happens anyway: the desk never writes only to say that it lives.

    What the last write said moves one row down, and so on; the sheet itself keeps it."""
    shown: dict[str, Value] = {"content": encode_stamp(stamp), "mend": STAMP_NOTE, "at": now}
    standing = rows_by_key(view)
    said = [row.cells for item in (LAST, *EARLIER[:-1]) if (row := standing.get(item)) is not None]
    moved = [
        _wish(item, {"content": cells.get("content"), "at": cells.get("at")}, standing)
        for item, cells in zip(EARLIER, said, strict=False)
    ]
    return [_wish(LAST, {"content": line, "at": now}, standing), *moved, _wish(STAMP_ITEM, shown, standing)]


def _mode(shop: Shop, kept: bool) -> dict[str, Value]:
    if shop.paused:
        return {"content": "已暫停所有寄信", "mend": "要恢復，請到「設定」清空「☐暫停所有寄信」"}
    if shop.trial:
        return {"content": f"{TRIAL}：信只寄給您自己", "mend": f"要寄給客人，請到「設定」改成「{LIVE}」"}
    if kept:
        mend = "要真的寄給客人，請架設的人在 config.yaml 填寄信帳號（channels 的 email）"
        return {"content": f"{LIVE}，但還沒有寄信帳號：信只存在寄件匣資料夾", "mend": mend}
    return {"content": f"{LIVE}：信會寄給客人", "mend": None}


def _wish(item: str, cells: dict[str, Value], standing: Mapping[str, Row]) -> Wish:
    row = standing.get(item)
    return Wish(STATE.key, item, {"item": item, **cells} if row is None else cells, row)
