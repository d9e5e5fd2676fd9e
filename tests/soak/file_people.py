"""The people of the simulated desk in a file: they type, answer, sort, insert and delete rows between two passes, for while
the desk has the file nobody else's program saves it.

They have the surface of organisers.Organisers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sheetdesk.columns import CASES
from tests.fakes.file_hands import FileHands
from tests.soak.organisers import OPEN_END, SAID

if TYPE_CHECKING:
    from tests.soak.world import World

HERS = {"note": "備註", "cause": "原因", "liability": "誰", "owner": ""}
OWNERS = ("小美", "大明", "阿芳")
Place = tuple[str, str]


class FilePeople:
    """`left`: what was typed last, by case and column; `fresh`: of that what no pass has read; `touched`: all of it."""

    def __init__(self, world: World, each_day: float) -> None:
        self.world, self.chance, self.each_day = world, Random(world.chance.random()), each_day
        assert isinstance(world.ground.hands, FileHands)
        self.hands: FileHands = world.ground.hands
        self.left: dict[Place, str] = {}
        self.fresh: set[Place] = set()
        self.touched: set[Place] = set()

    def plan_day(self) -> None:
        """By day, mostly."""
        for _ in range(int(self.each_day * (0.5 + self.chance.random()))):
            after = timedelta(hours=self.chance.randrange(7, 24), seconds=self.chance.randrange(3600))
            self.world.later(after, self.do_something)

    def do_something(self) -> bool:
        deeds: dict[Callable[[int], None], int] = {
            self._write: 5,
            self._answer: 5,
            self._sort: 2,
            self._insert_row: 1,
            self._delete_row: 1,
        }
        places = [at for at, number in self._numbers().items() if number]
        if places:
            [deed] = self.chance.choices(list(deeds), list(deeds.values()))
            deed(self.chance.choice(places))
        return True

    def _numbers(self) -> dict[int, Any]:
        """Case numbers by row, from 1."""
        header, *lines = self.hands.lines(CASES.title)
        at = header.index(CASES.column("number").title)
        return {place: line[at] for place, line in enumerate(lines, start=2)}

    def _put(self, place: int, key: str, text: str) -> None:
        where = str(self._numbers()[place]), key
        self.hands.put(CASES, place, key, text)
        self.touched.add(where)
        if key in HERS:
            self.left[where] = text
            self.fresh.add(where)

    def _write(self, place: int) -> None:
        key = self.chance.choice(list(HERS))
        words = f"{HERS[key]}{self.chance.randrange(1000)}"
        self._put(place, key, self.chance.choice(OWNERS) if key == "owner" else words)

    def _answer(self, place: int) -> None:
        self._put(place, "reply_text", f"{self.chance.choice(SAID)}（{self.chance.randrange(10_000)}）。")
        self._put(place, "action", self.chance.choice(OPEN_END))

    def _sort(self, place: int) -> None:
        order = list(range(len(self._numbers())))
        self.chance.shuffle(order)
        self.hands.reorder(CASES, order)

    def _insert_row(self, place: int) -> None:
        self.hands.insert_rows(CASES, place, 1)

    def _delete_row(self, place: int) -> None:
        """What nobody has read of it is gone for good."""
        number = self._numbers()[place]
        self.hands.delete_rows(CASES, place)
        self.left = {at: v for at, v in self.left.items() if at[0] != number or at not in self.fresh}

    def seen(self, fresh: set[Place]) -> None:
        """The desk has read what was typed before its pass."""
        self.fresh -= fresh

    def heed(self) -> None:
        """Nobody here renames columns, so nobody has to put a title right."""

    def lost_words(self) -> dict[Place, tuple[Any, Any]]:
        """What was typed, and what stands there in its place."""
        rows = {str(row.get("number")): row for row in self.world.ground.rows()}
        found = {at: (left, rows.get(at[0], {}).get(at[1])) for at, left in self.left.items()}
        return {at: both for at, both in found.items() if both[0] != both[1]}
