"""The section `reports` of config.yaml, each fault named with its place and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.cli.terms import report_terms
from sheetdesk.config import default_config, load_config
from sheetdesk.errors import ConfigError
from sheetdesk.policy.digest_terms import DigestTerms
from sheetdesk.policy.report_terms import USUAL, ReportTerms, Slot

LEAST = "desk: {name: 好日子團購}\nworkbook: {kind: xlsx, path: desk.xlsx}\n"


def terms(folder: Path, section: str) -> ReportTerms:
    file = folder / "config.yaml"
    file.write_text(LEAST + section, encoding="utf-8")
    return report_terms(load_config(file, {}))


def test_nothing_said_is_what_the_config_that_ships_says(tmp_path: Path) -> None:
    assert terms(tmp_path, "") == USUAL == report_terms(load_config(default_config(), {}))


def test_people_and_hours_are_read(tmp_path: Path) -> None:
    said = "reports: {to: [阿芳, boss@example.com], weekly: 週日 20:30, monthly: 5 09:00, quarterly: 不做}\n"
    assert terms(tmp_path, said) == ReportTerms(
        ("阿芳", "boss@example.com"), Slot(6, 20 * 60 + 30), Slot(5, 540), None, digest=USUAL.digest
    )
    assert terms(tmp_path, "reports: {owners: tue 09:00}\n").owners == Slot(1, 540)


def test_the_hours_of_the_daily_digest_are_read(tmp_path: Path) -> None:
    assert terms(tmp_path, "digest: {leads: 不做, owners: 09:15}\n").digest == DigestTerms(None, 555)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("reports: {to: [boss@]}\n", "分工表"),
        ("digest: {leads: 早上}\n", "digest.leads"),
        ("reports: {to: ['']}\n", "reports.to"),
        ("reports: {weekly: 星期八 08:00}\n", "reports.weekly"),
        ("reports: {weekly: mon}\n", "09:00"),
        ("reports: {monthly: 31 08:00}\n", "1 到 28"),
        ("reports: {quarterly: 1 24:00}\n", "23:59"),
        ("reports: {owners: 要}\n", "reports.owners"),
        ("reports: {daily: 1}\n", "daily"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, section: str, said: str) -> None:
    with pytest.raises(ConfigError) as fault:
        terms(tmp_path, section)
    assert said in str(fault.value)
