"""使用數 and 平均滿意度: what customers really got, and how those who got it last rated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetdesk.errors import SendOutcomeUnknown
from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk
from tests.fakes.survey_desk import SurveyDesk

TODAY = date(2026, 11, 23)
ROWS: list[dict[str, Value]] = [
    {"name": "補寄", "body": "補一個新的給您。", "version": "1", "reviewed": TODAY},
    {"name": "我的", "body": "看過了。", "version": "1", "reviewed": TODAY},
]


@pytest.fixture
def desk(tmp_path: Path) -> SurveyDesk:
    return at_work(SurveyDesk(tmp_path))


def at_work(desk: SurveyDesk) -> SurveyDesk:
    desk.fill("templates", [dict(row) for row in ROWS])
    return desk


def reply(desk: SurveyDesk, number: str, template: str, action: str = "寄出") -> None:
    desk.type(number, "reply_template", template)
    desk.type(number, "action", action)
    desk.run(1)
    desk.run(2)


def figures(desk: SurveyDesk) -> list[tuple[Value, Value]]:
    return [(row.get("uses"), row.get("rating")) for row in desk.rows("templates")]


def test_letters_that_left_are_counted_by_template(desk: SurveyDesk) -> None:
    first, second = desk.complaint(), desk.complaint("少一個", email="lin@example.com", customer="林先生")
    assert figures(desk) == [(None, None), (None, None)]
    reply(desk, first, "補寄")
    reply(desk, second, "補寄")
    reply(desk, second, "我的")
    assert figures(desk) == [(2, None), (1, None)]


def test_letters_of_the_trial_are_not_counted(tmp_path: Path) -> None:
    desk = at_work(SurveyDesk(tmp_path, live=False))
    reply(desk, desk.complaint(), "補寄")
    assert [m.kind for m in desk.channel.sent].count("reply") == 1
    assert figures(desk) == [(None, None), (None, None)]


@pytest.mark.parametrize(("decision", "count"), [("視為已寄", 1), ("不寄", None)])
def test_a_letter_that_may_have_left_counts_as_a_person_decides(
    desk: SurveyDesk, decision: str, count: int | None
) -> None:
    number = desk.complaint()
    desk.channel.fault = SendOutcomeUnknown("斷線")
    reply(desk, number, "補寄")
    desk.channel.fault = None
    desk.run(1)
    assert figures(desk)[0] == (None, None)
    log = desk.workbook.grids["log"]
    log.put(log.find("state", "需確認"), "decision", decision)
    desk.run(1)
    assert figures(desk)[0] == (count, None)


def test_a_rating_counts_for_the_template_of_the_last_reply_and_a_changed_one_takes_its_place(desk: SurveyDesk) -> None:
    number = desk.complaint()
    reply(desk, number, "我的")
    reply(desk, number, "補寄", "寄出,已解決")
    desk.run(120)
    desk.rate(desk.token(), solved="解決了", stars=5)
    desk.run(1)
    assert figures(desk) == [(1, 5), (1, None)]
    desk.rate(desk.token(), solved="解決了", stars=3)
    desk.run(1)
    assert figures(desk) == [(1, 3), (1, None)]


def test_a_case_that_was_answered_by_telephone_only_rates_no_template(desk: SurveyDesk) -> None:
    desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), solved="解決了", stars=5)
    desk.run(1)
    assert figures(desk) == [(None, None), (None, None)]


def test_a_second_run_counts_nothing_twice(desk: SurveyDesk) -> None:
    number = desk.complaint()
    reply(desk, number, "補寄", "寄出,已解決")
    desk.run(120)
    desk.rate(desk.token(), solved="解決了", stars=4)
    desk.run(1)
    before, applied = figures(desk), desk.workbook.applied
    desk.run(1)
    assert (figures(desk), desk.workbook.applied) == (before, applied)
    assert before[0] == (1, 4)


@pytest.mark.parametrize(("live", "uses"), [(True, 1), (False, None)])
def test_an_answer_of_the_questions_counts_once_it_has_really_left(
    tmp_path: Path, live: bool, uses: int | None
) -> None:
    desk = StoryDesk(tmp_path, live=live)
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"}])
    desk.fill("faq", [{"question": "什麼時候會到貨？", "keywords": "何時到貨", "answer": "結單後七天到貨。"}])
    desk.file("請問何時到貨呢", product="蔥抓餅")
    desk.run()
    assert "結單後七天到貨。" in desk.channel.sent[-1].letter.text
    assert desk.rows("faq")[0].get("uses") == uses
