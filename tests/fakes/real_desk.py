"""A whole desk in a temporary folder: real workbook, ledger, outbox and jobs, and people who edit the file by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetdesk.cli.build import build_rig, channels_of, first_rows, form_spec, open_workbook
from sheetdesk.columns import BY_KEY, CASES, FORM, STATE, TEAM
from sheetdesk.config import Config, default_config, load_config
from sheetdesk.desk.one_pass import run_until_quiet
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.ledger import Ledger
from sheetdesk.model.case import Case
from sheetdesk.policy.digest_terms import NOT_MADE
from sheetdesk.policy.incidents import Terms
from sheetdesk.policy.ladder import NOBODY_HEARS
from sheetdesk.policy.peak import Terms as PeakTerms
from sheetdesk.workbook.xlsx_layout import set_up
from tests.fakes.file_hands import TAIPEI, FileHands, position, put_row, raw

__all__ = ["MONDAY", "ORGANISER", "TAIPEI", "WANG", "RealDesk", "place_of", "position_of", "put_row", "raw"]

MONDAY = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
"""10:05 on a business day in Taipei."""

ORGANISER = "fang@example.com"
"""Where alarms and letters of the trial go."""

WANG = {"customer": "王怡君", "email": "wang@example.com", "product": "蔥抓餅", "text": "收到的蔥抓餅都退冰了"}
"""A form row that becomes a complaint with a receipt."""


class RealDesk:
    """One desk in `folder`, as `init` leaves it: in 正式 unless `trial`, live since an hour before MONDAY.
    A folder that holds a desk already goes on with it.

    `now` is the clock; cells are given as raw values, aware times as the sheet's wall time."""

    def __init__(self, folder: Path, trial: bool = False) -> None:
        self.folder, self.path, self.now = folder, folder / "desk.xlsx", MONDAY
        self.config = desk_config(folder)
        if not self.path.exists():
            self.path.write_bytes(_new_workbook(trial))
        self.rig = self.open_rig()
        with self.rig.ledger.begin() as tx:
            tx.remember("live_from", MONDAY - timedelta(hours=1))

    def copy(self, folder: Path) -> RealDesk:
        """The same desk in another folder; the ledger has to be closed."""
        return RealDesk(shutil.copytree(self.folder, folder, dirs_exist_ok=True))

    def open_rig(self) -> Rig:
        """The desk as a new process would build it from the same files."""
        channels, _ = channels_of(self.config)
        ledger = Ledger.open(self.config.ledger)
        return replace(
            prototype(), ledger=ledger, workbook=open_workbook(self.config), channels=channels, clock=lambda: self.now
        )

    def reopen(self) -> None:
        """The process ends and another one begins."""
        self.rig.ledger.close()
        self.rig = self.open_rig()

    def run(self, at: datetime | None = None, **asked: Any) -> list[Report]:
        """Passes until quiet, at `at` (default: where the clock stands)."""
        self.now = at or self.now
        return run_until_quiet(self.rig, self.now, Asked(**asked))

    def run_later(self, minutes: float = 3, **asked: Any) -> list[Report]:
        """Passes until quiet, some minutes after the last."""
        return self.run(self.now + timedelta(minutes=minutes), **asked)

    @cached_property
    def hands(self) -> Any:
        """What people do to the workbook: FileHands, or their like for another kind."""
        return FileHands(self.path)

    @contextmanager
    def book(self) -> Iterator[Workbook]:
        """The workbook as a person's program has it open; saved at the end."""
        with self.hands.book() as book:
            yield book

    def add_form_rows(self, *rows: Mapping[str, Any], tab: str = FORM.title) -> None:
        """Customers send the form; columns by key. Without `submitted_at`: a minute ago."""
        sent = ({"submitted_at": self.now - timedelta(minutes=1), **row} for row in rows)
        self.hands.add_rows(tab, *([cells.get(column.key) for column in FORM.columns] for cells in sent))

    def edit(self, number: str, column: str, value: Any) -> None:
        """A person changes one cell of one case."""
        self.hands.put(CASES, self.place(number), column, value)

    def place(self, number: str) -> int:
        """The row of a case in 案件, counted from 1, the header first."""
        lines = self.hands.lines(CASES.title)
        at = lines[0].index(CASES.column("number").title)
        return next(place for place, line in enumerate(lines, start=1) if line[at] == number)

    def rows(self, tab: str = CASES.key) -> list[dict[str, Any]]:
        """The tab as people see it: raw cells by column key, blank cells and rows left out."""
        lines = self.hands.lines(BY_KEY[tab].title)
        keys = {c.title: c.key for c in BY_KEY[tab].columns}
        names = [keys.get(str(title), str(title)) for title in lines[0]]
        rows = [{n: v for n, v in zip(names, line, strict=True) if v is not None} for line in lines[1:]]
        return [row for row in rows if row]

    def row(self, number: str) -> dict[str, Any]:
        """The row of one case."""
        return next(row for row in self.rows() if row.get("number") == number)

    def cases(self) -> dict[str, Case]:
        """Every case of the ledger by number, in order of number."""
        with self.rig.ledger.begin() as tx:
            numbers = {row.case for row in tx.forms.all().values() if row.case}
            numbers |= {event.case for event in tx.cases.events() if event.case}
            return dict(sorted(tx.cases.some(numbers).items()))

    def letters(self) -> list[EmailMessage]:
        """What lies in the outbox, in order of file name."""
        files = sorted((self.folder / "outbox").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def recipients(self) -> list[str]:
        """Who the letters in the outbox are written to."""
        return sorted(str(letter["To"]) for letter in self.letters())

    def problems(self) -> list[str]:
        """What 系統狀態 asks people to mend."""
        rows = self.rows(STATE.key)
        return [
            f"{r['content']} → {r.get('mend', '')}" for r in rows if r["item"].startswith("問題") and "content" in r
        ]


def position_of(sheet: Worksheet, column: str, tab: str = CASES.key, header: int = 1) -> int:
    """Number of the column with that key."""
    return position(sheet, BY_KEY[tab], column, header)


def place_of(sheet: Worksheet, number: str) -> int:
    """Number of the row with that case number."""
    at = position_of(sheet, "number")
    return next(place for place in range(2, sheet.max_row + 1) if sheet.cell(place, at).value == number)


def desk_config(folder: Path) -> Config:
    shipped = _shipped()
    book = shipped.workbook.model_copy(update={"path": folder / "desk.xlsx"})
    outbox = shipped.channels.outbox.model_copy(update={"folder": folder / "outbox"})
    channels = shipped.channels.model_copy(update={"outbox": outbox})
    ledger = f"sqlite:///{folder / 'sheetdesk.db'}"
    return shipped.model_copy(update={"workbook": book, "channels": channels, "ledger": ledger})


@cache
def _shipped() -> Config:
    return load_config(default_config(), {})


@cache
def prototype() -> Rig:
    # Reading and judging the templates takes longest; all desks of a test run share that.
    rig = build_rig(_shipped().model_copy(update={"ledger": "sqlite://"}), lambda: MONDAY)
    # A crowd of equal complaints is no bad batch here, nor a flood, and nobody is reminded of a clock: stories of those
    # are told by desks of their own.
    calm = replace(rig.defaults, incidents=Terms(at_least=0), peak=PeakTerms(at_least=0), ladders=NOBODY_HEARS)
    calm = replace(calm, reports=replace(calm.reports, digest=NOT_MADE))  # nor does a letter come each morning
    return replace(rig, defaults=calm)


@cache
def _new_workbook(trial: bool) -> bytes:
    rows = first_rows(_shipped(), trial, datetime.now(TAIPEI).date())  # commands run by the real clock
    rows[TEAM.key] = [{**row, "email": ORGANISER} for row in rows[TEAM.key]]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.xlsx"
        set_up(path, TAIPEI, rows, form_spec(_shipped()))
        return path.read_bytes()
