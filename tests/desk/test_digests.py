"""每日摘要: what a lead and an owner read in the morning, and on which mornings nobody reads anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.model.message import CANCELLED, Message
from sheetdesk.model.values import Value
from sheetdesk.policy.digest_terms import DigestTerms
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei

AFANG, MEI, MING = "afang@example.com", "mei@example.com", "ming@example.com"
HALF_PAST_EIGHT = 510
TEAM: list[dict[str, Value]] = [
    {"name": "阿芳", "role": "主揪", "email": AFANG, "active": "是"},
    {"name": "小美", "email": MEI, "categories": "商品問題", "active": "是", "proxy": "大明"},
    {"name": "大明", "email": MING, "categories": "物流問題", "active": "是"},
]


def made(folder: Path, terms: DigestTerms, live: bool = True) -> StoryDesk:
    """A desk that looked in on Monday, 11/23, at 10:00, with one complaint of a broken thing (小美's)."""
    desk = StoryDesk(folder, live)
    desk.fill("team", TEAM)
    desk.defaults = replace(desk.defaults, reports=replace(desk.defaults.reports, digest=terms))
    desk.rig = desk.open()
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.run()
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return made(tmp_path, DigestTerms(leads=HALF_PAST_EIGHT, sheet="https://docs.example/sheet"))


@pytest.fixture
def owners(tmp_path: Path) -> StoryDesk:
    return made(tmp_path, DigestTerms(owners=HALF_PAST_EIGHT))


def at(desk: StoryDesk, day: int, clock: str = "08:30") -> list[Message]:
    """The digests that leave in a pass at that time."""
    before = len(desk.channel.sent)
    desk.now = taipei(day, clock)
    desk.run()
    return [message for message in desk.channel.sent[before:] if message.kind == "digest"]


def test_a_lead_reads_of_all_on_the_minute_and_once(desk: StoryDesk) -> None:
    assert at(desk, 24, "08:29") == []
    [letter] = at(desk, 24)
    assert (letter.address, letter.letter.subject) == (AFANG, "每日摘要 11/24（二）：好日子團購")
    [number] = desk.numbers()
    assert f"{number} 保鮮盒破損" in letter.letter.text
    assert "■ 昨天 11/23（一）\n收到：1 件（客訴 1 件）" in letter.letter.text
    assert 'href="https://docs.example/sheet"' in str(letter.letter.html)
    assert "王怡君" not in letter.letter.text  # it lies in the outbox without a case
    assert at(desk, 24, "08:31") == at(desk, 24, "10:00") == []
    assert len(at(desk, 25)) == 1


def test_a_deadline_that_nobody_met_is_not_called_none_that_was_due(desk: StoryDesk) -> None:
    [letter] = at(desk, 24)
    assert "逾期 1" in letter.letter.text
    assert "首次回覆：沒有回的\n" in letter.letter.text
    assert "沒有到期的" not in letter.letter.text


def test_each_case_leads_to_its_staff_form(desk: StoryDesk) -> None:
    desk.defaults = replace(desk.defaults, staff_link="https://forms.example/{number}/{token}")
    desk.rig = desk.open()
    [letter] = at(desk, 24)
    assert f"https://forms.example/{desk.numbers()[0]}/" in letter.letter.text


def test_a_desk_that_begins_in_the_morning_writes_from_the_next_day_on(tmp_path: Path) -> None:
    desk = made(tmp_path, DigestTerms(leads=9 * 60))
    assert [m.kind for m in desk.channel.sent if m.kind == "digest"] == []
    assert len(at(desk, 24, "09:00")) == 1


def test_what_was_missed_for_hours_is_made_no_more(desk: StoryDesk) -> None:
    assert at(desk, 24, "11:30") == []
    assert len(at(desk, 25, "11:29")) == 1


def test_one_that_had_to_wait_for_hours_is_dropped(desk: StoryDesk) -> None:
    settings = desk.workbook.grids["settings"]
    place = settings.find("item", "☐暫停所有寄信")
    settings.put(place, "value", "是")
    assert at(desk, 24) == []
    settings.put(place, "value", None)
    assert at(desk, 24, "11:30") == []
    with desk.rig.ledger.begin() as tx:
        [kept] = [m for m in tx.outbox.updated_since(None) if m.kind == "digest"]
    assert kept.state == CANCELLED


def test_nothing_to_say_is_not_said(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.fill("team", TEAM)
    desk.defaults = replace(desk.defaults, reports=replace(desk.defaults.reports, digest=DigestTerms(HALF_PAST_EIGHT)))
    desk.rig = desk.open()
    desk.run()
    assert at(desk, 24) == []


def test_a_day_off_is_one_unless_something_urgent_waits(desk: StoryDesk) -> None:
    assert at(desk, 28) == []
    desk.file("小孩吃了過敏送醫", customer="陳小明", email="chen@example.com")
    desk.run()
    [letter] = at(desk, 29)
    assert letter.letter.text.index("緊急：") < letter.letter.text.index("逾期：")


def test_an_owner_reads_of_her_own_cases_alone(owners: StoryDesk) -> None:
    owners.now = taipei(23, "15:00")
    owners.file("包裹還沒到", customer="陳小明", email="chen@example.com")
    owners.run()
    letters = {letter.address: letter.letter.text for letter in at(owners, 24)}
    first, second = owners.numbers()
    assert letters.keys() == {MEI, MING}
    assert first in letters[MEI]
    assert second not in letters[MEI]
    assert "■ 昨天" not in letters[MEI]


def test_the_list_of_who_is_on_leave_goes_to_her_proxy(owners: StoryDesk) -> None:
    away: dict[str, Value] = {"leave_from": date(2026, 11, 24), "leave_to": date(2026, 11, 24)}
    owners.fill("team", [{**row, **(away if row["name"] == "小美" else {})} for row in TEAM])
    assert [letter.address for letter in at(owners, 24)] == [MING]
    assert [letter.address for letter in at(owners, 25)] == [MEI]


def test_in_the_trial_it_is_the_organisers_and_marked(tmp_path: Path) -> None:
    desk = made(tmp_path, DigestTerms(owners=HALF_PAST_EIGHT), live=False)
    assert [(m.address, m.letter.subject[:4]) for m in at(desk, 24)] == [(AFANG, "【試】每")]


def test_a_rebuilt_desk_writes_no_second_one_of_the_day(desk: StoryDesk, tmp_path: Path) -> None:
    assert len(at(desk, 24)) == 1
    desk.url = f"sqlite:///{tmp_path / 'new.db'}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    assert at(desk, 24, "08:35") == []
    assert len(at(desk, 25)) == 1


def test_what_needs_a_person_stands_in_it(desk: StoryDesk) -> None:
    desk.file(
        "三天前寫的：破了", customer="陳小明", email="chen@example.com", submitted_at=desk.now - timedelta(days=3)
    )
    desk.run(1)
    [letter] = at(desk, 24)
    assert "■ 要您處理的\n需確認的信：1 封，到「往來紀錄」的「決定」選" in letter.letter.text
