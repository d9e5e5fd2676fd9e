from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.policy.queue import in_order, next_try
from tests.fakes.postroom import NOW, a_message


def letter(number, kind="receipt", *, automatic=True, age_min=0, to=None):
    whom, then = to or f"c{number}@example.com", NOW - timedelta(minutes=age_min)
    return a_message(id=number, kind=kind, automatic=automatic, created_at=then, recipient=whom)


def numbers(messages):
    return [message.id for message in in_order(messages)]


def test_an_alarm_goes_before_everything_older():
    assert numbers([letter(1, age_min=60), letter(2, "alarm")]) == [2, 1]


def test_of_one_lane_the_oldest_goes_first():
    assert numbers([letter(1, age_min=1), letter(2, age_min=9), letter(3, age_min=5)]) == [2, 3, 1]


def test_a_kind_that_this_version_does_not_know_goes_last():
    assert numbers([letter(1, "newsletter", age_min=60), letter(2)]) == [2, 1]


def test_a_flood_of_receipts_never_starves_a_persons_reply():
    flood = [letter(number, age_min=60) for number in range(1, 101)]
    assert numbers([*flood, letter(500, "reply", automatic=False)]).index(500) == 1


def test_hundreds_of_corrections_never_starve_a_persons_reply():
    flood = [letter(number, "correction", automatic=False, age_min=60) for number in range(1, 301)]
    assert numbers([*flood, letter(500, "reply", automatic=False)])[0] == 500


def test_nor_do_many_replies_starve_the_receipts():
    replies = [letter(number, "reply", automatic=False, age_min=60) for number in range(1, 101)]
    assert numbers([*replies, letter(500)])[0] == 500


def test_what_one_customer_gets_keeps_its_order_whatever_the_lanes():
    hers = [letter(1, "reply", automatic=False, age_min=60, to="wang"), letter(2, "addition", age_min=30, to="wang")]
    assert numbers([*hers, letter(3, age_min=1)]) == [3, 1, 2]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["alarm", "receipt", "reply", "survey"]), st.booleans()), max_size=30))
def test_ordering_loses_and_doubles_nothing(kinds):
    messages = [letter(number, kind, automatic=automatic) for number, (kind, automatic) in enumerate(kinds)]
    assert sorted(numbers(messages)) == list(range(len(kinds)))


@pytest.mark.parametrize(("attempts", "about_min"), [(1, 5), (2, 30), (3, 180), (4, 1200)])
def test_each_pause_is_longer_than_the_last(attempts, about_min):
    again = next_try(a_message(attempts=attempts), NOW)
    assert again is not None
    assert 0.9 * about_min <= (again - NOW) / timedelta(minutes=1) <= 1.1 * about_min


@pytest.mark.parametrize("attempts", [5, 6])
def test_the_fifth_failure_is_the_last(attempts):
    assert next_try(a_message(attempts=attempts), NOW) is None


def test_a_letter_that_would_be_too_old_is_given_up():
    old = a_message(attempts=1, created_at=NOW - timedelta(hours=48))
    assert next_try(old, NOW) is None
    assert next_try(a_message(attempts=1, created_at=NOW - timedelta(hours=47, minutes=50)), NOW) is not None


def test_the_same_failure_is_tried_again_at_the_same_time_after_a_crash():
    assert next_try(a_message(attempts=2), NOW) == next_try(a_message(attempts=2), NOW)


def test_letters_that_failed_together_do_not_come_back_together():
    times = {next_try(a_message(attempts=3, key=f"case-{number}"), NOW) for number in range(20)}
    assert len(times) == 20


@settings(deadline=None)
@given(st.text())
def test_all_tries_together_take_about_a_day(key):
    message, now, tries = a_message(key=key), NOW, 0
    while True:
        tries += 1
        again = next_try(a_message(key=key, attempts=tries, created_at=message.created_at), now)
        if again is None:
            break
        now = again
    assert tries == 5
    assert timedelta(hours=21) < now - NOW < timedelta(hours=26)
