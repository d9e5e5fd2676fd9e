"""The simulated world: a clock, one source of chance, an agenda; time jumps to what happens next or falls due at the desk.

Border: it drives the desk as `serve` does, and knows nothing of what the desk decides."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.fakes.google_hands import TAIPEI
from tests.soak.customers import Customers
from tests.soak.file_people import FilePeople
from tests.soak.ground import Ground, OnGoogle
from tests.soak.organisers import Organisers
from tests.soak.troubles import Troubles
from tests.soak.truth import Truth

BEGIN = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
"""Monday 00:00 in Taipei."""

SETTLES = timedelta(minutes=2, seconds=10)
"""What stands as long is believed: a reply may leave, a typed row is a case, a deleted row comes back."""

IDLE = timedelta(hours=4)
"""How far passes lie apart, about, while nothing happens."""

DUE = """
    SELECT min(at) FROM (
      SELECT min(next_look_at) AS at FROM cases WHERE next_look_at > :now
      UNION ALL SELECT min(next_try_at) FROM messages WHERE state IN ('待送', '失敗') AND next_try_at > :now)
"""


class World:
    """`seed` decides all that happens; `each_day`: how many customers write; `deeds`: how often somebody edits the sheet
    on a day; `troubles`: how often something goes wrong."""

    def __init__(self, ground: Ground, seed: int, each_day: float = 3, deeds: float = 0, troubles: float = 0) -> None:
        self.ground, self.seed, self.chance, self.truth = ground, seed, Random(seed), Truth()
        self.agenda: list[tuple[datetime, int, Callable[[], object]]] = []
        self.planned = 0
        self.customers = Customers(self, each_day)
        people = Organisers if isinstance(ground, OnGoogle) else FilePeople
        self.organisers = people(self, deeds) if deeds else None
        self.troubles = Troubles(self, troubles)
        self.found: list[str] = []
        """What was wrong at once."""
        self.passes = 0
        self.day = BEGIN
        self.begin_day()

    @property
    def now(self) -> datetime:
        return self.ground.now

    def later(self, after: timedelta, act: Callable[[], object]) -> None:
        """`act` happens so much later."""
        self.planned += 1
        heapq.heappush(self.agenda, (self.now + after, self.planned, act))

    def begin_day(self) -> None:
        """What each day brings is drawn at its midnight."""
        self.customers.plan_day()
        if self.organisers is not None:
            self.organisers.plan_day()
        self.troubles.plan_day()
        self.later(timedelta(days=1), self.begin_day)

    def live(self, until: datetime) -> None:
        """Time goes on to `until`."""
        while (moment := self.next_moment()) < until:
            self.move_on(moment)
        self.move_on(until)

    def next_moment(self) -> datetime:
        """When something happens or falls due, or the desk looks because it has not for a while."""
        happens = self.agenda[0][0]
        idle = self.now + IDLE * (0.1 + self.chance.random() * 2)
        return min(filter(None, (happens, self.falls_due(), idle)))

    def falls_due(self) -> datetime | None:
        """The next moment that the desk itself noted."""
        path = self.ground.folder / "sheetdesk.db"
        with sqlite3.connect(path) as ledger:
            [[at]] = ledger.execute(DUE, {"now": self.now.replace(tzinfo=None).isoformat(" ", "microseconds")})
        ledger.close()
        return datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None

    def move_on(self, moment: datetime) -> None:
        """The clock shows `moment`: what happens then happens, and the desk's minute comes."""
        self.ground.now = max(self.now, moment)
        acted = False
        while self.agenda and self.agenda[0][0] <= self.now:
            acted = heapq.heappop(self.agenda)[2]() is not None or acted
        self.ring()
        if acted:
            self.later(SETTLES, lambda: None)

    def ring(self) -> dict[str, Any]:
        """One ring of `serve`; customers read what came of it."""
        self.passes += 1
        unread: set[Any] = set(self.organisers.fresh) if self.organisers is not None else set()
        line = self.troubles.ring()
        if self.organisers is not None and line["fault"] is None:
            self.organisers.seen(unread)
        elif self.organisers is not None and line["fault"] == "DeskUnreachable":
            self.later(timedelta(minutes=30), self.organisers.heed)
        self.customers.read_mail()
        return line

    def calm_down(self) -> None:
        """Nobody touches anything any more, nothing fails, and the desk has some hours for what it put off."""
        self.troubles.be_over()
        for minutes in (3, 3, 30, 60, 90, 120, 240):
            self.ground.now += timedelta(minutes=minutes)
            if self.ring()["fault"] == "DeskUnreachable" and self.organisers is not None:
                self.organisers.heed()

    def wall(self) -> datetime:
        """The time on the wall in Taipei."""
        return self.now.astimezone(TAIPEI)
