"""`doctor` and `init` know the staff's own form: what of it is missing, and how it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import STAFF_FORM
from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal
from tests.fakes.terminal import Terminal

QUESTIONS = [column.title for column in STAFF_FORM.columns]
LINK = "https://docs.google.com/forms/d/e/x/viewform?usp=pp_url&entry.11={number}&entry.12={token}"


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleTerminal]:
    with FakeGoogle() as fake:
        made = GoogleTerminal(tmp_path, fake, monkeypatch)
        made.set_up()
        yield made


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(tmp_path)
    made.set_up()
    return made


def link(terminal: Terminal) -> None:
    terminal.change_config("staff_form:\n", f"staff_form:\n  link: {LINK}\n")


def add_tab(terminal: Terminal, title: str, *rows: list[Any]) -> None:
    book = load_workbook(terminal.path)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    book.save(terminal.path)


def test_a_whole_form_is_named_with_its_questions_and_is_no_complaint(google: GoogleTerminal) -> None:
    link(google)
    google.add_tab("表單回應 2", QUESTIONS)
    result = google.type("doctor")
    assert result.exit_code == 0, result.stdout
    assert "✓ 處理表單：「表單回應 2」0 列，認得的題目：時間戳記、電子郵件地址、服務單號、權杖、動作" in result.stdout
    assert "「阿芳」在「分工表」沒有可以用的 Email，填的處理表單不會照做" in result.stdout
    assert "「表單回應 2」沒有問 Email" not in result.stdout


def test_a_form_that_collects_no_addresses_is_a_fault_with_its_mend(google: GoogleTerminal) -> None:
    link(google)
    google.add_tab("處理表單回應", [title for title in QUESTIONS if title != "電子郵件地址"])
    result = google.type("doctor")
    assert result.exit_code == 1
    assert "表單分頁「處理表單回應」：找不到問題「電子郵件地址」" in result.stdout
    assert "把「收集電子郵件地址」選成「已驗證」" in result.stdout
    assert "找不到它的回應分頁" not in result.stdout


def test_a_link_without_a_tab_is_a_fault(terminal: Terminal) -> None:
    link(terminal)
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "找不到它的回應分頁" in result.stdout
    assert "附錄五" in result.stdout


def test_a_tab_without_a_link_is_a_fault_and_what_it_does_not_ask_a_hint(terminal: Terminal) -> None:
    add_tab(terminal, "處理表單回應", [title for title in QUESTIONS if title not in ("範本", "金額")])
    result = terminal.type("doctor")
    assert result.exit_code == 1
    assert "config.yaml 沒有寫 staff_form.link" in result.stdout
    assert "沒有問「範本」「金額」" in result.stdout


def test_a_desk_without_the_form_is_well_and_told_where_it_says_how(terminal: Terminal) -> None:
    result = terminal.type("doctor")
    assert result.exit_code == 0, result.stdout
    assert "※ 要在手機上用表單回客人（處理表單），請照使用說明的附錄五做一張" in result.stdout
    assert "請照使用說明的附錄五做一張" in terminal.type("init").stdout
    link(terminal)
    assert "附錄五" not in terminal.type("init").stdout
