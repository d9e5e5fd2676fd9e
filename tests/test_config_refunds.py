"""The section `refunds` of config.yaml."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.cli.build import refund_sheet
from sheetdesk.config import Config, load_config
from sheetdesk.errors import ConfigError

BASE = "desk: {name: 好日子}\nworkbook: {kind: xlsx, path: desk.xlsx}\n"


def config(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(BASE + text, encoding="utf-8")
    return load_config(path, {})


def test_without_the_section_there_is_no_second_workbook(tmp_path: Path) -> None:
    assert refund_sheet(config(tmp_path, "")) is None


def test_a_file_of_its_own_beside_the_config(tmp_path: Path) -> None:
    said = config(tmp_path, "refunds: {path: refunds.xlsx, wipe_after: 14 days}").refunds
    assert (said.path, said.tab, said.wipe_after) == (tmp_path / "refunds.xlsx", "退款帳號回應", timedelta(days=14))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("refunds: {path: desk.xlsx}", "是同一個檔案"),
        ("refunds: {path: refunds.csv}", ".xlsx 結尾"),
        ("refunds: {path: a.xlsx, spreadsheet_id: 1234567890123456789012345}", "只能寫一個"),
        ("refunds: {spreadsheet_id: 1234567890123456789012345}", "少了 service_account"),
        ("refunds: {link: 'https://a/{number}'}", "沒有寫回應存在哪裡"),
        ("refunds: {path: a.xlsx, link: 'https://a/'}", "{number}"),
        ("refunds: {path: a.xlsx, wipe_after: soon}", "看不懂"),
        ("refunds: {paths: a.xlsx}", "是不是「path」"),
    ],
)
def test_each_fault_is_said_with_its_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, text)
    assert said in str(caught.value)
    assert "第 3 行" in str(caught.value)
