"""Google fails in every way, at every call of a run, before and after it was applied: the outcome is the same."""

from __future__ import annotations

from collections import Counter
from math import inf

import pytest

from sheetdesk.errors import DeskUnreachable
from sheetdesk.ledger.notebook import PAGE
from tests.fakes.google import Fault
from tests.fakes.google_busy import AskingDesk, set_the_stage
from tests.fakes.sample import sampled

KINDS = ("429", "500", "502", "503", "hang", "reset", "truncated", "half_json", "bad_json")
MANGLED = ("truncated", "half_json", "bad_json")
"""What spoils an answer that was made: to these a read has to be carried out first."""

CALLS = ("read", "write", "read", "write", "read")
"""Those of an undisturbed run."""

READS = [(kind, "after" if kind in MANGLED else "before") for kind in KINDS]
"""A read changes nothing: whether it was carried out before its answer was lost, nobody can tell."""

WRITES = [(kind, when) for kind in KINDS for when in ("before", "after")]


@pytest.fixture(scope="module")
def stage(studio, tmp_path_factory):
    """Everything that a busy day brings at once waits for the next run."""
    return set_the_stage(studio, tmp_path_factory.mktemp("stage"))


@pytest.fixture
def desk(studio, stage, tmp_path, request, calm):
    return AskingDesk(studio, tmp_path, patience_s=1 if "hang" in request.node.name else 20, like=stage)


@pytest.fixture(scope="module")
def undisturbed(studio, stage, tmp_path_factory):
    desk = AskingDesk(studio, tmp_path_factory.mktemp("undisturbed"), like=stage)
    studio.google.calls.clear()
    desk.run()
    return desk.shown(), desk.remembered(), desk.sent(), desk.calls()


def as_undisturbed(desk, undisturbed):
    assert desk.shown() == undisturbed[0]
    assert desk.remembered() == undisturbed[1]
    assert desk.sent() == undisturbed[2]


def test_an_undisturbed_run_reads_and_writes_until_it_is_quiet(stage, undisturbed):
    assert tuple(undisturbed[3]) == CALLS
    left = Counter(recipient for recipient, _ in undisturbed[2]) - Counter(recipient for recipient, _ in stage.sent())
    assert left == Counter(f"{name}@example.com" for name in ("afang", "afang", "chen", "kao", "lin", "wang"))


@pytest.mark.parametrize(
    ("call", "kind", "when"),
    sampled((at, *fault) for at, call in enumerate(CALLS) for fault in (READS if call == "read" else WRITES)),
)
def test_one_failed_call_leaves_no_trace(call, kind, when, desk, undisturbed):
    desk.google.faults.next(Fault(kind), kind="any", when=when, skip=call)

    desk.try_run()
    desk.run()

    as_undisturbed(desk, undisturbed)


@pytest.mark.parametrize(
    ("call", "kind", "when"),
    sampled([*(("read", *fault) for fault in READS), *(("write", *fault) for fault in WRITES)]),
)
def test_google_gone_for_a_while_is_a_plain_word_and_then_no_trace(call, kind, when, desk, undisturbed):
    desk.google.faults.next(Fault(kind), kind=call, when=when, times=inf)

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert fault.mend
    desk.google.faults.clear()
    desk.run()
    as_undisturbed(desk, undisturbed)


@pytest.mark.parametrize(("kind", "when"), WRITES)
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
    with desk.rig.ledger.begin() as tx:
        tx.remember(PAGE, None)  # what the spreadsheet consists of has to be asked
    desk.reopen()
    client = desk.rig.workbook.sheet.client
    asked = client.ask
    met = {"about": "GET", "values": "POST"}[lacking]
    monkeypatch.setattr(
        client, "ask", lambda method, *rest, **more: empty if method == met else asked(method, *rest, **more)
    )

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert "不完整" in str(fault)
    monkeypatch.undo()
    desk.run()
    as_undisturbed(desk, undisturbed)
