"""處理表單: rows in, plain facts out; whose answer counts, what can't be read, what room the row has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sheetdesk.columns import STAFF_FORM
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.staff_form import StaffAnswer, staff_answers
from sheetdesk.policy.staff_verdict import ANOTHERS, EMPTY, FORGED, GONE, USED, taken, unreadable, why_not_hers
from sheetdesk.policy.team import Person, by_address
from sheetdesk.templates import load_templates

AT, DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC), date(2026, 11, 23)
NUMBER = "GB2611-0001-G"
CASE = Case(NUMBER, status="處理中")
AFANG = Person("阿芳", "AFang@example.com")
TEMPLATES, _ = load_templates()


def view(*rows: dict[str, Value], title: str = "處理表單回應") -> TabView:
    lines = tuple(Row(place, cells) for place, cells in enumerate(rows, start=2))
    return TabView(STAFF_FORM.key, title, tuple(c.key for c in STAFF_FORM.columns), 1, lines)


def answer(**cells: Value) -> StaffAnswer:
    row = {"submitted_at": AT, "email": "afang@example.com", "case_no": NUMBER, "token": "T", "action": "寄出", **cells}
    [found] = staff_answers([view({name: value for name, value in row.items() if value is not None})])
    return found


def test_answers_come_oldest_first_and_each_once() -> None:
    early: dict[str, Value] = {"submitted_at": AT, "token": "A"}
    late: dict[str, Value] = {"submitted_at": AT.replace(hour=3), "token": "B"}
    found = staff_answers([view(late, early, {"email": "afang@example.com"}), view(early, title="副本")])
    assert [one.token for one in found] == ["A", "B"]


def test_an_edited_answer_is_another_one_and_a_moved_row_the_same() -> None:
    assert answer(reply="一").key != answer(reply="二", submitted_at=AT.replace(second=1)).key
    [moved] = staff_answers([view({}, {"submitted_at": AT, "token": "T"})])
    [there] = staff_answers([view({"submitted_at": AT, "token": "T"})])
    assert moved.key == there.key


@pytest.mark.parametrize(("row", "same"), [({}, True), ({"submitted_at": None}, False), ({"token": None}, False)])
def test_a_question_that_is_taken_out_makes_no_answer_a_new_one_that_has_a_time_and_a_token(
    row: dict[str, Any], same: bool
) -> None:
    assert (answer(**row, remedy="退款").key == answer(**row).key) is same


def test_a_formula_of_somebodys_is_text() -> None:
    assert answer(reply=Formula("=1+1")).asked["reply_text"] == "=1+1"


def test_an_answer_is_told_by_the_titles_of_案件_the_deed_last() -> None:
    said = answer(reply="好的", amount=250, follow_up=date(2026, 11, 26)).said()
    assert said == "回覆內容：好的・補償金額：250・下次跟進：2026/11/26・動作：寄出"


@pytest.mark.parametrize(
    ("cells", "token", "case", "person", "why"),
    [
        ({}, (NUMBER, 0), CASE, AFANG, None),
        ({"case_no": None}, (NUMBER, 0), CASE, AFANG, None),
        ({"case_no": "gb2611 0001 g"}, (NUMBER, 0), CASE, AFANG, None),
        ({}, None, None, AFANG, FORGED),
        ({}, (NUMBER, 0), None, AFANG, FORGED),
        ({"case_no": "GB2611-0051-R"}, (NUMBER, 0), CASE, AFANG, ANOTHERS),
        ({"case_no": "那一件"}, (NUMBER, 0), CASE, AFANG, ANOTHERS),
        ({}, (NUMBER, 0), replace(CASE, staff_turn=1), AFANG, USED),
        ({}, (NUMBER, 1), CASE, AFANG, USED),
        ({}, (NUMBER, 0), replace(CASE, forgotten_at=AT), AFANG, GONE),
        ({}, (NUMBER, 0), CASE, None, "afang@example.com 不在「分工表」"),
        ({}, (NUMBER, 0), CASE, replace(AFANG, active=False), "阿芳已經不在職（「分工表」的「在職」）"),
    ],
)
def test_only_a_valid_unused_token_of_that_case_and_one_of_the_staff_count(
    cells: dict[str, Value], token: tuple[str, int] | None, case: Case | None, person: Person | None, why: str | None
) -> None:
    assert why_not_hers(answer(**cells), token, case, person) == why


def test_an_address_is_known_in_whatever_case_and_the_one_who_works_here_first() -> None:
    left = replace(AFANG, name="以前的阿芳", active=False)
    assert by_address((left, AFANG), "afang@EXAMPLE.com") == AFANG
    assert by_address((left,), "afang@example.com") == left
    assert by_address((AFANG, Person("沒有信箱")), None) is None


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"action": "寄出,等客人", "amount": 0, "follow_up": DAY}, []),
        ({"action": "已用LINE/電話回"}, []),
        ({"amount": "兩百五"}, ["「金額」看不懂「兩百五」，請填數字，例如 250"]),
        ({"amount": -1}, ["「金額」看不懂「-1」，請填數字，例如 250"]),
        ({"amount": True}, ["「金額」看不懂「True」，請填數字，例如 250"]),
        ({"follow_up": "下週三"}, ["「下次跟進」看不懂「下週三」，請填日期，例如 2026/11/26"]),
        ({"follow_up": date(2026, 11, 22)}, ["「下次跟進」2026/11/22 已經過了，請填之後的日子"]),
        ({"action": None}, [EMPTY]),
    ],
)
def test_what_cannot_be_read_is_named_with_its_mend(cells: dict[str, Value], why: list[str]) -> None:
    assert unreadable(answer(**cells), DAY, TEMPLATES) == why


def test_all_that_is_odd_is_named_at_once() -> None:
    assert len(unreadable(answer(action="寄去", template="補寄寄", amount="x", follow_up="y"), DAY, TEMPLATES)) == 4


@pytest.mark.parametrize(
    ("case", "row", "count"),
    [
        ({}, {}, 0),
        ({}, {"reply_text": "好的"}, 0),
        ({}, {"reply_text": "別的"}, 1),
        ({}, {"reply_text": "別的", "amount": 300}, 2),
        ({}, {"amount": Formula("=100+50")}, 1),
        ({"by_form": {"reply_text": ("別的",)}}, {"reply_text": "別的"}, 0),
        ({"carried_out": {"reply_text": "別的"}}, {"reply_text": "別的"}, 0),
        ({}, {"action": "寄出"}, 0),
    ],
)
def test_the_row_has_room_where_it_is_blank_or_shows_the_forms_own_words(
    case: dict[str, Any], row: dict[str, Value], count: int
) -> None:
    assert len(taken(answer(reply="好的", amount=250), replace(CASE, **case), row)) == count
