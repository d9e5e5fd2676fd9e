"""The clocks of a case: every rule of domain §4, a minute before, on it, a minute after."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.model.case import Case, Target
from sheetdesk.policy.policies import read_policies
from sheetdesk.policy.sla import Clocks, judge
from tests.fakes.clocked_cases import CALENDAR, POLICIES, at, case, rows

MINUTE = timedelta(minutes=1)
REPLIED = {"first_reply_at": at(0, "10:30")}


def judged(the_case, now, policies=POLICIES):
    return judge(the_case, policies, CALENDAR, now)


def stored(the_case, clocks):
    """The case as the next pass finds it."""
    kept = {f.name: getattr(clocks, f.name) for f in fields(Clocks) if f.name != "retargeted"}
    return replace(the_case, **kept)


def waits(status, *log, **more):
    return case(status=status, status_log=((at(0, "10:00"), "待處理"), *log), **{**REPLIED, **more})


# Start


def test_the_clocks_start_with_the_customers_message():
    clocks = judged(case(), at(0, "10:00"))
    assert (clocks.first_reply_due, clocks.solution_due) == (at(1, "10:00"), at(3, "10:00"))


@pytest.mark.parametrize("received", [None, "中午", at(5, "10:00")])
def test_a_missing_unreadable_or_later_time_gives_way_to_when_it_was_first_seen(received):
    clocks = judged(case(received_at=received, first_seen_at=at(0, "11:00")), at(0, "11:00"))
    assert clocks.first_reply_due == at(1, "11:00")
    assert "首次看到 11/23（一）11:00 起" in clocks.how_counted


def test_without_any_time_there_are_no_clocks_and_the_row_says_why():
    clocks = judged(case(received_at=None, first_seen_at=None), at(0, "11:00"))
    assert clocks == Clocks(how_counted="沒有收件時間，不計時")


def test_seconds_play_no_part():
    late = timedelta(seconds=59)
    assert judged(case(received_at=at(0, "10:00") + late), at(0, "10:00") + late) == judged(case(), at(0, "10:00"))


@pytest.mark.parametrize(
    ("more", "why"),
    [({"silent": True, "status": "已結案"}, "上線以前的資料，不計時"), ({"status": "無效"}, "無效，不計時")],
)
def test_silent_and_void_cases_have_no_clocks(more, why):
    assert judged(case(**more), at(9, "10:00")) == Clocks(how_counted=why)


def test_a_case_that_no_row_is_for_says_so():
    assert judged(case(), at(0, "10:00"), ()) == Clocks(how_counted="「處理時限」沒有一列適用，不計時")


# First reply


@pytest.mark.parametrize(
    ("fields_", "due"),
    [
        ({"priority": "緊急"}, at(0, "10:15")),
        ({"priority": "重要"}, at(0, "11:00")),
        ({"source": "LINE"}, at(0, "10:30")),
        ({"nature": "詢問"}, at(0, "15:00")),
        ({}, at(1, "10:00")),
    ],
)
def test_the_first_reply_is_due_as_the_table_has_it(fields_, due):
    assert judged(case(**fields_), at(0, "10:00")).first_reply_due == due


def test_a_status_or_an_automatic_receipt_never_meets_the_first_reply():
    clocks = judged(case(status="處理中", auto_replied_at=at(0, "10:01")), at(1, "10:00"))
    assert (clocks.light, clocks.next_step) == ("逾期", "首次回覆 11/24（二）10:00")


@pytest.mark.parametrize("unread", ["昨天下午", at(2, "10:00")])
def test_a_text_or_a_time_to_come_is_no_first_reply(unread):
    assert judged(case(first_reply_at=unread), at(1, "10:00")).light == "逾期"


def test_a_reply_to_come_is_looked_at_when_its_time_is_there():
    the_case = case(first_reply_at=at(1, "11:00"))
    assert judged(the_case, at(1, "10:00")).next_look_at == at(1, "11:00")
    assert judged(the_case, at(1, "11:00")).next_step == "解決 11/26（四）10:00"


def test_a_reply_in_this_very_minute_counts_at_once():
    replied = at(0, "10:05") + timedelta(seconds=40)
    assert judged(case(first_reply_at=replied), replied).next_step == "解決 11/26（四）10:00"


# Lights: 50, 80, 100 % of the nearest clock


@pytest.mark.parametrize(
    ("mark", "before", "then"),
    [
        (at(0, "22:00"), "準時", "過半"),
        (at(1, "05:12"), "過半", "快到期"),
        (at(1, "10:00"), "快到期", "逾期"),
    ],
)
def test_the_light_changes_on_the_minute_and_is_looked_at_then(mark, before, then):
    assert judged(case(), mark - MINUTE).light == before
    assert judged(case(), mark).light == judged(case(), mark + MINUTE).light == then
    assert judged(case(), mark - MINUTE).next_look_at == mark


def test_the_light_of_a_business_clock_counts_business_time():
    policies, _ = read_policies(rows({"first_reply": "4 小時", "first_clock": "營業"}))
    friday = case(received_at=at(4, "16:00"))
    lights = {"準時": at(4, "17:59"), "過半": at(4, "18:00"), "快到期": at(7, "10:12"), "逾期": at(7, "11:00")}
    for light, now in lights.items():
        assert judged(friday, now, policies).light == light
    assert judged(friday, at(7, "10:11"), policies).light == "過半"
    assert judged(friday, at(7, "10:59"), policies).light == "快到期"


def test_nothing_changes_by_itself_once_the_nearest_clock_is_late():
    assert judged(case(), at(1, "10:00")).next_look_at is None


def test_after_the_first_reply_the_solution_is_next():
    clocks = judged(case(**REPLIED), at(0, "11:00"))
    assert (clocks.light, clocks.next_step, clocks.next_look_at) == ("準時", "解決 11/26（四）10:00", at(1, "22:00"))


def test_an_answered_case_without_solution_target_is_answered():
    policies, _ = read_policies(rows({"first_reply": "1 小時", "first_clock": "全天"}))
    assert judged(case(**REPLIED), at(0, "11:00"), policies).light == "已回"


@pytest.mark.parametrize("status", ["已解決", "已結案"])
def test_a_finished_case_has_no_running_clock(status):
    clocks = judged(case(status=status, resolved_at=at(0, "12:00"), **REPLIED), at(9, "10:00"))
    assert (clocks.light, clocks.next_step, clocks.next_look_at) == ("完成", None, None)
    assert clocks.solution_due == at(3, "10:00")


def test_a_solved_case_without_a_recorded_reply_asks_for_it():
    assert judged(case(status="已解決", resolved_at=at(0, "12:00")), at(0, "13:00")).next_step == "補記首次回覆時間"


# What is due next


def bad(**more):
    """Rated badly on Monday at 11:00, and reopened by it."""
    reopened = {
        "status": "處理中",
        "low_rating": "1 顆星",
        "low_rating_at": at(0, "11:00"),
        "reopened_at": at(0, "11:00"),
    }
    return case(**{**REPLIED, **reopened, **more})


@pytest.mark.parametrize(
    ("the_case", "due", "step"),
    [
        (bad(), at(1, "11:00"), "回覆評分 11/24（二）11:00"),
        (bad(priority="重要"), at(0, "23:00"), "解決 11/23（一）23:00"),
        (bad(status="等客人"), at(1, "11:00"), "回覆評分 11/24（二）11:00"),
        (bad(status="已解決"), at(1, "11:00"), "回覆評分 11/24（二）11:00"),
        (case(**REPLIED), at(3, "10:00"), "解決 11/26（四）10:00"),
        (case(**REPLIED, status="已解決"), None, None),
        (case(status="已解決"), None, "補記首次回覆時間"),
        (bad(status="已結案"), None, None),
        (case(first_reply_at="早上"), at(1, "10:00"), "首次回覆 11/24（二）10:00"),
        (case(first_reply_at=at(0, "12:01")), at(1, "10:00"), "首次回覆 11/24（二）10:00"),
        (waits("等廠商", (at(0, "12:00"), "等廠商")), None, "問廠商 11/23（一）15:00"),
        (waits("等客人", (at(0, "12:00"), "等客人")), None, "等客人"),
    ],
)
def test_what_is_due_next_is_what_the_next_step_names(the_case, due, step):
    clocks = judged(the_case, at(0, "12:00"))
    assert (clocks.next_due, clocks.next_step) == (due, step)


def test_a_solution_that_is_late_is_nobodys_to_mend_while_the_customer_has_to_answer():
    waiting = judged(waits("等客人", (at(3, "10:01"), "等客人")), at(4, "10:00"))
    assert (waiting.light, waiting.next_due) == ("逾期", None)


# Promise


def test_the_promise_runs_beside_the_internal_target():
    important = case(priority="重要")
    assert judged(important, at(0, "10:00")).promise_due == at(1, "10:00")


def test_an_earlier_promise_is_the_next_step():
    policies, _ = read_policies(rows({"first_reply": "3 天", "first_clock": "全天", "promise": "24 小時"}))
    assert judged(case(), at(0, "10:00"), policies).next_step == "答應客人 11/24（二）10:00"


def test_the_promise_never_pauses_and_ends_with_the_first_reply():
    waiting = waits("等客人", (at(0, "10:10"), "等客人"), priority="重要")
    assert judged(waiting, at(2, "10:00")).promise_due == at(1, "10:00")
    assert judged(waiting, at(2, "10:00")).light == "暫停"
    assert judged(replace(waiting, first_reply_at=None), at(2, "10:00")).light == "逾期"


def test_what_the_receipt_promised_stands():
    told = case(priority="緊急", auto_replied_at=at(0, "10:01"), promise_due=at(1, "10:00"))
    clocks = judged(told, at(0, "10:05"))
    assert clocks.promise_due == at(1, "10:00")
    assert "對客承諾（收件通知寫的） → 11/24（二）10:00" in clocks.how_counted


@pytest.mark.parametrize(
    ("more", "promise"),
    [
        ({"auto_replied_at": at(0, "10:01"), "receipt": "decided", "email": "a@example.com"}, at(1, "10:00")),
        ({"receipt": "decided", "email": "a@example.com"}, at(0, "11:00")),
        ({"receipt": "decided"}, at(0, "11:00")),
        ({"receipt": "due", "email": "a@example.com"}, at(0, "11:00")),
    ],
    ids=["arrived", "on its way, or 試寄", "no address", "not written"],
)
def test_an_earlier_promise_outdoes_only_what_she_was_not_told_yet(more, promise):
    clocks = judged(case(priority="緊急", promise_due=at(1, "10:00"), **more), at(0, "10:05"))
    assert clocks.promise_due == promise


@pytest.mark.parametrize(
    ("more", "promise"),
    [
        ({"auto_replied_at": at(0, "10:01"), "receipt": "decided", "email": "a@example.com"}, at(0, "11:00")),
        ({"receipt": "decided", "email": "a@example.com"}, at(0, "11:00")),
        ({"receipt": "decided", "email": "nobody"}, at(1, "10:00")),
        ({"receipt": "due", "email": "a@example.com"}, at(1, "10:00")),
    ],
    ids=["arrived", "on its way, or 試寄", "no address", "not written"],
)
def test_no_promise_that_a_written_receipt_bears_moves_later(more, promise):
    clocks = judged(case(priority="重要", promise_due=at(0, "11:00"), **more), at(0, "10:05"))
    assert clocks.promise_due == promise


def test_a_message_seen_late_is_promised_a_time_to_come():
    clocks = judged(case(received_at=at(-4, "10:00"), first_seen_at=at(0, "10:00")), at(0, "10:00"))
    assert (clocks.first_reply_due, clocks.promise_due) == (at(-3, "10:00"), at(1, "10:00"))


@pytest.mark.parametrize(("seen", "promise"), [("09:59", at(1, "10:00")), ("10:00", at(2, "10:00"))])
def test_a_promise_that_ends_in_the_minute_it_is_given_is_past(seen, promise):
    important = case(priority="重要", first_seen_at=at(1, seen))
    assert judged(important, at(1, seen)).promise_due == promise


def test_a_case_typed_in_by_hand_promised_nothing():
    assert judged(case(by_hand=True), at(0, "10:00")).promise_due is None


# Pauses


@pytest.mark.parametrize("status", ["等客人", "等廠商", "等物流"])
def test_the_solution_clock_pauses_while_the_case_waits(status):
    clocks = judged(waits(status, (at(0, "11:00"), status)), at(0, "11:00"))
    assert (clocks.light, clocks.solution_due) == ("暫停", None)
    assert f"11/23（一）11:00 起{status}，暫停" in clocks.how_counted


def test_the_paused_time_is_left_out():
    waited = waits("處理中", (at(0, "11:00"), "等客人"), (at(5, "11:00"), "處理中"))
    clocks = judged(waited, at(5, "12:00"))
    assert clocks.solution_due == at(8, "10:00")
    assert "扣除暫停 11/23（一）11:00–11/28（六）11:00 等客人" in clocks.how_counted


def test_the_first_reply_clock_never_pauses():
    waiting = waits("等客人", (at(0, "10:10"), "等客人"), first_reply_at=None)
    assert judged(waiting, at(1, "09:59")).light == "快到期"
    assert judged(waiting, at(1, "10:00")).light == "逾期"


@pytest.mark.parametrize("status", ["等廠商", "等物流"])
def test_waiting_for_others_pauses_two_business_days_at_most(status):
    waiting = waits(status, (at(0, "15:00"), status))
    assert judged(waiting, at(2, "14:59")).light == "暫停"
    assert judged(waiting, at(2, "14:59")).next_look_at == at(2, "15:00")
    then = judged(waiting, at(2, "15:00"))
    assert (then.light, then.solution_due) == ("準時", at(5, "10:00"))
    assert "（最多停 2 個營業日）" in then.how_counted
    assert judged(waiting, at(2, "15:01")) == then


def test_supplier_and_carrier_share_the_two_days():
    waiting = waits("等物流", (at(0, "15:00"), "等廠商"), (at(1, "15:00"), "處理中"), (at(2, "15:00"), "等物流"))
    assert judged(waiting, at(3, "14:59")).light == "暫停"
    assert judged(waiting, at(3, "15:00")).light != "暫停"
    assert judged(waiting, at(3, "15:00")).solution_due == at(5, "10:00")


def test_no_pause_is_left_once_the_two_days_are_used_up():
    waiting = waits("等廠商", (at(0, "15:00"), "等廠商"), (at(3, "09:00"), "處理中"), (at(3, "10:00"), "等廠商"))
    assert judged(waiting, at(3, "10:00")).solution_due == at(5, "10:00")


def test_waiting_for_the_customer_is_not_capped():
    assert judged(waits("等客人", (at(0, "11:00"), "等客人")), at(60, "10:00")).light == "暫停"


def test_a_clock_that_was_late_before_the_pause_stays_late():
    waiting = waits("等客人", (at(3, "10:01"), "等客人"))
    assert (judged(waiting, at(4, "10:00")).light, judged(waiting, at(4, "10:00")).solution_due) == (
        "逾期",
        at(3, "10:00"),
    )


@pytest.mark.parametrize(("paused", "light"), [("09:59", "暫停"), ("10:00", "暫停"), ("10:01", "逾期")])
def test_no_breach_begins_while_paused(paused, light):
    assert judged(waits("等客人", (at(3, paused), "等客人")), at(4, "10:00")).light == light


def test_pausing_and_resuming_within_a_minute_costs_nothing():
    blink = at(0, "11:00") + timedelta(seconds=20)
    waited = waits("處理中", (at(0, "11:00"), "等客人"), (blink, "處理中"))
    assert judged(waited, at(0, "12:00")).solution_due == at(3, "10:00")


def test_a_pause_that_began_this_very_minute_counts_at_once():
    since = at(0, "11:00") + timedelta(seconds=20)
    assert judged(waits("等客人", (since, "等客人")), since + timedelta(seconds=5)).light == "暫停"


def test_a_case_without_history_waits_since_it_was_first_seen():
    clocks = judged(case(status="等客人", **REPLIED), at(2, "10:00"))
    assert "11/23（一）10:00 起等客人，暫停" in clocks.how_counted


def test_a_pause_ends_with_the_case_even_if_its_history_does_not_say_so():
    solved = waits("已解決", (at(0, "11:00"), "等客人"), resolved_at=at(1, "11:00"))
    assert judged(solved, at(9, "10:00")).solution_due == at(4, "10:00")


def test_many_pauses_are_counted_and_the_last_are_named():
    log = [
        (at(0, f"{hour}:{minute}"), word)
        for hour in (11, 12, 13, 14)
        for minute, word in (("00", "等客人"), ("30", "處理中"))
    ]
    said = judged(waits("處理中", *log), at(0, "15:00")).how_counted
    assert "扣除暫停 4 次，最近 11/23（一）12:00–11/23（一）12:30 等客人" in said


# While the case waits for others: ask, then name a date


@pytest.mark.parametrize(
    ("now", "step", "look"),
    [
        (at(0, "11:00"), "問廠商 11/23（一）14:00", at(0, "14:00")),
        (at(0, "13:59"), "問廠商 11/23（一）14:00", at(0, "14:00")),
        (at(0, "14:00"), "跟客人說廠商的預定日 11/23（一）16:00", at(0, "16:00")),
        (at(0, "16:00"), "等廠商，請填下次跟進", at(2, "11:00")),
    ],
)
def test_a_case_that_waits_for_a_supplier_says_what_comes_next(now, step, look):
    clocks = judged(waits("等廠商", (at(0, "11:00"), "等廠商")), now)
    assert (clocks.light, clocks.next_step, clocks.next_look_at) == ("暫停", step, look)


def test_a_status_that_is_said_again_goes_on():
    waiting = waits("等廠商", (at(0, "11:00"), "等廠商"), (at(0, "13:00"), "等廠商"))
    assert judged(waiting, at(0, "13:00")).next_step == "問廠商 11/23（一）14:00"


def test_a_follow_up_date_answers_the_waiting():
    waiting = waits("等廠商", (at(0, "11:00"), "等廠商"), follow_up=at(4, "10:00").date())
    assert judged(waiting, at(0, "11:00")).next_step == "等廠商，11/27（五）跟進"


def test_a_follow_up_that_cannot_be_read_does_not():
    waiting = waits("等廠商", (at(0, "11:00"), "等廠商"), follow_up="下週")
    assert judged(waiting, at(0, "11:00")).next_step == "問廠商 11/23（一）14:00"


def test_waiting_for_the_customer_is_said_so():
    assert judged(waits("等客人", (at(0, "11:00"), "等客人")), at(0, "11:00")).next_step == "等客人"


def test_nobody_here_has_to_keep_a_late_solution_while_the_customer_has_to_answer():
    waiting = waits("等客人", (at(3, "11:00"), "等客人"))
    told = judged(waiting, at(4, "11:00"))
    assert (told.light, told.next_step) == ("逾期", "等客人")
    assert judged(waits("處理中", (at(3, "11:00"), "處理中")), at(4, "11:00")).next_step == "解決 11/26（四）10:00"


def test_a_missing_first_reply_comes_before_asking_others():
    waiting = waits("等廠商", (at(0, "10:00"), "等廠商"), first_reply_at=None, priority="緊急")
    assert judged(waiting, at(0, "10:01")).next_step == "首次回覆 11/23（一）10:15"


# Change of priority or policy


def test_a_new_target_counts_from_the_old_start():
    normal = stored(case(), judged(case(), at(0, "10:00")))
    clocks = judged(replace(normal, priority="重要"), at(0, "10:30"))
    assert (clocks.first_reply_due, clocks.first_target) == (at(0, "11:00"), Target(60, "營業"))
    assert clocks.retargeted == (
        "首次回覆時限 24 小時（全天） 改為 1 小時（營業）；解決時限 72 小時（全天） 改為 24 小時（全天）"
    )


@pytest.mark.parametrize(("now", "due"), [("10:59", "11:00"), ("11:00", "11:30"), ("11:01", "11:31")])
def test_a_new_target_that_is_already_past_gets_half_an_hour_on_its_own_clock(now, due):
    normal = stored(case(), judged(case(), at(0, "10:00")))
    assert judged(replace(normal, priority="重要"), at(0, now)).first_reply_due == at(0, due)


def test_a_target_shorter_than_the_grace_is_its_own_grace():
    normal = stored(case(), judged(case(), at(0, "10:00")))
    clocks = judged(replace(normal, priority="緊急"), at(0, "12:00"))
    assert (clocks.first_reply_due, clocks.first_target) == (at(0, "12:15"), Target(15, "全天", at(0, "12:00")))
    assert "改時限時已過，11/23（一）12:00 起再給 15 分 → 11/23（一）12:15" in clocks.how_counted


def test_the_grace_runs_on_business_time_if_the_target_does():
    normal = stored(case(), judged(case(), at(0, "10:00")))
    assert judged(replace(normal, priority="重要"), at(0, "17:50")).first_reply_due == at(1, "09:20")


def test_the_grace_is_given_once():
    urgent = replace(stored(case(), judged(case(), at(0, "10:00"))), priority="緊急")
    changed = judged(urgent, at(0, "12:00"))
    later = judged(stored(urgent, changed), at(0, "13:00"))
    assert (later.first_reply_due, later.retargeted, later.light) == (at(0, "12:15"), None, "逾期")


def test_a_new_case_that_is_already_late_gets_no_grace():
    late = case(priority="緊急", first_seen_at=at(0, "12:00"))
    assert judged(late, at(0, "12:00")).first_reply_due == at(0, "10:15")


def test_a_case_judged_without_a_target_gets_its_grace_when_one_comes():
    slack, _ = read_policies(rows({"solution": "3 天", "solution_clock": "全天"}))
    before = stored(case(), judged(case(), at(0, "10:00"), slack))
    clocks = judged(replace(before, priority="緊急"), at(0, "12:00"))
    assert clocks.first_reply_due == at(0, "12:15")
    assert clocks.retargeted.startswith("首次回覆時限 無 改為 15 分（全天）")


def test_a_target_that_comes_after_the_reply_needs_no_grace():
    slack, _ = read_policies(rows({"solution": "3 天", "solution_clock": "全天"}))
    answered = case(priority="緊急", **REPLIED)
    clocks = judged(stored(answered, judged(answered, at(0, "11:00"), slack)), at(0, "12:00"))
    assert (clocks.first_reply_due, clocks.first_target) == (at(0, "10:15"), Target(15, "全天"))


@pytest.mark.parametrize("now", ["10:14", "10:15", "10:16"])
def test_a_longer_target_applies_from_the_old_start_late_or_not(now):
    urgent = stored(case(priority="緊急"), judged(case(priority="緊急"), at(0, "10:00")))
    clocks = judged(replace(urgent, priority="一般", nature="詢問"), at(0, now))
    assert clocks.first_reply_due == at(0, "15:00")
    assert "首次回覆時限 15 分（全天） 改為" in str(clocks.retargeted)


@pytest.mark.parametrize(("now", "due"), [("10:59", "11:14"), ("11:00", "11:15"), ("11:01", "11:16")])
def test_a_stricter_target_that_is_past_gets_its_grace_though_the_clock_was_late(now, due):
    important = stored(case(priority="重要"), judged(case(priority="重要"), at(0, "10:00")))
    clocks = judged(replace(important, priority="緊急"), at(0, now))
    assert clocks.first_reply_due == at(0, due)
    assert clocks.retargeted.startswith("首次回覆時限 1 小時（營業） 改為 15 分（全天）")


def test_a_target_that_is_taken_away_ends_its_clock():
    slack, _ = read_policies(rows({"solution": "72 小時", "solution_clock": "全天"}))
    clocks = judged(stored(case(), judged(case(), at(0, "10:00"))), at(0, "12:00"), slack)
    assert (clocks.first_reply_due, clocks.first_target) == (None, None)
    assert clocks.retargeted == "首次回覆時限 24 小時（全天） 改為 無"


def test_a_reply_that_was_given_is_judged_by_the_target_then_in_force():
    answered = case(**REPLIED)
    normal = stored(answered, judged(answered, at(0, "11:00")))
    clocks = judged(replace(normal, priority="緊急"), at(0, "12:00"))
    assert (clocks.first_reply_due, clocks.first_target) == (at(1, "10:00"), Target(1440, "全天"))
    assert clocks.solution_target == Target(1440, "全天")


def test_a_target_past_only_by_a_lasting_pause_gets_no_grace():
    waiting = waits("等客人", (at(0, "11:00"), "等客人"))
    normal = stored(waiting, judged(waiting, at(0, "11:00")))
    clocks = judged(replace(normal, priority="重要"), at(5, "11:00"))
    assert (clocks.light, clocks.solution_target) == ("暫停", Target(1440, "全天"))


# Reopen


def test_a_reopened_case_has_half_the_time_from_then():
    again = case(
        status="處理中", reopened_at=at(7, "09:30"), reopen_count=1, first_resolved_at=at(1, "12:00"), **REPLIED
    )
    clocks = judged(again, at(7, "09:30"))
    assert (clocks.solution_due, clocks.solution_target) == (at(8, "21:30"), Target(4320, "全天"))
    assert "11/30（一）09:30 重開起減半為 36 小時 → 12/1（二）21:30" in clocks.how_counted


@pytest.mark.parametrize(("now", "light"), [("21:29", "快到期"), ("21:30", "逾期"), ("21:31", "逾期")])
def test_the_reopen_clock_is_late_on_its_minute(now, light):
    assert judged(case(status="處理中", reopened_at=at(7, "09:30"), **REPLIED), at(8, now)).light == light


def test_pauses_before_the_reopening_do_not_count_for_the_new_clock():
    log = ((at(0, "11:00"), "等廠商"), (at(2, "11:00"), "已解決"), (at(7, "09:30"), "處理中"))
    again = waits("處理中", *log, reopened_at=at(7, "09:30"))
    assert judged(again, at(7, "10:00")).solution_due == at(8, "21:30")


@pytest.mark.parametrize("since", [at(4, "10:00"), at(7, "09:30")])
def test_a_grace_from_before_the_reopening_is_over(since):
    again = case(status="處理中", reopened_at=at(7, "09:30"), solution_target=Target(4320, "全天", since), **REPLIED)
    assert judged(again, at(7, "09:30")).solution_due == at(8, "21:30")


def test_the_words_that_count_can_be_checked_by_a_person():
    assert judged(case(), at(0, "10:00")).how_counted == (
        "一般：收件 11/23（一）10:00 起；首次回覆 24 小時（全天） → 11/24（二）10:00；"
        "解決 72 小時（全天） → 11/26（四）10:00；對客承諾「24 小時」 → 11/24（二）10:00"
    )


# Properties

minutes = st.integers(0, 14 * 1440)
instants = minutes.map(lambda n: at(0, "00:00") + timedelta(minutes=n))
words = st.sampled_from(["待處理", "處理中", "等客人", "等廠商", "等物流", "待補寄", "已解決"])


@st.composite
def cases(draw):
    log = tuple(sorted(draw(st.lists(st.tuples(instants, words), max_size=6)), key=lambda entry: entry[0]))
    received = draw(instants)
    return case(
        received_at=received,
        first_seen_at=received + draw(st.integers(0, 3000)) * MINUTE,
        priority=draw(st.sampled_from(["緊急", "重要", "一般", None])),
        nature=draw(st.sampled_from(["客訴", "詢問"])),
        source=draw(st.sampled_from(["表單", "LINE"])),
        status=log[-1][1] if log else "待處理",
        status_log=log,
        first_reply_at=draw(st.none() | instants),
        auto_replied_at=draw(st.none() | instants),
        reopened_at=draw(st.none() | instants),
        by_hand=draw(st.booleans()),
        follow_up=draw(st.sampled_from([None, at(4, "10:00").date(), "下週"])),
    )


steady = settings(max_examples=60, deadline=None)


@given(cases(), instants, st.sampled_from(["緊急", "重要", "一般"]))
@steady
def test_a_second_pass_changes_nothing(the_case, now, priority):
    before = stored(the_case, judged(the_case, now))
    changed = replace(before, priority=priority)
    first = judged(changed, now)
    assert judged(changed, now) == first
    assert judged(stored(changed, first), now) == replace(first, retargeted=None)


@given(cases(), instants, st.integers(1, 3 * 1440))
@steady
def test_nothing_changes_before_the_next_look(the_case, now, later):
    log = tuple(entry for entry in the_case.status_log if entry[0] <= now)
    known = replace(the_case, status_log=log, status=log[-1][1] if log else "待處理")
    seen = stored(known, judged(known, now))
    again = judged(seen, now)
    then = now + later * MINUTE
    if again.next_look_at is None or then < again.next_look_at:
        assert judged(stored(seen, again), then) == again


@given(cases(), instants)
@steady
def test_the_next_look_is_ahead(the_case, now):
    look = judged(the_case, now).next_look_at
    assert look is None or look > now


@given(cases(), instants, st.integers(0, 5 * 1440))
@steady
def test_no_breach_of_the_solution_begins_while_the_case_waits_for_the_customer(the_case, now, later):
    log = (*(entry for entry in the_case.status_log if entry[0] < now), (now, "等客人"))
    waiting = replace(the_case, status="等客人", status_log=log, first_reply_at=at(0, "00:00"), reopened_at=None)
    if judged(waiting, now).light != "逾期":
        assert judged(waiting, now + later * MINUTE).light == "暫停"


@given(cases(), instants)
@steady
def test_the_solution_is_never_due_earlier_than_without_pauses(the_case, now):
    plain: Case = replace(the_case, status_log=(), status="待處理")
    paused = judged(the_case, now).solution_due
    unpaused = judged(plain, now).solution_due
    assert unpaused is not None
    assert paused is None or paused >= unpaused
