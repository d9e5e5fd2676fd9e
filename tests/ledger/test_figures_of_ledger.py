"""Figures in the ledger: a row a case, letters by quarter of an hour, a day counted once."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sheetdesk.ledger import Ledger
from sheetdesk.ledger.figures import Backlog, Left
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.people import Bearer
from tests.ledger.test_schema import A_MESSAGE, VERSION_1

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ROW = CaseFigures(
    "GB2611-0001-G",
    True,
    NOON,
    received_at=NOON,
    category="商品問題",
    reply_met=False,
    reopened=(NOON, NOON + timedelta(days=1)),
    escalated=(NOON + timedelta(hours=2),),
    amount=320.5,
)


def ledger(folder: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{folder / 'desk.db'}")


def test_a_row_comes_back_as_it_was_kept_with_its_person(tmp_path: Path) -> None:
    with ledger(tmp_path).begin() as tx:
        tx.figures.keep([CaseFigures("GB2611-0001-G", False, NOON), CaseFigures("B", True, NOON)])
        tx.figures.keep([ROW])
        tx.people.keep([Bearer("GB2611-0001-G", person="A")])
        assert tx.figures.some(["GB2611-0001-G", "nobody's"]) == {"GB2611-0001-G": ROW}
        assert dict(tx.figures.since(NOON))[ROW] == "A"
        assert tx.figures.since(NOON + timedelta(seconds=1)) == []


def test_letters_of_a_quarter_of_an_hour_are_one_row_and_add_up(tmp_path: Path) -> None:
    with ledger(tmp_path).begin() as tx:
        tx.figures.count_letters([(NOON, True), (NOON + timedelta(minutes=14, seconds=59), True), (NOON, False)])
        tx.figures.count_letters([(NOON + timedelta(minutes=3), True), (NOON + timedelta(minutes=15), True)])
        later = NOON + timedelta(minutes=15)
        assert tx.figures.letters(NOON) == [Left(NOON, False, 1), Left(NOON, True, 3), Left(later, True, 1)]


def test_a_day_is_counted_once(tmp_path: Path) -> None:
    day = date(2026, 11, 23)
    first = Backlog(day, NOON, 7, 2, 1)
    with ledger(tmp_path).begin() as tx:
        tx.figures.note_backlog(first)
        tx.figures.note_backlog(Backlog(day, NOON + timedelta(hours=1), 9, 9, 9))
        assert tx.figures.backlogs(day) == [first]
        assert tx.figures.backlogs(day + timedelta(days=1)) == []


def test_the_letters_that_an_older_ledger_sent_are_counted_when_it_comes_up(tmp_path: Path) -> None:
    sent = A_MESSAGE.replace("'待送'", "'已送'").replace("03:00:00.000000', NULL, NULL,", "03:00:00', NULL, '{1}',")
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        raw.executescript(VERSION_1)
        raw.executescript(
            sent.format("B", "2026-11-23 04:14:59.000000") + sent.format("C", "2026-11-23 04:00:00.000000")
        )
    with ledger(tmp_path).begin() as tx:
        assert tx.figures.letters(NOON) == [Left(NOON, True, 2)]
        assert tx.figures.unknown(10) == ["GB2611-0001-G"]
