"""What jobs record on the desk, whom they are to look at, and what is left of a job that failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheetdesk.desk.book import read_book
from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case, Change
from sheetdesk.model.message import Letter
from sheetdesk.model.sheet import Row
from tests.fakes.moving_workbook import MovingWorkbook
from tests.fakes.story_desk import default_settings

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ONE, TWO = Case("GB2611-0001-G", status="待處理"), Case("GB2611-0002-E", status="待處理")


def desk_of(*cases: Case, **more: Any) -> Desk:
    book = read_book(MovingWorkbook().read(), default_settings()[1])
    return Desk(book, NOON, {case.number: case for case in cases}, lambda number: None, **more)


def decided(case: Case, was: dict[str, object], becomes: dict[str, object], why: str = "因為") -> Event:
    return Event(NOON, case.number, "desk", "decided", None, was, becomes, why)


def test_changes_of_a_case_are_told_by_their_reason_with_what_they_replaced() -> None:
    desk = desk_of(replace(ONE, owner="阿芳"), TWO)
    said = [
        (ONE, "category", "商品問題"),
        (TWO, "priority", "緊急"),
        (ONE, "receipt", "due"),
        (ONE, "category", "其他"),
    ]
    desk.record(Change(case.number, field, value, "因為") for case, field, value in said)
    desk.record([Change(ONE.number, "owner", "小美", "分工表"), Change(ONE.number, "category", "物流問題", "分工表")])
    assert desk.cases[ONE.number] == replace(ONE, category="物流問題", receipt="due", owner="小美")
    assert desk.cases[TWO.number] == replace(TWO, priority="緊急")
    assert desk.touched == {ONE.number, TWO.number}
    assert desk.events == [
        decided(ONE, {"category": None}, {"category": "其他"}),
        decided(TWO, {"priority": TWO.priority}, {"priority": "緊急"}),
        decided(ONE, {"owner": "阿芳", "category": "其他"}, {"owner": "小美", "category": "物流問題"}, "分工表"),
    ]


def test_reasons_and_what_follows_from_the_clock_are_no_decisions() -> None:
    desk = desk_of(ONE)
    desk.record(Change(ONE.number, field, "…", "…") for field in ("why", "how_counted", "light", "next_step"))
    assert desk.cases[ONE.number].light == "…"
    assert desk.events == []


def test_the_machines_words_wait_behind_what_a_person_set() -> None:
    hers = replace(ONE, owner="她", category="她的", proposed={"owner": None, "category": None})
    desk = desk_of(hers)
    desk.record(Change(ONE.number, field, value, "因為") for field, value in (("owner", "小美"), ("category", "其他")))
    assert desk.cases[ONE.number] == replace(hers, proposed={"owner": "小美", "category": "其他"})
    assert desk.events == []


def test_nothing_decided_touches_no_case() -> None:
    desk = desk_of(ONE)
    desk.record([])
    assert desk.touched == set()


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("case", "looked_at"),
    [
        (ONE, False),
        (replace(ONE, next_look_at=NOON + MINUTE), False),
        (replace(ONE, next_look_at=NOON), True),
        (replace(ONE, next_look_at=NOON - MINUTE), True),
        (replace(ONE, receipt="due"), True),
        (replace(ONE, receipt="decided"), False),
    ],
)
def test_a_case_is_looked_at_when_its_moment_has_come_or_its_receipt_is_due(case: Case, looked_at: bool) -> None:
    assert desk_of(case, TWO).to_look_at(NOON) == ([case] if looked_at else [])


def test_cases_are_looked_at_once_touched_and_all_when_the_rules_changed() -> None:
    desk = desk_of(ONE, TWO)
    desk.put(replace(TWO, light="逾期"))
    assert desk.to_look_at(NOON) == [replace(TWO, light="逾期")]
    assert desk_of(ONE, TWO, look_at_all=True).to_look_at(NOON) == [ONE, TWO]


DEEDS: list[Callable[[Desk], object]] = [
    lambda desk: desk.add(replace(ONE, number="GB2611-0003-C"), 3),
    lambda desk: desk.record([Change(ONE.number, "light", "逾期", "因為")]),
    lambda desk: desk.post(lambda: Letter(ONE.number, "receipt", "due", "a@example.com", "收到", "您好"), ONE.number),
    lambda desk: desk.alarmed.add(ONE.number),
    lambda desk: desk.hits.update(rule=1),
    lambda desk: desk.failed.add("triage"),
    lambda desk: desk.gone.append("key"),
    lambda desk: desk.numbered.clear(),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_desk_that_goes_back_holds_nothing_of_what_was_done_since(deed: Callable[[Desk], object]) -> None:
    def all_of(desk: Desk) -> dict[str, str]:
        return {field.name: repr(getattr(desk, field.name)) for field in fields(desk)}

    desk = desk_of(ONE, TWO)
    desk.add(replace(ONE, number="GB2611-0009-X"), 9, None)
    desk.numbered[TWO.number] = Row(2, {"text": "破了"})
    before, state = all_of(desk), desk.state()
    deed(desk)
    assert all_of(desk) != before
    desk.go_back(state)
    assert all_of(desk) == before


def test_a_case_that_is_loaded_later_is_looked_at_when_its_moment_has_come() -> None:
    closed, waiting = replace(ONE, next_look_at=NOON), replace(TWO, next_look_at=NOON + MINUTE)
    shelf = {case.number: case for case in (closed, waiting)}
    desk = replace(desk_of(), find=shelf.get)
    assert desk.to_look_at(NOON) == []
    assert [desk.case(number) for number in shelf] == [closed, waiting]
    assert desk.to_look_at(NOON) == [closed]
