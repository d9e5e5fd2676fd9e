"""The power goes while a report is due: it is made once, and nobody gets it twice or not at all."""

from __future__ import annotations

import shutil
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.model.message import SENT, UNSURE
from sheetdesk.policy.report_terms import ReportTerms
from tests.fakes.sample import sampled
from tests.fakes.story_desk import StoryDesk
from tests.fakes.tripwire import PowerCut, Tripwire
from tests.fakes.week_desk import taipei

TO = ("boss@example.com", "afang@example.com")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> StoryDesk:
    """A desk that has run for a week, on the minute of its report."""
    desk = StoryDesk(tmp_path_factory.mktemp("stage"))
    desk.defaults = replace(desk.defaults, reports=ReportTerms(to=TO))
    desk.rig = desk.open()
    desk.run()
    desk.now = taipei(30, "08:00")
    desk.rig.ledger.close()
    return desk


def on_stage(stage: StoryDesk, folder: Path) -> StoryDesk:
    """The same desk in a folder of its own, as a new process finds it."""
    desk = StoryDesk.__new__(StoryDesk)
    desk.__dict__ |= stage.__dict__
    shutil.copytree(stage.folder, folder)
    desk.folder, desk.url = folder, f"sqlite:///{folder / 'desk.db'}"
    desk.workbook, desk.channel = deepcopy(stage.workbook), deepcopy(stage.channel)
    desk.rig = desk.open()
    return desk


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_of_a_report_sends_it_once(stage: StoryDesk, tmp_path: Path) -> None:
    whole = on_stage(stage, tmp_path / "whole")
    with Tripwire().strung() as wire:
        whole.run()
    whole.run(1)
    assert_reported_once(whole, "undisturbed")
    assert wire.count > 10
    for at in sampled(range(1, wire.count + 1)):
        desk = on_stage(stage, tmp_path / str(at))
        with pytest.raises(PowerCut), Tripwire(at).strung():
            desk.run()
        desk.rig.ledger.close()
        desk.rig = desk.open()
        desk.run()
        desk.run(1)
        desk.run(10)
        assert_reported_once(desk, f"step {at} of {wire.count}")
        desk.rig.ledger.close()


def assert_reported_once(desk: StoryDesk, where: str) -> None:
    with desk.rig.ledger.begin() as tx:
        kept = [message for message in tx.outbox.updated_since(None) if message.kind == "report"]
    arrived = [message.address for message in desk.channel.sent if message.kind == "report"]
    assert sorted(message.address or "" for message in kept) == sorted(TO), where
    assert len(arrived) == len(set(arrived)), where
    assert {message.state for message in kept} <= {SENT, UNSURE}, where  # in the hand of a dead process: a person looks
    assert {message.address for message in kept if message.state == SENT} <= set(arrived), where
    titles = [row["what"] for row in desk.rows("reports") if str(row.get("what") or "").startswith("■")]
    assert titles == ["■ 週報 11/23（一）–11/29（日）"], where
