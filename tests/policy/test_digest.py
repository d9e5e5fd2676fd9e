"""The digest as its readers get it: golden letters, plain and as a page."""

from __future__ import annotations

from datetime import date

import pytest

from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.model.values import Value
from sheetdesk.policy.digest import MOST_LINES, Morning, digest
from sheetdesk.policy.report_letter import letter_of
from sheetdesk.policy.todo import Item
from tests.policy.test_letters import assert_golden

LINK = "https://forms.example/GB2611-0042-K/abc"
CASE = Case(
    number="GB2611-0042-K",
    customer="王怡君",
    phone="0912345678",
    product="玻璃保鮮盒",
    category="商品問題",
    subcategory="瑕疵破損",
    text="蓋子破了",
)
DUE = Item("逾期:GB2611-0042-K", "逾期", "首次回覆 11/23（一）11:00", "過了", CASE.number, "王怡君", "小雯", LINK)
FIGURES: dict[str, Value] = {
    "received": 12,
    "complaints": 5,
    "replied": 6,
    "reply_ended": 6,
    "reply_met_rate": 83.333,
    "solved": 4,
    "closed": 3,
    "satisfied": None,
    "backlog": 7,
}
LEAD = Morning(
    [(DUE, CASE)] * (MOST_LINES + 2),
    left_out=3,
    questions=1,
    line="逾期 14・今天要回 2・沒寄出 0",
    figures=FIGURES,
    unsure=2,
    problems=["分工表：「小明」沒有 Email"] * 6,
)
MORNINGS = {"digest_lead": LEAD, "digest_owner": Morning([(DUE, CASE)])}


def letter(morning: Morning) -> Letter:
    report = digest(date(2026, 11, 24), morning, "https://docs.example/sheet")
    return letter_of(report, "好日子團購", "系統每天早上寄的。", "afang@example.com")


@pytest.mark.parametrize("name", MORNINGS)
def test_a_digest_reads_as_its_golden_letter_and_names_no_customer(name: str) -> None:
    made = letter(MORNINGS[name])
    assert_golden(f"reports/{name}.txt", f"主旨：{made.subject}\n\n{made.text}\n")
    assert_golden(f"reports/{name}.html", str(made.html))
    assert "王怡君" not in f"{made.text}{made.html}"
    assert "0912" not in f"{made.text}{made.html}"
