"""Which case an answer without a number belongs to: before, on and after its minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.related import WINDOW, is_same_matter, is_unanswered, joins_until, last_contact, pick

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def case(number: str = "GB2611-0001-G", **fields) -> Case:
    return Case(number, **{"received_at": NOON, "first_seen_at": NOON, "status": "處理中", **fields})


@pytest.mark.parametrize(
    ("fields", "since"),
    [
        ({}, NOON),
        ({"heard_at": NOON + HOUR}, NOON + HOUR),
        ({"first_reply_at": NOON + 2 * HOUR}, NOON + 2 * HOUR),
        ({"first_reply_at": NOON + HOUR, "last_reply_at": NOON + 3 * HOUR}, NOON + 3 * HOUR),
        ({"received_at": "昨天", "first_reply_at": "早上"}, NOON),
        ({"status": "已解決", "resolved_at": NOON + 4 * HOUR}, NOON + 4 * HOUR),
        ({"status": "已結案", "resolved_at": NOON + HOUR, "closed_at": NOON + 5 * HOUR}, NOON + 5 * HOUR),
    ],
)
def test_it_is_72_hours_after_the_last_contact_or_after_it_was_done_with(fields, since: datetime) -> None:
    known = case(**fields)
    assert joins_until(known) == since + WINDOW
    assert pick([known], since + WINDOW - MINUTE) == known
    assert pick([known], since + WINDOW) == known
    assert pick([known], since + WINDOW + MINUTE) is None


@pytest.mark.parametrize("fields", [{"status": "無效"}, {"silent": True}, {"merged_to": "GB2611-0002-E"}])
def test_nothing_joins_what_is_void_merged_or_from_before_the_desk(fields) -> None:
    assert joins_until(case(**fields)) is None
    assert pick([case(**fields)], NOON + HOUR) is None


def test_of_several_the_open_one_that_was_last_spoken_of_is_taken() -> None:
    old, newer = case("GB2611-0001-G"), case("GB2611-0002-E", heard_at=NOON + HOUR)
    done = case("GB2611-0003-C", status="已解決", resolved_at=NOON + 2 * HOUR, heard_at=NOON + 2 * HOUR)
    assert pick([old, newer, done], NOON + 3 * HOUR) == newer
    assert pick([done], NOON + 3 * HOUR) == done


def test_an_answer_from_long_before_the_case_is_about_something_else() -> None:
    assert pick([case()], NOON - WINDOW) == case()
    assert pick([case()], NOON - WINDOW - MINUTE) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("團:1115",), ("團:1115",), True),
        (("團:1115", "單:12"), ("團:1115",), True),
        (("團:1115", "單:12"), ("單:12",), True),
        (("團:1115", "單:12"), ("團:1115", "單:13"), False),
        (("團:1115",), ("團:1116",), False),
        (("團:1115",), ("單:12",), False),
        ((), (), False),
    ],
)
def test_the_same_order_or_the_same_group_buy_is_the_same_matter(one, other, same: bool) -> None:
    assert is_same_matter(one, other) is same
    assert is_same_matter(other, one) is same


def test_the_last_contact_goes_either_way() -> None:
    assert last_contact(case(heard_at=NOON + HOUR, last_reply_at=NOON + 2 * HOUR)) == NOON + 2 * HOUR
    assert last_contact(case(heard_at=NOON + 3 * HOUR, last_reply_at=NOON + 2 * HOUR)) == NOON + 3 * HOUR


@pytest.mark.parametrize(
    ("fields", "unanswered"),
    [
        ({}, True),
        ({"first_reply_at": "早上"}, False),
        ({"first_reply_at": NOON}, False),
        ({"first_reply_at": NOON, "heard_at": NOON + HOUR}, True),
        ({"first_reply_at": NOON, "heard_at": NOON}, False),
        ({"first_reply_at": NOON, "last_reply_at": NOON + 2 * HOUR, "heard_at": NOON + HOUR}, False),
    ],
)
def test_what_she_wrote_after_the_last_reply_is_unanswered(fields, unanswered: bool) -> None:
    assert is_unanswered(case(**fields)) is unanswered
