from dataclasses import replace
from datetime import timedelta

import pytest

from sheetdesk.model.case import Case, PendingReply
from sheetdesk.model.message import TEAM_ROOM, WEBHOOK
from sheetdesk.policy.sending import (
    CANCEL,
    GO,
    UNSURE,
    WAIT,
    Limits,
    Moment,
    SendHistory,
    after_crash,
    in_trial,
    may_send,
)
from tests.fakes.postroom import NOW, a_message

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ASKED = PendingReply("寄出", a_message(kind="reply").letter.event, NOW)
"""What she still asks for."""
CASE = Case(number="GB2611-0042-K", status="待處理", reply=ASKED)
DESK = "desk@shop.example.com"


def verdict(message=None, case=CASE, *, limits=None, moment=None, **history):
    return may_send(
        message or a_message(),
        case,
        SendHistory(**history),
        moment or Moment(NOW, read_at=NOW),
        limits or Limits(own_addresses=frozenset({DESK})),
    )


def survey():
    return a_message(kind="survey")


def reply():
    return a_message(kind="reply", automatic=False)


def alarm(case="GB2611-0042-K"):
    return a_message(kind="alarm", case=case, recipient=DESK, address=DESK)


def test_a_first_receipt_goes():
    assert verdict().action == GO


def test_a_reply_that_she_stopped_or_wrote_anew_is_not_sent_unless_she_released_it():
    for thought_better in (None, replace(ASKED, event="another text")):
        case = replace(CASE, reply=thought_better)
        assert verdict(reply(), case).action == CANCEL
        assert verdict(replace(reply(), released=True), case, released=True).action == GO


def test_a_progress_letter_says_nothing_to_who_was_just_answered_or_whose_turn_it_is():
    progress = a_message(kind="progress")
    assert verdict(progress).action == GO
    assert verdict(progress, replace(CASE, last_reply_at=progress.created_at + MINUTE)).action == CANCEL
    assert verdict(progress, replace(CASE, status="等客人")).action == CANCEL
    assert verdict(progress, replace(CASE, status="已解決")).action == CANCEL


# whom and what about


def test_a_void_case_gets_nothing():
    refused = verdict(case=replace(CASE, status="無效"))
    assert refused.action == CANCEL
    assert "無效" in refused.why


def test_a_case_from_before_the_start_gets_nothing():
    assert verdict(case=replace(CASE, silent=True)).action == CANCEL


def test_a_void_case_raises_no_alarm_any_more():
    assert verdict(alarm(), replace(CASE, status="無效")).action == CANCEL


def test_a_letter_without_a_case_needs_none():
    assert verdict(alarm(case=None), None).action == GO


def test_a_customer_who_gave_our_own_address_gets_no_letter():
    assert verdict(a_message(recipient=DESK, address=DESK)).action == CANCEL


def test_the_organiser_may_use_the_shops_mailbox_for_her_alarms():
    assert verdict(alarm()).action == GO


def test_in_trial_the_organiser_may_use_the_shops_mailbox_for_everything():
    assert verdict(in_trial(a_message(), DESK)).action == GO


def test_outside_the_trial_a_letter_is_not_turned_to_our_own_address():
    assert verdict(a_message(address=DESK)).action == CANCEL


@pytest.mark.parametrize("recipient", ["noreply@example.com", "wang@", "postmaster@example.com"])
def test_robots_and_broken_addresses_are_cancelled_in_trial_too(recipient):
    assert verdict(in_trial(a_message(recipient=recipient), "afang@example.com")).action == CANCEL


def test_a_letter_without_address_is_cancelled():
    assert verdict(a_message(address=None)).action == CANCEL


# how much for one case and one customer


@pytest.mark.parametrize(("before", "action"), [(0, GO), (1, CANCEL)])
def test_a_case_gets_one_receipt(before, action):
    assert verdict(receipts_of_case=before).action == action


