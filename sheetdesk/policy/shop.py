"""設定: the few switches the organiser herself turns. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sheetdesk.columns import LIVE, MODE, PAUSE, PEAK, QUIET, SETTING_ITEMS, SETTINGS, SHOP, SIGNATURE, TRIAL
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Value
from sheetdesk.policy.peak import OFF, ON
from sheetdesk.policy.quiet import Quiet, read_quiet

YES = ("是", "v", "V", "✓", "☑", "true", "TRUE", "1", "暫停")
NO = ("", "否", "false", "FALSE", "0")
AUTOMATIC = ("自動",)


@dataclass(frozen=True, slots=True)
class Shop:
    """The desk's name and signature, whether letters go to customers (正式) and whether any leave at all; when nobody on
    the team is disturbed; `peak`: 旺季模式 as she switched it, blank where the desk decides."""

    name: str
    signature: str
    trial: bool = True
    paused: bool = False
    quiet: Quiet | None = None
    peak: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """What sending has to know of the desk, also when its sheet can't be read: the switches, the organiser's address."""

    shop: Shop
    own_address: str | None


def read_shop(rows: Sequence[Row], default: Shop) -> tuple[Shop, list[Problem]]:
    """The switches as they stand; a word that can't be read keeps letters on the safe side and is named."""
    said = {str(row.get("item")): row for row in rows if row.get("item") is not None}
    shop, problems = default, []
    name, signature = (_text(said, item) for item in (SHOP, SIGNATURE))
    shop = replace(shop, name=name or shop.name, signature=signature or shop.signature)
    mode = _text(said, MODE)
    if mode is not None:
        shop = replace(shop, trial=mode != LIVE)
        if mode not in (TRIAL, LIVE):
            problems.append(_problem(said[MODE], f"「{mode}」看不懂，先當作試營運", f"請填 {TRIAL} 或 {LIVE}"))
    pause = _text(said, PAUSE) or ""
    if pause not in NO:
        shop = replace(shop, paused=True)
        if pause not in YES:
            problems.append(_problem(said[PAUSE], f"「{pause}」看不懂，先當作暫停寄信", "請填「是」，或清空"))
    try:
        shop = replace(shop, quiet=read_quiet(_text(said, QUIET)))
    except ValueError as unread:
        mend = "請填 22:00-08:00 這樣的時段，或清空"
        problems.append(_problem(said[QUIET], f"「{unread}」看不懂，先當作沒有安靜時段", mend))
    peak = _text(said, PEAK) or ""
    if peak not in ("", *AUTOMATIC, ON, OFF):
        problems.append(_problem(said[PEAK], f"「{peak}」看不懂，先由系統決定", f"請填「{ON}」「{OFF}」，或清空"))
    return replace(shop, peak=peak if peak in (ON, OFF) else ""), problems


def _text(said: dict[str, Row], item: str) -> str | None:
    value: Value = said[item].get("value") if item in said else None
    return None if value is None else str(value).strip()


def _problem(row: Row, what: str, mend: str) -> Problem:
    return Problem(f"{SETTINGS.title} 第 {row.place} 列「{row.get('item')}」", what, mend)


def first_rows(shop: Shop) -> list[dict[str, Value]]:
    """What `init` puts into the tab."""
    values = {SHOP: shop.name, SIGNATURE: shop.signature, QUIET: "22:00-08:00", MODE: TRIAL if shop.trial else LIVE}
    return [{"item": i, "value": values.get(i), "meaning": meaning} for i, meaning in SETTING_ITEMS.items()]
