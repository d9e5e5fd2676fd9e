"""The section `staff_form`: what a beginner may write, and what she is told when it can't be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.cli.build import defaults_of, form_spec
from sheetdesk.config import Config, default_config, load_config
from sheetdesk.errors import ConfigError

SMALLEST = "desk:\n  name: 好日子團購\nworkbook:\n  kind: xlsx\n  path: desk.xlsx\n"
LINK = "https://docs.google.com/forms/d/e/x/viewform?usp=pp_url&entry.11={number}&entry.12={token}"


def load(folder: Path, text: str, more: str = "") -> Config:
    path = folder / "config.yaml"
    path.write_text(f"{SMALLEST}staff_form:\n{text}{more}", encoding="utf-8")
    return load_config(path, {})


def test_what_ships_has_no_link() -> None:
    config = load_config(default_config(), {})
    assert (config.staff_form.link, config.staff_form.tab) == (None, "處理表單回應")
    assert defaults_of(config).staff_link is None


def test_every_word_of_the_section_counts(tmp_path: Path) -> None:
    config = load(tmp_path, f"  tab: 團隊\n  link: {LINK}\n  aliases: {{動作: [要做什麼事]}}\n")
    assert (form_spec(config).staff, form_spec(config).staff_aliases) == ("團隊", {"action": ("要做什麼事",)})
    assert defaults_of(config).staff_link == LINK


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  link: http://a/{number}{token}\n", "不能用；要以 https:// 開頭"),
        ("  link: https://a/{number}\n", "權杖的位置寫 {token}"),
        ("  link: https://a/{token}\n", "服務單號的位置寫 {number}"),
        ("  link: https://a/{number}{token}{token}\n", "權杖的位置寫 {token}"),
        ("  link: https://a/{number} {token}\n", "不能用"),
        (
            "  aliases: {星: a}\n",
            "這一段裡沒有「星」這個題目；可以用的有：時間戳記、電子郵件地址、服務單號、權杖、動作",
        ),
        ("  links: a\n", "這裡沒有「links」這個名稱"),
        ("  tab: 表單回應 1\n", "這一段的 tab 和 forms.tabs 都是「表單回應 1」"),
        ("  tab: 問卷回應\n", "這一段的 tab 和 survey.tab 都是「問卷回應」"),
    ],
)
def test_a_fault_names_its_line_its_value_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, text)
    (fault,) = refused.value.faults
    assert said in fault
    assert fault.startswith("config.yaml 第 ")
