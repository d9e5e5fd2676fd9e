"""The section `kpi` of config.yaml, each fault named with its place and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.cli.terms import kpi_terms
from sheetdesk.config import load_config
from sheetdesk.errors import ConfigError
from sheetdesk.policy.kpi_terms import USUAL, KpiTerms

LEAST = "desk: {name: 好日子團購}\nworkbook: {kind: xlsx, path: desk.xlsx}\n"


def terms(folder: Path, section: str) -> KpiTerms:
    file = folder / "config.yaml"
    file.write_text(LEAST + section, encoding="utf-8")
    return kpi_terms(load_config(file, {}))


def test_nothing_said_is_what_the_guide_says(tmp_path: Path) -> None:
    found = terms(tmp_path, "")
    assert (found.backlog_at, dict(found.targets)) == (USUAL.backlog_at, dict(USUAL.targets))


def test_hour_and_targets_are_read(tmp_path: Path) -> None:
    found = terms(tmp_path, "kpi:\n  backlog_at: 21:30\n  targets: {solved: 80, first_reply: 97.5 %}\n")
    assert found.backlog_at == 21 * 60 + 30
    assert found.targets == {"solved_rate": 80, "reply_met_rate": 97.5, "satisfied": 90}


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("kpi: {backlog_at: 傍晚}\n", "kpi.backlog_at"),
        ("kpi: {backlog_at: 24:00}\n", "最晚 23:59"),
        ("kpi: {targets: {solved: 120}}\n", "0 到 100"),
        ("kpi: {targets: {solved: 很高}}\n", "kpi.targets.solved"),
        ("kpi: {goals: 1}\n", "goals"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, section: str, said: str) -> None:
    with pytest.raises(ConfigError) as fault:
        terms(tmp_path, section)
    assert said in str(fault.value)
