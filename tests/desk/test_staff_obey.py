"""An answer of 處理表單 as edits of its case's row: what it leaves in the case, and which cells it still has to fill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.desk.staff_obey import by_hand, filled_in, obey_form
from sheetdesk.model.case import Case, PendingReply
from sheetdesk.model.values import Value, dumps, loads
from sheetdesk.policy.staff_form import StaffAnswer

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")
CASE = Case("GB2611-0001-G", status="處理中")


def obeyed(case: Case = CASE, **asked: Value) -> Case:
    deed = obey_form(case, StaffAnswer("k", "t", 2, NOW, "a@example.com", None, "T", asked), "阿芳", NOW, TAIPEI)
    assert deed.why_not is None
    return deed.case


def test_the_cells_to_fill_survive_the_ledger() -> None:
    case = obeyed(follow_up=date(2026, 11, 26), amount=250, reply_text="好的")
    kept = Case.from_plain_dict(loads(dumps(case.to_plain_dict())))
    assert kept == case
    assert filled_in(kept, {}) == {"follow_up": date(2026, 11, 26), "amount": 250, "reply_text": "好的"}


@pytest.mark.parametrize(
    ("row", "fills"),
    [
        ({}, {"amount": 300}),
        ({"amount": 250}, {"amount": 300}),
        ({"amount": 300}, {}),
        ({"amount": 275}, {}),
    ],
)
def test_a_cell_is_filled_where_it_is_blank_or_shows_the_forms_earlier_word(
    row: dict[str, Value], fills: dict[str, Value]
) -> None:
    assert filled_in(obeyed(obeyed(amount=250), amount=300), row) == fills


def test_what_she_changed_or_cleared_is_filled_no_more() -> None:
    case = obeyed(amount=250, remedy="退款")
    hers = by_hand(replace(case, amount=None, form_notice="⚠"), {"amount"})
    assert filled_in(hers, {}) == {"remedy": "退款"}
    assert hers.form_notice is None


def test_what_the_machine_puts_back_is_no_hand_of_hers() -> None:
    case = replace(obeyed(amount=250), form_notice="⚠")
    assert by_hand(case, set()) == case


def test_words_that_the_deed_used_up_are_not_filled_in() -> None:
    case = obeyed(reply_text="電話裡說明過了", action="已用LINE／電話回")
    assert filled_in(case, {}) == {}
    assert (case.first_reply_at, case.staff_turn) == (NOW, 1)


def test_a_request_that_was_overtaken_is_emptied() -> None:
    waits = replace(CASE, action="寄出", reply_text="好的", reply=PendingReply("寄出", "e", NOW))
    stopped = obeyed(waits, action="攔下")
    assert (stopped.action, stopped.reply, stopped.carried_out["action"]) == (None, None, "寄出")
    other = obeyed(waits, action="寄出,等客人")
    assert filled_in(other, {"action": "寄出", "reply_text": "好的"}) == {"action": "寄出,等客人"}


@pytest.mark.parametrize(
    "asked", [{"action": "已補寄"}, {"action": "拆成新單"}, {"action": "寄出"}, {"action": "攔下"}]
)
def test_what_cannot_be_done_leaves_the_case_as_it_was(asked: dict[str, Any]) -> None:
    answer = StaffAnswer("k", "t", 2, NOW, "a@example.com", None, "T", {"amount": 250, **asked})
    deed = obey_form(CASE, answer, "阿芳", NOW, TAIPEI)
    assert (deed.case, deed.events) == (CASE, ())
    assert deed.why_not


def test_a_merged_case_says_where_to_go() -> None:
    answer = StaffAnswer("k", "t", 2, NOW, "a@example.com", None, "T", {"reply_text": "好的", "action": "寄出"})
    deed = obey_form(replace(CASE, merged_to="GB2611-0002-G"), answer, "阿芳", NOW, TAIPEI)
    assert "已併入 GB2611-0002-G" in str(deed.why_not)
