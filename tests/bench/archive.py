"""A year of closed cases, put straight into a ledger: nothing of it stands in the spreadsheet any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from sheetdesk.cli.build import read_config
from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import NEW, SeenRow
from sheetdesk.ledger.lock import ledger_file
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.case import Case
from sheetdesk.model.message import SENT, Letter
from sheetdesk.policy.numbers import case_number
from tests.bench.world import MONDAY, TAIPEI, World

FIRST_RUNNING = 1_000_000
AT_A_TIME = 5_000
MESSAGES_A_CASE = 2
EVENTS = ("created", "decided", "decided", "decided", "status", "status")


def archive(world: World, count: int) -> None:
    """So many closed cases, like one of the open ones but for number and customer: case, form row, two messages, six
    events each."""
    config = read_config(world.config)
    ledger = Ledger.open(config.ledger)
    with ledger.begin() as tx:
        pattern = next(iter(tx.cases.open_ones().values()))
        letter = tx.outbox.of_case(pattern.number)[0].letter
    told = _closed(pattern, count)
    while some := list(islice(told, AT_A_TIME)):
        with ledger.begin() as tx:
            _keep(tx, some, letter)
    ledger.close()
    _all_left(str(ledger_file(config.ledger)))


def _closed(pattern: Case, count: int) -> Iterator[tuple[int, Case]]:
    for number in range(count):
        at = MONDAY - timedelta(days=365) * ((count - number) / count) - timedelta(days=1)
        running = FIRST_RUNNING + number
        yield (
            running,
            replace(
                pattern,
                number=case_number("GB", at, TAIPEI, running),
                received_at=at,
                first_seen_at=at,
                email=f"old{number}@example.com",
                phone=f"08{number:08}",
                status="已結案",
                resolved_at=at + timedelta(days=1),
                closed_at=at + timedelta(days=2),
                next_look_at=None,
            ),
        )


def _keep(tx: Transaction, cases: list[tuple[int, Case]], letter: Letter) -> None:
    tx.cases.add(cases)
    tx.forms.take(_row(case) for _, case in cases)
    tx.outbox.post_many(
        (
            replace(letter, case=case.number, event=f"{letter.event}-{turn}", recipient=case.email or ""),
            Posting("outbox", f"<{case.number}-{turn}@example.com>", False, _seen(case)),
        )
        for _, case in cases
        for turn in range(MESSAGES_A_CASE)
    )
    tx.cases.tell(
        Event(_seen(case), case.number, "desk", kind, "status", None, case.status, case.why)
        for _, case in cases
        for kind in EVENTS
    )


def _row(case: Case) -> SeenRow:
    key = f"archive-{case.number}"
    return SeenRow(key, case.number, "表單回應 1", NEW, case.email, case.order_no, key, _seen(case), _seen(case), True)


def _seen(case: Case) -> datetime:
    assert case.first_seen_at is not None
    return case.first_seen_at


def _all_left(path: str) -> None:
    """What was posted here left long ago."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE messages SET state = ?, sent_at = created_at, updated_at = created_at, attempts = 1, revision = 0 "
            "WHERE case_no IN (SELECT number FROM cases WHERE running >= ?)",
            (SENT, FIRST_RUNNING),
        )
