"""Bad batches: what complaints are counted by, when they pile up, and which incident a case belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheetdesk.model.case import Case
from sheetdesk.model.incident import ENDED, OPEN, PROPOSED, RESTS, Incident
from sheetdesk.policy.campaigns import Campaign
from sheetdesk.policy.incident_course import (
    RESTS_FOR,
    begun,
    ends_by_itself,
    has_grown,
    is_settled,
    outcome_of,
    read_action,
    rested,
    stopped,
)
from sheetdesk.policy.incidents import (
    REACHES_BACK,
    RECENT,
    Pile,
    Terms,
    fitness,
    incident_of,
    matter_of,
    may_join,
    pile_of,
    piles_up,
    read_number,
)

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def case(**fields: Any) -> Case:
    known = {"number": "GB2611-0001-G", "nature": "客訴", "status": "待處理", "group_no": "1115", "product": "蔥抓餅"}
    return Case(**{"received_at": NOW, **known, **fields})


def incident(**fields: Any) -> Incident:
    return Incident(**{"id": 1, "made_at": NOW, "group_no": "1115", "product": "蔥抓餅", "status": OPEN, **fields})


@pytest.mark.parametrize(
    ("fields", "bucket"),
    [
        ({}, "團1115"),
        ({"group_no": " １１１５ "}, "團1115"),
        ({"group_no": None}, "品葱抓饼"),
        ({"group_no": None, "product": None}, None),
        ({"nature": "詢問"}, None),
        ({"status": "無效"}, None),
        ({"merged_to": "GB2611-0002-E"}, None),
    ],
)
def test_a_complaint_is_counted_by_its_group_buy_else_by_its_product(fields: dict[str, Any], bucket: str) -> None:
    matter = matter_of(case(**fields))
    assert (matter.bucket if matter else None) == bucket


@pytest.mark.parametrize(
    ("recent", "usual", "terms", "is_one"),
    [
        (4, 0, Terms(), False),
        (5, 0, Terms(), True),
        (5, 5 / 3, Terms(), True),
        (5, 1.7, Terms(), False),
        (99, 0, Terms(at_least=0), False),
    ],
)
def test_complaints_pile_up_if_they_are_enough_and_more_than_usual(
    recent: int, usual: float, terms: Terms, is_one: bool
) -> None:
    assert piles_up(Pile(recent, usual), terms) is is_one


def test_those_of_a_day_are_held_against_the_four_weeks_before_whatever_the_spelling() -> None:
    ages = [MINUTE, RECENT - MINUTE, RECENT, RECENT + 27 * DAY]
    complaints = [("葱抓饼", NOW - age) for age in ages] + [("葱抓饼五片装", NOW), ("玻璃保鲜盒", NOW)]
    assert pile_of(complaints, "葱抓饼", NOW) == Pile(3, 2 / 28)


@pytest.mark.parametrize(
    ("one", "fields", "fits"),
    [
        ({}, {}, True),
        ({}, {"product": "蔥抓餅 五片裝"}, True),
        ({}, {"product": "葱抓饼"}, True),
        ({}, {"product": "玻璃保鮮盒"}, False),
        ({}, {"group_no": "1116"}, False),
        ({}, {"group_no": None}, False),
        ({}, {"product": None}, False),
        ({"product": None}, {"product": None}, True),
        ({"group_no": None}, {"group_no": None}, True),
        ({"group_no": None, "product": None}, {}, False),
    ],
)
def test_a_case_fits_what_the_row_says_of_its_goods(one: dict[str, Any], fields: dict[str, Any], fits: bool) -> None:
    assert bool(fitness(incident(**one), case(**fields), None)) is fits


def test_a_case_without_a_group_number_has_that_of_the_only_group_buy_that_sells_it() -> None:
    assert fitness(incident(), case(group_no=None), Campaign(group_no="1115", product="蔥抓餅"))


@pytest.mark.parametrize(
    ("fields", "joins"),
    [
        ({}, True),
        ({"received_at": NOW - REACHES_BACK}, True),
        ({"received_at": NOW - REACHES_BACK - MINUTE}, False),
        ({"nature": "詢問"}, False),
        ({"status": "已解決"}, False),
        ({"silent": True}, False),
        ({"merged_to": "GB2611-0002-E"}, False),
        ({"incident": "E2"}, False),
        ({"number": "GB2611-0002-E"}, False),
    ],
)
def test_an_open_complaint_of_the_last_week_joins_unless_it_was_taken_out(fields: dict[str, Any], joins: bool) -> None:
    assert may_join(incident(left=("GB2611-0002-E",)), case(**fields)) is joins


def test_of_two_incidents_the_one_that_says_more_takes_the_case_then_the_older() -> None:
    whole_group, goods, both = incident(id=1, product=None), incident(id=2, group_no=None), incident(id=3)
    again = incident(id=4)
    found = incident_of(case(), None, [again, whole_group, both, goods])
    assert found == both
    assert incident_of(case(product="玻璃保鮮盒"), None, [goods, whole_group]) == whole_group
    assert incident_of(case(product="玻璃保鮮盒"), None, [goods, both]) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [("E1", 1), (" ｅ１２ ", 12), ("事件3", 3), (4, 4), (5.0, 5), ("E", None), ("GB2611-0001-G", None), ("一", None)],
)
def test_an_incident_is_named_as_people_type_it(typed: Any, number: int | None) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(("typed", "action"), [("寄出，等客人", "寄出,等客人"), (" 攔下", "攔下"), ("刪除", None)])
def test_an_action_is_read_in_whatever_width(typed: str, action: str | None) -> None:
    assert read_action(typed) == action


def test_a_row_typed_by_hand_counts_after_two_minutes_and_says_what_it_lacks() -> None:
    typed = incident(status="", words_at=NOW, what="退冰", by_hand=True)
    assert not is_settled(typed, NOW + 2 * MINUTE - timedelta(seconds=1))
    assert begun(typed, NOW + MINUTE).status == ""
    assert begun(typed, NOW + 2 * MINUTE).status == OPEN
    assert "請填「說明」" in str(begun(replace(typed, what=None), NOW + DAY).said)
    assert "請填「團號」或「商品」" in str(begun(replace(typed, group_no=None, product=None), NOW + DAY).said)


def test_what_she_refused_is_asked_again_once_it_is_twice_as_large() -> None:
    no = rested(incident(status=PROPOSED, size=6), NOW)
    assert no.status == RESTS
    assert not has_grown(no, Pile(11, 0))
    assert has_grown(no, Pile(12, 0))
    assert "12 件" in str(no.said)
    assert RESTS_FOR == 14 * DAY  # the guide says so


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({}, True),
        ({"joined_at": NOW - RECENT + MINUTE}, False),
        ({"open_count": 1}, False),
        ({"count": 0}, False),
        ({"status": ENDED}, False),
        ({"wants": "寄出"}, False),
    ],
)
def test_an_incident_is_over_once_all_is_done_and_a_day_was_quiet(fields: dict[str, Any], ends: bool) -> None:
    known = {"count": 3, "open_count": 0, "joined_at": NOW - RECENT}
    assert ends_by_itself(incident(**{**known, **fields}), NOW) is ends


def test_the_outcome_tells_of_every_letter_and_of_those_to_be_told_by_hand() -> None:
    one = incident(sends="寄出", by_hand_count=2, passed_over=1)
    letters = {"已送": 27, "待送": 1, "失敗": 1, "需確認": 1, "取消": 1}
    assert outcome_of(one, letters, pending=2) == (
        "✅已寄 27 封；⏳等著寄 2 封，可選「攔下」；⚠1 封要到「往來紀錄」決定；⚠1 封沒有寄；"
        "✋要您手動傳 2 件，看那幾件的「寄送結果」；－1 件沒有寄，看那幾件的「寄送結果」"
    )


def test_letters_that_were_stopped_neither_wait_nor_are_lost() -> None:
    held = incident(said="✋攔下 3 封，沒有寄出")
    assert outcome_of(held, {"待送": 3}, pending=0) == outcome_of(held, {"取消": 3}, pending=0) == held.said


def test_who_was_held_in_time_may_get_it_later_and_nobody_else_gets_it_meanwhile() -> None:
    sent = incident(sends="寄出", told=("A", "B", "C"))
    after = stopped(sent, ["B"], left=2)
    assert (after.told, after.sends) == (("A", "C"), None)
    assert after.said == "✋攔下 1 封，沒有寄出；2 封已經寄了"
