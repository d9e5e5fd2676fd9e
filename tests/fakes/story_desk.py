"""A whole desk for stories, on the moving workbook or on Google: real ledger, real jobs, real templates; a channel that
keeps what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sheetdesk.cli.build import defaults_of
from sheetdesk.config import load_config
from sheetdesk.config.places import default_config
from sheetdesk.config.settings import Config
from sheetdesk.desk.book import Defaults
from sheetdesk.desk.one_pass import one_pass, run_until_quiet
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.errors import SendFailed
from sheetdesk.jobs import JOBS
from sheetdesk.ledger import Ledger
from sheetdesk.model.case import Case
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Problem
from sheetdesk.model.values import Value
from sheetdesk.policy.digest_terms import NOT_MADE
from sheetdesk.policy.incidents import Terms
from sheetdesk.policy.ladder import NOBODY_HEARS, USUAL
from sheetdesk.policy.peak import Terms as PeakTerms
from sheetdesk.policy.sending import Limits
from sheetdesk.policy.shop import Shop, first_rows
from tests.fakes.moving_workbook import MovingWorkbook

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday 10:00 in Taipei."""


@cache
def default_settings() -> tuple[Config, Defaults]:
    """config.yaml and templates, read once."""
    config = load_config(default_config(), {})
    return config, defaults_of(config)


class Postbox:
    """A channel of five lines that keeps what was sent."""

    name = "email"

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.fault: Exception | None = None
        self.resend_safe = self.trial = False

    def send(self, message: Message, now: datetime) -> None:
        if self.fault is not None:
            raise self.fault
        self.sent.append(message)

    def probe(self) -> Problem | None:
        return Problem("寄信", str(self.fault)) if isinstance(self.fault, SendFailed) else None

    def close(self) -> None: ...


class StoryDesk:
    """Form rows in, cases out; time passes only when the story says so."""

    new_workbook: Callable[[Callable[[], datetime]], Any] = staticmethod(lambda clock: MovingWorkbook())
    """Makes the workbook that stories are told on: a MovingWorkbook, or a HandledWorkbook (both_kinds.py), which have
    one surface and not one type."""

    def __init__(self, folder: Path, live: bool = True) -> None:
        config, defaults = default_settings()
        self.folder, self.now, self.channel = folder, MONDAY, Postbox()
        self.workbook = self.new_workbook(lambda: self.now)
        self.fill("settings", first_rows(Shop("好日子團購", "阿芳", trial=not live)))
        for tab, rows in config.first_rows().items():
            self.fill(tab, [dict(row) for row in rows])
        self.answers: list[dict[str, Value]] = []
        self.url = f"sqlite:///{folder / 'desk.db'}"
        # A crowd of equal complaints is no bad batch here, nor a flood, and nobody is reminded of a clock: stories of
        # those are told by desks of their own.
        calm = replace(defaults, incidents=Terms(at_least=0), peak=PeakTerms(at_least=0), ladders=NOBODY_HEARS)
        calm = replace(calm, reports=replace(calm.reports, digest=NOT_MADE))  # nor does a letter come each morning
        self.defaults = replace(calm, live_from=MONDAY - timedelta(days=30))
        self.rig = self.open()

    def open(self) -> Rig:
        return Rig(
            ledger=Ledger.open(self.url),
            workbook=self.workbook,
            channels={"email": self.channel},
            channel="email",
            defaults=self.defaults,
            jobs={name: job.run for name, job in JOBS.items()},
            limits=Limits(),
            host="server-a",
            mail_domain="example.com",
            clock=lambda: self.now,
        )

    def watch_clocks(self) -> None:
        """From now on the team hears of clocks that run out, as config.yaml says where nobody changed it."""
        self.defaults = replace(self.defaults, ladders=USUAL)
        self.rig = self.open()

    def fill(self, tab: str, rows: list[dict[str, Value]]) -> None:
        self.workbook.fill(tab, rows)

    def file(self, text: str | None, **cells: Value) -> None:
        """A customer fills in the form now."""
        row: dict[str, Value] = {
            "submitted_at": self.now,
            "text": text,
            "customer": "王怡君",
            "email": "wang@example.com",
        }
        self.answers.append({**row, **cells})
        self.show_form()

    def show_form(self, title: str = "表單回應 1") -> None:
        self.workbook.show_form(title, self.answers)

    def run(self, after_min: float = 0, asked: Asked | None = None) -> list[Report]:
        self.now += timedelta(minutes=after_min)
        return run_until_quiet(self.rig, self.now, asked or Asked())

    def one(self, after_min: float = 0, asked: Asked | None = None) -> Report:
        self.now += timedelta(minutes=after_min)
        return one_pass(self.rig, self.now, asked or Asked())

    @property
    def grid(self) -> Any:
        return self.workbook.grids["cases"]

    def rows(self, tab: str = "cases") -> list[dict[str, Value]]:
        grid = self.workbook.grids[tab]
        return [grid.cells(at) for at in range(len(grid.rows)) if grid.cells(at)]

    def row(self, number: str) -> dict[str, Value]:
        return next(row for row in self.rows() if row.get("number") == number)

    def numbers(self) -> list[str]:
        return [str(row["number"]) for row in self.rows() if row.get("number")]

    def type(self, number: str, column: str, value: Value) -> None:
        self.grid.put(self.grid.find("number", number), column, value)

    def case(self, number: str) -> Case:
        with self.rig.ledger.begin() as tx:
            return tx.cases.some([number])[number]

    def events(self, number: str) -> list[tuple[str, str, str | None]]:
        with self.rig.ledger.begin() as tx:
            return [(e.actor, e.kind, e.field) for e in tx.cases.events(number)]