@pytest.mark.parametrize(("before", "action"), [(5, GO), (6, CANCEL)])
def test_a_case_gets_at_most_six_automatic_letters(before, action):
    assert verdict(survey(), automatic_of_case=before).action == action


def test_six_automatic_letters_stop_neither_a_persons_reply_nor_an_alarm():
    assert verdict(reply(), automatic_of_case=6).action == GO
    assert verdict(alarm(), automatic_of_case=6).action == GO


@pytest.mark.parametrize(("today", "action"), [(4, GO), (5, UNSURE)])
def test_a_customer_gets_five_receipts_a_day_and_the_sixth_waits_for_a_person(today, action):
    assert verdict(receipts_today=today).action == action


def test_a_withheld_receipt_says_how_many_there_were():
    assert "5 封收件通知" in verdict(receipts_today=5).why


@pytest.mark.parametrize(("unasked", "action"), [(2, GO), (3, WAIT)])
def test_a_customer_gets_three_unasked_letters_in_24_hours(unasked, action):
    assert verdict(survey(), unasked_last_day=unasked).action == action


def test_the_fourth_unasked_letter_waits_until_the_first_is_a_day_old():
    assert verdict(survey(), unasked_last_day=3, oldest_unasked_at=NOW - 20 * HOUR).until == NOW + 4 * HOUR


def test_a_receipt_is_not_unasked():
    assert verdict(unasked_last_day=3).action == GO


@pytest.mark.parametrize(("late", "action"), [(-MINUTE, GO), (0 * MINUTE, UNSURE), (MINUTE, UNSURE)])
def test_a_receipt_whose_promise_has_passed_waits_for_a_person(late, action):
    assert verdict(case=replace(CASE, promise_due=NOW - late)).action == action


def test_what_a_person_released_goes():
    late = replace(CASE, promise_due=NOW - HOUR)
    assert verdict(case=late, receipts_today=9, receipts_of_case=1, automatic_of_case=9, released=True).action == GO
    assert verdict(survey(), unasked_last_day=9, released=True).action == GO


def test_a_release_opens_neither_a_void_case_nor_the_pause():
    assert verdict(case=replace(CASE, status="無效"), released=True).action == CANCEL
    assert verdict(moment=Moment(NOW, paused=True), released=True).action == WAIT


# the desk


@pytest.mark.parametrize("message", [a_message(), reply(), alarm()])
def test_the_pause_stops_every_letter_until_it_is_lifted(message):
    held = verdict(message, moment=Moment(NOW, paused=True, read_at=NOW))
    assert (held.action, held.until) == (WAIT, None)
    assert "暫停" in held.why


@pytest.mark.parametrize(("age", "action"), [(4 * MINUTE, GO), (5 * MINUTE, WAIT), (6 * MINUTE, WAIT)])
def test_a_reply_needs_a_read_younger_than_five_minutes(age, action):
    assert verdict(reply(), moment=Moment(NOW, read_at=NOW - age)).action == action


@pytest.mark.parametrize("message", [a_message(), alarm()])
def test_receipts_and_alarms_go_while_the_sheet_cannot_be_read(message):
    assert verdict(message, moment=Moment(NOW, read_at=None)).action == GO


# the breaker


@pytest.mark.parametrize(("hour", "action"), [(99, GO), (100, WAIT)])
def test_the_hundred_and_first_automatic_letter_in_an_hour_trips_the_breaker(hour, action):
    judged = verdict(automatic_last_hour=hour)
    assert judged.action == action
    assert judged.trips_breaker is (action == WAIT)


def test_the_breaker_says_so_and_when_it_closes():
    tripped = verdict(automatic_last_hour=100)
    assert "100" in tripped.why
    assert tripped.until == NOW + HOUR


