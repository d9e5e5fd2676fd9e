"""A refund from the promise to the wiped account: who sees what of it, and how the lists of money tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.model.values import Value
from sheetdesk.policy.refunds import RefundTerms
from tests.fakes.planted import traces
from tests.fakes.second_workbook import LINK, second_workbook
from tests.fakes.week_desk import WeekDesk, taipei

MAIL, ACCOUNT, NAME = "wang@example.com", "012345678945678", "王怡君的戶名"


class RefundWeek(WeekDesk):
    """With a second workbook, in which an account is kept for 30 days after it was paid."""

    def __init__(self, folder: Path, kind: str) -> None:
        super().__init__(folder)
        self.defaults = replace(self.defaults, refunds=RefundTerms(LINK, timedelta(days=30)))
        self.second: Any = second_workbook(kind, folder, self.workbook)
        self.rig = replace(self.open(), refunds=self.second.sheet)

    def listed(self, tab: str) -> dict[str, Value]:
        """The only row of a list of money."""
        [row] = self.rows(tab)
        return row


@pytest.fixture
def desk(tmp_path: Path, kind: str, workbook: None) -> RefundWeek:
    return RefundWeek(tmp_path, kind)


@pytest.fixture
def case(desk: RefundWeek) -> str:
    """On Monday at ten a box is broken; the supplier will bear it."""
    desk.at(taipei(23))
    number = desk.complaint(
        "收到的保鮮盒破了", product="玻璃保鮮盒", order_no="0012", attachments="https://example.com/p.jpg"
    )
    desk.ask(
        number,
        "寄出",
        remedy="退款",
        amount=320,
        paid_by="廠商",
        status="待退款",
        reply_template="退款",
        follow_up=date(2026, 11, 27),
    )
    desk.run(1)
    desk.run(2)
    return number


def test_a_refund_goes_from_a_promise_to_a_wiped_account(desk: RefundWeek, case: str, tmp_path: Path) -> None:
    both_lists_of_money_have_it(desk, case)
    an_account_that_she_writes_into_the_wrong_form_is_masked(desk, case, tmp_path)
    her_account_lies_in_the_second_workbook_only(desk, case, tmp_path)
    it_is_solved_once_it_is_paid(desk, case)
    the_account_is_wiped_after_thirty_days(desk, case)
    assert traces(tmp_path, ACCOUNT, NAME) == []
    desk.rest()


def both_lists_of_money_have_it(desk: RefundWeek, case: str) -> None:
    letter = desk.last(MAIL)
    link = LINK.replace("{number}", case)
    assert all(
        words in letter for words in ("320 元", "11/27（五）", "165", link, "不會請您在信、訊息或電話裡提供銀行帳號")
    )
    assert link in str(desk.row(case)["notice"])
    claim, payable = desk.listed("claims"), desk.listed("payables")
    assert (claim["number"], claim["amount"], claim["photos"]) == (case, 320, "https://example.com/p.jpg")
    assert (payable["number"], payable["amount"], payable["refund_status"]) == (case, 320, "未退款")


def an_account_that_she_writes_into_the_wrong_form_is_masked(desk: RefundWeek, case: str, folder: Path) -> None:
    """Nobody can write into the form's tab: 待辦 asks a person to clean that row."""
    desk.at(taipei(23, "14:00"))
    desk.file(f"我的國泰帳號 {ACCOUNT}", case_no=case)
    desk.run()
    assert ACCOUNT not in str([desk.rows(tab) for tab in ("cases", "log", "todo", "customers", "state")])
    assert any("刪掉帳號" in str(row.get("next_step")) for row in desk.rows("todo"))
    desk.answers[-1]["text"] = "我的帳號填在退款表單了"
    desk.show_form()
    desk.run(61)
    assert not any("刪掉帳號" in str(row.get("next_step")) for row in desk.rows("todo"))
    assert traces(folder, ACCOUNT) == []


def her_account_lies_in_the_second_workbook_only(desk: RefundWeek, case: str, folder: Path) -> None:
    desk.at(taipei(24, "09:00"))
    desk.second.answer(desk.now, case, NAME, "國泰世華", ACCOUNT)
    desk.run(61)
    row, payable = desk.row(case), desk.listed("payables")
    assert (row["refund_status"], row["refund_last_five"]) == ("已收到帳號", "45678")
    assert (payable["refund_status"], payable["refund_last_five"]) == ("已收到帳號", "45678")
    assert [trace for trace in traces(folder, ACCOUNT, NAME) if not trace.startswith("refunds.xlsx")] == []


def it_is_solved_once_it_is_paid(desk: RefundWeek, case: str) -> None:
    """A promise counts when it is kept; then the customer is told, and the supplier's money is ticked off."""
    desk.at(taipei(25, "10:00"))
    desk.type(case, "status", "已解決")
    desk.run(1)
    assert desk.row(case)["status"] == "待退款"
    assert "退款狀態" in str(desk.row(case)["notice"])
    desk.ask(case, "已退款")
    desk.run(1)
    assert desk.row(case)["status"] == "已解決"
    assert desk.listed("payables")["refund_status"] == "已退款"
    assert desk.case(case).refunded_at == taipei(25, "10:02")
    desk.workbook.grids["claims"].put(0, "credited", "是")
    desk.run(120)
    assert desk.got(MAIL) == ["receipt", "reply", "addition", "survey"]
    assert "320 元" in desk.last(MAIL)


def the_account_is_wiped_after_thirty_days(desk: RefundWeek, case: str) -> None:
    desk.at(taipei(2, "10:02", month=12))
    assert desk.row(case)["status"] == "已結案"
    desk.at(taipei(25, "10:01", month=12))
    assert ACCOUNT in str(desk.second.rows())
    desk.at(taipei(25, "11:02", month=12))
    [line] = desk.second.rows()
    assert ACCOUNT not in str(line)
    assert NAME not in str(line)
    assert desk.row(case)["refund_last_five"] == "45678"
    assert desk.listed("claims")["credited"] == "是"
