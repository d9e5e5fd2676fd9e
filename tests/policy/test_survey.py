"""When a customer is asked, when she isn't, and when her case closes: each rule before, on and after its minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.model.message import Message
from sheetdesk.policy.sending import CANCEL, WAIT
from sheetdesk.policy.status import with_status
from sheetdesk.policy.survey import (
    LATEST,
    Terms,
    due_at,
    in_window,
    is_late,
    is_over,
    next_aftercare,
    reminder_at,
)
from sheetdesk.policy.survey_refusal import (
    Mailbox,
    is_for_good,
    is_ticked,
    may_leave,
    objection,
    opt_out_of,
    opted_out,
)
from tests.fakes.postroom import a_message

TAIPEI = ZoneInfo("Asia/Taipei")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TERMS = Terms(link="https://example.com/?t={token}")


def taipei(day: int, clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return datetime(2026, 11, day, int(hours), int(minutes), tzinfo=TAIPEI).astimezone(UTC)


NOON = taipei(23, "12:00")


def resolved(at: datetime = NOON, **facts: Any) -> Case:
    """A case that was received and answered an hour before it was resolved."""
    before = at - HOUR
    case = Case(
        "GB2611-0042-K",
        received_at=before,
        first_seen_at=before,
        first_reply_at=before,
        email="wang@example.com",
        status="處理中",
        status_log=((before, "處理中"),),
    )
    return replace(with_status(case, "已解決", at), **facts)


def letter(kind: str = "survey", event: str = "cycle-0", released: bool = False) -> Message:
    message = a_message(kind=kind)
    return replace(message, letter=replace(message.letter, event=event), released=released)


def verdict(case: Case, now: datetime, message: Message | None = None, mailbox: Mailbox | None = None) -> str | None:
    found = may_leave(message or letter(), case, mailbox or Mailbox(), TERMS, now)
    return None if found is None else found.action


# when


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("8:59", (23, "9:00")),
        ("9:00", (23, "9:00")),
        ("20:59", (23, "20:59")),
        ("21:00", (24, "9:00")),
        ("23:59", (24, "9:00")),
        ("0:00", (23, "9:00")),
    ],
)
def test_customers_are_written_to_by_day(at: str, opens: tuple[int, str]) -> None:
    assert in_window(taipei(23, at), TERMS) == taipei(*opens)


@pytest.mark.parametrize(
    ("resolved_at", "leaves"),
    [
        ("12:00", (23, "14:00")),
        ("18:59", (23, "20:59")),
        ("19:00", (24, "9:00")),
        ("3:00", (23, "9:00")),
        ("7:30", (23, "9:30")),
    ],
)
def test_a_closing_letter_leaves_two_hours_later_or_in_the_morning(resolved_at: str, leaves: tuple[int, str]) -> None:
    assert due_at(taipei(23, resolved_at), TERMS) == taipei(*leaves)


@given(
    st.integers(0, 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE),
    st.integers(0, 11 * 60),
)
def test_a_closing_letter_is_due_by_day_and_within_a_day(at: datetime, delay_min: int) -> None:
    terms = replace(TERMS, delay=timedelta(minutes=delay_min))
    due = due_at(at, terms)
    assert at + terms.delay <= due <= at + LATEST - HOUR
    assert 9 <= due.astimezone(TAIPEI).hour < 21


@pytest.mark.parametrize(("after", "late"), [(LATEST - MINUTE, False), (LATEST, False), (LATEST + MINUTE, True)])
def test_after_a_day_it_is_too_late_to_ask(after: timedelta, late: bool) -> None:
    assert is_late(resolved(), NOON + after) == late


@pytest.mark.parametrize(("after", "over"), [(7 * DAY - MINUTE, False), (7 * DAY, True), (7 * DAY + MINUTE, True)])
def test_a_case_is_over_after_seven_days(after: timedelta, over: bool) -> None:
    assert is_over(resolved(), TERMS, NOON + after) == over


def test_only_a_resolved_case_is_ever_over() -> None:
    reopened = with_status(resolved(), "處理中", NOON + HOUR)
    assert not is_over(reopened, TERMS, NOON + 30 * DAY)
    assert next_aftercare(reopened, TERMS, NOON) is None


def looks(case: Case) -> list[datetime]:
    """When a case is looked at, one look after another."""
    found, now = list[datetime](), NOON
    while (moment := next_aftercare(case, TERMS, now)) is not None:
        found.append(moment)
        now = moment
    return found


def test_a_case_whose_letter_is_settled_is_only_looked_at_to_be_closed() -> None:
    assert looks(resolved(survey_cycle=0)) == [NOON + 7 * DAY]


def test_a_case_without_its_letter_is_looked_at_when_it_is_due_and_then_hourly_until_its_day_is_over() -> None:
    hourly = [NOON + hours * HOUR for hours in range(2, 25)]
    assert looks(resolved()) == [*hourly, NOON + LATEST + MINUTE, NOON + 7 * DAY]


def test_without_a_link_a_resolved_case_is_only_closed() -> None:
    assert next_aftercare(resolved(), Terms(), NOON) == NOON + 7 * DAY


def test_resolving_and_reopening_again_asks_for_a_look_at_once_and_for_none() -> None:
    assert resolved().aftercare_at == NOON
    assert with_status(resolved(), "處理中", NOON + HOUR).aftercare_at is None


# who


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": "已結案"}, "已結案"),
        ({"status": "無效"}, "無效"),
        ({"silent": True}, "啟用前"),
        ({"no_survey": "這次不寄"}, "不寄問卷"),
        ({"first_reply_at": None}, "還沒有人回過客人"),
        ({"first_reply_at": "昨天"}, "還沒有人回過客人"),
        ({"first_reply_at": NOON + 3 * HOUR}, "還沒有人回過客人"),
        ({"email": None}, "沒有 Email"),
        ({"email": "wang@"}, "不能用"),
        ({"by_hand": True, "first_seen_at": NOON}, "補登"),
    ],
)
def test_a_customer_is_not_asked(facts: dict[str, Any], why: str) -> None:
    assert why in str(objection(resolved(**facts), NOON + 2 * HOUR))


@pytest.mark.parametrize("facts", [{}, {"no_survey": "FALSE"}, {"by_hand": True}, {"nature": "稱讚"}])
def test_a_customer_who_was_answered_is_asked(facts: dict[str, Any]) -> None:
    assert objection(resolved(**facts), NOON + 2 * HOUR) is None


@pytest.mark.parametrize("typed", ["TRUE", "是", "v", "x", "不要寄", "以後都不寄", "True", "1", "✓"])
def test_any_word_ticks_the_box(typed: str) -> None:
    assert is_ticked(typed)


@pytest.mark.parametrize("typed", [None, "", " ", "FALSE", "False", "否", "0", "no", "N"])
def test_a_box_that_says_no_is_not_ticked(typed: str | None) -> None:
    assert not is_ticked(typed)


def test_a_row_that_says_so_holds_for_all_that_this_customer_asks() -> None:
    assert is_for_good(resolved(no_survey="以後都不寄"))
    assert not is_for_good(resolved(no_survey="這次不寄"))
    known = opted_out({}, [resolved(no_survey="以後都不寄"), resolved(number="B")])
    assert known == {"GB2611-0042-K": "wang@example.com"}
    assert opted_out(known, [resolved()]) == {}
    assert "GB2611-0042-K" in str(opt_out_of(known, "wang@example.com"))
    assert opt_out_of(known, "lee@example.com") is None


# again, just before it leaves


def test_a_letter_whose_conditions_hold_leaves() -> None:
    assert verdict(resolved(), NOON + 2 * HOUR) is None


@pytest.mark.parametrize("status", ["處理中", "已結案", "無效"])
def test_a_case_that_went_on_meanwhile_gets_no_letter(status: str) -> None:
    assert verdict(with_status(resolved(), status, NOON + HOUR), NOON + 2 * HOUR) == CANCEL


def test_a_letter_of_an_earlier_cycle_is_not_sent() -> None:
    again = with_status(with_status(resolved(), "處理中", NOON + HOUR), "已解決", NOON + 2 * HOUR)
    assert verdict(again, NOON + 4 * HOUR) == CANCEL
    assert verdict(again, NOON + 4 * HOUR, letter(event="cycle-1")) is None


def test_a_box_ticked_meanwhile_holds_the_letter_back() -> None:
    assert verdict(resolved(no_survey="TRUE"), NOON + 2 * HOUR) == CANCEL


@pytest.mark.parametrize(("clock", "action"), [("20:59", None), ("21:00", WAIT), ("21:01", WAIT)])
def test_a_letter_that_waited_into_the_night_waits_for_the_morning(clock: str, action: str | None) -> None:
    case = resolved(taipei(23, "18:00"))
    assert verdict(case, taipei(23, clock)) == action
    found = may_leave(letter(), case, Mailbox(), TERMS, taipei(23, "21:00"))
    assert found is not None
    assert found.until == taipei(24, "9:00")


@pytest.mark.parametrize(("days", "minutes", "action"), [(14, -1, CANCEL), (14, 0, None), (14, 1, None)])
def test_nobody_is_asked_twice_in_fourteen_days(days: int, minutes: int, action: str | None) -> None:
    now = NOON + 2 * HOUR
    mailbox = Mailbox(asked_at=now - timedelta(days=days, minutes=minutes))
    assert verdict(resolved(), now, mailbox=mailbox) == action


def test_an_address_that_refuses_gets_nothing() -> None:
    assert verdict(resolved(), NOON + 2 * HOUR, mailbox=Mailbox(refuses="這個 Email 上次寄不到")) == CANCEL


def test_what_came_too_late_is_not_sent_but_where_a_person_releases_it() -> None:
    late, recent = NOON + LATEST + MINUTE, Mailbox(asked_at=NOON - DAY)
    assert verdict(resolved(), late) == CANCEL
    assert verdict(resolved(), late, letter(released=True), recent) is None


def test_a_released_letter_still_needs_a_resolved_case() -> None:
    assert verdict(with_status(resolved(), "處理中", NOON), NOON + HOUR, letter(released=True)) == CANCEL


# the reminder


def asked(**facts: Any) -> Case:
    return resolved(**{"survey_cycle": 0, "survey_sent_at": NOON + 2 * HOUR, **facts})


def test_nobody_is_reminded_unless_config_says_so() -> None:
    assert reminder_at(asked(), TERMS) is None
    terms = replace(TERMS, reminder=timedelta(hours=72))
    assert reminder_at(asked(), terms) == NOON + 74 * HOUR
    assert reminder_at(asked(survey_sent_at=taipei(23, "20:00")), terms) == taipei(26, "20:00")


@pytest.mark.parametrize(
    "facts", [{"rated_at": NOON + 3 * HOUR}, {"reminded_cycle": 0}, {"survey_sent_at": None}, {"reopen_count": 1}]
)
def test_who_answered_was_reminded_or_never_asked_is_not_reminded(facts: dict[str, Any]) -> None:
    assert reminder_at(asked(**facts), replace(TERMS, reminder=3 * DAY)) is None


def test_an_answer_that_came_meanwhile_spares_the_reminder() -> None:
    reminder = letter("survey_reminder")
    assert verdict(asked(), NOON + 74 * HOUR, reminder, Mailbox(asked_at=NOON)) is None
    assert verdict(asked(rated_at=NOON + 5 * HOUR), NOON + 74 * HOUR, reminder) == CANCEL