@pytest.mark.parametrize(("ago", "action"), [(59 * MINUTE, WAIT), (60 * MINUTE, GO), (61 * MINUTE, GO)])
def test_the_breaker_closes_by_itself_an_hour_after_it_tripped(ago, action):
    judged = verdict(breaker_tripped_at=NOW - ago, automatic_last_hour=0)
    assert judged.action == action
    assert not judged.trips_breaker


def test_it_trips_again_if_the_rate_is_still_high():
    assert verdict(breaker_tripped_at=NOW - HOUR, automatic_last_hour=100).trips_breaker


def test_the_breaker_stops_no_person_and_no_alarm():
    for message in (reply(), alarm(), alarm(case=None)):
        assert verdict(message, automatic_last_hour=500, breaker_tripped_at=NOW).action == GO


@pytest.mark.parametrize(("hour", "action"), [(19, GO), (20, WAIT)])
def test_alarms_have_a_bound_of_their_own(hour, action):
    assert verdict(alarm(), alarms_last_hour=hour).action == action


def test_the_organiser_sets_how_many_are_too_many():
    assert verdict(limits=Limits(per_hour=7), automatic_last_hour=7).trips_breaker


# the budget of the mail account


@pytest.mark.parametrize(("used", "action"), [(449, GO), (450, WAIT)])
def test_automatic_letters_leave_a_tenth_of_the_day_to_people(used, action):
    assert verdict(recipients_last_day=used).action == action


@pytest.mark.parametrize("message", [reply(), alarm()])
@pytest.mark.parametrize(("used", "action"), [(499, GO), (500, WAIT)])
def test_replies_and_alarms_may_use_the_whole_day(message, used, action):
    assert verdict(message, recipients_last_day=used).action == action


@pytest.mark.parametrize(("left", "corrected", "answered"), [(449, GO, GO), (450, WAIT, GO), (500, WAIT, WAIT)])
def test_hundreds_of_corrections_leave_to_replies_what_is_kept_for_people(left, corrected, answered):
    correction = a_message(kind="correction", automatic=False)
    assert verdict(correction, recipients_last_day=left).action == corrected
    assert verdict(reply(), recipients_last_day=left).action == answered


def test_a_correction_is_no_automatic_letter_and_needs_a_fresh_read():
    correction = a_message(kind="correction", automatic=False)
    assert verdict(correction, automatic_of_case=9, automatic_last_hour=999).action == GO
    for minutes, action in ((4, GO), (5, WAIT), (6, WAIT)):
        assert verdict(correction, moment=Moment(NOW, read_at=NOW - minutes * MINUTE)).action == action


def test_the_budget_counts_recipients_not_letters():
    two = a_message(address="wang@example.com, chen@example.com")
    assert verdict(two, recipients_last_day=448).action == GO
    assert verdict(two, recipients_last_day=449).action == WAIT


def test_posts_to_the_room_use_up_no_mail_and_hold_none_up():
    post = a_message(kind="escalation", channel=WEBHOOK, case=None, recipient=TEAM_ROOM, address=TEAM_ROOM)
    assert verdict(post, None, recipients_last_day=500).action == GO


def test_a_spent_budget_waits_until_the_first_letter_is_a_day_old():
    assert verdict(recipients_last_day=500, oldest_sent_at=NOW - 23 * HOUR).until == NOW + HOUR


# trial and crash


def test_a_trial_goes_to_the_organiser_and_says_so_in_the_subject():
    trial = in_trial(a_message(subject="收到了"), "afang@example.com")
    assert trial.address == "afang@example.com"
    assert trial.letter.recipient == "wang@example.com"
    assert trial.letter.subject == "【試】收到了"
    assert trial.trial


def test_a_trial_is_marked_once():
    once = in_trial(a_message(), "afang@example.com")
    assert in_trial(once, "afang@example.com") == once


def test_after_a_crash_mail_waits_for_a_person_and_a_file_is_written_again():
    assert after_crash(resend_safe=False).action == UNSURE
    assert "視為已寄" in after_crash(resend_safe=False).why
    assert after_crash(resend_safe=True).action == GO
