"""`doctor` looks at the survey's tab beside the complaint form's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetdesk.columns import SURVEY
from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal

QUESTIONS = [column.title for column in SURVEY.columns]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleTerminal]:
    with FakeGoogle() as google:
        made = GoogleTerminal(tmp_path, google, monkeypatch)
        made.set_up()
        yield made


def test_a_surveys_tab_is_named_with_its_questions_and_needs_no_email(terminal: GoogleTerminal) -> None:
    terminal.add_tab("問卷回應", QUESTIONS)
    result = terminal.type("doctor")
    assert result.exit_code == 0, result.stdout
    assert "✓ 問卷回應：「問卷回應」0 列，認得的題目：時間戳記、問卷代碼、解決了嗎" in result.stdout
    assert "「問卷回應」沒有問 Email" not in result.stdout


def test_a_survey_linked_as_a_second_form_is_not_called_unread(terminal: GoogleTerminal) -> None:
    terminal.add_tab("表單回應 2", QUESTIONS)
    result = terminal.type("doctor")
    assert result.exit_code == 0, result.stdout
    assert "問卷回應：「表單回應 2」" in result.stdout


def test_a_survey_whose_token_was_renamed_is_a_fault(terminal: GoogleTerminal) -> None:
    terminal.add_tab("問卷回應", ["時間戳記", "解決了嗎", "幾顆星"])
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "表單分頁「問卷回應」：找不到問題「問卷代碼」" in result.stdout
    assert "survey.aliases" in result.stdout
