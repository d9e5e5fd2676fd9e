"""Who owes whom for a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.debts import claim_of, no_longer, payable_of
from sheetdesk.policy.forgetting import unfinished

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CASE = Case(
    "GB2611-0042-K", customer="王怡君", product="玻璃保鮮盒", subcategory="瑕疵破損", order_no="A-1", status="處理中"
)


@pytest.mark.parametrize("paid_by", ["廠商", "黑貓", "好好食品"])
def test_what_somebody_else_bears_is_claimed(paid_by: str) -> None:
    row = claim_of(replace(CASE, paid_by=paid_by, amount=320, attachments="https://photo"))
    assert row is not None
    assert (row["paid_by"], row["amount"], row["photos"], row["order_no"]) == (paid_by, 320, "https://photo", "A-1")
    assert row["missing"] is None


@pytest.mark.parametrize("paid_by", [None, "自己", "我們", "自行吸收", "團主"])
def test_what_the_shop_bears_itself_is_not(paid_by: str | None) -> None:
    assert claim_of(replace(CASE, paid_by=paid_by, amount=320)) is None


def test_a_claim_says_what_it_lacks() -> None:
    row = claim_of(replace(CASE, paid_by="廠商"))
    assert row is not None
    assert row["missing"] == "還缺：金額（案件的「補償金額」）、照片"


@pytest.mark.parametrize(
    "facts",
    [{"status": "待退款"}, {"remedy": "退款"}, {"remedy": "退貨、退貨運費"}, {"refund_status": "已收到帳號"}],
    ids=str,
)
def test_a_customer_who_was_promised_money_is_listed(facts: dict[str, str]) -> None:
    row = payable_of(replace(CASE, amount=320, **facts))  # type: ignore[arg-type]
    assert row is not None
    assert (row["customer"], row["amount"]) == ("王怡君", 320)
    assert row["refund_status"] == facts.get("refund_status", "未退款")


def test_a_refund_that_was_promised_is_owed_in_whatever_state_the_case_is_since() -> None:
    promised = replace(CASE, status_log=((NOON, "待退款"), (NOON, "處理中")))
    row, left = payable_of(promised), unfinished(replace(promised, amount=320))
    assert row is not None
    assert (row["refund_status"], row["since"], left) == ("未退款", NOON, "還沒退款（320 元）")
    assert payable_of(replace(promised, status_log=(*promised.status_log, (NOON, "已解決")))) is None


def test_the_list_tells_since_when_she_waits_and_to_which_account_it_goes() -> None:
    case = replace(CASE, status="待退款", status_log=((NOON, "待退款"),), refund_last_five="45678")
    row = payable_of(case)
    assert row is not None
    assert (row["since"], row["refund_last_five"], row["missing"]) == (
        NOON,
        "45678",
        "還缺：金額（案件的「補償金額」）",
    )


@pytest.mark.parametrize(
    "facts", [{"remedy": "補寄"}, {"status": "無效", "remedy": "退款"}, {"merged_to": "GB1", "remedy": "退款"}], ids=str
)
def test_others_are_not(facts: dict[str, str]) -> None:
    assert payable_of(replace(CASE, **facts)) is None  # type: ignore[arg-type]


def test_a_row_of_which_nothing_is_owed_any_more_says_so() -> None:
    assert no_longer(("amount", "missing")) == {"amount": None, "missing": "不用了（案件改了）"}
