"""A desk on the fake Google in the middle of its work, to be disturbed: known cases, a person's changes, new answers.

What it shows and remembers can be compared with an undisturbed twin's."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from google.oauth2.service_account import Credentials

from sheetdesk.channels.port import Channel
from sheetdesk.cli.build import first_rows
from sheetdesk.columns import CASES, FORM
from sheetdesk.config import GoogleWorkbook as Section
from sheetdesk.desk.one_pass import run_until_quiet
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.state_tab import SIGNS_OF_LIFE
from sheetdesk.errors import SheetdeskError
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.notebook import PAGE, Notebook
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.auth import credentials
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.layout import set_up
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.wall import to_serial, to_wall
from tests.fakes.google import FakeGoogle, people
from tests.fakes.google.book import Book
from tests.fakes.google.grid import Sheet
from tests.fakes.story_desk import MONDAY, Postbox, StoryDesk, default_settings

CASES_TAB, LOG_TAB, STATE_TAB, FORM_TAB = "案件", "往來紀錄", "系統狀態", FORM.title
ZONE = default_settings()[0].desk.zone
VOLATILE = SIGNS_OF_LIFE
OWN_COLUMN = "我的欄"
RULES = (10, 12, 13, 14, 110, 130, 153, 300, 421, 500)
"""Those of the rules that ship, by 順序, which the texts of these tests meet, and a few more: a new desk would spend
most of its time on reading all 95."""


class Studio:
    """One fake Google for many desks: a key once, a spreadsheet as `init` leaves it once."""

    def __init__(self, google: FakeGoogle, folder: Path) -> None:
        self.google, self.key = google, folder / "key.json"
        self.account = google.service_account(self.key)
        self.book = self.share(google.new_spreadsheet("好日子團購"))
        rows = first_rows(default_settings()[0], trial=False)
        rows["rules"] = [row for row in rows["rules"] if row["order"] in RULES]
        assert len(rows["rules"]) == len(RULES)
        rows["team"] = [{**row, "email": "afang@example.com"} for row in rows["team"]]
        set_up(self.sheet(self.book), ZONE, rows, FormSpec(), folder)
        self._make_form(self.book)

    def share(self, book: Book) -> Book:
        """Shared with the desk's account as an editor."""
        self.google.share(book, self.account)
        return book

    def sheet(self, book: Book, patience_s: float = 20) -> Spreadsheet:
        """The book over HTTP."""
        return spreadsheet(self.google.url, self.key, book.id, patience_s)

    def copy_of(self, book: Book) -> Book:
        """Another spreadsheet that shows the same, shared alike; nothing done to one is seen in the other."""
        twin = self.google.new_spreadsheet(book.title, book.zone, book.locale)
        twin.sheets = []
        for sheet in book.sheets:
            twin.sheets.append(Sheet(sheet.id, sheet.title))
            twin.sheets[-1].load(sheet.state())
        return self.share(twin)

    def _make_form(self, book: Book) -> None:
        if book.find(FORM_TAB) is None:
            book.change([{"addSheet": {"properties": {"title": FORM_TAB}}}])
        for at, column in enumerate(FORM.columns, start=1):
            book[FORM_TAB].put(1, at, column.title)
        cases = book[CASES_TAB]
        cases.put(1, len(cases.header()) + 1, OWN_COLUMN)


def spreadsheet(
    url: str,
    key: Path,
    book_id: str,
    patience_s: float = 20,
    sleep: Callable[[float], None] = lambda s: None,
    clock: Callable[[], float] = time.monotonic,
) -> Spreadsheet:
    """The real client of a Google at `url`, without the waits between its tries, or with a story's own."""
    account = _account(key)
    client = SheetsClient(
        account.with_scopes(account.scopes),  # no token yet, as in a new process
        base_url=url,
        timeouts=(5, patience_s),
        sleep=sleep,
        clock=clock,
        jitter=lambda a, b: 0,
    )
    return Spreadsheet(client, book_id)


def rig_on(sheet: Spreadsheet, file_name: Path, channel: Channel, clock: Callable[[], datetime]) -> Rig:
    """The desk on `sheet` with the ledger in that file, as a new process would build it."""
    ledger = Ledger.open(f"sqlite:///{file_name}")
    workbook = GoogleWorkbook(sheet, ZONE, clock, FormSpec(), Notebook(ledger))
    return replace(_prototype(), ledger=ledger, workbook=workbook, channels={"email": channel}, clock=clock)


