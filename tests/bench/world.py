"""The desks that are measured: a spreadsheet on the fake Google and a folder with config.yaml and ledger, as `init` and
the real desk leave them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.cli.build import build_rig, first_rows, form_spec, read_config, spreadsheet_of
from sheetdesk.columns import FORM, TEAM
from sheetdesk.config import default_config
from sheetdesk.desk.one_pass import one_pass
from sheetdesk.desk.rig import Asked, Rig
from sheetdesk.ledger import Ledger
from sheetdesk.model.message import SENT
from sheetdesk.workbook.google.layout import set_up
from sheetdesk.workbook.wall import to_serial, to_wall
from tests.bench.google import Google
from tests.bench.texts import complaints
from tests.bench.to_the_fake import to_the_fake

MONDAY = datetime(2026, 11, 16, 2, 5, tzinfo=UTC)
"""10:05 on a business day in Taipei: when the rows of a new desk are taken in."""

LATER = MONDAY + timedelta(hours=2)
"""When it is measured: what left in the morning no longer counts against the limit of an hour."""

SETTLED = LATER - timedelta(minutes=10)
"""When the desk last had a look: every light shows what it is to show at LATER."""

MOST_PASSES = 20
"""More than 20,000 answers take."""

LONG_AGO = timedelta(days=2)
"""When their receipts left, as the ledger tells it: cases gather over weeks, and no day sees thousands of letters."""

TAIPEI = ZoneInfo("Asia/Taipei")
XLSX = "  kind: xlsx\n  path: desk.xlsx"
LIMITS = {
    "per_hour: 100": "per_hour: 10000",
    "per_day: 500": "per_day: 100000",
    "peak:\n  at_least: 20": "peak:\n  at_least: 0",
    "  leads: 08:30 ": "  leads: 不做 ",
}
"""The highest that config.yaml allows, which no measured work reaches; and no letter to the team that rush hours
begin or how the day looks."""
ORGANISER = "fang@example.com"


@dataclass(frozen=True, slots=True)
class World:
    """One desk. `answers`: how many rows its form has had."""

    google: Google
    book: str
    folder: Path
    answers: int = 0

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def with_answers(self, count: int, until: datetime = LATER - timedelta(minutes=1)) -> World:
        """Customers send the form so many times more."""
        rows = form_rows(self.answers, count, until)
        self.google.append(self.book, FORM.title, rows)
        return replace(self, answers=self.answers + count)

    @contextmanager
    def version(self) -> Iterator[World]:
        """The same desk in a folder of its own: whatever is done there, spreadsheet and ledger are as before afterwards."""
        version = self.google.save(self.book)
        with TemporaryDirectory(dir=self.folder.parent) as copy:
            shutil.copytree(self.folder, copy, dirs_exist_ok=True)
            try:
                yield replace(self, folder=Path(copy))
            finally:
                self.google.restore(self.book, version)


PER_GROUP = 4
"""Customers of a group buy who complain: too few for a bad batch, of which no shop has a hundred in one day."""


def form_rows(first: int, count: int, until: datetime) -> list[list[Any]]:
    """Answers number `first` and on, a hundredth of a second apart up to `until`, each from a customer of her own."""
    told = islice(complaints(seed=4), first, first + count)
    rows = []
    for number, (goods, text) in enumerate(told, start=first):
        at = until - timedelta(milliseconds=10 * (first + count - number))
        group = f"G{number // PER_GROUP + 1100}"
        cells = {
            "submitted_at": to_serial(to_wall(at, TAIPEI)),
            "customer": f"客人{number}",
            "nickname": f"暱稱{number}",
            "phone": 900_000_000 + number,  # a form makes a number of it
            "email": f"c{number}@example.com",
            "group_no": group,
            "product": f"{goods} {group}",
            "quantity": number % 5 + 1,
            "order_no": f"{group}-{number:05}",
            "pickup": "宅配",
            "text": text,
        }
        rows.append([cells.get(column.key) for column in FORM.columns])
    return rows


def write_config(google: Google, book: str, folder: Path) -> Path:
    """The config that ships, for this spreadsheet, with wide limits to how much is sent."""
    text = default_config().read_text(encoding="utf-8")
    assert XLSX in text
    text = text.replace(XLSX, f"  kind: google\n  spreadsheet_id: {book}\n  service_account: {google.key}")
    for shipped, wide in LIMITS.items():
        assert shipped in text
        text = text.replace(shipped, wide)
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rig_at(config: Path, now: datetime) -> Rig:
    """The desk as `run --now` builds it, but for its clock: that stands."""
    return build_rig(read_config(config), lambda: now)


def empty_desk(google: Google, folder: Path) -> World:
    """A desk in 正式 that no customer has written to yet."""
    folder.mkdir(parents=True)
    book = google.new_spreadsheet()
    config = read_config(write_config(google, book, folder))
    to_the_fake(google.url, waits=False)
    rows = first_rows(config, trial=False)
    rows[TEAM.key] = [{**row, "email": ORGANISER} for row in rows[TEAM.key]]
    set_up(spreadsheet_of(config), config.desk.zone, rows, form_spec(config), folder)
    ledger = Ledger.open(config.ledger)
    with ledger.begin() as tx:
        tx.remember("live_from", MONDAY - timedelta(days=30))
    ledger.close()
    return World(google, book, folder)


def grown(world: World, cases: int, at: datetime = MONDAY) -> World:
    """The desk with so many cases, the new ones taken in by the real desk and their receipts sent; then quiet."""
    more = cases - world.answers
    if more:
        rows = form_rows(world.answers, more, at - timedelta(minutes=1))
        world.google.append(world.book, FORM.title, rows)
    take_in(world.config, at)
    take_in(world.config, SETTLED)
    world.google.traffic()
    return replace(world, answers=cases)


def desk_of(google: Google, folder: Path, cases: int) -> World:
    """A desk of so many open cases."""
    return grown(empty_desk(google, folder), cases)


def kept_desk(google: Google, folder: Path, cases: int, keep: Path) -> World:
    """`desk_of`, or the one that an earlier run kept in the folder `keep`; made anew if it isn't there."""
    kept = keep / str(cases)
    if not (kept / "book").exists():
        world = desk_of(google, folder, cases)
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        google.dump(world.book, kept / "book")
        return world
    shutil.copytree(kept, folder)
    book = google.load(kept / "book")
    write_config(google, book, folder)
    return World(google, book, folder, cases)


def take_in(config: Path, now: datetime) -> None:
    """Passes until quiet. Letters count as sent without being written: that takes long, and leaves no other desk.

    Raises RuntimeError if the desk doesn't come to rest, or reports a fault."""
    rig = rig_at(config, now)
    for _ in range(MOST_PASSES):
        last = one_pass(rig, now, Asked(kinds=()))
        with rig.ledger.begin() as tx:
            tx.outbox.mark_all(tx.outbox.unfinished(), SENT, now, sent_at=now - LONG_AGO)
        if last.quiet:
            break
    rig.ledger.close()
    if not last.quiet or last.fault or last.crashes:
        raise RuntimeError(f"the desk did not come to rest: {last.fault or last.crashes or last.lines}")


def numbers(world: World, header: Sequence[Any] = ("案號",)) -> list[Any]:
    """What stands in the first column of 案件."""
    return [line[0] for line in world.google.values(world.book, "案件") if line and line[0] not in header]
