"""The desk of the simulated year as `serve` builds it from a config: on the fake Google over HTTP or on a file, its letters
over SMTP on loopback; the clock is the world's."""

from __future__ import annotations

import io
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from openpyxl import load_workbook

from sheetdesk.cli import memory
from sheetdesk.cli.build import build_rig, first_rows, form_spec, spreadsheet_of
from sheetdesk.cli.renewal import Renewal
from sheetdesk.cli.serve import Watch
from sheetdesk.cli.session import Session
from sheetdesk.cli.sparing import spare_reads
from sheetdesk.columns import BY_KEY, CASES, FORM, RULES, SURVEY, TEAM, Tab
from sheetdesk.config import Config, default_config, load_config
from sheetdesk.config.channels import EmailSection
from sheetdesk.config.sections import GoogleWorkbook
from sheetdesk.desk.diary import Diary
from sheetdesk.desk.rig import Rig
from sheetdesk.model.case import Case
from sheetdesk.workbook.google import client as google_client
from sheetdesk.workbook.google.layout import set_up as set_up_google
from sheetdesk.workbook.xlsx_layout import set_up as set_up_file
from tests.fakes.file_hands import FileHands, put_row, raw
from tests.fakes.google import FakeGoogle
from tests.fakes.google import form as forms
from tests.fakes.google_hands import TAIPEI
from tests.fakes.google_real_desk import SpreadsheetHands
from tests.soak.postoffice import SHOP, Postoffice

FORM_LINK = "https://docs.google.com/forms/d/e/ask/viewform?usp=pp_url&entry.1={number}"
SURVEY_LINK = "https://docs.google.com/forms/d/e/survey/viewform?usp=pp_url&entry.1={token}"
STAFF = {"阿芳": "fang@shop.example.com", "小美": "mei@shop.example.com", "大明": "ming@shop.example.com"}
RULES_KEPT = (10, 12, 13, 14, 17, 30, 95, 100, 110, 120, 130, 153, 159, 160, 200, 290, 300, 330)
"""Rules by 順序 that the customers' words meet: a pass would spend its time on reading 95."""


class Ground(ABC):
    """A desk in `folder` that went live at `begin`; whatever the workbook, people's hands have the same verbs."""

    def __init__(self, folder: Path, room: Postoffice, begin: datetime) -> None:
        self.folder, self.room, self.now = folder, room, begin
        self.config = self.configured()
        self.hands = self.laid_out()
        self.log: list[dict[str, Any]] = []
        self.said = io.StringIO()
        self.rig = self.open()
        with self.rig.ledger.begin() as tx:
            tx.remember("live_from", begin)

    def configured(self) -> Config:
        """config.yaml as it ships, with a mail account, a survey and the links of both forms."""
        shipped = _shipped()
        email = EmailSection.model_validate(
            {"host": "127.0.0.1", "port": self.room.port, "security": "none", "from": SHOP, "timeout_s": 5}
        )
        links = {"link": SURVEY_LINK, "unsolved_link": f"{SURVEY_LINK}&entry.2=x"}
        return shipped.model_copy(
            update={
                "workbook": self.section(),
                "ledger": f"sqlite:///{self.folder / 'sheetdesk.db'}",
                "channels": shipped.channels.model_copy(update={"email": email}),
                "survey": shipped.survey.model_copy(update=links),
                "forms": shipped.forms.model_copy(update={"link": FORM_LINK}),
            }
        )

    @abstractmethod
    def section(self) -> Any:
        """What config.yaml says of the workbook."""

    @abstractmethod
    def laid_out(self) -> Any:
        """The workbook as `init` leaves it, with both forms linked; answers people's hands in it."""

    def rows_of_init(self) -> dict[str, list[dict[str, Any]]]:
        rows = first_rows(self.config, trial=False)
        rows[RULES.key] = [row for row in rows[RULES.key] if row["order"] in RULES_KEPT]
        roles = ("主揪", "小幫手", "小幫手")
        rows[TEAM.key] = [
            {"name": name, "role": role, "email": mail, "active": "是"}
            for (name, mail), role in zip(STAFF.items(), roles, strict=True)
        ]
        return rows

    def open(self) -> Rig:
        """As a new process builds it."""
        rig = spare_reads(build_rig(self.config, lambda: self.now), self.config, self.tell)
        self.diary = Diary.of(self.config.timetable(), self.config.desk.zone)
        self.diary.open(rig.ledger, self.now)
        return rig

    def tell(self, words: str) -> None:
        """What a process says on the terminal."""
        self.said.write(words)

    def reopen(self) -> None:
        """The process ends, or has died, and another begins."""
        self.rig.ledger.close()
        self.rig = self.open()

    def ring(self) -> dict[str, Any]:
        """What `serve` does when its jobs are due; answers the line that it logs."""
        session = Session(self.folder / "config.yaml", debug=True)
        watch = Watch(self.rig, session, self.config.ledger, self.diary, Renewal(most_mb=0))
        timetable, fixed = self.config.timetable(), watch.due()
        jobs = tuple(name for name, when in timetable.items() if isinstance(when, timedelta) or name in fixed)
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(self.said), patch.object(memory, "give_back"):
            watch.ring(jobs)
        self.said.write(out.getvalue())
        line: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
        self.log.append(line)
        return line

    # What the world may look at, as a person would

    def rows(self, tab: Tab = CASES) -> list[dict[str, Any]]:
        """A tab as people see it, by column key; blank cells and rows left out."""
        lines = self.hands.lines(self.title(tab))
        if not lines:
            return []
        keys = {c.title: c.key for c in tab.columns}
        names = [keys.get(str(title), str(title)) for title in lines[0]]
        rows = [{n: v for n, v in zip(names, line, strict=True) if v is not None} for line in lines[1:]]
        return [row for row in rows if row]

    def title(self, tab: Tab) -> str:
        """What the tab is called just now."""
        return tab.title

    # What a form's program does

    @abstractmethod
    def submit(self, form: Tab, answers: Mapping[str, str]) -> int:
        """A new answer; what its row is known by from now on."""

    @abstractmethod
    def resubmit(self, form: Tab, row: int, answers: Mapping[str, str]) -> None:
        """She edits hers: its row is overwritten, its time stamp too."""

    def case(self, number: str) -> Case:
        """What the ledger knows."""
        with self.rig.ledger.begin() as tx:
            return tx.cases.some([number])[number]


