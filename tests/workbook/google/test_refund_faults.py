"""Google fails for the second workbook, in which refund accounts lie: the desk goes on, and loses and keeps none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest

from sheetdesk.columns import REFUND
from sheetdesk.desk.rig import Rig
from sheetdesk.policy.refunds import RefundTerms
from sheetdesk.workbook.google.refunds import GoogleRefunds
from sheetdesk.workbook.wall import to_serial, to_wall
from tests.fakes.google import Fault
from tests.fakes.google.book import Book
from tests.fakes.google.faults import When
from tests.fakes.google.grid import Entered
from tests.fakes.google_under_fault import STATE_TAB, ZONE, Desk, Studio

ACCOUNT = "012345678945678"
FAULTS = [("429", "before"), ("503", "before"), ("503", "after"), ("reset", "after"), ("half_json", "after")]


class PayingDesk(Desk):
    """With a second spreadsheet for the answers of the refund form."""

    def __init__(self, studio: Studio, folder: Path, patience_s: float = 20, like: Desk | None = None) -> None:
        known = like.second if isinstance(like, PayingDesk) else None
        self.second: Book = studio.copy_of(known) if known is not None else second_book(studio)
        super().__init__(studio, folder, patience_s, like)

    def open(self) -> Rig:
        rig, sheet = super().open(), self.studio.sheet(self.second)
        defaults = replace(rig.defaults, refunds=RefundTerms("https://forms.example/{number}", timedelta(days=30)))
        return replace(rig, defaults=defaults, refunds=GoogleRefunds(sheet, REFUND.title, ZONE))

    def problems(self) -> str:
        """What 系統狀態 says."""
        return str(self.rows(STATE_TAB))


def second_book(studio: Studio) -> Book:
    book = studio.share(studio.google.new_spreadsheet("退款帳號"))
    book.change([{"addSheet": {"properties": {"title": REFUND.title}}}])
    for at, column in enumerate(REFUND.columns, start=1):
        book[REFUND.title].put(1, at, column.title)
    return book


@pytest.fixture(scope="module")
def promised(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Her money is promised, and she has just told where it goes."""
    desk = PayingDesk(studio, tmp_path_factory.mktemp("promised"))
    desk.file("保鮮盒破了", "wang@example.com")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "amount", "320")
    desk.type(number, "status", "待退款")
    desk.run(1)
    answer: tuple[Entered, ...] = (to_serial(to_wall(desk.now, ZONE)), number, "王怡君", "國泰世華", ACCOUNT)
    for at, value in enumerate(answer, start=1):
        desk.second[REFUND.title].put(2, at, value)
    desk.now += timedelta(minutes=10)
    return desk.put_away()


@pytest.fixture(scope="module")
def paid(studio: Studio, promised: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """She was paid thirty days ago."""
    desk = PayingDesk(studio, tmp_path_factory.mktemp("paid"), like=promised)
    desk.run()
    desk.type(desk.numbers()[0], "action", "已退款")
    desk.run(1)
    desk.now += timedelta(days=30)
    return desk.put_away()


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(("kind", "when"), FAULTS)
def test_while_it_cannot_be_read_the_desk_goes_on_and_takes_the_account_later(
    kind: str, when: When, studio: Studio, promised: Desk, tmp_path: Path
) -> None:
    desk = PayingDesk(studio, tmp_path, like=promised)
    desk.google.faults.next(Fault(kind), kind="any", path=desk.second.id, when=when, times=inf)
    desk.file("少一包", "lee@example.com", customer="李大同")
    assert desk.try_run() is None
    first, _ = desk.numbers()
    assert "退款帳號" in desk.problems()
    desk.google.faults.clear()
    desk.run(61)
    assert desk.row(first)["帳號末五碼"] == "45678"
    assert "退款帳號（" not in desk.problems()


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(("kind", "when"), FAULTS)
def test_an_account_whose_wiping_failed_is_wiped_after_the_next_read(
    kind: str, when: When, studio: Studio, paid: Desk, tmp_path: Path
) -> None:
    desk = PayingDesk(studio, tmp_path, like=paid)
    desk.google.faults.next(Fault(kind), kind="write", path=desk.second.id, when=when)
    assert desk.try_run() is None
    desk.run(61)
    line = desk.second[REFUND.title].values()[1]
    assert ACCOUNT not in str(line)
    assert "王怡君" not in str(line)
    assert desk.row(desk.numbers()[0])["帳號末五碼"] == "45678"
