"""回覆範本 as `init` fills it and `run` reads it, in a real file and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import BY_KEY, CASES, STATE, TEMPLATES
from sheetdesk.policy.short_code import replies
from sheetdesk.templates import load_templates
from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal
from tests.fakes.terminal import TAIPEI, WANG, Terminal

CODES = [template.label for template in replies(load_templates()[0])]


@pytest.fixture(scope="module")
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as google:
        yield google


@pytest.fixture(params=["xlsx", "google"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path, google: FakeGoogle, monkeypatch: Any) -> Terminal:
    return Terminal(tmp_path) if request.param == "xlsx" else GoogleTerminal(tmp_path, google, monkeypatch)


def column(terminal: Terminal, tab: str, key: str) -> list[Any]:
    """The cells of one column below its title, blank ones left out."""
    at = [c.key for c in BY_KEY[tab].columns].index(key)
    if isinstance(terminal, GoogleTerminal):
        lines = terminal.book[BY_KEY[tab].title].values()[1:]
    else:
        lines = [
            list(line)
            for line in load_workbook(terminal.path)[BY_KEY[tab].title].iter_rows(min_row=2, values_only=True)
        ]
    return [line[at] for line in lines if len(line) > at and line[at] not in (None, "")]


def test_init_offers_the_shipped_replies_once(terminal: Terminal) -> None:
    assert f"分頁「{TEMPLATES.title}」：填入了 {len(CODES)} 列預設內容" in terminal.type("init").stdout
    assert column(terminal, "templates", "name") == CODES
    terminal.type("init")
    assert column(terminal, "templates", "name") == CODES


def test_what_init_put_there_is_nothing_to_mend(terminal: Terminal) -> None:
    terminal.type("init")
    terminal.type("run")
    assert column(terminal, "templates", "problem") == []
    assert not [said for said in column(terminal, STATE.key, "content") if TEMPLATES.title in str(said)]


def test_a_reply_is_drafted_from_the_row_that_she_picked(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.set_up()
    terminal.add_form_row(**WANG)
    terminal.type("run")
    row = CODES.index("補寄") + 2
    terminal.write("templates", row, "body", "明天就補寄{{ 商品 }}給您，{{ 下次跟進 }}前到。")
    terminal.write("cases", 2, "reply_template", "補寄")
    day = (datetime.now(TAIPEI) + timedelta(days=3)).date()
    terminal.write("cases", 2, "follow_up", day)
    terminal.type("run")
    [preview] = column(terminal, CASES.key, "preview")
    assert f"明天就補寄蔥抓餅給您，{day.month}/{day.day}（" in preview
    assert preview.startswith("王怡君 您好：")
