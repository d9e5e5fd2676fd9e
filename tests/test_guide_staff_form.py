"""What the guide says of 處理表單 and of 代客登記 is so: their questions, their words, the steps that lead there."""

from __future__ import annotations

import re

import pytest

from sheetdesk import columns
from sheetdesk.cli import checks_staff_form
from sheetdesk.config import default_config
from sheetdesk.jobs import take_staff_answers
from sheetdesk.model.case import REMEDIES, SOURCES
from sheetdesk.policy.actions import read_action
from sheetdesk.policy.short_code import chosen
from sheetdesk.policy.source import read_source
from sheetdesk.policy.staff_form import staff_answers
from sheetdesk.templates import load_templates
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.form_kinds import VERIFIED
from sheetdesk.workbook.grid import read_forms
from sheetdesk.workbook.headers import FormSpec
from tests.test_guide import GUIDE, section
from tests.workbook.test_survey_tab import AT, COMPLAINTS, TAIPEI

FIVE, SIX = section("附錄五"), section("附錄六")


def proposed(text: str) -> dict[str, str]:
    """The questions of an appendix and what stands beside each."""
    rows = re.findall(r"^   \| (\S+) \| \S.*? \| .*? \|(.*)\|$", text, flags=re.MULTILINE)[1:]
    return {title: beside.strip().replace("`", "") for title, beside in rows}


def test_the_proposed_questions_are_those_that_the_desk_reads() -> None:
    by_google = ("submitted_at", "email")
    assert list(proposed(FIVE)) == [c.title for c in columns.STAFF_FORM.columns if c.key not in by_google]
    assert f"加這{'九' if len(proposed(FIVE)) == 9 else '?'}題" in FIVE


def test_a_form_made_by_the_guide_is_read_whole() -> None:
    titles: list[Raw] = ["時間戳記", "電子郵件地址", *proposed(FIVE)]
    line: list[Raw] = [
        AT,
        "afang@example.com",
        "GB2611-0001-G",
        "T-1",
        "寄出",
        "補寄",
        "好的",
        "補寄",
        "250",
        "9087654321",
        "2026/11/26",
    ]
    views, problems = read_forms({"a": COMPLAINTS, "b": [titles, line]}, FormSpec(), TAIPEI)
    assert problems == ()
    [answer] = staff_answers(views)
    assert (answer.email, len(answer.asked)) == ("afang@example.com", 7)


def test_the_proposed_choices_are_understood() -> None:
    choices = proposed(FIVE)
    assert tuple(choices["動作"].split("、")) == columns.ACTIONS
    assert [word for word in columns.ACTIONS if read_action(word) != word] == []
    assert tuple(choices["處理方式"].split("、")) == REMEDIES
    templates, _ = load_templates()
    assert [chosen(code, templates).label for code in ("補寄", "退款")] == ["補寄", "退款"]
    assert "補寄、退款" in choices["範本"]


def test_the_sources_are_those_of_the_desk() -> None:
    assert tuple(proposed(SIX)["來源"].partition("。")[0].split("、")) == SOURCES
    assert [word for word in SOURCES if read_source(word) != (word, None)] == []
    assert "取得預先填入的連結" in SIX


@pytest.mark.parametrize("link", ["{number}", "{token}", "取得預先填入的連結", columns.STAFF_FORM.title, "已驗證"])
def test_the_steps_name_what_the_config_asks_for(link: str) -> None:
    assert link in FIVE


def test_what_the_desk_says_leads_to_the_appendix() -> None:
    said = (take_staff_answers.NO_TAB_MEND, checks_staff_form.NOT_MADE, checks_staff_form.HOW)
    assert [words for words in said if "附錄五" not in words] == []
    assert "| 找不到它的回應分頁（處理表單） |" in GUIDE
    assert "找不到它的回應分頁" in take_staff_answers.NO_TAB
    assert "已驗證" in VERIFIED
    assert "附錄五" in default_config().read_text(encoding="utf-8").split("\nstaff_form:\n")[0].rpartition("\n\n")[2]
