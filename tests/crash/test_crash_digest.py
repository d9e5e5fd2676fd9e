"""The power goes in the morning, while forms are counted and digests leave: both are done once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.ledger import schema
from sheetdesk.model.message import SENT, UNSURE
from sheetdesk.policy.digest_terms import DigestTerms
from tests.fakes.stage import crashed, undisturbed
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei

AFANG = "afang@example.com"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> StoryDesk:
    """A desk on the minute of its digest, whose forms weren't counted yet; of one case the receipt left no trace."""
    desk = StoryDesk(tmp_path_factory.mktemp("stage"))
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": AFANG, "active": "是"}])
    desk.defaults = replace(desk.defaults, reports=replace(desk.defaults.reports, digest=DigestTerms(leads=510)))
    desk.rig = desk.open()
    desk.run()
    desk.now = taipei(24, "03:00")
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.run()
    with desk.rig.ledger._engine.begin() as connection:
        connection.execute(schema.messages.delete())
    desk.channel.sent.clear()
    desk.now = taipei(24, "08:30")
    desk.rig.ledger.close()
    return desk


def play(desk: StoryDesk) -> None:
    """The pass that counts and tells."""
    desk.run()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_of_the_morning_counts_and_tells_once(stage: StoryDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    whole.run(1)
    assert_done_once(whole, "undisturbed")
    assert steps > 10
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.run()
        desk.run(1)
        desk.run(10)
        assert_done_once(desk, where)


def assert_done_once(desk: StoryDesk, where: str) -> None:
    with desk.rig.ledger.begin() as tx:
        kept = tx.outbox.updated_since(None)
        day, line, _ = tx.fact("reconciled")
    assert (day, "1 個地方對不起來" in line) == ("2026-11-24", True), where
    assert sorted(message.kind for message in kept) == ["digest", "receipt"], where
    assert {message.state for message in kept} <= {SENT, UNSURE}, where  # in the hand of a dead process: a person looks
    arrived = [message.key for message in desk.channel.sent]
    assert len(arrived) == len(set(arrived)), where
    assert {message.key for message in kept if message.state == SENT} <= set(arrived), where