class Desk:
    """A whole desk on one spreadsheet of the studio."""

    def __init__(self, studio: Studio, folder: Path, patience_s: float = 20, like: Desk | None = None) -> None:
        self.studio, self.google, self.now, self.patience_s = studio, studio.google, MONDAY, patience_s
        self.channel, self.answers = Postbox(), 1
        self.file_name = folder / "desk.db"
        self.book: Book = studio.copy_of(like.book if like else studio.book)
        if like is not None:
            self.now, self.answers = like.now, like.answers
            self.channel.sent = list(like.channel.sent)
            shutil.copy(like.file_name, self.file_name)
            self._take_notes_over()
        self.rig = self.open()

    def _take_notes_over(self) -> None:
        """What the twin's ledger noted of its spreadsheet holds for this one, which has another id."""
        ledger = Ledger.open(f"sqlite:///{self.file_name}")
        with ledger.begin() as tx:
            if (notes := tx.fact(PAGE)) is not None:
                tx.remember(PAGE, {**notes, "spreadsheet": self.book.id})
        ledger.close()

    def put_away(self) -> Desk:
        """Nothing more happens here: others go on from it."""
        self.rig.ledger.close()
        return self

    def open(self) -> Rig:
        """As a new process would build it."""
        sheet = self.studio.sheet(self.book, self.patience_s)
        return rig_on(sheet, self.file_name, self.channel, lambda: self.now)

    def reopen(self) -> None:
        """The process ends and another begins."""
        self.rig.ledger.close()
        self.rig = self.open()

    def file(self, text: str, mail: str, **cells: Any) -> None:
        """A customer sends the form."""
        self.answers += 1
        row = {"submitted_at": to_serial(to_wall(self.now, ZONE)), "text": text, "email": mail, "customer": "王怡君"}
        tab = self.book[FORM_TAB]
        header = tab.header()
        for key, value in {**row, **cells}.items():
            tab.put(self.answers, header.index(FORM.column(key).title) + 1, value)

    def type(self, number: str, column: str, text: str) -> None:
        """A person types into a case's cell; `column` by key or title."""
        tab = self.book[CASES_TAB]
        people.type_in(self.book, CASES_TAB, tab.find(tab.column("案號"), number), title_of(column), text)

    def run(self, minutes: float = 0) -> list[Report]:
        """Passes until quiet. Raises what `run` would answer 3 for."""
        self.now += timedelta(minutes=minutes)
        return run_until_quiet(self.rig, self.now, Asked())

    def try_run(self, minutes: float = 0) -> SheetdeskError | None:
        """The same; a fault is the answer."""
        try:
            return self.run(minutes)[-1].fault
        except SheetdeskError as fault:
            return fault

    def calls(self) -> list[str]:
        """Kinds of the calls since this was asked last, tokens left out."""
        kinds = self.google.kinds()
        self.google.calls.clear()
        return kinds

    def rows(self, title: str = CASES_TAB) -> list[dict[str, Any]]:
        """What people see, by title; blank rows left out."""
        header, *lines = self.book[title].values()
        rows = [{str(name): v for name, v in zip(header, line, strict=False) if name and v != ""} for line in lines]
        return [row for row in rows if row]

    def row(self, number: str) -> dict[str, Any]:
        """One case's row."""
        return next(row for row in self.rows() if row.get("案號") == number)

    def numbers(self) -> list[str]:
        """Case numbers from top to bottom."""
        return [row["案號"] for row in self.rows() if "案號" in row]

    def shown(self) -> dict[str, Any]:
        """All that people see of the desk, whatever the order of rows, but for what counts batches."""
        shown = {title: sorted(map(repr, map(_in_order, self.rows(title)))) for title in (CASES_TAB, LOG_TAB)}
        state = [row for row in self.rows(STATE_TAB) if row["項目"] not in VOLATILE]
        return {**shown, STATE_TAB: sorted(map(repr, map(_in_order, state)))}

    def remembered(self) -> dict[str, Any]:
        """All that the ledger holds of cases, letters, form rows and the audit trail."""
        with self.rig.ledger.begin() as tx:
            numbers = sorted({row.case for row in tx.forms.all().values() if row.case})
            cases = tx.cases.some(numbers)
            return {
                "cases": [cases[number].to_plain_dict() for number in numbers],
                "events": [(e.case, e.actor, e.kind, e.field, e.old, e.new) for e in tx.cases.events()],
                "letters": [(m.key, m.state) for m in tx.outbox.updated_since(None)],
                "pending": [journal.batch for journal in tx.sheet.pending()],
                "owed": tx.sheet.repairs(),
            }

    def sent(self) -> list[tuple[str, str]]:
        """Recipient and subject of each letter, in order."""
        return sorted((m.letter.recipient, m.letter.subject) for m in self.channel.sent)


def title_of(column: str) -> str:
    """The title of a column of 案件 by its key; any other name is a title."""
    return CASES.column(column).title if CASES.has(column) else column


def _in_order(row: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(row.items()))


@contextmanager
def open_studio(folder: Path) -> Iterator[Studio]:
    """A fake Google with a studio in it."""
    with FakeGoogle() as google:
        yield Studio(google, folder)


@cache
def _account(key: Path) -> Credentials:
    # Checking a private key takes longer than the calls of a pass.
    section = Section.model_validate({"kind": "google", "spreadsheet_id": "1" * 44, "service_account": str(key)})
    return credentials(section)


@cache
def _prototype() -> Rig:
    # Reading and judging the templates takes longest; all desks of a test run share that.
    folder = Path(__import__("tempfile").mkdtemp())
    return StoryDesk(folder).rig
