"""The power goes while a report is due: it is made once, and nobody gets it twice or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.model.message import SENT, UNSURE
from sheetdesk.policy.report_terms import ReportTerms
from tests.fakes.stage import crashed, undisturbed
from tests.fakes.story_desk import StoryDesk
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


def play(desk: StoryDesk) -> None:
    """The pass that makes it, and the letters."""
    desk.run()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_of_a_report_sends_it_once(stage: StoryDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    whole.run(1)
    assert_reported_once(whole, "undisturbed")
    assert steps > 10
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.run()
        desk.run(1)
        desk.run(10)
        assert_reported_once(desk, where)


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