class OnGoogle(Ground):
    """On a spreadsheet of its own."""

    def __init__(self, folder: Path, room: Postoffice, begin: datetime, google: FakeGoogle) -> None:
        self.google, self.key = google, folder / "key.json"
        account = google.service_account(self.key)
        self.book = google.new_spreadsheet("好日子團購")
        self.book.clock = lambda: self.now
        google.share(self.book, account)
        super().__init__(folder, room, begin)

    def section(self) -> GoogleWorkbook:
        said = {"kind": "google", "spreadsheet_id": self.book.id, "service_account": str(self.key)}
        return GoogleWorkbook.model_validate(said)

    def laid_out(self) -> SpreadsheetHands:
        for form in (FORM, SURVEY):
            self.book.change([{"addSheet": {"properties": {"title": form.title}}}])
            for at, column in enumerate(form.columns, start=1):
                self.book[form.title].put(1, at, column.title)
        set_up_google(spreadsheet_of(self.config), TAIPEI, self.rows_of_init(), form_spec(self.config), self.folder)
        hands = SpreadsheetHands(self.book)
        hands._tabs[self.book[SURVEY.title].id] = SURVEY
        self.ids = {tab.key: self.book[tab.title].id for tab in (*BY_KEY.values(), FORM, SURVEY)}
        return hands

    def submit(self, form: Tab, answers: Mapping[str, str]) -> int:
        place = forms.submit(self.book, self.title(form), _by_title(form, answers))
        return self.book.sheet(self.ids[form.key]).own(place - 1).uid

    def resubmit(self, form: Tab, row: int, answers: Mapping[str, str]) -> None:
        place = self.book.sheet(self.ids[form.key]).places[row] + 1
        forms.edit(self.book, self.title(form), place, _by_title(form, answers))

    def title(self, tab: Tab) -> str:
        return self.book.sheet(self.ids[tab.key]).title


class InFile(Ground):
    """In an .xlsx file."""

    def section(self) -> Any:
        return _shipped().workbook.model_copy(update={"path": self.folder / "desk.xlsx"})

    def laid_out(self) -> FileHands:
        path = self.folder / "desk.xlsx"
        set_up_file(path, TAIPEI, self.rows_of_init(), form_spec(self.config))
        book = load_workbook(path)
        book.create_sheet(SURVEY.title).append([column.title for column in SURVEY.columns])
        book.save(path)
        return FileHands(path)

    def submit(self, form: Tab, answers: Mapping[str, str]) -> int:
        place = len(self.hands.lines(form.title)) + 1
        self.resubmit(form, place, answers)
        return place

    def resubmit(self, form: Tab, row: int, answers: Mapping[str, str]) -> None:
        stamped = {"submitted_at": raw(self.now.replace(microsecond=0)), **answers}
        with self.hands.book() as book:
            put_row(book[form.title], row, [stamped.get(column.key) for column in form.columns])


def _by_title(form: Tab, answers: Mapping[str, str]) -> dict[str, str]:
    return {form.column(key).title: said for key, said in answers.items()}


@contextmanager
def sent_to(google: FakeGoogle) -> Iterator[None]:
    """This process takes `google` for the real one, and doesn't wait between its tries."""
    client = partial(google_client.SheetsClient, base_url=google.url, sleep=lambda s: None, jitter=lambda a, b: 0)
    with patch.object(google_client, "SheetsClient", client):
        yield


@cache
def _shipped() -> Config:
    return load_config(default_config(), {})
