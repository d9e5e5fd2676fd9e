"""Many answers at once: each is taken in, judged, written and told of once, however many passes it takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Asked
from sheetdesk.jobs import intake
from sheetdesk.model.message import UNSURE
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
    new = [sorted(insert.tab for insert in batch.inserts if insert.tab != "state") for batch in written]
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
