"""What left is counted forward exactly as it would be counted anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.message import Departure, Message
from sheetdesk.policy.departures import Departures, lately
from sheetdesk.policy.sending import DAY, HOUR, STAFF_KINDS, UNASKED_KINDS, SendHistory
from tests.fakes.postroom import NOW, a_message

TAIPEI, NEW_YORK = ZoneInfo("Asia/Taipei"), ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)
KINDS = ("alarm", "receipt", "reply", "survey", "reminder")


def left(ago: timedelta = MINUTE, kind: str = "receipt", **fields: object) -> Departure:
    given: dict[str, object] = {
        "recipient": "wang@example.com",
        "channel": "email",
        "automatic": True,
        "case": "GB2611-0042-K",
    }
    return Departure(at=NOW - ago, kind=kind, **(given | fields))  # type: ignore[arg-type]


def before(*departures: Departure, message: Message | None = None) -> SendHistory:
    known = Departures(departures)
    known.learn(["GB2611-0042-K"], [one for one in departures if one.case == "GB2611-0042-K"])
    return known.before(message or a_message(), NOW, TAIPEI)


@pytest.mark.parametrize(("ago", "count"), [(HOUR - MINUTE, 1), (HOUR, 0), (HOUR + MINUTE, 0)])
def test_what_left_an_hour_ago_counts_for_the_breaker_no_more(ago: timedelta, count: int) -> None:
    assert before(left(ago)).automatic_last_hour == count
    assert before(left(ago, "alarm")).alarms_last_hour == count


@pytest.mark.parametrize(("ago", "count"), [(DAY - MINUTE, 1), (DAY, 0), (DAY + MINUTE, 0)])
def test_what_left_a_day_ago_frees_its_part_of_the_budget(ago: timedelta, count: int) -> None:
    history = before(left(ago, automatic=False))
    assert history.recipients_last_day == count
    assert history.oldest_sent_at == (NOW - ago if count else None)
    assert before(left(ago, "survey")).unasked_last_day == count


def test_a_receipt_counts_for_its_customer_until_midnight_of_the_desk() -> None:
    midnight = NOW.astimezone(TAIPEI).replace(hour=0, minute=0, second=0)
    since = NOW - midnight
    assert before(left(since)).receipts_today == 1
    assert before(left(since + MINUTE)).receipts_today == 0
    assert before(left(kind="receipt", recipient="chen@example.com")).receipts_today == 0


def test_another_channel_has_a_budget_of_its_own() -> None:
    assert before(left(channel="outbox")).recipients_last_day == 0


def test_a_case_counts_its_letters_for_ever_but_not_those_to_staff() -> None:
    year = timedelta(days=365)
    history = before(left(year), left(year, "survey"), left(year, "reminder"), left(year, "reply", automatic=False))
    assert (history.receipts_of_case, history.automatic_of_case) == (1, 2)


def test_what_a_person_released_is_known_as_such() -> None:
    assert before(message=a_message(released=True)).released


def test_only_cases_it_was_not_told_of_are_unknown() -> None:
    known = Departures(())
    known.learn(["A"], ())
    assert known.unknown(["A", "B", None]) == {"B"}


def test_on_the_day_a_clock_is_put_back_midnight_is_more_than_a_day_ago() -> None:
    evening = datetime(2026, 11, 1, 23, 30, tzinfo=NEW_YORK)
    assert evening.astimezone(UTC) - lately(evening.astimezone(UTC), NEW_YORK).astimezone(UTC) > DAY


some_departures = st.lists(
    st.builds(
        Departure,
        at=st.integers(0, 30 * 60).map(lambda minutes: NOW - minutes * MINUTE),
        recipient=st.sampled_from(["wang@example.com", "chen@example.com"]),
        channel=st.sampled_from(["email", "outbox"]),
        kind=st.sampled_from(KINDS),
        automatic=st.booleans(),
        case=st.sampled_from(["GB2611-0042-K", "GB2611-0043-C", None]),
    ),
    max_size=12,
)


@given(some_departures, some_departures, some_departures)
def test_counted_forward_is_what_counting_anew_gives(
    earlier: list[Departure], failed: list[Departure], later: list[Departure]
) -> None:
    known = Departures(earlier)
    known.learn(["GB2611-0042-K"], [one for one in earlier if one.case == "GB2611-0042-K"])
    for one in (*failed, *later):
        known.add(one)
    for one in failed:
        known.take_back(one)
    for kind in KINDS:
        message = a_message(kind=kind)
        assert known.before(message, NOW, TAIPEI) == counted_anew([*earlier, *later], message)


def counted_anew(left: list[Departure], message: Message) -> SendHistory:
    """SendHistory by the words of its own fields."""
    whom, case = message.letter.recipient, message.letter.case
    midnight = NOW.astimezone(TAIPEI).replace(hour=0, minute=0, second=0)
    last_day = [one for one in left if one.at > NOW - DAY]
    unasked = [one.at for one in last_day if one.kind in UNASKED_KINDS and one.recipient == whom]
    of_channel = [one.at for one in last_day if one.channel == message.channel]
    of_case = [one for one in left if one.case == case]
    return SendHistory(
        receipts_of_case=sum(one.kind == "receipt" for one in of_case),
        automatic_of_case=sum(one.automatic and one.kind not in STAFF_KINDS for one in of_case),
        receipts_today=sum(one.kind == "receipt" and one.recipient == whom and one.at >= midnight for one in left),
        unasked_last_day=len(unasked),
        oldest_unasked_at=min(unasked, default=None),
        recipients_last_day=len(of_channel),
        oldest_sent_at=min(of_channel, default=None),
        automatic_last_hour=sum(one.automatic and one.at > NOW - HOUR for one in left),
        alarms_last_hour=sum(one.kind == "alarm" and one.recipient == whom and one.at > NOW - HOUR for one in left),
    )
