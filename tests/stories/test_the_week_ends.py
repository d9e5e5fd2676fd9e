"""A week ends: on Monday at eight its report stands in the sheet and lies in the mailboxes of those who asked for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.policy.report_terms import ReportTerms
from tests.fakes.week_desk import WeekDesk, taipei

BOSS = "boss@example.com"


@pytest.fixture
def desk(tmp_path: Path, workbook: None) -> WeekDesk:
    desk = WeekDesk(tmp_path)
    desk.defaults = replace(desk.defaults, reports=ReportTerms(to=(BOSS, "小美")))
    desk.rig = desk.open()
    return desk


def report(desk: WeekDesk) -> list[str]:
    return [f"{row.get('what')}｜{row.get('said') or ''}" for row in desk.rows("reports") if row.get("report")]


def complain(desk: WeekDesk, count: int) -> None:
    for at in range(count):
        desk.file(
            "蔥抓餅退冰了", product="蔥抓餅", customer=f"客人{desk.now:%d}{at}", email=f"c{desk.now:%d}{at}@example.com"
        )


def test_the_report_of_the_week_comes_on_monday_at_eight_once(desk: WeekDesk) -> None:
    three_weeks_pass(desk)
    nothing_comes_before_eight(desk)
    it_says_what_is_unusual(desk)
    it_comes_once(desk)
    a_week_that_was_missed_is_caught_up_with_once(desk)


def three_weeks_pass(desk: WeekDesk) -> None:
    """A new desk owes no report on weeks before it, and says of the first one that there is nothing to compare."""
    desk.now = taipei(9)
    complain(desk, 1)
    desk.run()
    assert desk.got(BOSS) == []
    for day, count in ((16, 1), (24, 7)):
        desk.now = taipei(day)
        complain(desk, count)
    desk.run()
    assert desk.got(BOSS) == ["report"]
    assert "還沒有兩個整週可以比" in desk.last(BOSS)


def nothing_comes_before_eight(desk: WeekDesk) -> None:
    desk.now = taipei(30, "07:59")
    desk.run()
    assert len(desk.got(BOSS)) == 1


def it_says_what_is_unusual(desk: WeekDesk) -> None:
    desk.now = taipei(30, "08:00")
    desk.run()
    assert len(desk.got(BOSS)) == 2
    letter = desk.last(BOSS)
    unusual = "蔥抓餅的客訴 7 件，前兩週平均一週 1 件，是平常的 7.0 倍。"
    assert letter.startswith("週報 11/23（一）–11/29（日）")
    assert unusual in letter
    shown = report(desk)
    assert shown[0].startswith("■ 週報 11/23（一）–11/29（日）")
    assert f"和平常比，不尋常的｜{unusual}" in shown
    assert any("「小美」不在「分工表」" in str(row.get("content")) for row in desk.rows("state"))


def it_comes_once(desk: WeekDesk) -> None:
    desk.rest()
    desk.rig = desk.open()
    for minutes in (1, 60):
        desk.run(minutes)
    assert len(desk.got(BOSS)) == 2


def a_week_that_was_missed_is_caught_up_with_once(desk: WeekDesk) -> None:
    """The server was down for two weeks and over the first of the month: the newest of each comes."""
    desk.now = taipei(16, "15:07", month=12)
    desk.run()
    subjects = [m.letter.subject for m in desk.channel.sent if m.address == BOSS][2:]
    assert subjects == ["週報 12/7（一）–12/13（日）：好日子團購", "月報 2026 年 11 月：好日子團購"]
    desk.run(1)
    starts = [line for line in report(desk) if line.startswith("■")]
    assert [line.removeprefix("■ ")[:2] for line in starts] == ["月報", "週報", "週報", "週報"]
    desk.rest()
