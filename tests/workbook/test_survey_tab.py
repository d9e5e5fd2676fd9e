"""The survey's tab is known by its title or its questions, in both languages, and never taken for complaints."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.columns import FORM, SURVEY, SURVEY_ALIASES
from sheetdesk.policy.arrival import answers
from sheetdesk.policy.survey_answers import survey_answers
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.form_kinds import form_titles, is_survey, survey_kind
from sheetdesk.workbook.grid import choose_forms, choose_others, read_forms
from sheetdesk.workbook.headers import FormSpec, Grid

TAIPEI = ZoneInfo("Asia/Taipei")
AT = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - as a sheet has it
COMPLAINTS: list[list[Raw]] = [[c.title for c in FORM.columns], [AT, None, "王怡君", None, "w@example.com"]]
CHINESE: list[list[Raw]] = [[c.title for c in SURVEY.columns], [AT, "T-1", "解決了", 5, "正確", "謝謝"]]
ENGLISH: list[list[Raw]] = [
    ["Timestamp", "Survey code", "Was it solved?", "Rating", "Correct", "Comment"],
    [AT, "T-1", "Yes", 5, "Yes", "thanks"],
]
SPEC = FormSpec()


@pytest.mark.parametrize("grid", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("title", ["表單回應 2", "Form Responses 1", "問卷回應", "隨便"])
def test_a_survey_is_known_by_its_questions_under_any_title(grid: list[list[Raw]], title: str) -> None:
    grids: dict[str, Grid] = {"表單回應 1": COMPLAINTS, title: grid}
    views, problems = read_forms(grids, SPEC, TAIPEI)
    assert [view.key for view in views] == ["form", "survey"]
    assert problems == ()
    [answer] = survey_answers(views)
    assert (answer.token, answer.solved, answer.stars, answer.correct) == ("T-1", True, 5, True)
    assert answer.submitted_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_a_survey_that_bears_the_complaints_title_is_still_no_complaint() -> None:
    grids: dict[str, Grid] = {
        "表單回應 1": CHINESE,
        "表單回應 2": [*COMPLAINTS, [AT, None, "李", None, "l@example.com"]],
    }
    views, _ = read_forms(grids, SPEC, TAIPEI)
    assert [(view.title, view.key) for view in views] == [("表單回應 2", "form"), ("表單回應 1", "survey")]
    assert all(answer.tab == "表單回應 2" for answer in answers(views))


def test_a_survey_whose_comment_asks_what_a_complaint_asks_is_no_complaint() -> None:
    grid: list[list[Raw]] = [["時間戳記", "問卷代碼", "幾顆星", "內容", "Email"], [AT, "T", 1, "很差", "w@example.com"]]
    assert choose_forms({"x": grid}, SPEC, ())[0] == []
    assert choose_others({"x": grid}, SPEC, ()) == ["x"]


def test_complaint_forms_are_no_survey() -> None:
    assert not is_survey("表單回應 1", COMPLAINTS, SPEC)
    assert choose_others({"表單回應 1": COMPLAINTS}, SPEC, ()) == []


def test_a_tab_of_the_surveys_title_that_asks_something_else_is_named_and_not_read() -> None:
    views, problems = read_forms({"表單回應 1": COMPLAINTS, "問卷回應": COMPLAINTS}, SPEC, TAIPEI)
    assert [view.title for view in views] == ["表單回應 1"]
    assert [str(problem) for problem in problems] == [
        "表單分頁「問卷回應」：找不到問題「時間戳記」「問卷代碼」，這個分頁先不讀"
        " → 把表單的題目改回來，或在 config.yaml 的 survey.aliases 加上新的題目"
    ]


def test_config_gives_the_tab_and_its_questions_other_names() -> None:
    spec = FormSpec(survey="滿意度", survey_aliases={"stars": ("滿意程度",)})
    grid: list[list[Raw]] = [["時間戳記", "代碼", "滿意程度"], [AT, "T", 2]]
    views, _ = read_forms({"滿意度": grid}, spec, TAIPEI)
    assert [answer.stars for answer in survey_answers(views)] == [2]


def test_remarks_in_brackets_dont_hide_a_question() -> None:
    grid: list[list[Raw]] = [["時間戳記", "問卷代碼（請不要改）", "解決了嗎？", "幾顆星（1 到 5）"], [AT, "T", "是", 4]]
    views, _ = read_forms({"x": grid}, SPEC, TAIPEI)
    assert [(answer.token, answer.stars) for answer in survey_answers(views)] == [("T", 4)]


@pytest.mark.parametrize("key", SURVEY_ALIASES)
def test_no_title_of_the_survey_stands_for_two_questions(key: str) -> None:
    titles = survey_kind(SPEC).titles
    assert all(
        titles[next(t for t in titles if t == word.casefold().replace(" ", ""))] == key for word in SURVEY_ALIASES[key]
    )


def test_the_token_is_no_question_of_a_complaint() -> None:
    asked = form_titles(SPEC)
    assert not [word for word in ("token", *SURVEY_ALIASES["token"]) if asked.get(word.casefold().replace(" ", ""))]
