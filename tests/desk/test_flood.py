"""Many answers at once: each is taken in, judged, written and told of once, however many passes it takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.desk.rig import Asked
from sheetdesk.jobs import intake
from sheetdesk.model.message import CANCELLED, SENT, UNSURE, WAITING
from sheetdesk.model.sheet import Difference, Image, Snapshot
from tests.fakes.story_desk import MONDAY, StoryDesk

APART = Asked(kinds=())
"""Nothing is sent."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoryDesk:
    monkeypatch.setattr(intake, "AT_ONCE", 3)
    desk = StoryDesk(tmp_path)
    for number in range(8):
        desk.now += timedelta(seconds=1)
        desk.file(f"收到的時候退冰了 {number}", email=f"many{number}@example.com", order_no=f"M{number}")
    return desk


def outcomes(desk: StoryDesk) -> list[str]:
    return [str(desk.row(number)["outcome"]) for number in desk.numbers()]


def test_a_new_row_says_at_once_that_its_receipt_waits(desk: StoryDesk) -> None:
    desk.one(asked=APART)
    assert outcomes(desk) == ["⏳收件通知等著寄出"] * 3


def test_a_receipt_that_a_person_must_release_says_so_at_once(desk: StoryDesk) -> None:
    desk.file("很久以前填的", email="old@example.com", submitted_at=MONDAY - timedelta(days=3))
    desk.one(asked=APART)
    assert sum(outcome.startswith("⚠收件通知需要您決定") for outcome in outcomes(desk)) == 1
    with desk.rig.ledger.begin() as tx:
        assert tx.outbox.counts()[UNSURE] == 1


def test_no_pass_of_a_run_writes_again_what_an_earlier_one_wrote(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Difference] = []
    apply = desk.workbook.apply

    def noted(difference: Difference, snapshot: Snapshot) -> Image:
        written.append(difference)
        image: Image = apply(difference, snapshot)
        return image

    monkeypatch.setattr(desk.workbook, "apply", noted)
    reports = desk.run(asked=APART)
    assert [report.new_cases_count for report in reports] == [3, 3, 2, 0]
    new = [sorted(insert.tab for insert in batch.inserts if insert.tab in ("cases", "log")) for batch in written]
    assert new == [["cases"] * count + ["log"] * count for count in (3, 3, 2)]
    assert not {write.tab for batch in written for write in batch.writes} & {"cases", "log"}


def test_no_pass_of_a_run_looks_again_at_what_an_earlier_one_decided(desk: StoryDesk) -> None:
    reports = desk.run(asked=APART)
    assert [report.lines["stamp_deadlines"] for report in reports] == [f"deadlines stamped: {n}" for n in (3, 3, 2, 0)]
    with desk.rig.ledger.begin() as tx:
        assert all(len({event.kind for event in tx.cases.events(n)}) == 2 for n in desk.numbers())


def test_what_was_sent_shows_with_the_next_pass_and_only_then(desk: StoryDesk) -> None:
    desk.run()
    assert all(outcome.startswith("✅") for outcome in outcomes(desk))
    desk.run(after_min=1)
    assert desk.one(after_min=1).wrote == 0


def log_rows_read(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows of 往來紀錄 each read gives, from now on."""
    counts: list[int] = []
    read = desk.workbook.read

    def noted(*which: Any) -> Snapshot:
        snapshot: Snapshot = read(*which)
        counts.append(len(snapshot.tabs["log"].rows))
        return snapshot

    monkeypatch.setattr(desk.workbook, "read", noted)
    return counts


def more_answers(desk: StoryDesk, count: int) -> None:
    for number in range(count):
        desk.now += timedelta(seconds=1)
        desk.file(f"少了一個 {number}", email=f"more{number}@example.com", order_no=f"N{number}")


def test_letters_that_only_wait_are_not_read_again(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    more_answers(desk, 10)
    desk.run(asked=APART)  # eighteen letters wait
    counts = log_rows_read(desk, monkeypatch)
    more_answers(desk, 2)
    desk.run(after_min=1, asked=APART)
    assert counts == [1, 3]  # the row at the mark, and what the pass before wrote


def test_letters_that_waited_out_of_sight_show_that_they_were_sent(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    more_answers(desk, 10)
    desk.run(asked=APART)
    desk.run(after_min=1, asked=APART)
    counts = log_rows_read(desk, monkeypatch)
    desk.run(after_min=1)
    assert {row["state"] for row in desk.rows("log")} == {SENT}
    assert len(desk.rows("log")) == 18
    assert counts == [1, 18, 18]  # one read a pass: what was sent asks for all rows of it, which then are done with
    desk.run(after_min=1)
    assert counts[-1] == 1


def test_a_decision_on_a_letter_behind_waiting_ones_is_carried_out(desk: StoryDesk) -> None:
    more_answers(desk, 10)
    desk.file("很久以前填的", email="old@example.com", submitted_at=MONDAY - timedelta(days=3))
    desk.run(asked=APART)
    desk.run(after_min=1, asked=APART)
    log = desk.workbook.grids["log"]
    log.put(log.find("state", UNSURE), "decision", "不寄")
    desk.run(after_min=1, asked=APART)
    with desk.rig.ledger.begin() as tx:
        assert tx.outbox.needing_a_person() == []
        assert tx.outbox.counts() == {WAITING: 18, CANCELLED: 1}


def test_figures_are_made_once_of_a_flood_and_of_all_of_it(desk: StoryDesk) -> None:
    reports = desk.run(asked=APART)
    waited = [report.lines["report_figures"] == "figures: not while answers are left over" for report in reports]
    assert waited == [True, True, False, False]
    assert next(row for row in desk.rows("kpi") if row.get("id") == "received")["this_week"] == 8
