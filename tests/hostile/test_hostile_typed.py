"""Rows that people type into 案件 by hand, however odd, through a whole desk: each becomes a case or says why not."""

from datetime import timedelta

import pytest

from sheetdesk.columns import CASES
from tests.fakes.both_kinds import FILE, GOOGLE
from tests.fakes.real_desk import MONDAY, WANG, raw

TYPED = {"text": "電話說少一包", "customer": "吳先生"}


@pytest.fixture
def desk(begun):
    """One case from the form, so that this isn't a new desk."""
    return begun(WANG)


def type_row(desk, place=4, **cells):
    desk.hands.type_row(CASES, place, cells)


def settle(desk):
    """Two reads two minutes apart, and proof that the next one changes nothing."""
    desk.run_later(1)
    desk.run_later(2)
    before = desk.hands.state()
    assert desk.run()[0].quiet
    assert desk.hands.state() == before
    return desk.rows()[1]


def test_a_typed_row_becomes_a_case_after_two_minutes_without_a_receipt(desk):
    type_row(desk, **TYPED, email="wu@example.com")
    desk.run_later(1)
    desk.run_later(1)
    assert "number" not in desk.rows()[1]
    desk.run_later(1)
    row = desk.rows()[1]
    assert (row["number"] in desk.cases(), row["status"], row["subcategory"]) == (True, "待處理", "缺件少寄")
    assert desk.recipients() == ["wang@example.com"]


def test_a_row_that_is_still_being_typed_waits(desk):
    for text in ("少", "少一", "少一包"):
        type_row(desk, **{**TYPED, "text": text})
        desk.run_later(3)
        assert "number" not in desk.rows()[1]
    desk.run_later(2)
    assert (desk.rows()[1]["text"], "number" in desk.rows()[1]) == ("少一包", True)


@pytest.mark.parametrize("cells", [{"text": "只有內容"}, {"customer": "只有名字"}, {"note": "只有備註"}])
def test_a_row_without_text_or_customer_is_left_alone(desk, cells):
    type_row(desk, **cells)
    assert settle(desk) == cells


def test_formulas_in_a_typed_row_stay_hers_and_stop_nobody(desk, kind):
    columns = ("customer", "email", "status", "priority", "owner", "product", "order_no", "received_at", "note")
    type_row(desk, text="電話說少一包", nickname="阿吳", **dict.fromkeys(columns, '=UPPER("a")'))
    row = settle(desk)
    assert [row[column] for column in columns] == ['=UPPER("a")'] * len(columns)
    assert desk.cases()[row["number"]].status == "待處理"
    plain = {"order_no"} if kind == GOOGLE else set()  # in a cell of text format nothing is a formula there
    assert desk.hands.formulas(CASES).keys() == {(4, column) for column in {*columns} - plain}


def test_a_word_that_is_no_status_becomes_none(desk):
    type_row(desk, **TYPED, status="弄好了")
    row = settle(desk)
    assert (row["status"], desk.cases()[row["number"]].status) == ("待處理", "待處理")
    assert "「弄好了」不是狀態" in row["notice"]


def test_a_typed_row_that_is_done_already_is_stamped_so(desk):
    type_row(desk, **TYPED, status="已結案")
    row = settle(desk)
    assert (row["status"], row["light"]) == ("已結案", "完成")
    assert {"resolved_at", "closed_at"} <= row.keys()


@pytest.mark.parametrize("written", ["中午", MONDAY + timedelta(days=9), MONDAY - timedelta(days=9)])
def test_an_unreadable_late_or_early_time_makes_a_case_all_the_same(desk, written):
    type_row(desk, **TYPED, received_at=written)
    row = settle(desk)
    assert row["received_at"] == raw(written)
    assert ("「收件時間」看不懂" in row.get("notice", "")) == (written == "中午")
    assert "first_reply_due" in row


def test_a_number_that_somebody_made_up_gives_way_to_a_real_one(desk):
    type_row(desk, **TYPED, number="我的一號")
    row = settle(desk)
    assert row["number"] in desk.cases()
    assert len(desk.cases()) == 2


def test_numbers_where_words_are_expected_are_read_as_words(desk):
    type_row(desk, text=777, customer=888, tags=5, quantity=1.5, amount="很多", follow_up="下週")
    row = settle(desk)
    case = desk.cases()[row["number"]]
    assert (case.text, case.customer, case.tags, case.quantity) == ("777", "888", "5", "1.5")
    assert "「下次跟進」看不懂：下週" in row["notice"]


@pytest.mark.only(kind=FILE, why="a read of Google shows a day in a column of words as the number that it is")
def test_a_day_where_words_are_expected_is_read_as_words(desk):
    type_row(desk, **TYPED, product=MONDAY.date())
    row = settle(desk)
    assert desk.cases()[row["number"]].product == "2026/11/23"
