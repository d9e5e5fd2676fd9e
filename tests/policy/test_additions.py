"""What a customer wrote later goes on top of 新訊息, and comes out again as it went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy.additions import (
    MOST_KEPT,
    entry_of,
    newest,
    nothing_to_split,
    take_out,
    with_addition,
    with_entry,
    without_entry,
)
from sheetdesk.policy.merging import merge, refusal, unmerge

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CASE = Case("GB2611-0001-G", received_at=NOON, status="處理中", group_no="1115", product="蔥抓餅", text="軟掉了")
OTHER = Case("GB2611-0002-E", received_at=NOON, status="待處理", text="我是她先生，也是軟掉了")


def test_an_entry_names_what_the_case_does_not() -> None:
    facts = {"text": "也破了", "group_no": "１１１５", "product": "保鮮盒", "order_no": None}
    assert entry_of(CASE, facts, NOON, TAIPEI) == "11/23 12:00 〔商品：保鮮盒〕　也破了"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30), max_size=5))
def test_what_was_put_in_last_comes_out_and_leaves_the_rest(words: list[str]) -> None:
    case = CASE
    for at, said in enumerate(words):
        case = with_entry(case, f"11/23 12:0{at} {said}".strip(), {"text": said, "key": str(at)})
    kept = newest(with_entry(case, "11/24 09:00 最後一句", {"text": "最後一句", "key": "last"}))
    assert kept is not None
    left = without_entry(with_entry(case, "11/24 09:00 最後一句", {"text": "最後一句", "key": "last"}), kept)
    assert left.additions == case.additions


def test_a_new_case_has_all_that_was_said_and_the_old_one_a_line() -> None:
    said = {"text": "也破了", "product": "保鮮盒", "email": "wang@example.com", "order_no": "88", "key": "k"}
    case = with_addition(CASE, "11/23 12:30 也破了", said, NOON + timedelta(minutes=30), NOON + timedelta(hours=1))
    kept = newest(case)
    assert kept is not None
    left, own = take_out(case, kept, "GB2611-0009-1", NOON + timedelta(hours=2), TAIPEI)
    assert (own.text, own.product, own.email, own.order_no, own.received_at) == (
        "也破了",
        "保鮮盒",
        "wang@example.com",
        "88",
        NOON + timedelta(minutes=30),
    )
    assert left.additions == "11/23 12:30 的訊息已拆成新單 GB2611-0009-1"
    assert (left.thanks, left.joined, own.receipt, own.receipt_hold) == (None, (), "due", None)


@pytest.mark.parametrize(("hours", "held"), [(23.9, False), (24, True)])
def test_a_receipt_for_what_was_written_a_day_ago_waits_for_a_person(hours: float, held: bool) -> None:
    case = with_addition(CASE, "11/23 12:00 也破了", {"text": "也破了", "key": "k"}, NOON, NOON)
    kept = newest(case)
    assert kept is not None
    _, own = take_out(case, kept, "GB2611-0009-1", NOON + timedelta(hours=hours), TAIPEI)
    assert (own.receipt_hold is not None) is held


def test_only_so_many_answers_can_still_be_taken_out() -> None:
    case = CASE
    for at in range(MOST_KEPT + 5):
        case = with_entry(case, f"11/23 12:{at:02} 第 {at} 句", {"text": f"第 {at} 句"})
    assert len(case.joined) == MOST_KEPT
    assert len(str(case.additions).splitlines()) == MOST_KEPT + 5


@pytest.mark.parametrize("status", ["待處理", "處理中", "等客人", "已解決", "已結案"])
def test_a_merge_that_is_undone_leaves_both_as_they_were(status: str) -> None:
    case = Case("GB2611-0002-E", received_at=NOON, status=status, status_log=((NOON, status),), text="也是軟掉了")
    merged, into = merge(case, CASE, NOON, TAIPEI)
    assert (merged.status, merged.merged_to, merged.resolved_at) == ("已結案", CASE.number, None)
    alone, left = unmerge(merged, into, NOON + timedelta(hours=1), TAIPEI)
    assert (alone.status, alone.merged_to, alone.reopen_count) == (status, None, 0)
    assert left == CASE


def test_what_only_a_merged_case_may_not_do_is_told_no_more_once_it_is_undone() -> None:
    merged, into = merge(OTHER, CASE, NOON, TAIPEI)
    refused = replace(merged, refusal="這一件已併入別件，狀態不能改")
    assert unmerge(refused, into, NOON, TAIPEI)[0].refusal is None


@pytest.mark.parametrize("promise", ["待補寄", "待退款"])
def test_a_case_whose_promise_is_not_kept_is_not_merged_in_whatever_state_it_is_since(promise: str) -> None:
    owing = replace(OTHER, status="處理中", status_log=((NOON, promise), (NOON, "處理中")))
    assert f"這一件改成過「{promise}」" in str(refusal(owing, CASE.number, CASE))
    kept = replace(owing, resend_no="123", refund_status="已退款")
    assert refusal(kept, CASE.number, CASE) is None


def test_what_came_with_a_merged_case_is_not_split_off_here() -> None:
    _, into = merge(OTHER, CASE, NOON, TAIPEI)
    assert newest(into) is None
    assert f"請清空 {OTHER.number} 的「併入案件」" in nothing_to_split(into)
    assert "打一列新的" in nothing_to_split(CASE)


def test_a_merge_that_stands_there_already_is_not_told_twice() -> None:
    _, into = merge(OTHER, CASE, NOON, TAIPEI)
    _, again = merge(OTHER, into, NOON, TAIPEI)
    assert again == into


def test_what_is_done_with_takes_in_what_is_open_and_goes_on() -> None:
    _, into = merge(OTHER, Case("GB2611-0003-C", status="已解決"), NOON, TAIPEI)
    assert (into.status, into.reopen_count) == ("處理中", 1)
    closed = Case("GB2611-0002-E", status="已結案")
    assert merge(closed, Case("GB2611-0003-C", status="已解決"), NOON, TAIPEI)[1].status == "已解決"


def test_every_refusal_says_what_to_do() -> None:
    void = Case("GB2611-0003-C", status="無效")
    said = [refusal(OTHER, "x", None), refusal(OTHER, void.number, void), refusal(void, CASE.number, CASE)]
    assert all(word and "請" in word for word in said)
    assert refusal(OTHER, CASE.number, CASE) is None
