"""How far the demo has come: a bar on a terminal, one line a simulated day in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from sheetdesk.demo.turns import Turn
from sheetdesk.demo.world import FormAnswer
from sheetdesk.desk.rig import Report
from sheetdesk.policy.clock_words import day


@dataclass(slots=True)
class Day:
    """What happened on one day of the story."""

    answers: int = 0
    edits: int = 0
    wrote: int = 0
    sent: int = 0

    def add(self, turn: Turn, reports: Iterable[Report]) -> None:
        """One turn more."""
        answers = sum(isinstance(moment, FormAnswer) for moment in turn.moments)
        self.answers += answers
        self.edits += len(turn.moments) - answers
        for report in reports:
            self.wrote += report.wrote
            self.sent += report.sent

    def said(self, on: date) -> str:
        """11/10（二）：表單 8 列 · 人改 12 處 · 系統寫 90 格 · 寄 8 封."""
        return f"{day(on)}：表單 {self.answers} 列 · 人改 {self.edits} 處 · 系統寫 {self.wrote} 格 · 寄 {self.sent} 封"


@contextmanager
def _bar(turns: int) -> Iterator[Callable[[str], None]]:
    """Something to call after each turn with the day's name."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    parts = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("示範", total=turns)
        yield lambda name: progress.update(task, advance=1, description=name)


def follow(turns: list[Turn], take: Callable[[Turn], list[Report]], zone: ZoneInfo, say: Callable[[str], None]) -> None:
    """Take every turn, and tell of each day when it is over."""
    with _bar(len(turns)) as advance:
        for on, of_day in groupby(turns, key=lambda turn: turn.pass_at.astimezone(zone).date()):
            today = Day()
            for turn in of_day:
                today.add(turn, take(turn))
                advance(day(on))
            if not sys.stderr.isatty():
                say(today.said(on))
