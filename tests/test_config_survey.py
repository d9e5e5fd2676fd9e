"""The section `survey`: what a beginner may write, and what she is told when it can't be so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.cli.build import form_spec
from sheetdesk.cli.terms import survey_terms
from sheetdesk.config import Config, default_config, load_config
from sheetdesk.errors import ConfigError
from sheetdesk.policy.survey import USUAL, Terms

SMALLEST = "desk:\n  name: 好日子團購\nworkbook:\n  kind: xlsx\n  path: desk.xlsx\n"
LINK = "https://docs.google.com/forms/d/e/x/viewform?usp=pp_url&entry.1={token}"


def load(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(f"{SMALLEST}survey:\n{text}", encoding="utf-8")
    return load_config(path, {})


def faults(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        load(folder, text)
    return tuple(refused.value.faults)


def test_what_ships_is_what_the_survey_says_by_itself() -> None:
    assert survey_terms(load_config(default_config(), {})) == USUAL


def test_every_word_of_the_section_counts(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        f"  tab: 滿意度\n  link: {LINK}\n  unsolved_link: {LINK}&entry.2=還沒解決\n  delay: 3 小時\n  window: 10:00-20:30\n"
        "  answers_for: 10 days\n  rest: 30 天\n  close_after: 5 days\n  reminder: 72 hours\n  aliases: {幾顆星: [滿意程度]}\n",
    )
    day = timedelta(days=1)
    assert survey_terms(config) == Terms(
        LINK, f"{LINK}&entry.2=還沒解決", day / 8, 600, 1230, 10 * day, 30 * day, 5 * day, 3 * day
    )
    assert (form_spec(config).survey, form_spec(config).survey_aliases) == ("滿意度", {"stars": ("滿意程度",)})


def test_a_reminder_that_is_not_wanted_is_said_in_a_word(tmp_path: Path) -> None:
    assert load(tmp_path, "  reminder: 不寄\n").survey.reminder is None


def test_a_letter_may_leave_at_once_and_all_day(tmp_path: Path) -> None:
    survey = load(tmp_path, "  delay: 0\n  window: 00:00-24:00\n").survey
    assert (survey.delay, survey.window) == (timedelta(), (0, 1440))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  link: http://a/{token}\n", "第 7 行 survey.link：「http://a/{token}」不能用；要以 https:// 開頭"),
        ("  link: https://a/{number}\n", "問卷代碼的位置寫 {token}"),
        ("  link: https://a/{token}{token}\n", "問卷代碼的位置寫 {token}"),
        (f"  unsolved_link: {LINK}\n", "第 6 行 survey：這一段寫了 unsolved_link，卻沒有寫 link"),
        ("  window: 21:00-09:00\n", "第 7 行 survey.window：「21:00-09:00」不能用；後面的時間要比前面的晚"),
        ("  window: 九點到九點\n", "看不懂；要寫成 09:00-21:00"),
        ("  window: 9:00-25:00\n", "不是時間"),
        ("  delay: soon\n", "第 7 行 survey.delay：「soon」看不懂"),
        ("  delay: 12 hours\n", "第 6 行 survey：這一段的 delay 太長，或 window 太短"),
        ("  window: 09:00-10:00\n", "的 delay 太長，或 window 太短"),
        ("  close_after: 2 hours\n", "第 7 行 survey.close_after：「2 hours」不能用；最短 1 day，最長 365 days"),
        ("  reminder: 30 minutes\n", "不能用；最短 1 hour，最長 30 days"),
        ("  aliases: {星: a}\n", "這一段裡沒有「星」這個題目；可以用的有：時間戳記、問卷代碼、解決了嗎"),
        ("  stars: 5\n", "這裡沒有「stars」這個名稱"),
        ("  tab: ~\n  rest: 0 days\n", "最短 1 day"),
        ("  tab: 表單回應 1\n", "第 6 行 survey：這一段的 tab 和 forms.tabs 都是「表單回應 1」"),
    ],
)
def test_a_fault_names_its_line_its_value_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    (fault,) = faults(tmp_path, text)
    assert said in fault
    assert fault.startswith("config.yaml 第 ")


@pytest.mark.parametrize(
    ("delay", "window", "fits"), [("11 hours", "09:00-21:00", True), ("660 minutes", "09:00-20:59", False)]
)
def test_delay_and_closed_hours_leave_an_hour_of_the_day(tmp_path: Path, delay: str, window: str, fits: bool) -> None:
    text = f"  delay: {delay}\n  window: {window}\n"
    assert bool(load(tmp_path, text)) if fits else faults(tmp_path, text)
