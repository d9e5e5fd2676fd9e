"""The power goes while an incident takes in its cases and its letters leave: nothing is lost, nobody is told twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.message import SENT, UNSURE
from tests.fakes.incident_desk import REPLY, WHAT, IncidentDesk
from tests.fakes.stage import crashed, undisturbed


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> IncidentDesk:
    """A row of her own whose two minutes are over, two cases that fit, and her letter in it."""
    desk = IncidentDesk(tmp_path_factory.mktemp("stage"))
    desk.melted(2)
    desk.type_incident(group_no="1115", product="蔥抓餅", what=WHAT, reply=REPLY, deed="寄出,等客人")
    desk.run(1)
    desk.run(1)
    desk.now = desk.now.replace(second=59)
    desk.rig.ledger.close()
    return desk


def play(desk: IncidentDesk) -> None:
    """The pass in which they join, her answer, another customer, and the pass in which the letters leave."""
    desk.one(1)
    desk.one()
    if any("統一回覆" in question for question in desk.asked()):
        desk.answer("確認", "統一回覆")
    desk.melts(2)
    desk.one(1)
    desk.one(3)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_tells_everyone_once(stage: IncidentDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    whole.run()
    assert_told_once(whole, "undisturbed")
    assert steps > 20
    for desk, where in crashed(stage, tmp_path, play, steps):
        if len(desk.answers) < 3:
            desk.melts(2)
        desk.run(3)
        if desk.asked():
            desk.answer("確認")
        desk.run(3)
        desk.run(3)
        assert_told_once(desk, where)
        sent = len(desk.channel.sent)
        assert (desk.one().wrote, len(desk.channel.sent)) == (0, sent), where


def assert_told_once(desk: IncidentDesk, where: str) -> None:
    with desk.rig.ledger.begin() as tx:
        letters = {n: [m for m in tx.outbox.of_case(n) if m.kind == "reply"] for n in desk.numbers()}
    keys = [message.key for message in desk.letters()]
    assert len(keys) == len(set(keys)), where
    assert [len(of_case) for of_case in letters.values()] == [1, 1, 1], where
    states = {of_case[0].state for of_case in letters.values()}
    assert states <= {SENT, UNSURE}, where  # a letter in the hand of a dead process waits for a person
    assert {of_case[0].key for of_case in letters.values() if of_case[0].state == SENT} <= set(keys), where
    assert len(desk.members()) == 3, where
    assert [row["number"] for row in desk.incidents] == ["E1"], where
    assert (desk.incident()["count"], desk.incident()["status"]) == (3, "已寄"), where
    assert desk.asked() == [], where
    assert desk.warned() == [], where
