"""A burst of answers within one minute, on a Google that allows 60 reads and 60 writes a minute: it never has to refuse,
each answer is one case, and each receipt leaves once or waits for a person, never faster than domain §6 allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Rig
from sheetdesk.model.message import SENT, UNSURE, Message
from tests.fakes.google import Quota
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.quota import WINDOW_S
from tests.fakes.google_under_fault import LOG_TAB, Desk, Studio, open_studio, rig_on, spreadsheet
from tests.fakes.sample import ALL
from tests.fakes.story_desk import MONDAY, Postbox, default_settings

ROWS = 5_000 if ALL else 150
LOOKS = 30
"""Passes within the minute; `serve` makes one."""
HOURS = 27 if ALL else 3
"""A receipt is worth sending for a day; a hundred letters leave in an hour."""


@dataclass
class WatchedQuota(Quota):
    """Google's quota, and what was asked of it: seconds and kind of each call."""

    asked: list[tuple[float, str]] = field(default_factory=list)
    refused: int = 0

    def spend(self, user: str, kind: str, calls: int = 1) -> None:
        try:
            super().spend(user, kind, calls)
        except ApiFault:
            self.refused += 1
            raise
        self.asked.append((self.clock(), kind))

    def most(self, kind: str) -> int:
        """Calls of this kind in the busiest minute."""
        return busiest([at for at, what in self.asked if what == kind], WINDOW_S)


class TimedPost(Postbox):
    """Remembers when each letter left."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[tuple[datetime, Message]] = []

    def send(self, message: Message, now: datetime) -> None:
        super().send(message, now)
        self.left.append((now, message))


class CrowdedDesk(Desk):
    """A desk with the defaults that ship, bad batches and floods among them; its waits are waits of the story's clock."""

    def __init__(self, studio: Studio, folder: Path) -> None:
        super().__init__(studio, folder)
        self.post = self.channel = TimedPost()
        self.reopen()

    def open(self) -> Rig:
        sheet = spreadsheet(
            self.google.url, self.studio.key, self.book.id, sleep=self.sleep, clock=lambda: self.now.timestamp()
        )
        rig, shipped = rig_on(sheet, self.file_name, self.channel, lambda: self.now), default_settings()[1]
        return replace(rig, defaults=replace(rig.defaults, incidents=shipped.incidents, peak=shipped.peak))

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CrowdedDesk]:
    with open_studio(tmp_path) as studio:
        desk = CrowdedDesk(studio, tmp_path)
        desk.run()
        yield desk
        desk.rig.ledger.close()


def busiest(moments: Sequence[float], window_s: float) -> int:
    """How many of these, in order, lie within one window at most."""
    most = first = 0
    for last, at in enumerate(moments):
        while moments[first] <= at - window_s:
            first += 1
        most = max(most, last - first + 1)
    return most


def address(number: int) -> str:
    return f"c{number}@example.com"


@pytest.mark.slow
@pytest.mark.timeout(1800 if ALL else 120)
def test_a_burst_is_taken_in_within_the_quota_and_answered_within_the_limits(
    desk: CrowdedDesk, record_property: Callable[[str, object], None]
) -> None:
    quota = desk.google.quota = WatchedQuota(clock=lambda: desk.now.timestamp())
    for look in range(LOOKS):
        for number in range(look, ROWS, LOOKS):
            text = f"蔥抓餅都退冰了，第 {number} 包"
            desk.file(text, address(number), customer=f"客人{number}", order_no=f"A{number}")
        desk.run(1 / LOOKS)
    desk.run()

    assert len(desk.numbers()) == len(set(desk.numbers())) == ROWS
    in_the_burst = (quota.most("read"), quota.most("write"))
    record_property("reads and writes in the busiest minute", in_the_burst)
    record_property("minutes until all were in", (desk.now - MONDAY) / timedelta(minutes=1))

    for _ in range(HOURS):
        desk.run(61)

    assert quota.refused == 0
    assert min(in_the_burst) > 25, "the burst asked for something"
    assert max(quota.most("read"), quota.most("write")) <= 50, "ten a minute are left to others"
    the_receipts_left_once_or_wait(desk)


def the_receipts_left_once_or_wait(desk: CrowdedDesk) -> None:
    limits = desk.rig.limits
    receipts = [(at, letter.letter.recipient) for at, letter in desk.post.left if letter.kind == "receipt"]
    automatic = [at.timestamp() for at, letter in desk.post.left if letter.kind != "alarm"]
    assert busiest(automatic, 3600) <= limits.per_hour
    assert busiest([at.timestamp() for at, _ in desk.post.left], 24 * 3600) <= limits.per_day
    states = {str(row["對象"]): row["狀態"] for row in desk.rows(LOG_TAB) if row.get("種類") == "收件通知"}
    went = [whom for _, whom in receipts]
    assert len(went) == len(set(went))
    assert {whom for whom, state in states.items() if state == SENT} == set(went)
    assert Counter(states.values()) == Counter({SENT: len(went), UNSURE: ROWS - len(went)})
    assert set(states) == {address(number) for number in range(ROWS)}
    alarms = len(desk.post.left) - len(went)
    assert len(went) >= min(ROWS, limits.per_day - limits.kept_for_people - alarms), "no fewer than may leave"
