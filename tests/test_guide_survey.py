"""What the guide says of the survey is so: its questions, its words, its figures."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sheetdesk import columns
from sheetdesk.config import default_config
from sheetdesk.jobs import take_ratings
from sheetdesk.policy.sla import RATING
from sheetdesk.policy.survey import LATEST, USUAL
from sheetdesk.policy.survey_answers import LOW_STARS, SurveyAnswer, survey_answers
from sheetdesk.workbook.grid import read_forms
from sheetdesk.workbook.headers import FormSpec
from tests.test_guide import GUIDE, section
from tests.workbook.test_survey_tab import COMPLAINTS, TAIPEI

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
APPENDIX = section("附錄三")


def proposed() -> list[tuple[str, list[str]]]:
    """The questions of the appendix, each with its choices."""
    rows = re.findall(r"^   \| (\S+) \| \S.*? \| .*? \| (.*) \|$", APPENDIX, flags=re.MULTILINE)[1:]
    return [(title, re.split("[、。]", choices)) for title, choices in rows]


def answer(**cells: str | int) -> SurveyAnswer:
    """An answer to the form as the appendix proposes it."""
    titles = [title for title, _ in proposed()]
    keys = {column.title: column.key for column in columns.SURVEY.columns}
    line = [cells.get(keys[title]) for title in titles]
    views, problems = read_forms({"a": COMPLAINTS, "b": [["時間戳記", *titles], ["昨天", *line]]}, FormSpec(), TAIPEI)
    assert problems == ()
    [found] = survey_answers(views)
    return found


def test_the_proposed_questions_are_those_that_the_desk_reads() -> None:
    assert [title for title, _ in proposed()] == [c.title for c in columns.SURVEY.columns if c.key != "submitted_at"]


def test_the_proposed_choices_are_understood() -> None:
    choices = dict(proposed())
    solved, unsolved = choices["解決了嗎"]
    right, wrong, *_ = choices["資訊正確嗎"]
    assert (answer(solved=solved).solved, answer(solved=unsolved).solved) == (True, False)
    assert (answer(correct=right).correct, answer(correct=wrong).correct) == (True, False)
    assert [answer(stars=n).stars for n in range(1, 6)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("sentence", "figure", "said"),
    [
        (
            "兩小時後寄一封處理完成的信，只在早上 9 點到晚上 9 點寄",
            (USUAL.delay, USUAL.opens, USUAL.closes),
            (2 * HOUR, 540, 1260),
        ),
        ("他 14 天內可以改答案", USUAL.answers_for, 14 * DAY),
        ("14 天內問過同一位客人的", USUAL.rest, 14 * DAY),
        ("已解決放滿 7 天，自動改成「已結案」", USUAL.close_after, 7 * DAY),
        ("過了一天還沒寄成，就不再寄", LATEST, DAY),
        ("客人給一兩顆星", LOW_STARS, 2),
        ("預設不提醒", USUAL.reminder, None),
        (f"「{RATING} 11/24（二）12:00」", RATING, "回覆評分"),
        ("改名為「**問卷回應**」", columns.SURVEY.title, "問卷回應"),
    ],
)
def test_a_figure_of_the_survey_is_that_of_the_code(sentence: str, figure: object, said: object) -> None:
    assert sentence in GUIDE
    assert figure == said


def test_what_the_desk_says_of_a_missing_tab_is_in_the_guide() -> None:
    assert "找不到問卷的回應分頁" in str(take_ratings.NO_TAB)
    assert "| 找不到問卷的回應分頁 |" in GUIDE
    assert "附錄三" in take_ratings.NO_TAB_MEND


def test_the_choices_of_不寄問卷_are_taught() -> None:
    assert not [word for word in columns.CASES.column("no_survey").choices if f"「{word}」" not in GUIDE]


def test_config_yaml_leads_to_the_appendix() -> None:
    assert "附錄三" in default_config().read_text(encoding="utf-8").split("\nsurvey:\n")[0].rpartition("\n\n")[2]
