"""What the one who sets up is told of Google is so: config.yaml's example, the sample key, the form, the faults' words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import FORM
from sheetdesk.config import GoogleWorkbook, default_config, load_config
from sheetdesk.config.settings import Config
from sheetdesk.errors import ConfigError
from sheetdesk.workbook.google.auth import KeyFault, credentials
from sheetdesk.workbook.wall import to_serial
from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "guide.zh-TW.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE_KEY = ROOT / "service_account.example.json"
PLACEHOLDER = "貼上試算表的網址"
ADDRESS = "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789/edit?gid=0#gid=0"
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "sheetdesk").rglob("*.py")))


def section(start: str) -> str:
    """The part of the guide under the heading that begins so."""
    return re.split(r"^#{1,2} ", GUIDE.split(f"\n## {start}")[1], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of its tables, their heads with them."""
    lines = re.findall(r"^\|(.*)\|$", text, flags=re.MULTILINE)
    return [[cell.strip(" *") for cell in line.split("|")] for line in lines if "---" not in line]


def changed_as_told() -> str:
    """config.yaml after its own instruction: the three lines of the file desk out, the four of Google in."""
    text = default_config().read_text(encoding="utf-8")
    file_desk, after = re.split(r"^# 用 Google 試算表：.*\n", text, maxsplit=1, flags=re.MULTILINE)
    lines = file_desk.splitlines(keepends=True)
    assert lines[-3] == "workbook:\n"
    google, rest = after.splitlines(keepends=True)[:4], after.splitlines(keepends=True)[4:]
    return "".join([*lines[:-3], *(line.removeprefix("# ") for line in google), *rest])


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, {})


def test_the_example_of_config_yaml_is_a_google_desk_once_its_address_is_there(tmp_path: Path) -> None:
    workbook = load(tmp_path, changed_as_told().replace(PLACEHOLDER, ADDRESS)).workbook
    assert isinstance(workbook, GoogleWorkbook)
    assert workbook.spreadsheet_id == "1aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789"
    assert workbook.service_account == tmp_path / "service_account.json"


def test_whoever_forgets_the_address_is_told_of_that_line_alone(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, changed_as_told())
    [fault] = refused.value.faults
    assert "workbook.spreadsheet_id" in fault
    assert "請貼上試算表的網址" in fault


