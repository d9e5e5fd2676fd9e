"""Google fails in every way, at every call of a run, before and after it was applied: the outcome is the same."""

from __future__ import annotations

from datetime import timedelta
from math import inf

import pytest

from sheetdesk.errors import DeskUnreachable
from tests.fakes.google import Fault
from tests.fakes.google_under_fault import Desk

KINDS = ("429", "500", "502", "503", "hang", "reset", "truncated", "half_json", "bad_json")


@pytest.fixture(scope="module")
def stage(studio, tmp_path_factory):
    """Two known cases, changed by a person, and everything that the next run has to take in."""
    desk = Desk(studio, tmp_path_factory.mktemp("stage"))
    desk.file("收到的蔥抓餅都退冰了", "wang@example.com")
    desk.file("請問什麼時候到貨？", "chen@example.com", customer="陳柏宏")
    desk.run()
    first, second = desk.numbers()
    desk.type(first, "status", "處理中")
    desk.type(first, "note", "先打電話")
    desk.type(second, "summary", "被改掉的摘要")
    desk.type(second, "我的欄", "我的話")
    desk.now = desk.now.replace(minute=30)
    desk.file("少一包", "lin@example.com", customer="林小美")
    return desk.put_away()


@pytest.fixture
def desk(studio, stage, tmp_path, request, calm):
    return Desk(studio, tmp_path, patience_s=1 if "hang" in request.node.name else 20, like=stage)


@pytest.fixture(scope="module")
def undisturbed(studio, stage, tmp_path_factory):
    desk = Desk(studio, tmp_path_factory.mktemp("undisturbed"), like=stage)
    studio.google.calls.clear()
    desk.run()
    return desk.shown(), desk.remembered(), desk.sent(), desk.calls()


def as_undisturbed(desk, undisturbed):
    assert desk.shown() == undisturbed[0]
    assert desk.remembered() == undisturbed[1]
    assert desk.sent() == undisturbed[2]


def test_an_undisturbed_run_reads_and_writes_until_it_is_quiet(undisturbed):
    assert undisturbed[3] == ["read", "write", "read", "write", "read"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", range(5))
def test_one_failed_call_leaves_no_trace(kind, when, call, desk, undisturbed):
    desk.google.faults.next(Fault(kind), kind="any", when=when, skip=call)

    desk.try_run()
    desk.run()

    as_undisturbed(desk, undisturbed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", ["read", "write"])
def test_google_gone_for_a_while_is_a_plain_word_and_then_no_trace(kind, when, call, desk, undisturbed):
    desk.google.faults.next(Fault(kind), kind=call, when=when, times=inf)

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert fault.mend
    desk.google.faults.clear()
    desk.run()
    as_undisturbed(desk, undisturbed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_ends_after_a_lost_answer_is_taken_up_by_the_next(kind, when, desk, undisturbed):
    desk.google.faults.next(Fault(kind), kind="write", when=when, times=inf)
    desk.try_run()

    desk.google.faults.clear()
    desk.reopen()
    desk.run()

    as_undisturbed(desk, undisturbed)


@pytest.mark.parametrize("lacking", ["about", "values"])
def test_an_answer_without_what_was_asked_for_is_no_empty_desk(lacking, desk, undisturbed, monkeypatch):
    empty = {"about": {}, "values": {"spreadsheetId": "x", "valueRanges": []}}[lacking]
    client = desk.rig.workbook.sheet.client
    asked = client.ask
    met = {"about": "GET", "values": "POST"}[lacking]
    monkeypatch.setattr(
        client, "ask", lambda method, *rest, **more: empty if method == met else asked(method, *rest, **more)
    )
    desk.now += timedelta(hours=2 if lacking == "about" else 0)

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert "不完整" in str(fault)
    monkeypatch.undo()
    desk.now -= timedelta(hours=2 if lacking == "about" else 0)
    desk.run()
    as_undisturbed(desk, undisturbed)
