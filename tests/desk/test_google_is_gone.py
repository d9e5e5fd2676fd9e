"""Google is gone for hours: it is asked ever less often, one letter says so, one that it is over, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from math import inf
from pathlib import Path

import pytest

from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.desk.rig import Asked
from sheetdesk.errors import DeskUnreachable
from tests.fakes.google import Fault
from tests.fakes.story_desk import StoryDesk

pytestmark = pytest.mark.only(kind="google", why="a file that is gone is looked for each minute")

PATIENT = Asked(patient=True)


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    desk = StoryDesk(tmp_path)
    desk.fill("team", [{"name": "阿芳", "email": "fang@example.com", "role": "主揪", "active": "是"}])
    desk.file("保鮮盒破了")
    desk.run(1)
    desk.channel.sent.clear()
    return desk


def calls(desk: StoryDesk) -> int:
    return len(desk.workbook.google.calls)


def serve(desk: StoryDesk, minutes: int) -> None:
    """A pass a minute while it is gone."""
    for _ in range(minutes):
        with pytest.raises(DeskUnreachable, match="Google"):
            desk.run(1, PATIENT)


def test_hours_without_google_are_told_of_twice_and_lose_nothing(desk: StoryDesk) -> None:
    desk.workbook.google.faults.next(Fault("503"), kind="read", times=inf)
    desk.file("湯匙少一個", email="lin@example.com", customer="林小姐")
    before = calls(desk)
    serve(desk, 60)
    tries = (calls(desk) - before) / 4
    assert tries <= 15, "after 1, 2, 4, 5, 5 … minutes, four calls each"
    desk.rig.ledger.close()
    desk.rig = desk.open()
    before = calls(desk)
    serve(desk, 1)
    assert calls(desk) - before <= 4, "a restart begins nothing anew"
    assert [m.letter.template for m in desk.channel.sent] == ["alarm_unreachable"]
    desk.workbook.google.faults.clear()
    for _ in range(6):
        try:
            desk.run(1, PATIENT)
        except DeskUnreachable:
            continue
    desk.run(1, PATIENT)
    told = [m.letter for m in desk.channel.sent]
    assert sorted(letter.template for letter in told if letter.kind == "alarm") == [
        "alarm_recovered",
        "alarm_unreachable",
    ]
    assert "一共停了 1 小時" in next(letter.text for letter in told if letter.template == "alarm_recovered")
    assert [letter.recipient for letter in told if letter.kind == "receipt"] == ["lin@example.com"]
    assert len(desk.numbers()) == 2
    assert desk.run(1, PATIENT)[-1].quiet


def test_the_alarm_falls_due_while_google_is_left_alone(desk: StoryDesk) -> None:
    desk.workbook.google.faults.next(Fault("503"), kind="read", times=inf)
    serve(desk, int(ALARM_AFTER / timedelta(minutes=1)))
    assert desk.channel.sent == []
    serve(desk, 1)
    assert [m.letter.template for m in desk.channel.sent] == ["alarm_unreachable"]


def test_somebody_who_runs_a_pass_by_hand_has_google_asked_at_once(desk: StoryDesk) -> None:
    desk.workbook.google.faults.next(Fault("503"), kind="read", times=inf)
    serve(desk, 1)
    desk.workbook.google.faults.clear()
    with pytest.raises(DeskUnreachable, match="Google"):
        desk.run(0.1, PATIENT)
    assert desk.run(0.1)[-1].fault is None


def test_what_a_person_mends_is_looked_for_with_every_pass(desk: StoryDesk) -> None:
    google, account = desk.workbook.google, desk.workbook.organisation.account
    google.unshare(desk.workbook.book, account)
    for _ in range(4):
        with pytest.raises(DeskUnreachable):
            desk.run(1, PATIENT)
    google.share(desk.workbook.book, account)
    assert desk.run(1, PATIENT)[-1].fault is None
