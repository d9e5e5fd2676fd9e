"""What people wrote in a row of 批次事件, and how it should look. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import INCIDENTS
from sheetdesk.model.incident import DRAFT, ENDED, OPEN, SENT, Incident
from sheetdesk.model.sheet import Problem
from sheetdesk.model.values import Formula, Value, canonical
from sheetdesk.policy.incident_course import ended, opened, read_action

_MATCHED = ("group_no", "product", "supplier", "carrier")
WORDS = (*_MATCHED, "what", "reply")

BY_HER = (OPEN, ENDED)
"""狀態 that people may choose."""

ENDED_BY_HER = "✅ 您把它結束了"


def text_of(value: Value) -> str | None:
    """A cell as text; None for a blank one, and for a formula, whose result can't be read."""
    plain = canonical(value)
    return None if plain is None or isinstance(plain, Formula) else str(plain).strip() or None


def words_in(cells: Mapping[str, Value]) -> tuple[str | None, ...]:
    """As `Incident.words`."""
    return tuple(text_of(cells.get(name)) for name in WORDS)


def is_typed(cells: Mapping[str, Value]) -> bool:
    """Did somebody begin a row of her own here?"""
    return any(words_in(cells))


def heard(one: Incident, cells: Mapping[str, Value], now: datetime) -> Incident:
    """The incident after what its row shows. A formula leaves what was read before."""
    said = {name: text_of(cells.get(name)) for name in WORDS if not isinstance(cells.get(name), Formula)}
    moved = any(said.get(name, getattr(one, name)) != getattr(one, name) for name in _MATCHED)
    one = replace(one, **said, words_at=now if moved else one.words_at, seen=True, missing_since=None)  # type: ignore[arg-type]
    return _with_action(_with_status(one, text_of(cells.get("status")), now), text_of(cells.get("deed")))


def _with_status(one: Incident, shown: str | None, now: datetime) -> Incident:
    """What she chose; what the desk wrote itself, now or before, is no news."""
    before = one.status_seen
    if shown == before:
        return one
    one = replace(one, status_seen=shown)
    if shown is None or shown == one.status:
        return one
    if shown == OPEN and one.status not in (SENT, DRAFT):
        return opened(one, now)
    if shown == ENDED:
        return ended(one, ENDED_BY_HER)
    return one if shown == OPEN else replace(one, said=f"⚠狀態只能改成：{'、'.join(BY_HER)}；已改回")


def _with_action(one: Incident, asked: str | None) -> Incident:
    """What is asked for now; a cell that is still to be emptied asks for nothing."""
    if asked == one.action_seen:
        return one
    one = replace(one, action_seen=asked)
    if asked is None:
        return replace(one, wants=None, said=None) if one.wants else one
    action = read_action(asked)
    if action is None:
        choices = "、".join(INCIDENTS.column("deed").choices)
        return replace(one, wants=None, said=f"⚠不會做「{asked[:20]}」；可以選：{choices}")
    return replace(one, wants=action)


def odd_cells(number: str, cells: Mapping[str, Value]) -> Iterator[Problem]:
    """Cells that can't be read."""
    for name in (*WORDS, "deed", "status"):
        if isinstance(cells.get(name), Formula):
            place = f"{INCIDENTS.title} {number}「{INCIDENTS.column(name).title}」"
            yield Problem(place, "是公式，系統讀不到結果", "請改寫成文字")


def cells_of(one: Incident) -> dict[str, Value]:
    """What the desk writes in the row. 動作 is emptied once it is done, or was refused."""
    cells: dict[str, Value] = {
        "count": one.count,
        "status": one.status or None,
        "outcome": one.outcome,
        "announcement": one.announcement,
    }
    return cells if one.wants else {**cells, "deed": None}


def whole(one: Incident) -> dict[str, Value]:
    """The whole row, where it has to be inserted or put back."""
    return {"number": one.number, **dict(zip(WORDS, one.words, strict=True)), **cells_of(one), "deed": one.wants}
