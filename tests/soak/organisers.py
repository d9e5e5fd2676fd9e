"""The people of the simulated desk on Google: what many hands do in a spreadsheet, and staff who answer, merge and forget.

What they leave in cells is watched by google_crowd.Crowd: each deed is followed by a look at what it changed."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, cast

from sheetdesk.columns import LOG
from sheetdesk.columns.pages import DECISIONS
from tests.fakes.google import people
from tests.fakes.google.formula import Formula
from tests.fakes.google_crowd import Crowd
from tests.soak.ground import OnGoogle

if TYPE_CHECKING:
    from tests.soak.world import World

DEEDS = {
    "note": 8,
    "sort": 6,
    "shared": 4,
    "own word": 3,
    "scribble": 3,
    "clear": 3,
    "undo": 3,
    "delete row": 2,
    "filter": 2,
    "insert rows": 1,
    "formula": 0.5,
    "untitled": 0.5,
    "rename tab": 0.5,
    "move tab": 0.5,
    "move column": 0.5,
    "rename title": 0.3,
    "own column": 0.2,
    "insert column": 0.1,
    "merge": 0.1,
}
"""Of google_deeds.py, and how often each is chosen."""

SAID = ("已經幫您查了，明天送到", "今天補寄給您", "跟物流確認過了，再請您看看", "謝謝您告訴我們")
OPEN_END = ("寄出", "寄出,等客人", "寄出,已解決", "寄出,已解決", "寄出,已解決", "已用LINE／電話回", "轉廠商")
WAITS = ("處理中", "等客人", "等廠商", "等物流", "待補寄", "待退款")


class Organisers(Crowd):
    """`each_day`: how often somebody does something in the sheet that is no answer to a customer."""

    def __init__(self, world: World, each_day: float) -> None:
        ground = world.ground
        assert isinstance(ground, OnGoogle)
        super().__init__(cast(Any, ground))  # of a desk it looks at the book and the clock
        self.google = ground.google
        self.world, self.chance, self.each_day = world, Random(world.chance.random()), each_day
        self.deeds: dict[str, int] = {}
        self.replies = 0

    # What they do with the sheet

    def plan_day(self) -> None:
        """At any hour, mostly by day; some just while the desk reads or writes."""
        self.renames.clear()
        for _ in range(self._count(self.each_day)):
            hour = self.chance.choice((*range(24), *range(9, 23), *range(9, 23)))
            after = timedelta(hours=hour, seconds=self.chance.randrange(3600))
            self.world.later(after, self.do_something if self.chance.random() < 0.7 else self.interfere)
        for hour in (9, 11, 14, 16, 20):
            self.world.later(timedelta(hours=hour, minutes=self.chance.randrange(60)), self.work)

    def _count(self, mean: float) -> int:
        return int(mean * (0.5 + self.chance.random())) + (self.chance.random() < mean % 1)

    def do_something(self) -> bool:
        """One deed of those in `DEEDS`."""
        [kind] = self.chance.choices(list(DEEDS), list(DEEDS.values()))
        self.deeds[kind] = self.deeds.get(kind, 0) + 1
        self.act((kind, self.chance.randrange(10_000), self.chance.randrange(10_000)))
        return True

    def interfere(self) -> bool:
        """The same at the worst moment of the pass that comes now: before or after a read or a write."""
        when = self.chance.choice(("read", "write", "write", "after write"))
        kind, after = ("write", "write") if when == "after write" else (when, None)
        self.google.people.next(
            lambda book: self.do_something(), kind, after=after, skip=self.chance.randrange(2), path=self.book.id
        )
        return True

    def seen(self, fresh: set[tuple[str, int]]) -> None:
        """The desk has read what was typed before its pass."""
        self.fresh -= fresh

    def forget_unseen(self) -> None:
        """The sheet was set back: what the desk had not seen is gone, or never sees (beside the table, formulas), and so
        are columns that came since."""
        known = {uid for uid in self._uids() if not self.key_of(uid).startswith("#")}
        self.left = {
            place: left
            for place, left in self.left.items()
            if place not in self.fresh and place[1] in known and not isinstance(left, Formula)
        }

    # What they do for customers

    def work(self) -> bool:
        """Somebody goes through the open cases, answers some and leaves others for another day."""
        self.watch(self._go_through)
        self._decide()
        return True

    def _go_through(self) -> None:
        for row in self.world.ground.rows():
            if isinstance(row.get("number"), str) and self.chance.random() < 0.5:
                self._handle(str(row["number"]), row)

    def _handle(self, number: str, row: dict[str, Any]) -> None:
        status, dice = row.get("status"), self.chance.random()
        if row.get("action") or status in ("已結案", "無效", "已解決") or status is None:
            return
        if status == "待補寄" and dice < 0.6:
            self._put(number, "resend_no", f"T{self.chance.randrange(10**9)}")
            self._put(number, "action", "已補寄")
        elif status == "待退款" and dice < 0.6:
            self._put(number, "amount", str(self.chance.randrange(50, 900)))
            self._put(number, "action", "已退款")
        elif dice < 0.45:
            self._answer(number)
        elif dice < 0.6:
            self._put(number, "status", self.chance.choice(WAITS))
        elif dice < 0.62:
            self._put(number, "action", "無效")
        elif dice < 0.66:
            self._merge(number, row)
        elif dice < 0.68 and row.get("additions"):
            self._put(number, "action", "拆成新單")
        elif dice < 0.75:
            self._put(number, "follow_up", f"{self.world.now:%Y/%m/%d}")

    def _answer(self, number: str) -> None:
        self.replies += 1
        self._put(number, "reply_text", f"{self.chance.choice(SAID)}（{self.replies}）。")
        self._put(number, "action", self.chance.choice(OPEN_END))
        if self.chance.random() < 0.05:
            self.world.later(timedelta(minutes=1), lambda: self.watch(lambda: self._put(number, "action", "攔下")))

    def _merge(self, number: str, row: dict[str, Any]) -> None:
        mine = row.get("email") or row.get("phone")
        others = [r for r in self.world.ground.rows() if mine and mine in (r.get("email"), r.get("phone"))]
        others = [other for other in others if other.get("number") not in (number, None)]
        if others:
            self._put(number, "merged_into", str(others[0]["number"]))

    def _put(self, number: str, key: str, text: str) -> None:
        """Into that case's row, wherever it stands; nothing if the column or the row is gone just now."""
        self._meet_rows()
        at = self.at(key)
        uids = {self.numbers[row.uid]: place for place, row in enumerate(self.cases.rows, 1) if row.uid in self.numbers}
        if at and number in uids:
            people.type_in(self.book, self.cases.title, uids[number], at, text)

    def _decide(self) -> None:
        """Letters of which nobody knows whether they left: somebody looks at one of them and decides."""
        tab = self.book[self.book.sheet(self.ids[LOG.key]).title]
        header = tab.header()
        for place, line in enumerate(tab.values(), 1):
            row = dict(zip(header, line, strict=False))
            if row.get("狀態") == "需確認" and not row.get("決定") and self.chance.random() < 0.4:
                decision = self.chance.choice(DECISIONS)
                people.type_in(self.book, tab.title, place, header.index("決定") + 1, decision)
                self.world.truth.decided[str(row["編號"])].append(decision)
