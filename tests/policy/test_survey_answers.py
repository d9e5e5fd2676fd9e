"""What customers answer, in whatever words the form's questions have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.columns import FORM, SURVEY
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.survey_answers import SurveyAnswer, read_stars, survey_answers

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def view(*rows: dict[str, Value], key: str = SURVEY.key) -> TabView:
    header = tuple(column.key for column in SURVEY.columns)
    found = tuple(Row(place, {"submitted_at": NOON, "token": "T", **row}) for place, row in enumerate(rows, start=2))
    return TabView(key, SURVEY.title, header, 1, found)


def answer(**cells: Value) -> SurveyAnswer:
    [found] = survey_answers([view(cells)])
    return found


@pytest.mark.parametrize(
    ("typed", "stars"),
    [
        *[(str(n), n) for n in range(1, 6)],
        *[(n, n) for n in range(1, 6)],
        ("5.0", 5),
        ("５", 5),
        ("4 顆星", 4),
        ("3分", 3),
        ("五顆星", 5),
        ("兩顆星", 2),
        ("★★★★★", 5),
        ("⭐⭐", 2),
        ("1 - 很不滿意", 1),
    ],
)
def test_stars_are_read_however_they_are_written(typed: Value, stars: int) -> None:
    assert answer(stars=typed).stars == stars


@pytest.mark.parametrize("typed", ["0", "6", "10", "4.5", "55", "-1", "很好", "☆", "★★★★★★"])
def test_what_is_no_number_of_stars_is_named_and_not_guessed(typed: str) -> None:
    found = answer(stars=typed, solved="是")
    assert found.stars is None
    assert found.unread == (f"「幾顆星」看不懂：{typed}",)


@given(st.text(max_size=30))
def test_stars_are_one_to_five_or_nothing(typed: str) -> None:
    assert read_stars(typed) in (None, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("typed", ["是", "解決了", "已解決", "已經解決了", "有", "Yes", "解決了，不用再處理", "OK"])
def test_what_says_that_it_is_solved(typed: str) -> None:
    assert answer(solved=typed).solved is True


@pytest.mark.parametrize(
    "typed", ["還沒解決", "还没解决", "否", "沒有", "沒有解決", "未解決", "部分解決", "No", "Not yet"]
)
def test_what_says_that_it_is_not(typed: str) -> None:
    assert answer(solved=typed).solved is False


@pytest.mark.parametrize(("typed", "correct"), [("正確", True), ("沒有錯", True), ("無誤", True), ("Yes", True)])
def test_what_says_that_we_were_right(typed: str, correct: bool) -> None:
    assert answer(correct=typed).correct is correct


@pytest.mark.parametrize("typed", ["不正確", "有錯", "有誤", "不對", "否", "No", "wrong"])
def test_what_says_that_we_were_wrong(typed: str) -> None:
    assert answer(correct=typed).correct is False


@pytest.mark.parametrize(
    ("cells", "complaints"),
    [
        ({"stars": 1}, "1 顆星"),
        ({"stars": 2}, "2 顆星"),
        ({"stars": 3}, ""),
        ({"stars": 5, "solved": "還沒解決"}, "還沒解決"),
        ({"stars": 5, "correct": "不正確"}, "資訊不正確"),
        ({"stars": 2, "solved": "否", "correct": "否"}, "2 顆星、還沒解決、資訊不正確"),
        ({"comment": "很差"}, ""),
    ],
)
def test_few_stars_unsolved_or_wrong_makes_a_bad_answer(cells: dict[str, Value], complaints: str) -> None:
    assert answer(**cells).complaints == complaints


def test_an_answer_is_told_on_one_line() -> None:
    found = answer(solved="解決了", stars=4, correct="正確", comment="謝謝")
    assert found.said() == "4 顆星、解決了、資訊正確、「謝謝」"


def test_an_account_number_in_a_comment_is_masked() -> None:
    assert "1234567890123" not in str(answer(comment="請退到郵局帳號 1234567890123").comment)


@pytest.mark.parametrize("typed", ["=1+1", "<b>x</b>", "{{ number }}", "壞\x00字\u202e"])
def test_hostile_text_stays_text(typed: str) -> None:
    found = answer(comment=typed, token=typed)
    assert found.comment is not None
    assert "\x00" not in found.comment
    assert answer(comment=Formula("=IMPORTXML()")).comment == "=IMPORTXML()"


def test_only_the_surveys_tabs_are_read() -> None:
    assert survey_answers([view({"stars": 5}, key=FORM.key)]) == []


def test_rows_that_answer_nothing_are_no_answers() -> None:
    assert survey_answers([view({"token": None, "stars": None})]) == []


def test_answers_come_oldest_first_wherever_they_stand_and_each_once() -> None:
    later, unknown = NOON + timedelta(minutes=1), "昨天"
    rows: list[dict[str, Value]] = [
        {"submitted_at": unknown, "stars": 3},
        {"submitted_at": later, "stars": 2},
        {"stars": 1},
        {"stars": 1},
    ]
    assert [found.stars for found in survey_answers([view(*rows)])] == [1, 2, 3]


def test_an_answer_is_known_by_time_token_and_content_and_not_by_its_place() -> None:
    keys = {found.stars: found.key for found in survey_answers([view({"stars": 1}, {"stars": 2})])}
    [moved] = survey_answers([view({"stars": None, "token": None}, {"stars": 1})])
    assert keys[1] != keys[2]
    assert moved.key == keys[1]
