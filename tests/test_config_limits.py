"""The section `limits`: what a beginner may write, and what she is told when it can't be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.cli.build import defaults_of
from sheetdesk.config import default_config, load_config
from sheetdesk.errors import ConfigError
from sheetdesk.policy.law import USUAL, Terms

SMALLEST = "desk:\n  name: 好日子團購\nworkbook:\n  kind: xlsx\n  path: desk.xlsx\n"


def law(folder: Path, text: str) -> Terms:
    path = folder / "config.yaml"
    path.write_text(SMALLEST + text, encoding="utf-8")
    return defaults_of(load_config(path, {})).law


def test_what_ships_is_what_the_law_says(tmp_path: Path) -> None:
    assert defaults_of(load_config(default_config(), {})).law == USUAL == law(tmp_path, "")


def test_days_may_be_fewer_and_a_warning_be_switched_off(tmp_path: Path) -> None:
    said = "limits:\n  complaint: 10 天\n  fetch: 不提醒\n  refund: 7 days\n  warn_before: 1 day\n"
    assert law(tmp_path, said) == Terms(10, None, 7, 1)


@pytest.mark.parametrize(
    ("line", "word"), [("complaint: soon", "1 minute"), ("warn_before: 0", "1 minute"), ("days: 3", "days")]
)
def test_what_can_not_be_read_is_named_with_what_is_allowed(tmp_path: Path, line: str, word: str) -> None:
    with pytest.raises(ConfigError) as refused:
        law(tmp_path, f"limits:\n  {line}\n")
    assert any(word in fault for fault in refused.value.faults)
