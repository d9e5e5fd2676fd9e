"""The power goes while a closing letter leaves and a bad rating comes in: nothing is lost, nothing goes out twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.message import SENT, UNSURE
from tests.fakes.stage import crashed, undisturbed
from tests.fakes.survey_desk import SurveyDesk

WANG, LEE = "wang@example.com", "lee@example.com"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> SurveyDesk:
    """Wang was asked, and has just given one star; Lee is to be asked now."""
    desk = SurveyDesk(tmp_path_factory.mktemp("stage"))
    desk.resolved()
    desk.run(60)
    desk.resolved("水餃少一包", product="水餃", customer="李大同", email=LEE)
    desk.run(60)
    desk.rate(desk.token(), stars=1, solved="還沒解決", comment="換來的還是破的")
    desk.rig.ledger.close()
    return desk


def play(desk: SurveyDesk) -> None:
    """The passes in which the closing letter leaves and the rating is heard."""
    desk.run(61)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_asks_nobody_twice_and_loses_no_answer(stage: SurveyDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    assert [message.letter.recipient for message in whole.surveys()] == [WANG, LEE]
    assert len(whole.alarms()) == 1
    assert steps > 10
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.run()
        assert_told_once(desk, where)
        sent = len(desk.channel.sent)
        assert (desk.one().wrote, len(desk.channel.sent)) == (0, sent), where


def assert_told_once(desk: SurveyDesk, where: str) -> None:
    first, second = desk.numbers()
    with desk.rig.ledger.begin() as tx:
        letters = {m.key: m.state for number in (first, second) for m in tx.outbox.of_case(number)}
        rated = [event for event in tx.cases.events(first) if event.kind == "rated"]
        [rating] = tx.ratings.of_case(first)
    keys = [message.key for message in desk.channel.sent]
    assert len(keys) == len(set(keys)), where
    assert set(letters.values()) <= {SENT, UNSURE}, where
    assert {key for key, state in letters.items() if state == SENT} <= set(keys), where
    assert sum(key.endswith("|survey|cycle-0") for key in letters) == 2, where
    assert sum("|alarm|low_rating" in key for key in letters) == 1, where
    assert (len(rated), rating.stars, len(desk.received())) == (1, 1, 1), where
    assert (desk.row(first)["status"], desk.row(first)["reopen_count"]) == ("處理中", 1), where
