"""How the desk's tabs look, whichever kind of workbook shows them: colours, groups, notes, words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetdesk.columns import BY_KEY, CASES, FACE, LATER, MACHINE, PERSON, SETTING, STAMP_ITEM, Column, Tab

PICK = "請從清單選"
"""What our drop-downs' warning begins with, by which an upgrade knows them from people's own."""

HEADER_HEIGHT, LINE_HEIGHT = 32.0, 18.0
"""Points."""

HEADER_TEXT, HEADER_LINE, LINK_TEXT = "111827", "9CA3AF", "1D4ED8"
_HEADER_FILL = {MACHINE: "E5E7EB", PERSON: "DDF3E4", SETTING: "DDF3E4"}
_SHARED_FILL = "DCEBFB"
_TAB_COLOURS = {
    "customers": "2563EB",
    "todo": "DC2626",
    "cases": "2563EB",
    "log": "2563EB",
    "incidents": "2563EB",
    "posts": "2563EB",
    "state": "9CA3AF",
}
_SETTINGS_COLOUR = "16A34A"


@dataclass(frozen=True, slots=True)
class Paint:
    """A soft fill with dark text on it (contrast at least 4.5 to 1)."""

    fill: str | None
    text: str
    bold: bool = False


RED = Paint("FDE2E1", "9B1C1C", bold=True)
AMBER = Paint("FEF0C7", "7A4B00")
YELLOW = Paint("FFFBE6", "5C4A00")
GREEN = Paint("DDF3E4", "14532D")
BLUE = Paint("DCEBFB", "1E3A5F")
VIOLET = Paint("E9E4F8", "4C3575")
FADED = Paint(None, "6B7280")


@dataclass(frozen=True, slots=True)
class Tint:
    """Paint `columns` (none: the whole row) where the cell of `watch` begins with one of `words` (none: is filled)."""

    watch: str
    words: tuple[str, ...]
    columns: tuple[str, ...]
    paint: Paint


TINTS: Mapping[str, tuple[Tint, ...]] = {
    "todo": (
        Tint("urgency", ("請確認",), ("urgency", "next_step", "answer"), BLUE),
        Tint("urgency", ("緊急", "沒寄出", "逾期"), ("urgency", "next_step"), RED),
        Tint("urgency", ("今天",), ("urgency", "next_step"), AMBER),
        Tint("urgency", ("跟進", "看一下"), ("urgency", "next_step"), YELLOW),
    ),
    "cases": (
        Tint("status", ("已結案", "無效"), (), FADED),
        Tint("light", ("逾期",), ("next_step", "light"), RED),
        Tint("light", ("快到期",), ("next_step", "light"), AMBER),
        Tint("light", ("過半",), ("next_step", "light"), YELLOW),
        Tint("light", ("準時", "已回", "完成"), ("next_step", "light"), GREEN),
        Tint("light", ("暫停",), ("next_step", "light"), VIOLET),
        Tint("priority", ("緊急",), ("number", "priority"), RED),
        Tint("priority", ("重要",), ("number", "priority"), AMBER),
        Tint("status", ("待處理", "待補寄", "待退款"), ("status",), AMBER),
        Tint("status", ("處理中",), ("status",), BLUE),
        Tint("status", ("等客人", "等廠商", "等物流"), ("status",), VIOLET),
        Tint("status", ("已解決",), ("status",), GREEN),
        Tint("outcome", ("⚠",), ("outcome",), RED),
        Tint("outcome", ("✅",), ("outcome",), GREEN),
        Tint("additions", (), ("additions",), BLUE),
        Tint("notice", (), ("notice",), AMBER),
        Tint("notice", (), (), YELLOW),
    ),
    "customers": (
        Tint("cases", ("0",), (), FADED),
        Tint("tier", (), ("name", "tier"), VIOLET),
        Tint("open", ("1", "2", "3", "4", "5", "6", "7", "8", "9"), ("open",), AMBER),
    ),
    "log": (
        Tint("state", ("需確認", "失敗", "放棄"), ("case", "state", "detail", "decision"), RED),
        Tint("state", ("待送", "送出中"), ("state",), AMBER),
        Tint("state", ("已送",), ("state",), GREEN),
        Tint("state", ("取消",), (), FADED),
    ),
    "incidents": (
        Tint("status", ("已結束", "擱置"), (), FADED),
        Tint("status", ("建議",), ("number", "status"), AMBER),
        Tint("status", ("進行中",), ("status",), BLUE),
        Tint("status", ("已寄",), ("status",), GREEN),
        Tint("outcome", ("⚠", "✋"), ("outcome",), RED),
        Tint("outcome", ("✅",), ("outcome",), GREEN),
    ),
    "kpi": (
        Tint("target", ("✅",), ("target",), GREEN),
        Tint("target", ("⚠",), ("target",), AMBER),
        Tint("change", ("變好",), ("change",), GREEN),
        Tint("change", ("變差",), ("change",), AMBER),
        Tint("id", ("category|", "source|"), ("figure",), FADED),
    ),
    "rules": (Tint("problem", (), ("order", "problem"), AMBER),),
    "policies": (Tint("problem", (), ("priority", "problem"), AMBER),),
    "faq": (Tint("problem", (), ("question", "problem"), AMBER),),
    "templates": (Tint("problem", (), ("name", "problem"), AMBER),),
    "state": (Tint("item", (STAMP_ITEM,), (), FADED), Tint("mend", (), (), AMBER)),
}
"""Colours by tab, the more urgent first: of two that fit, the first one shows."""

ROW_HEIGHTS = {"cases": 48.0, "log": 48.0, "incidents": 48.0}
"""Points. Three lines of a customer's text: one who wrote a page leaves room for the others. Elsewhere rows grow."""


