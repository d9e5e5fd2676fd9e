"""The power goes while a correction is confirmed and its letters leave: nothing is lost, nobody is told twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.message import SENT, UNSURE
from tests.fakes.correcting_desk import CorrectingDesk
from tests.fakes.stage import crashed, undisturbed


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> CorrectingDesk:
    """Two customers got the wrong answer, one of them has no address any more; she has just chosen 確認."""
    desk = CorrectingDesk(tmp_path_factory.mktemp("stage"))
    numbers = desk.answered(2)
    desk.type(numbers[0], "email", "沒有")
    desk.correct(numbers[1])
    desk.run(1)
    desk.answer("確認")
    desk.rig.ledger.close()
    return desk


def play(desk: CorrectingDesk) -> None:
    """The pass that hears her answer, the one in which its letters leave, and the one that tells of it."""
    desk.one(1)
    desk.one(3)
    desk.one()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_tells_everyone_once(stage: CorrectingDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    whole.run()
    assert_told_once(whole, "undisturbed")
    assert steps > 20
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.run(3)
        desk.run(3)
        assert_told_once(desk, where)
        sent = len(desk.channel.sent)
        assert (desk.one().wrote, len(desk.channel.sent)) == (0, sent), where


def assert_told_once(desk: CorrectingDesk, where: str) -> None:
    numbers = sorted(desk.numbers())
    with desk.rig.ledger.begin() as tx:
        letters = {n: [m for m in tx.outbox.of_case(n) if m.kind == "correction"] for n in numbers}
        events = [event.case for event in tx.cases.events() if event.kind == "corrected"]
    keys = [message.key for message in desk.corrections()]
    assert len(keys) == len(set(keys)), where
    assert [len(of_case) for of_case in letters.values()] == [1, 1], where
    assert sorted(map(str, events)) == numbers, where
    states = [of_case[0].state for of_case in letters.values()]
    assert states[0] == UNSURE, where
    assert set(states[1:]) <= {SENT, UNSURE}, where  # a letter in the hand of a dead process waits for a person
    assert {of_case[0].key for of_case in letters.values() if of_case[0].state == SENT} <= set(keys), where
    assert desk.asked() == [], where
    assert desk.told(numbers[1]).startswith("更正：要寄 1 件、要您手動傳 1 件；範本「補寄」第 1 版先不能用"), where
    assert str(desk.row(numbers[0])["outcome"]).startswith("✋"), where
