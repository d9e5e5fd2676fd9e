"""The loop closes: what was done is told, the customer rates it, and a bad rating brings the case back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.story_desk import MONDAY
from tests.fakes.survey_desk import SurveyDesk

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> SurveyDesk:
    return SurveyDesk(tmp_path)


def test_a_customer_who_is_content_rates_and_her_case_is_put_away(desk: SurveyDesk) -> None:
    number = desk.resolved()
    resolved_at = desk.now
    desk.run(120)
    [letter] = desk.surveys()
    assert letter.letter.recipient == "wang@example.com"
    assert "✅" in str(desk.row(number)["outcome"])
    desk.rate(desk.token(), solved="解決了", stars=5, comment="謝謝，新的很好")
    desk.run(30)
    row = desk.row(number)
    assert (row["status"], row["rating"], row["customer_comment"]) == ("已解決", 5, "謝謝，新的很好")
    desk.at(resolved_at + 7 * DAY)
    assert desk.row(number)["status"] == "已結案"
    assert desk.row(number)["closed_at"] == desk.now
    assert desk.alarms() == []


def test_a_customer_who_gives_one_star_gets_her_case_back(desk: SurveyDesk) -> None:
    number = desk.resolved("保鮮盒怪怪的")
    desk.run(120)
    desk.rate(desk.token(), solved="還沒解決", stars=1, comment="換來的還是破的")
    desk.run(30)
    row = desk.row(number)
    assert (row["status"], row["rating"], row["reopen_count"]) == ("處理中", 1, 1)
    assert "1 顆星、還沒解決" in str(row["notice"])
    assert row["next_step"] == "回覆評分 11/24（二）12:00"
    [alarm] = desk.alarms()
    assert "1 顆星、還沒解決" in alarm
    desk.type(number, "status", "已結案")
    desk.run(1)
    row = desk.row(number)
    assert row["status"] == "處理中"
    assert "要先回覆客人" in str(row["notice"])
    desk.answered(number)
    desk.type(number, "status", "已結案")
    desk.run(1)
    assert desk.row(number)["status"] == "已結案"
    assert len(desk.alarms()) == 1


@pytest.mark.parametrize(("minutes", "letters"), [(119, 0), (120, 1), (121, 1)])
def test_the_closing_letter_leaves_two_hours_after_the_resolution(
    desk: SurveyDesk, minutes: int, letters: int
) -> None:
    desk.resolved()
    desk.run(minutes)
    assert len(desk.surveys()) == letters


def test_nothing_changes_when_nothing_happens(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=2)
    desk.run(1)
    before, sent = desk.row(number), len(desk.channel.sent)
    report = desk.one()
    assert (report.wrote, report.sent, desk.row(number), len(desk.channel.sent)) == (0, 0, before, sent)
