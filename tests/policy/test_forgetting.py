"""What is left of a case whose customer was forgotten, and how an old answer of hers is known."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.policy import forgetting
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.debts import payable_of
from sheetdesk.policy.fold import fold
from sheetdesk.policy.forgetting import (
    GONE,
    forgotten,
    is_forgotten,
    is_meant,
    keys_named,
    mark_of,
    row_word,
    unfinished,
    without_words,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HERS = "王怡君的祕密"
SECRET = b"secret"


def a_case() -> Case:
    """A case of which every text says who she is."""
    texts = {f.name: HERS for f in fields(Case) if f.type in ("str | None", "str")}
    known = {"number": "GB2611-0042-K", "status": "處理中", "email": "wang@example.com", "phone": "0912345678"}
    for name in (*forgetting._KEPT, *forgetting.PEOPLES_KEPT):
        texts.pop(name, None)
    return Case(**{**texts, **known, "remarks": (HERS,), "joined": ({"text": HERS},), "proposed": {"customer": HERS}})  # type: ignore[arg-type]


def test_nothing_of_the_customer_is_left_in_the_case() -> None:
    left = forgotten(a_case(), NOON)
    assert HERS not in str(left.to_plain_dict())
    assert "wang@example.com" not in str(left.to_plain_dict())
    assert (left.number, left.customer, left.text, left.forgotten_at) == ("GB2611-0042-K", GONE, GONE, NOON)


def test_an_open_case_is_closed_in_silence_and_a_closed_one_stays_as_it_was() -> None:
    assert forgotten(a_case(), NOON).status == "已結案"
    assert forgotten(a_case(), NOON).closed_at == NOON
    void = replace(a_case(), status="無效")
    assert forgotten(void, NOON).status == "無效"
    assert forgotten(void, NOON).closed_at is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"status": "處理中"}, "還沒處理完（處理中）"),
        ({"status": "待退款", "amount": 1280}, "還沒退款（1280 元）"),
        ({"status": "已解決", "remedy": "退款"}, "還沒退款（金額沒有填）"),
        ({"status": "處理中", "refund_status": "已收到帳號", "amount": 250.5}, "還沒退款（250.5 元）"),
        ({"status": "待補寄"}, "還沒補寄"),
        ({"status": "待補寄", "remedy": "補寄、退貨運費", "amount": 80}, "還沒退款（80 元）、還沒補寄"),
        ({"status": "已解決", "remedy": "退款", "refund_status": "已退款"}, None),
        ({"status": "待補寄", "resend_no": "123"}, "還沒處理完（待補寄）"),
        ({"status": "已結案"}, None),
        ({"status": "無效", "remedy": "退款"}, None),
        ({"status": "已結案", "merged_to": "GB2", "remedy": "退款"}, None),
    ],
    ids=str,
)
def test_what_she_will_never_get_once_she_is_forgotten_is_named(facts: dict[str, Any], said: str | None) -> None:
    assert unfinished(Case("GB1", **facts)) == said


def test_a_refund_that_was_paid_is_not_owed_again_in_the_list_of_money() -> None:
    left = forgotten(Case("GB1", status="已結案", remedy="退款", amount=320, refund_status="已退款"), NOON)
    assert (payable_of(left) or {})["refund_status"] == "已退款"


def test_what_figures_are_made_of_stays() -> None:
    case = replace(a_case(), category="商品問題", rating=2, reply_count=3, first_reply_at=NOON, amount=320)
    left = forgotten(case, NOON)
    assert (left.category, left.rating, left.reply_count, left.first_reply_at, left.amount) == (
        "商品問題",
        2,
        3,
        NOON,
        320,
    )


def test_of_a_letter_is_known_that_there_was_one() -> None:
    letter = Letter(
        "GB1", "receipt", "received", "wang@example.com", "王怡君 您好", HERS, f"**{HERS}**", f"<p>{HERS}</p>"
    )
    left = without_words(letter)
    assert HERS not in str(left)
    assert (left.case, left.kind, left.event, left.recipient) == ("GB1", "receipt", "received", GONE)


@pytest.mark.parametrize(
    "text", ["王怡君", "Wang@Example.com", "0912-345-678", "+886 912 345 678", "阿美", "wang_line"], ids=str
)
def test_a_customer_is_found_by_what_she_is_known_by(text: str) -> None:
    case = Case(
        "GB1", customer="王怡君", nickname="阿美", email="wang@example.com", phone="0912345678", line="wang_line"
    )
    assert is_meant(case, keys_named(text), fold(text))


@pytest.mark.parametrize("text", ["王怡", "0912345679", "wang@example.com.tw", "李大同"], ids=str)
def test_others_are_not(text: str) -> None:
    case = Case("GB1", customer="王怡君", email="wang@example.com", phone="0912345678")
    assert not is_meant(case, keys_named(text), fold(text))


def an_answer(at: datetime | None = NOON, key: str = "1|wang@example.com") -> Answer:
    return Answer(key, "表單回應 1", 2, at, None, None, "", {"email": "wang@example.com"}, None)


@pytest.mark.parametrize(
    ("later", "is_old"), [(-timedelta(minutes=1), True), (timedelta(), True), (timedelta(minutes=1), False)]
)
def test_an_answer_from_before_is_hers_and_a_later_one_is_a_customers_like_any_other(
    later: timedelta, is_old: bool
) -> None:
    answer = an_answer(NOON + later)
    marks = forgetting.marks_in(SECRET, answer)
    assert is_forgotten(answer, marks, {mark_of(SECRET, "email:wang@example.com"): NOON}) is is_old


def test_her_own_row_is_known_whatever_its_time() -> None:
    answer = an_answer(NOON + timedelta(days=1))
    marks = forgetting.marks_in(SECRET, answer)
    assert is_forgotten(answer, marks, {mark_of(SECRET, row_word(answer.key)): NOON})


def test_a_mark_tells_nobody_who_it_is_without_the_secret() -> None:
    assert "wang" not in mark_of(SECRET, "email:wang@example.com")
    assert mark_of(SECRET, "email:wang@example.com") != mark_of(b"other", "email:wang@example.com")
