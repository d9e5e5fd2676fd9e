"""An answer of 處理表單 carried out the way her typing in the row is: the whole of it, or nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES
from sheetdesk.desk.obey import obey
from sheetdesk.desk.observe import Edit
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value, same
from sheetdesk.policy.actions import SENDS, STOP, read_action
from sheetdesk.policy.staff_form import StaffAnswer
from sheetdesk.policy.staff_verdict import BLANK_REPLY, USED, asks_to_stop, lacks_words

BY_FORM = "處理表單：{name}"

_UNDONE = re.compile(r"^沒有[^：；]{1,12}：")
"""So 寄送結果 says that nothing was done; here it is said already."""


@dataclass(frozen=True, slots=True)
class FormDeed:
    """The case after an answer and what the audit trail tells of it; where it was refused only `why_not`, the case
    being as it was. `left_out`: what of it was not filled in, for a letter had to be stopped all the same."""

    case: Case
    events: tuple[Event, ...] = ()
    why_not: str | None = None
    left_out: str | None = None


def obey_form(case: Case, answer: StaffAnswer, name: str, now: datetime, zone: ZoneInfo) -> FormDeed:
    """Each cell that the form fills in, then what it asks to be done; `name`: who she is in 分工表.

    What can't be done undoes the rest, so that no letter leaves with half of what it should say."""
    after, events, by = case, list[Event](), BY_FORM.format(name=name)
    for column, value in _in_order(answer):
        edit = Edit(case.number, column, getattr(after, column), _as_typed(column, value))
        if same(edit.old, edit.new) and column != "action":  # it stands there already
            continue
        obeyed = obey(after, edit, now, zone)
        assert obeyed is not None, "every question stands for a column of ours, and asks for something"
        if obeyed.kind == "action_refused":
            return FormDeed(case, why_not=_UNDONE.sub("", obeyed.why))
        after = _noted(after, obeyed.case, column, edit.new)
        events.append(Event(now, case.number, "person", obeyed.kind, column, edit.old, edit.new, by))
    if lacks_words(answer, after):
        return FormDeed(case, why_not=BLANK_REPLY)
    sends = read_action(answer.asked.get("action")) in SENDS
    told = after if "action" in answer.asked else replace(after, outcome=_outcome(answer, by, now, zone))
    asked_by = name if sends else case.asked_by
    return FormDeed(replace(told, staff_turn=case.staff_turn + 1, form_notice=None, asked_by=asked_by), tuple(events))


def stop_again(case: Case, answer: StaffAnswer, name: str, now: datetime, zone: ZoneInfo) -> FormDeed:
    """A stop by a link that is used up: nothing but the stop is done, and the new link stays as good as before."""
    deed = obey_form(case, replace(answer, asked={"action": STOP}), name, now, zone)
    if deed.why_not is not None:
        return deed
    others = answer.asked.keys() - {"action"}
    return replace(deed, case=replace(deed.case, staff_turn=case.staff_turn), left_out=USED if others else None)


def filled_in(case: Case, row: Mapping[str, Value]) -> dict[str, Value]:
    """Cells of people in `row` that the form's words are still to be written to: blank ones, and those that show what
    an earlier answer put there. Hers, and what she has changed or cleared since, stay as they are."""
    found = {}
    for name, put in case.by_form.items():
        stands = row.get(name)
        hers = stands is not None and not any(same(stands, one) for one in put)
        if not hers and same(getattr(case, name), put[-1]) and not same(stands, put[-1]):
            found[name] = put[-1]
    return found


def by_hand(case: Case, columns: Collection[str]) -> Case:
    """The case once a person has changed these cells of its row herself: what the form put there is hers now, and she
    has seen what 系統提醒 told of the form."""
    if not columns or (case.by_form, case.asked_by, case.form_notice) == ({}, None, None):  # nearly always
        return case
    left = {name: put for name, put in case.by_form.items() if name not in columns}
    asked_by = None if "action" in columns else case.asked_by
    return replace(case, by_form=left, asked_by=asked_by, form_notice=None)


def _in_order(answer: StaffAnswer) -> list[tuple[str, Value]]:
    """The deed last; but a stop first, for with other words in the row there would be no letter left to stop."""
    stops = asks_to_stop(answer)
    return sorted(answer.asked.items(), key=lambda one: (one[0] == "action") is not stops)


def _as_typed(column: str, value: Value) -> Value:
    """An action by its name in the drop-down, whatever its width."""
    return read_action(value) or value if column == "action" else value


def _noted(before: Case, after: Case, column: str, value: Value) -> Case:
    """The case with what its row has to show for it: the form's words, and no request that was overtaken."""
    if column == "action" and after.action is None:
        overtaken: dict[str, Value] = {} if before.action is None else {"action": before.action}
        return replace(after, carried_out=after.carried_out | overtaken)
    earlier = [*before.by_form.get(column, ())[-1:], before.carried_out.get(column)]
    earlier += [before.action] if column == "action" else []
    put = (*(one for one in earlier if one is not None), value)
    return replace(after, by_form={**before.by_form, column: put})


def _outcome(answer: StaffAnswer, by: str, now: datetime, zone: ZoneInfo) -> str:
    """寄送結果 where nothing is to be done: which cells were filled in."""
    titles = "、".join(CASES.column(name).title for name in answer.asked)
    return f"✅{now.astimezone(zone):%m/%d %H:%M} 已填：{titles}（{by}）"
