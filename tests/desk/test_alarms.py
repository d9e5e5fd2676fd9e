"""An alarm word reaches the organiser, by night as by day, once."""

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import TEAM
from sheetdesk.desk.rig import Asked
from sheetdesk.model.message import Message
from tests.fakes.story_desk import StoryDesk

OWN = "fang@example.com"


def desk_of(folder: Path) -> StoryDesk:
    desk = StoryDesk(folder)
    desk.fill(TEAM.key, [{"name": "阿芳", "email": OWN, "role": "主揪", "active": "是"}])
    return desk


def alarms(desk: StoryDesk) -> list[Message]:
    return [message for message in desk.channel.sent if message.letter.kind == "alarm"]


def test_an_alarm_word_tells_the_organiser_with_the_deadline(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.file("吃完過敏送醫")
    desk.run()
    (alarm,) = alarms(desk)
    assert alarm.address == OWN
    assert alarm.letter.case == desk.numbers()[0]
    assert "過敏" in alarm.letter.subject
    assert "首次回覆期限：11/23" in alarm.letter.text


@pytest.mark.parametrize("text", ["杯子破了", "請問什麼時候到貨"])
def test_a_case_without_an_alarm_word_tells_nobody(tmp_path: Path, text: str) -> None:
    desk = desk_of(tmp_path)
    desk.file(text)
    desk.run()
    assert len(desk.channel.sent) == 1
    assert not alarms(desk)


def test_the_same_words_are_told_once(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.file("吃完過敏送醫")
    desk.run()
    desk.type(desk.numbers()[0], "product", "水餃")
    desk.run(after_min=5)
    desk.run(after_min=24 * 60)
    assert len(alarms(desk)) == 1


def test_a_word_that_the_customer_adds_is_told_too(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.file("吃完過敏")
    desk.run()
    desk.now += timedelta(minutes=30)
    desk.file("現在已經送醫了", case_no=desk.numbers()[0])
    desk.run()
    assert ["送醫" in alarm.letter.subject for alarm in alarms(desk)] == [False, True]


def test_an_answer_from_before_the_desk_began_raises_no_alarm(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.file("吃完過敏送醫", submitted_at=desk.now - timedelta(days=60))
    desk.run()
    assert desk.numbers()
    assert not desk.channel.sent


def test_triage_alone_sends_the_alarms_that_it_decided(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.file("吃完過敏送醫")
    desk.run(asked=Asked(jobs=("intake",), kinds=()))
    desk.run(asked=Asked(jobs=("triage",), kinds=("alarm",)))
    assert [message.letter.kind for message in desk.channel.sent] == ["alarm"]


def test_without_an_address_the_desk_goes_on(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("吃完過敏送醫")
    desk.run()
    assert [message.letter.kind for message in desk.channel.sent] == ["receipt"]
    assert "安全警示" in str(desk.rows()[0]["notice"])


def unheard(desk: StoryDesk) -> list[str]:
    return [str(problem) for problem in desk.one().problems if "沒有 Email 可以寄警示信" in str(problem)]


def test_an_alarm_without_an_address_stays_a_problem_until_somebody_has_replied(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("吃完過敏送醫")
    desk.file("杯子破了", customer="陳柏宏", email="chen@example.com")
    desk.run()
    number = next(str(row["number"]) for row in desk.rows() if row.get("alarm") or "過敏" in str(row["text"]))
    (problem,) = unheard(desk)
    assert number in problem
    desk.type(number, "first_reply_at", desk.now)
    desk.run(after_min=1)
    assert not unheard(desk)


def test_an_address_for_alarms_ends_the_problem(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("吃完過敏送醫")
    desk.run()
    assert unheard(desk)
    desk.fill(TEAM.key, [{"name": "阿芳", "email": OWN, "role": "主揪", "active": "是"}])
    assert not unheard(desk)


def test_an_alarm_without_an_address_leaves_once_there_is_one(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("吃完過敏送醫", email=None, phone="0912345678")
    desk.run()
    assert not alarms(desk)
    desk.workbook.grids["team"].put(0, "email", OWN)
    desk.run(5)
    assert [message.address for message in alarms(desk)] == [OWN]
    desk.run(5)
    assert len(alarms(desk)) == 1


TEAM_OF_FOUR = [
    {"name": "阿芳", "email": OWN, "role": "主揪", "active": "是"},
    {"name": "小雯", "email": "wen@example.com", "role": "負責人", "goods": "水餃", "proxy": "小安", "active": "是"},
    {"name": "小安", "email": "an@example.com", "role": "備援", "active": "是"},
    {"name": "老張", "email": "chang@example.com", "role": "老闆", "active": "是"},
]


def readers_of_an_alarm(desk: StoryDesk) -> list[str | None]:
    desk.file("吃完過敏送醫", product="水餃")
    desk.run()
    return [alarm.address for alarm in alarms(desk)]


def test_an_urgent_case_is_told_to_the_lead_to_who_works_on_it_and_to_the_boss(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.fill(TEAM.key, [dict(row) for row in TEAM_OF_FOUR])
    assert sorted(map(str, readers_of_an_alarm(desk))) == ["chang@example.com", OWN, "wen@example.com"]
    desk.run(after_min=60)
    assert len(alarms(desk)) == 3


def test_the_proxy_of_who_is_on_leave_hears_of_it_instead(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    wen = TEAM_OF_FOUR[1] | {"leave_from": desk.now.date(), "leave_to": desk.now.date()}
    desk.fill(TEAM.key, [dict(row) for row in (TEAM_OF_FOUR[0], wen, TEAM_OF_FOUR[2])])
    assert sorted(map(str, readers_of_an_alarm(desk))) == ["an@example.com", OWN]


def test_in_the_trial_one_alarm_goes_to_the_organiser_alone(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path, live=False)
    desk.fill(TEAM.key, [dict(row) for row in TEAM_OF_FOUR])
    assert readers_of_an_alarm(desk) == [OWN]
