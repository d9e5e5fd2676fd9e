"""A person at a terminal whose desk is a spreadsheet on the fake Google: her key, her sharing, her config.yaml."""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sheetdesk.cli.build import first_rows, form_spec, read_config, spreadsheet_of
from sheetdesk.columns import FORM
from sheetdesk.ledger import Ledger
from sheetdesk.workbook.google import client
from sheetdesk.workbook.google.layout import set_up
from tests.fakes.google import FakeGoogle
from tests.fakes.terminal import TAIPEI, Terminal

SheetsClient = client.SheetsClient


class GoogleTerminal(Terminal):
    """`book` is shared with `email` as editor; nothing of the desk is in it before `set_up`."""

    def __init__(self, folder: Path, google: FakeGoogle, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self.google, self.key = google, folder / "key.json"
        self.email = google.service_account(self.key)
        self.book = google.new_spreadsheet("好日子團購")
        google.share(self.book, self.email)
        section = f"kind: google\n  spreadsheet_id: {self.book.id}\n  service_account: key.json"
        self.change_config("kind: xlsx\n  path: desk.xlsx", section)
        to_the_fake = partial(SheetsClient, base_url=google.url, timeouts=(10, 30), sleep=lambda seconds: None)
        monkeypatch.setattr(client, "SheetsClient", to_the_fake)

    def set_up(self, *words: str) -> None:
        """The desk's tabs and its ledger, as `init` leaves them; with a linked form unless `words` say otherwise."""
        laid, point = _laid_out("no form" not in words)
        laid.restore(point)
        laid.id = self.book.id
        self.book = self.google.add(laid)
        Ledger.open(read_config(self.config).ledger).close()

    def lock(self, tab: str, **area: int) -> None:
        """A person protects an area so that only she may edit it."""
        place = {"sheetId": self.book[tab].id, **area}
        self.change(addProtectedRange={"protectedRange": {"range": place, "editors": {"users": ["fang@example.com"]}}})

    def change(self, **request: Any) -> None:
        """What people do with the mouse."""
        self.book.change([request])

    def add_tab(self, title: str, *rows: list[Any]) -> None:
        """A tab that somebody, or Google for a form, put in."""
        self.change(addSheet={"properties": {"title": title}})
        for row, line in enumerate(rows, start=1):
            for column, value in enumerate(line, start=1):
                self.book[title].put(row, column, value)


@cache
def _laid_out(with_form: bool) -> tuple[Any, Any]:
    """A book with the desk's tabs, made once: the fake takes half a second for it. It serves one test after another."""
    with FakeGoogle() as google, TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        terminal = GoogleTerminal(Path(folder), google, patch)
        if with_form:
            terminal.add_tab(FORM.title, [column.title for column in FORM.columns])
        config = read_config(terminal.config)
        sheet, rows = spreadsheet_of(config), first_rows(config, trial=True, today=datetime.now(TAIPEI).date())
        set_up(sheet, config.desk.zone, rows, form_spec(config), terminal.folder)
    return terminal.book, terminal.book.save_point()