def header_fill(column: Column) -> str:
    """Whose column it is, as a colour."""
    return _HEADER_FILL.get(column.owner, _SHARED_FILL)


def tab_colour(tab: Tab) -> str:
    """Daily work, settings and the machine's own are told apart by the tab's colour."""
    return _TAB_COLOURS.get(tab.key, _SETTINGS_COLOUR)


def is_left_aligned(column: Column) -> bool:
    """Times stand under their title and next to the text that they belong to, numbers among words below these."""
    return column.type in ("datetime", "date", "any")


def note_of(column: Column) -> str:
    """What the header's note says: the column's own note, and how to open the group that it leads."""
    opener = f"按欄位上方的「＋」展開「{column.group}」。" if _leads(CASES, column) else ""
    return "\n".join(part for part in (column.note, opener) if part)


def offers(column: Column) -> bool:
    """Has it a drop-down?"""
    return bool(column.choices or column.choices_from)


def has_come(column: Column, note: str) -> bool:
    """Is it a column whose feature has come since `note` was put there? Then it is hidden no more."""
    return not column.later and column.group == FACE and note.startswith(LATER)


def refusal_of(column: Column) -> str:
    """What a drop-down says to a word that isn't in its list."""
    if column.choices_from:
        key, name = column.choices_from
        return f"「{column.title}」的字，在分頁「{BY_KEY[key].title}」的「{BY_KEY[key].column(name).title}」"
    return f"「{column.title}」只能填：{'、'.join(column.choices)}"


def fold_level(tab: Tab, column: Column) -> int:
    """How deep in collapsed groups the column lies: 0 in sight, 1 in its group, 2 in a group of its own inside that.

    Neighbouring groups would melt into one; so the first column of each stays in sight and bears the「＋」.
    What comes with a later version stays folded when its group is opened."""
    if column.group == FACE or _leads(tab, column):
        return 0
    return 2 if column.later else 1


def _leads(tab: Tab, column: Column) -> bool:
    return column.group != FACE and next((c for c in tab.columns if c.group == column.group), None) is column


def painted(tab: Tab) -> dict[tuple[Tint, ...], list[Column]]:
    """Columns by the tints that paint them, so that no two ranges overlap: programs disagree on which of two wins."""
    groups: dict[tuple[Tint, ...], list[Column]] = {}
    for column in tab.columns:
        tints = tuple(t for t in TINTS.get(tab.key, ()) if not t.columns or column.key in t.columns)
        if tints:
            groups.setdefault(tints, []).append(column)
    return groups


def condition(tint: Tint, cell: str) -> str:
    """The formula that says whether `tint` shows, without its equals sign; `cell` names the watched cell."""
    tests = [f'LEFT({cell},{len(word)})="{word}"' for word in tint.words]
    return f"OR({','.join(tests)})" if tests else f"LEN({cell})>0"


def is_hidden(column: Column) -> bool:
    """Laid out, but not shown."""
    return column.later or column.hidden