def test_the_example_of_the_guide_loads_once_the_address_is_there(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(desk:\n.*?)```", GUIDE, re.DOTALL)
    config = load(tmp_path, example.replace(PLACEHOLDER, ADDRESS))
    assert isinstance(config.workbook, GoogleWorkbook)
    assert config.forms.tabs == (FORM.title,)
    assert config.forms.link is not None


def test_the_sample_key_has_every_field_of_a_real_one_and_no_key() -> None:
    sample = json.loads(SAMPLE_KEY.read_text(encoding="utf-8"))
    assert list(sample) == [
        "type",
        "project_id",
        "private_key_id",
        "private_key",
        "client_email",
        "client_id",
        "auth_uri",
        "token_uri",
        "auth_provider_x509_cert_url",
        "client_x509_cert_url",
        "universe_domain",
    ]
    assert len(sample["private_key"]) < 100


def test_the_sample_key_is_refused_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "service_account.json").write_bytes(SAMPLE_KEY.read_bytes())
    workbook = load(tmp_path, changed_as_told().replace(PLACEHOLDER, ADDRESS)).workbook
    assert isinstance(workbook, GoogleWorkbook)
    with pytest.raises(KeyFault, match="範例"):
        credentials(workbook)


def test_the_real_key_is_never_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "service_account.json" in ignored


def test_only_what_the_desk_needs_is_required_of_customers_and_nothing_asks_for_a_login() -> None:
    questions = [row for row in rows(section("附錄一")) if row[0] != "題目"]
    assert [question for question, _, required, _ in questions if required == "是"] == [FORM.column("text").title]
    kinds = {kind for _, kind, _, _ in questions}
    assert kinds <= {"簡答", "段落", "日期", "下拉式選單", "選擇題，加「其他」"}


@pytest.mark.parametrize(
    "said",
    [
        "以下稱我們",
        "目的：",
        "會蒐集您",
        "保存到",
        "在〔台灣〕使用",
        "廠商或物流",
        "寄通知信",
        "查詢、閱覽",
        "刪除您的資料",
        "您可以不填",
    ],
)
def test_the_notice_tells_what_section_8_wants(said: str) -> None:
    """個人資料保護法 §8 I: who, purpose, kinds, time, area, to whom, how, the rights of §3 (two), what if not given."""
    assert said in section("附錄二")


def told_in_the_guide() -> list[str]:
    """Every sentence that its table of faults says one may see; 「…」 stands for what changes."""
    cells = [row[0] for row in rows(section("出狀況的時候")) if row[0] != "看到的話"]
    sentences = [sentence for cell in cells for sentence in cell.split("；")]
    return [part.strip() for sentence in sentences for part in re.split(r"「…」|…|（.*?）", sentence) if part.strip()]


def told_in_the_readme() -> list[str]:
    """The same of the README: what is Chinese and long enough to be a sentence."""
    cells = " | ".join(row[0] for row in rows(README.split("\n## When something is wrong\n")[1]))
    found = re.findall(r"[\u4e00-\u9fff][\u4e00-\u9fff、，「」]{5,}[\u4e00-\u9fff]", cells)
    assert len(found) > 10
    return found


@pytest.mark.parametrize("words", sorted({*told_in_the_guide(), *told_in_the_readme()}))
def test_words_that_one_may_see_are_the_desks_own(words: str) -> None:
    assert words in SOURCE


def test_the_address_of_the_form_lies_in_the_letters_once_the_number_has_its_place(tmp_path: Path) -> None:
    """The guide's way: a pre-filled link with XXXX in it, and {number} in its place."""
    link = "https://docs.google.com/forms/d/e/1FAIpQL/viewform?usp=pp_url&entry.15=XXXX"
    told = changed_as_told().replace(PLACEHOLDER, ADDRESS).replace("forms:\n", f"forms:\n  link: {link}\n")
    with pytest.raises(ConfigError, match=r"forms\.link"):
        load(tmp_path, told)
    assert load(tmp_path, told.replace("XXXX", "{number}")).forms.link == link.replace("XXXX", "{number}")


@pytest.fixture(scope="module")
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def terminal(tmp_path: Path, google: FakeGoogle, monkeypatch: pytest.MonkeyPatch) -> GoogleTerminal:
    made = GoogleTerminal(tmp_path, google, monkeypatch)
    made.change_config("forms:\n", "forms:\n  live_from: 2026-01-01 00:00\n")
    made.set_up()
    made.type("run")  # what a new desk has to write about itself
    return made


def cost_of_a_run(terminal: GoogleTerminal) -> tuple[str, str]:
    """Reads and writes, as the guide puts them."""
    terminal.google.calls.clear()
    assert terminal.type("run").exit_code == 0
    kinds = terminal.google.kinds()
    reads, writes = kinds.count("read"), kinds.count("write")
    return f"{reads} 次", f"{writes} 次" if writes else "0"


def told_cost(start: str) -> tuple[str, str]:
    reads, writes = next(row[1:] for row in rows(section("開始以前")) if row[0].startswith(start))
    return reads, writes


def test_a_quiet_run_costs_what_the_guide_says(terminal: GoogleTerminal) -> None:
    assert cost_of_a_run(terminal) == told_cost("沒有事")


def test_a_run_that_mends_a_cell_costs_what_the_guide_says(terminal: GoogleTerminal) -> None:
    terminal.book["系統狀態"].put(2, 2, "別人打的字")
    assert cost_of_a_run(terminal) == told_cost("有格子要寫")


def test_a_run_with_a_complaint_and_its_receipt_costs_what_guide_and_readme_say(terminal: GoogleTerminal) -> None:
    form, now = terminal.book[FORM.title], datetime.now(load_config(terminal.config, {}).desk.zone)
    sent_at = to_serial((now - timedelta(minutes=1)).replace(tzinfo=None))
    answer: dict[str, str | float] = {"submitted_at": sent_at, "text": "水餃退冰了", "email": "mei@example.com"}
    for key, value in answer.items():
        form.put(2, form.column(FORM.column(key).title), value)
    cost = cost_of_a_run(terminal)
    assert len(terminal.letters()) == 1
    assert cost == told_cost("有新案件，也寄了通知") == ("3 次", "2 次")
    assert "one with new complaints and their receipts three reads and two writes" in " ".join(README.split())
