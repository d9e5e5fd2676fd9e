"""What a person's change of a cell means for the case: whose cell it is decides (design §2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.columns import ACTIONS, CASES, MACHINE, REQUEST, SHARED, STATUS
from sheetdesk.desk.observe import Edit
from sheetdesk.model.case import Case
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.actions import NOTHING_WAITS, SENDS, STOP, carry_out, read_action, without_request
from sheetdesk.policy.replies import is_asked
from sheetdesk.policy.status import refusal, with_status

PUT_BACKS_A_DAY = 3
INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Obeyed:
    """The case after the change, and what the audit trail says of it."""

    case: Case
    kind: str
    why: str


def obey(case: Case, edit: Edit, now: datetime, zone: ZoneInfo) -> Obeyed | None:
    """Carry out one change; None for a column that isn't ours and means nothing to the desk."""
    if not CASES.has(edit.column):
        return None
    owner = CASES.column(edit.column).owner
    if owner == MACHINE:
        return Obeyed(case, "put_back", "系統的欄位，已改回")
    if isinstance(edit.new, Formula):
        after = _without_words(case, edit.column, now, zone) if owner == REQUEST else case
        return Obeyed(after, "formula", "公式是您的，系統不動，也讀不到它的值")
    if owner == STATUS:
        return _obey_status(case, edit, now)
    if owner == REQUEST:
        return _obey_request(case, edit, now, zone)
    if edit.column == INCIDENT:
        return None  # what it means depends on what stands in 批次事件 (desk/incidents.py)
    if owner == SHARED:
        return _obey_shared(case, edit)
    return Obeyed(_with(case, edit.column, edit.new), "person_cell", "")


def _obey_status(case: Case, edit: Edit, now: datetime) -> Obeyed:
    why_not = refusal(case, edit.new)
    if why_not or edit.new is None:
        return Obeyed(replace(case, refusal=why_not), "status_refused", why_not or "狀態不能空白，已改回")
    return Obeyed(with_status(case, str(edit.new), now), "status", "人改的")


def _obey_shared(case: Case, edit: Edit) -> Obeyed:
    """A person's word holds for good; a cleared cell is given back to the machine."""
    name, proposed = edit.column, dict(case.proposed)
    if edit.new is None:
        if name not in proposed:
            return Obeyed(case, "put_back", "這一格清空＝交還系統，系統的值沒有變")
        value = proposed.pop(name)
        return Obeyed(replace(_with(case, name, value), proposed=proposed), "given_back", "清空，交還系統")
    proposed.setdefault(name, getattr(case, name))
    return Obeyed(replace(_with(case, name, edit.new), proposed=proposed), "overruled", "人改的，以後以它為準")


def _obey_request(case: Case, edit: Edit, now: datetime, zone: ZoneInfo) -> Obeyed | None:
    """What she asks for now is another matter than what was done before."""
    case = replace(case, carried_out={name: was for name, was in case.carried_out.items() if name != edit.column})
    if edit.column != "action":
        case = without_letter_of_incident(case)
        waits = case.reply if case.reply is not None and case.reply.doubtful else None
        return Obeyed(replace(_with(case, edit.column, edit.new), reply=waits), "draft", "")
    clock = now.astimezone(zone).strftime("%m/%d %H:%M")
    if edit.new is None and case.undone is not None:
        return Obeyed(replace(case, undone=None), "action", "清空了重建以前的動作")
    if edit.new is None and case.action is None:
        return None
    case = replace(case, undone=None)
    action = STOP if edit.new is None else read_action(edit.new)
    if action is None:
        what = f"⚠{clock} 不會做「{str(edit.new)[:20]}」；可以選：{'、'.join(ACTIONS)}"
        return Obeyed(replace(case, outcome=what, action=None, reply=None, held=None), "action_refused", what)
    deed = carry_out(case, action, now)
    if action in SENDS and deed.done:
        return Obeyed(deed.case, "action", deed.said)
    if action in SENDS:
        deed = replace(deed, case=replace(deed.case, carried_out={**deed.case.carried_out, "action": edit.new}))
    said = f"{'✅' if deed.done or deed.said == NOTHING_WAITS else '⚠'}{clock} {deed.said}"
    return Obeyed(replace(deed.case, outcome=said), "action" if deed.done else "action_refused", deed.said)


def without_letter_of_incident(case: Case) -> Case:
    """A letter of an incident that waits is stopped, and its row says so. One that may have left is left alone."""
    if case.reply is None or case.reply.incident is None or case.reply.doubtful:
        return case
    return replace(case, reply=None, outcome=f"✋統一回覆沒有寄給這一件（事件 {case.reply.incident}）")


def _without_words(case: Case, column: str, now: datetime, zone: ZoneInfo) -> Case:
    """A formula stands where her words or her request stood: these count no more, and no letter made of them leaves."""
    before = case.carried_out.items()
    bare = replace(_with(case, column, None), carried_out={name: was for name, was in before if name != column})
    if not is_asked(case) or (case.reply is not None and case.reply.doubtful):
        return bare
    clock, title = now.astimezone(zone).strftime("%m/%d %H:%M"), CASES.column(column).title
    said = f"⚠{clock} 沒寄出：「{title}」是公式，讀不到它的值；請先清空那一格，打上文字，再選一次「{case.action}」"
    return replace(without_request(bare, "action"), reply=None, held=None, outcome=said)


def is_carried_out(column: str, asked: Value) -> bool:
    """Is this a request that is done in the pass that first sees it, so that its cell is emptied?"""
    return column == "action" and (action := read_action(asked)) is not None and action not in SENDS


def _with(case: Case, name: str, value: Value) -> Case:
    """The case with one field set, if it is a fact of the case at all."""
    if name not in Case.__slots__:
        return case
    kind = CASES.column(name).type
    if kind == "text" and value is not None and not isinstance(value, str):
        value = str(value)
    return replace(case, **{name: value})  # type: ignore[arg-type]


def put_backs_after(
    known: Mapping[str, tuple[datetime, ...]], columns: set[str], now: datetime
) -> dict[str, tuple[datetime, ...]]:
    """Times at which each machine cell was put back within the last day, with now added for `columns`."""
    recent = {c: tuple(t for t in times if now - t < timedelta(days=1)) for c, times in known.items()}
    for column in columns:
        if len(recent.get(column, ())) < PUT_BACKS_A_DAY:
            recent[column] = (*recent.get(column, ()), now)
    return {column: times for column, times in recent.items() if times}


def left_alone(put_backs: Mapping[str, tuple[datetime, ...]], now: datetime) -> tuple[str, ...]:
    """Columns put back three times in a day: somebody's formula or a merged cell, left alone and named."""
    return tuple(
        column
        for column, times in sorted(put_backs.items())
        if len([t for t in times if now - t < timedelta(days=1)]) >= PUT_BACKS_A_DAY
    )
