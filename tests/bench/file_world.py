"""The desk as an .xlsx file: a folder with config.yaml, workbook and ledger, as `init` and the real desk leave them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook

from sheetdesk.cli.build import first_rows, form_spec, read_config
from sheetdesk.columns import FORM, TEAM
from sheetdesk.config import default_config
from sheetdesk.ledger import Ledger
from sheetdesk.workbook.wall import from_serial
from sheetdesk.workbook.xlsx_layout import set_up
from tests.bench.world import LATER, LIMITS, MONDAY, ORGANISER, SETTLED, form_rows, take_in


@dataclass(frozen=True, slots=True)
class FileWorld:
    """One desk in a folder. `answers`: how many rows its form has had."""

    folder: Path
    answers: int = 0

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def with_answers(self, count: int, until: datetime = LATER - timedelta(minutes=1)) -> FileWorld:
        """A person pastes so many answers below the others."""
        path = self.folder / "desk.xlsx"
        book = load_workbook(path)
        for line in form_rows(self.answers, count, until):
            book[FORM.title].append([from_serial(line[0]), *line[1:]])
        book.save(path)
        return replace(self, answers=self.answers + count)

    @contextmanager
    def version(self) -> Iterator[FileWorld]:
        """The same desk in a folder of its own."""
        copy = self.folder.with_name(f"{self.folder.name}-copy")
        shutil.copytree(self.folder, copy)
        try:
            yield replace(self, folder=copy)
        finally:
            shutil.rmtree(copy)


def file_desk_of(folder: Path, cases: int) -> FileWorld:
    """A desk of so many open cases, taken in by the real desk, their receipts sent; then quiet."""
    folder.mkdir(parents=True)
    text = default_config().read_text(encoding="utf-8")
    for shipped, wide in LIMITS.items():
        text = text.replace(shipped, wide)
    world = FileWorld(folder)
    world.config.write_text(text, encoding="utf-8")
    config = read_config(world.config)
    rows = first_rows(config, trial=False)
    rows[TEAM.key] = [{**row, "email": ORGANISER} for row in rows[TEAM.key]]
    set_up(folder / "desk.xlsx", config.desk.zone, rows, form_spec(config))
    ledger = Ledger.open(config.ledger)
    with ledger.begin() as tx:
        tx.remember("live_from", MONDAY - timedelta(days=30))
    ledger.close()
    world = world.with_answers(cases, MONDAY - timedelta(minutes=1))
    take_in(world.config, MONDAY)
    take_in(world.config, SETTLED)
    return world
