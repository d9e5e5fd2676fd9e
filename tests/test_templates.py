"""The folder of reply templates: what is shipped is sound, what is broken is named and left out."""

from pathlib import Path

import pytest

from sheetdesk.errors import UsageError
from sheetdesk.policy.template import KEYS
from sheetdesk.policy.variables import CUSTOMER, REPLY, STAFF, TITLES
from sheetdesk.templates import default_folder, load_templates

GOOD = "種類: 收件通知\n主旨: {{ number }}\n版本: 1\n上次檢視: 2026-11-21\n---\n{{ greeting }}：\n\n%s\n\n{{ signature }}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "receipt_good.txt").write_text(GOOD % "您反映的{{ matter }}，我們收到了。", encoding="utf-8")
    return tmp_path


def test_the_shipped_templates_have_no_problem():
    templates, problems = load_templates()
    assert problems == []
    assert len(templates.by_name) == len(list(default_folder().glob("*.txt")))


def test_every_shipped_template_has_a_version_and_a_day_of_review():
    templates, _ = load_templates()
    assert all(t.version and t.reviewed for t in templates.by_name.values())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("receipt_word", (GOOD % "我們會盡快回覆。").encode()),
        ("receipt_syntax", (GOOD % "{{ 'a' * 10**8 }}").encode()),
        ("receipt_unknown", (GOOD % "{{ nobody }}").encode()),
        ("receipt_header", b"???"),
        ("receipt_big5", (GOOD % "您好").encode("big5")),
    ],
)
def test_one_broken_template_is_named_and_the_others_go_on(folder, name, content):
    (folder / f"{name}.txt").write_bytes(content)
    templates, problems = load_templates(folder)
    assert set(templates.by_name) == {"receipt_good"}
    assert len(problems) == 1
    assert f"reply_templates/{name}.txt" in problems[0].place
    assert problems[0].mend


def test_a_template_that_cannot_be_read_is_named(folder):
    (folder / "receipt_folder.txt").mkdir()
    templates, problems = load_templates(folder)
    assert set(templates.by_name) == {"receipt_good"}
    assert "讀不到檔案" in problems[0].what


def test_a_missing_folder_is_said_plainly(tmp_path):
    with pytest.raises(UsageError, match="找不到回覆範本"):
        load_templates(tmp_path / "nowhere")


def test_the_guide_beside_the_templates_names_every_key_and_variable():
    guide = (default_folder() / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*KEYS, *CUSTOMER, *REPLY, *STAFF, *TITLES.values()) if name not in guide] == []
