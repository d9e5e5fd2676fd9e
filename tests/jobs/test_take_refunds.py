"""Stories of a refund: the account goes into a second workbook, and the desk knows how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.columns import REFUND
from sheetdesk.policy.refunds import RefundTerms
from tests.fakes.planted import traces
from tests.fakes.second_workbook import LINK, FileOfRefunds, second_workbook
from tests.fakes.story_desk import StoryDesk

ACCOUNT, NAME = "012345678945678", "王怡君的戶名"
OTHERS = "98765432109876"


class RefundDesk(StoryDesk):
    """A story desk with a second workbook."""

    def __init__(self, folder: Path, kind: str) -> None:
        super().__init__(folder)
        self.defaults = replace(self.defaults, refunds=RefundTerms(LINK, timedelta(days=30)))
        self.second = second_workbook(kind, folder, self.workbook)
        self.rig = replace(self.open(), refunds=self.second.sheet)

    def promised(self) -> str:
        """A customer complains, and the organiser promises her money back."""
        self.file("保鮮盒破了", product="保鮮盒")
        self.run()
        [number] = self.numbers()
        self.type(number, "amount", 320)
        self.type(number, "status", "待退款")
        self.run(1)
        return number

    def answer(self, number: str, account: Any = ACCOUNT) -> None:
        self.second.answer(self.now, number, NAME, "國泰世華", account)


@pytest.fixture
def desk(tmp_path: Path, kind: str) -> RefundDesk:
    return RefundDesk(tmp_path, kind)


def test_the_row_tells_which_link_the_customer_needs(desk: RefundDesk) -> None:
    number = desk.promised()
    assert LINK.replace("{number}", number) in str(desk.row(number)["notice"])


def test_once_she_answered_the_case_shows_that_and_the_last_five_digits_only(desk: RefundDesk, tmp_path: Path) -> None:
    number = desk.promised()
    desk.answer(number)
    desk.run(10)
    row = desk.row(number)
    assert (row["refund_status"], row["refund_last_five"]) == ("已收到帳號", "45678")
    assert "退款表單" not in str(row.get("notice"))
    [payable] = desk.rows("payables")
    assert (payable["refund_status"], payable["refund_last_five"], payable["amount"]) == ("已收到帳號", "45678", 320)
    assert [trace for trace in traces(tmp_path, ACCOUNT, NAME) if "refunds.xlsx" not in trace] == []


def test_an_account_that_the_sheet_took_for_a_number_ends_alike(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.answer(number, 12345678945678.0)
    desk.run(10)
    assert desk.row(number)["refund_last_five"] == "45678"


def test_the_latest_answer_counts(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.answer(number)
    desk.now += timedelta(minutes=1)
    desk.answer(number, "999988887777")
    desk.run(10)
    assert desk.row(number)["refund_last_five"] == "87777"


def test_a_second_run_changes_nothing(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.answer(number)
    desk.run(10)
    before = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == before


def test_the_account_is_wiped_thirty_days_after_the_payment_and_not_a_minute_before(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.answer(number)
    desk.run(10)
    desk.type(number, "action", "已退款")
    desk.run(1)
    paid_at = desk.case(number).refunded_at
    assert paid_at is not None
    desk.run((paid_at + timedelta(days=30) - desk.now).total_seconds() / 60 - 1)
    assert ACCOUNT in str(desk.second.rows())
    desk.run(61)
    [row] = desk.second.rows()
    assert ACCOUNT not in str(row)
    assert NAME not in str(row)
    assert (row[1], row[4]) == (number, "（已刪除）")
    assert desk.row(number)["refund_last_five"] == "45678"
    if isinstance(desk.second, FileOfRefunds):
        assert traces(desk.second.path.parent, ACCOUNT) == []


def paid_and_due(desk: RefundDesk) -> None:
    """Her account is to be wiped in the next pass, and stands above that of somebody else who waits for her money."""
    number = desk.promised()
    desk.answer(number)
    desk.second.answer(desk.now, "GB2611-0099-X", "李大同", "郵局", OTHERS)
    desk.run(10)
    desk.type(number, "action", "已退款")
    desk.run(1)
    paid_at = desk.case(number).refunded_at
    assert paid_at is not None
    desk.run((paid_at + timedelta(days=30) - desk.now).total_seconds() / 60 - 1)
    assert ACCOUNT in str(desk.second.rows())


@pytest.mark.only(kind="google", why="a file is replaced as a whole, or not at all")
@pytest.mark.parametrize("moves", [1, 2])
def test_rows_sorted_while_an_account_is_wiped_cost_nobody_hers(desk: RefundDesk, moves: int) -> None:
    """Each time at the very moment of the write; of the second one, which puts back, too."""
    paid_and_due(desk)
    desk.second.sort_at_the_next_writes(moves)
    desk.run(61)
    assert desk.second.google.people.waiting == []
    [his] = [row for row in desk.second.rows() if row[1] == "GB2611-0099-X"]
    assert his[2:] == ["李大同", "郵局", OTHERS]
    for _ in range(2):
        desk.run(61)
    assert ACCOUNT not in str(desk.second.rows())
    assert OTHERS in str(desk.second.rows())


@pytest.mark.only(kind="google", why="a file is replaced as a whole, or not at all")
def test_an_answer_that_comes_in_where_an_account_is_wiped_is_said_to_be_lost(desk: RefundDesk) -> None:
    paid_and_due(desk)
    desk.second.insert_at_the_next_write("GB2611-0098-Z", "陳柏宏", "台銀", "55566677788")
    desk.run(61)
    desk.run(1)
    assert any("清錯" in str(row) and "版本記錄" in str(row) for row in desk.rows("state"))


def test_an_answer_for_no_case_and_one_that_is_no_account_are_named(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.answer("GB9999-0001-X")
    desk.answer(number, "不知道")
    [report, *_] = desk.run(10)
    places = [problem.place for problem in report.problems]
    assert "退款表單第 2 列" in places
    assert "退款表單第 3 列" in places
    desk.run(3)
    assert sum("退款表單第" in str(row.get("content")) for row in desk.rows("state")) == 2, "until they are mended"
    desk.answer(number)
    desk.run(10)
    assert sum("退款表單第" in str(row.get("content")) for row in desk.rows("state")) == 2
    assert desk.row(number)["refund_last_five"] == "45678"


def test_an_account_in_the_wrong_cell_is_shown_to_nobody(desk: RefundDesk, tmp_path: Path) -> None:
    desk.promised()
    desk.second.answer(desk.now, ACCOUNT, NAME, "國泰世華", ACCOUNT)
    desk.run(10)
    assert any("服務單號「＊＊＊＊678」查不到" in str(row.get("content")) for row in desk.rows("state"))
    assert [trace for trace in traces(tmp_path, ACCOUNT) if "refunds.xlsx" not in trace] == []


def test_a_second_workbook_that_cannot_be_read_is_named_and_the_desk_goes_on(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.second.rename("別的名字")
    desk.file("少一包", customer="李大同", email="lee@example.com")
    [report, *_] = desk.run(61)
    assert len(desk.numbers()) == 2
    assert any("找不到分頁" in p.what and p.place.startswith("退款帳號") for p in report.problems)
    desk.second.rename(REFUND.title)
    desk.answer(number)
    desk.run(61)
    assert desk.row(number)["refund_last_five"] == "45678"


@pytest.mark.only(kind="google", why="calls to Google")
def test_it_costs_the_desk_no_call_and_is_read_once_an_hour(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.answer(number)
    desk.run(10)
    before = desk.second.calls
    for _ in range(5):
        desk.run(9)
    assert desk.second.calls == before
    desk.run(30)
    assert desk.second.calls == before + 3


def test_what_a_person_said_of_the_refund_stays(desk: RefundDesk) -> None:
    number = desk.promised()
    desk.type(number, "refund_status", "未退款")
    desk.run(1)
    desk.answer(number)
    desk.run(10)
    assert desk.row(number)["refund_status"] == "未退款"
    assert desk.row(number)["refund_last_five"] == "45678"
