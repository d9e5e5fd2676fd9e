"""When a closed case may leave 案件: on the minute, and never while anything is open in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.case import Case, PendingReply
from sheetdesk.policy.retention import Strings, Terms, last_moved, may_go, question

CLOSED_AT = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)
DUE = CLOSED_AT + timedelta(days=90)
TERMS = Terms(timedelta(days=90))
MINUTE = timedelta(minutes=1)


def case(**facts: Any) -> Case:
    usual = Case("GB2608-0001-A", status="已結案", status_log=((CLOSED_AT, "已結案"),), closed_at=CLOSED_AT)
    return replace(usual, **facts)


@pytest.mark.parametrize(("at", "goes"), [(DUE - MINUTE, False), (DUE, True), (DUE + MINUTE, True)])
def test_a_row_goes_on_the_very_minute(at: datetime, goes: bool) -> None:
    assert may_go(case(), {}, Strings(), TERMS, at) is goes


@pytest.mark.parametrize(
    ("facts", "row", "strings"),
    [
        ({"status": "處理中"}, {}, Strings()),
        ({"status": "已解決"}, {}, Strings()),
        ({"heard_at": CLOSED_AT + timedelta(days=1)}, {}, Strings()),
        ({"last_reply_at": CLOSED_AT + timedelta(days=1)}, {}, Strings()),
        ({"rated_at": CLOSED_AT + timedelta(days=1)}, {}, Strings()),
        ({"low_rating": "1 顆星"}, {}, Strings()),
        ({"exposed": ("備註",)}, {}, Strings()),
        ({"receipt": "due"}, {}, Strings()),
        ({"reply": PendingReply("寄出", "x", CLOSED_AT)}, {}, Strings()),
        ({"remedy": "退款"}, {}, Strings()),
        ({"paid_by": "好食廠商"}, {}, Strings()),
        ({"incident": "E1"}, {}, Strings(incidents=frozenset({"E1"}))),
        ({}, {"legal_hold": "保留"}, Strings()),
        ({}, {"action": "寄出"}, Strings()),
        ({}, {"reply_text": "您好"}, Strings()),
        ({}, {}, Strings(letters=frozenset({"GB2608-0001-A"}))),
    ],
)
def test_nothing_that_is_open_goes(facts: dict[str, Any], row: dict[str, str], strings: Strings) -> None:
    assert not may_go(case(**facts), row, strings, TERMS, DUE)


@pytest.mark.parametrize(
    ("facts", "strings"),
    [
        ({"status": "無效", "closed_at": None, "status_log": ((CLOSED_AT, "無效"),)}, Strings()),
        ({"remedy": "退款", "refund_status": "已退款"}, Strings()),
        ({"paid_by": "好食廠商"}, Strings(credited=frozenset({"GB2608-0001-A"}))),
        ({"incident": "E1"}, Strings(incidents=frozenset({"E2"}))),
    ],
)
def test_what_is_settled_goes(facts: dict[str, Any], strings: Strings) -> None:
    assert may_go(case(**facts), {}, strings, TERMS, DUE)


def test_nothing_goes_where_nobody_wants_it() -> None:
    assert not may_go(case(), {}, Strings(), Terms(None), DUE + timedelta(days=900))


def test_the_question_names_the_days_between_which_they_were_closed() -> None:
    later = replace(case(), closed_at=CLOSED_AT + timedelta(days=3))
    assert last_moved(later) == CLOSED_AT + timedelta(days=3)
    asked = question([later, case()], timedelta(days=90), ZoneInfo("Asia/Taipei"))
    assert "結案滿 90 天的有 2 件（2026/08/01 到 2026/08/04 結案）" in asked.what
