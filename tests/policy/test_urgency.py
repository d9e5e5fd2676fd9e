"""Why a case needs a person: every reason is said, the gravest first, and the cheap judgement agrees with the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.model.case import Case, Reminders
from sheetdesk.model.moments import is_unsent
from sheetdesk.policy.status import UNANSWERED
from sheetdesk.policy.urgency import URGENCIES, day_of, dueness, reasons_of, urgency_of
from tests.fakes.clocked_cases import TAIPEI, at, case

NOON = at(0, "12:00")
LAW = "⚠ 消保法第 43 條：15 天內要把客訴處理好，最後一天是 11/23（一）。"


def reasons(the_case: Case, now: datetime = NOON) -> list[tuple[str, str, str]]:
    return [tuple(one) for one in reasons_of(the_case, day_of(now, TAIPEI), TAIPEI)]  # type: ignore[misc]


def urgency(the_case: Case, now: datetime = NOON) -> str | None:
    day = day_of(now, TAIPEI)
    return urgency_of(the_case, dueness(the_case, day), is_unsent(the_case), day)


def answered(**more: Any) -> Case:
    """Nothing is due, nothing is odd."""
    found: Case = case(status="處理中", first_reply_at=at(0, "10:30"), last_reply_at=at(0, "10:30"), **more)
    return found


def due(moment: datetime, **more: Any) -> Case:
    return answered(solution_due=moment, next_due=moment, next_step="解決 …", **more)


def law(ends: datetime) -> Reminders:
    return Reminders(law=LAW, law_ends_at=ends)


@pytest.mark.parametrize(
    ("the_case", "said"),
    [
        (answered(alarm="送醫", heard_at=at(0, "11:00")), ("緊急", "先聯絡客人", "安全警示（送醫），還沒有回客人")),
        (
            answered(outcome="⚠回覆沒寄出：信箱不存在"),
            ("沒寄出", "看「寄送結果」", "⚠回覆沒寄出：信箱不存在"),
        ),
        (due(at(0, "12:00")), ("逾期", "解決 …", "解決 11/23（一）12:00 到期，已經過了")),
        (due(at(0, "12:01")), ("今天", "解決 …", "解決 11/23（一）12:01 到期")),
        (answered(reminders=law(at(0, "12:00"))), ("逾期", "看「系統提醒」", LAW)),
        (answered(reminders=law(at(1, "00:00"))), ("今天", "看「系統提醒」", LAW)),
        (answered(reminders=law(at(1, "12:00"))), ("看一下", "看「系統提醒」", LAW)),
        (
            replace(answered(reminders=Reminders(silence="已經等廠商 2 個營業日")), status="等廠商"),
            ("跟進", "再問廠商", "已經等廠商 2 個營業日"),
        ),
        (answered(follow_up=at(0, "12:00").date(), next_step="解決 …"), ("跟進", "解決 …", "下次跟進是 11/23")),
        (
            answered(low_rating="1 顆星", low_rating_at=at(0, "11:00"), rating_due=at(1, "11:00")),
            ("看一下", "看「系統提醒」", "客人在問卷說：1 顆星，11/24（二）11:00 以前要回覆"),
        ),
        (answered(refusal="還不能改成「已解決」"), ("看一下", "看「系統提醒」", "還不能改成「已解決」")),
        (answered(merge_refusal="併不了：查不到"), ("看一下", "看「系統提醒」", "併不了：查不到")),
        (answered(form_notice="⚠ 沒有照做。"), ("看一下", "看「系統提醒」", "⚠ 沒有照做。")),
        (answered(unassigned=True), ("看一下", "看「系統提醒」", "沒有人可以接這件")),
        (answered(heard_at=at(0, "11:00")), ("看一下", "看「新訊息」", "客人又寫來，還沒有回覆")),
    ],
)
def test_each_reason_has_its_urgency_what_to_do_and_why(the_case: Case, said: tuple[str, str, str]) -> None:
    first, *others = reasons(the_case)
    assert (first, urgency(the_case)) == (said, said[0])
    assert [one[2] for one in others] == (["客人又寫來，還沒有回覆"] if the_case.alarm else [])


@pytest.mark.parametrize("hers", [answered(), due(at(1, "00:00")), answered(follow_up=at(1, "12:00").date())])
def test_what_can_wait_until_tomorrow_has_no_reason(hers: Case) -> None:
    assert (reasons(hers), urgency(hers)) == ([], None)


def test_no_reason_hides_behind_a_graver_one() -> None:
    everything = due(
        at(0, "11:00"),
        alarm="送醫",
        heard_at=at(0, "11:30"),
        outcome="⚠沒寄出",
        reminders=law(at(1, "00:00")),
        follow_up=at(0, "12:00").date(),
        low_rating="1 顆星",
        low_rating_at=at(0, "11:00"),
        refusal="狀態改回去了",
        merge_refusal="併不了",
        form_notice="表單沒有照做",
        unassigned=True,
    )
    told = reasons(everything)
    assert [one[0] for one in told] == ["緊急", "沒寄出", "逾期", "今天", "跟進", *["看一下"] * 6]
    assert [one[2][:5] for one in told[5:]] == [
        "客人在問卷",
        "狀態改回去",
        "併不了",
        "表單沒有照",
        "沒有人可以",
        "客人又寫來",
    ]


def test_a_limit_of_law_that_is_over_does_not_make_a_later_deadline_a_past_one() -> None:
    both = due(at(0, "18:00"), reminders=law(at(0, "00:00")))
    assert [one[2] for one in reasons(both)] == [LAW, "解決 11/23（一）18:00 到期"]


@pytest.mark.parametrize(
    ("next_due", "why"),
    [
        (at(0, "18:00"), ["回覆評分 11/23（一）18:00 到期", "客人在問卷說：1 顆星"]),
        (at(0, "17:00"), ["解決 11/23（一）17:00 到期", "客人在問卷說：1 顆星，11/23（一）18:00 以前要回覆"]),
    ],
)
def test_the_hour_of_the_answer_to_a_rating_is_said_once(next_due: datetime, why: list[str]) -> None:
    rated = answered(
        low_rating="1 顆星",
        low_rating_at=at(0, "11:00"),
        rating_due=at(0, "18:00"),
        solution_due=at(0, "17:00") if next_due == at(0, "17:00") else None,
        next_due=next_due,
    )
    assert [one[2] for one in reasons(rated)] == why


def test_a_rating_that_a_refusal_tells_of_is_not_told_twice() -> None:
    refused = answered(low_rating="1 顆星", low_rating_at=at(0, "11:00"), refusal=f"評分是1 顆星，{UNANSWERED}")
    assert [one[2] for one in reasons(refused)] == [refused.refusal]


@pytest.mark.parametrize("link", ["https://line.me/R/share?text=%E6%82%A8", "http://line.me/R/share?text=a"])
def test_the_link_into_line_is_left_out_with_the_words_that_lead_to_it(link: str) -> None:
    told = "✋11/23 12:00 待手動傳送（沒有 Email）。傳好後選「已用LINE／電話回」。"
    assert reasons(answered(outcome=f"{told}用LINE傳：{link}"))[0][2] == told


@pytest.mark.parametrize(
    ("replied", "what"),
    [(None, "首次回覆"), (at(0, "12:01"), "首次回覆"), (at(0, "12:00"), "解決")],
    ids=["not yet", "in a minute", "just now"],
)
def test_of_two_deadlines_at_one_time_the_one_that_still_runs_is_named(replied: datetime | None, what: str) -> None:
    both = {"first_reply_due": at(0, "13:00"), "solution_due": at(0, "13:00"), "next_due": at(0, "13:00")}
    the_case = case(**both, first_reply_at=replied)
    assert reasons(the_case)[0][2] == f"{what} 11/23（一）13:00 到期"


moments = st.none() | st.integers(-3000, 3000).map(lambda n: NOON + timedelta(minutes=n))
words = st.sampled_from([None, "說"])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    ends = draw(moments)
    found: Case = case(
        status=draw(st.sampled_from(["待處理", "處理中", "等客人", "等廠商", "已解決"])),
        alarm=draw(words),
        outcome=draw(st.sampled_from([None, "✅已寄", "⚠沒寄出", "✋待手動傳送", "⏳等著寄"])),
        next_due=draw(moments),
        rating_due=draw(moments),
        reminders=draw(st.sampled_from([None, Reminders(LAW if ends else None, ends, draw(words))])),
        follow_up=draw(st.none() | st.dates(at(-2, "12:00").date(), at(2, "12:00").date())),
        low_rating_at=draw(moments),
        refusal=draw(words | st.just(UNANSWERED)),
        merge_refusal=draw(words),
        form_notice=draw(words),
        unassigned=draw(st.booleans()),
        first_reply_at=draw(moments),
        last_reply_at=draw(moments),
        heard_at=draw(moments),
    )
    return found


@given(cases())
@settings(max_examples=200, deadline=None)
def test_the_urgency_is_that_of_the_first_reason_and_none_where_there_is_no_reason(the_case: Case) -> None:
    told = reasons(the_case)
    assert urgency(the_case) == (told[0][0] if told else None)
    assert [URGENCIES.index(one[0]) for one in told] == sorted(URGENCIES.index(one[0]) for one in told)
    assert all(one[1] and one[2] for one in told)
