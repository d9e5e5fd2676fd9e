"""What an idle desk costs under `serve`, and when it reads all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.cli.sparing import letters_wait
from sheetdesk.workbook.google.google_fault import GoogleFault
from sheetdesk.workbook.google.still import StillWorkbook, Terms
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from tests.fakes.google import Fault, people
from tests.fakes.google_under_fault import CASES_TAB, Desk, Studio

READ_EVERY = timedelta(minutes=5)


class Serving(Desk):
    """A desk whose process goes on; `told`: what it said of Drive."""

    told: list[GoogleFault]

    def open(self) -> Any:
        rig, self.told = super().open(), []
        assert isinstance(rig.workbook, GoogleWorkbook)
        terms = Terms(READ_EVERY, lambda now: letters_wait(rig.ledger, now), self.told.append)
        return replace(rig, workbook=StillWorkbook(rig.workbook, lambda: self.now, terms))

    def minute(self, minutes: float = 1) -> list[str]:
        """The calls of one pass."""
        self.run(minutes)
        return self.calls()


@pytest.fixture
def desk(studio: Studio, tmp_path: Path, calm: None) -> Serving:
    """At rest: one case, its receipt sent, everything shown."""
    desk = Serving(studio, tmp_path)
    desk.file("蔥抓餅都退冰了", "wang@example.com")
    desk.run()
    for _ in range(3):
        desk.run(1)
    desk.calls()
    return desk


def test_an_unchanged_spreadsheet_costs_one_small_call_of_drive_and_is_read_every_five_minutes_all_the_same(
    desk: Serving,
) -> None:
    hour = [desk.minute() for _ in range(20)]
    assert all(calls in (["drive"], ["drive", "read"]) for calls in hour)
    assert hour.count(["drive", "read"]) == 4


def test_a_persons_edit_is_read_in_the_next_pass(desk: Serving) -> None:
    assert desk.minute() == ["drive"]
    desk.type(desk.numbers()[0], "狀態", "處理中")
    assert "read" in desk.minute()
    with desk.rig.ledger.begin() as tx:
        assert next(iter(tx.cases.some(desk.numbers()).values())).status == "處理中"


def test_an_edit_between_the_version_and_the_read_is_read_at_most_twice_and_never_hidden(desk: Serving) -> None:
    number = desk.numbers()[0]
    desk.type(number, "備註", "第一次")
    desk.google.people.next(lambda book: desk.type(number, "狀態", "等客人"), after="drive")
    desk.run(1)
    for _ in range(3):
        desk.run(1)
    assert desk.row(number)["狀態"] == "等客人"
    with desk.rig.ledger.begin() as tx:
        assert tx.cases.some([number])[number].status == "等客人"


def test_our_own_write_is_followed_by_a_read(desk: Serving) -> None:
    desk.file("保鮮盒破了", "lee@example.com")
    assert desk.minute().count("write") >= 1
    rest = [desk.minute() for _ in range(4)]
    assert "read" in rest[0]
    assert rest[-1] == ["drive"]


def test_what_falls_due_in_the_ledger_is_done_on_an_unchanged_spreadsheet(desk: Serving) -> None:
    number = desk.numbers()[0]
    desk.type(number, "回覆內容", "已經補寄，明天會到。")
    desk.type(number, "動作", "寄出")
    for _ in range(5):
        desk.run(1)
    assert [kind for kind, _ in desk.sent()].count("wang@example.com") == 2
    assert desk.row(number)["寄送結果"].startswith("✅")


def test_a_letter_that_is_due_wants_a_fresh_read_before_it_leaves(desk: Serving) -> None:
    number = desk.numbers()[0]
    desk.type(number, "回覆內容", "已經補寄，明天會到。")
    desk.type(number, "動作", "寄出")
    desk.run(1)
    desk.run()
    desk.calls()
    assert "read" in desk.minute(2)


def test_drive_that_refuses_is_told_of_once_and_the_desk_reads_as_ever(desk: Serving) -> None:
    desk.google.gate.disabled.add("drive")
    try:
        calls = [desk.minute() for _ in range(90)]
    finally:
        desk.google.gate.disabled.clear()
    assert len(desk.told) == 1
    assert sum(kinds.count("drive") for kinds in calls) == 2
    assert all("read" in kinds for kinds in calls)


def test_drive_that_is_out_of_order_is_asked_once_in_ten_minutes_and_nobody_is_told(desk: Serving) -> None:
    desk.google.faults.next(Fault("503"), kind="drive", times=inf)
    calls = [desk.minute() for _ in range(20)]
    assert sum(kinds.count("drive") for kinds in calls) == 2
    assert all("read" in kinds for kinds in calls)
    assert desk.told == []
    desk.google.faults.clear()
    for _ in range(12):
        last = desk.minute()
    assert last[0] == "drive"


def test_a_sheet_that_was_set_back_is_noticed(desk: Serving) -> None:
    yesterday = desk.book.save_point()
    desk.file("保鮮盒破了", "lee@example.com")
    for _ in range(6):
        desk.run(1)
    people.go_back(desk.book, yesterday)
    desk.run(1)
    for _ in range(4):
        desk.run(1)
    assert len(desk.book[CASES_TAB].values()) >= 3
    assert len(desk.numbers()) == 2
