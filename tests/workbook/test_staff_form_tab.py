"""The staff form's tab is known by its title or its questions, and no other form is ever taken for it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sheetdesk.columns import STAFF_FORM, STAFF_FORM_ALIASES
from sheetdesk.policy.arrival import answers
from sheetdesk.policy.staff_form import staff_answers
from sheetdesk.policy.survey_answers import survey_answers
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.form_kinds import is_staff_form, is_survey, staff_kind
from sheetdesk.workbook.grid import choose_forms, read_forms
from sheetdesk.workbook.headers import FormSpec, Grid, fold_title
from tests.workbook.test_survey_tab import AT, CHINESE, COMPLAINTS, TAIPEI

SPEC = FormSpec()
ZH: list[Raw] = [column.title for column in STAFF_FORM.columns]
EN: list[Raw] = ["Timestamp", "Email Address", "Case number", "Token", "Action", "Template", "Reply", "Remedy"]
EN += ["Amount", "Resend number", "Follow up"]
ROW: list[Raw] = [AT, "afang@example.com", "GB2611-0001-G", "T-1", "寄出", "補寄", "好的", "補寄", "250", "9001", 46352]


@pytest.mark.parametrize("titles", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("title", ["表單回應 2", "Form Responses 1", "處理表單回應", "隨便"])
def test_it_is_known_by_its_questions_under_any_title(titles: list[Raw], title: str) -> None:
    grids: dict[str, Grid] = {"表單回應 1": COMPLAINTS, title: [titles, ROW], "問卷回應": CHINESE}
    views, problems = read_forms(grids, SPEC, TAIPEI)
    assert sorted(view.key for view in views) == ["form", "staff_form", "survey"]
    assert problems == ()
    [answer] = staff_answers(views)
    assert (answer.email, answer.case_no, answer.token) == ("afang@example.com", "GB2611-0001-G", "T-1")
    assert (answer.asked["action"], answer.asked["amount"]) == ("寄出", 250)
    assert answer.asked["resend_no"] == "9001"
    assert answer.asked["follow_up"] == date(2026, 11, 26)
    assert answer.submitted_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert all(found.tab == "表單回應 1" for found in answers(views))
    assert [found.token for found in survey_answers(views)] == ["T-1"]


def test_it_bears_the_complaints_title_and_is_still_no_complaint() -> None:
    grids: dict[str, Grid] = {"表單回應 1": [ZH, ROW], "表單回應 2": COMPLAINTS}
    assert choose_forms(grids, SPEC, ())[0] == ["表單回應 2"]


@pytest.mark.parametrize("grid", [COMPLAINTS, CHINESE], ids=["complaints", "survey"])
def test_no_other_form_is_the_staffs(grid: list[list[Raw]]) -> None:
    assert not is_staff_form("表單回應 1", grid, SPEC)


def test_it_is_no_survey_though_it_asks_for_a_token() -> None:
    assert not is_survey("表單回應 2", [EN, ROW], SPEC)


def test_a_complaint_form_of_its_title_is_named_and_not_read() -> None:
    views, problems = read_forms({"表單回應 1": COMPLAINTS, "處理表單回應": COMPLAINTS}, SPEC, TAIPEI)
    assert [view.title for view in views] == ["表單回應 1"]
    [problem] = problems
    assert (
        "找不到問題「時間戳記」" in str(problem)
        or "找不到問題「電子郵件地址」" in str(problem)
        or "權杖" in str(problem)
    )
    assert "staff_form.aliases" in str(problem)


def test_config_gives_the_tab_and_its_questions_other_names() -> None:
    spec = FormSpec(staff="團隊", staff_aliases={"action": ("要做什麼事",)})
    grid: list[list[Raw]] = [["時間戳記", "電子郵件地址", "權杖", "要做什麼事"], [AT, "a@example.com", "T", "無效"]]
    views, _ = read_forms({"團隊": grid}, spec, TAIPEI)
    assert [answer.asked for answer in staff_answers(views)] == [{"action": "無效"}]


def test_no_title_stands_for_two_questions() -> None:
    titles = staff_kind(SPEC).titles
    pairs = [(key, word) for key, words in STAFF_FORM_ALIASES.items() for word in words]
    assert [(key, word) for key, word in pairs if titles[fold_title(word)] != key] == []
