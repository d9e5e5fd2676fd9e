"""Numbered steps of a run: every file flush and replacement, every commit, every hand-over of a letter, every HTTP call.

The process can be made to die just at the n-th of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import requests

from sheetdesk.channels.email import EmailChannel
from sheetdesk.channels.outbox import Outbox
from sheetdesk.ledger import Ledger
from tests.fakes.story_desk import Postbox

DOORS: tuple[tuple[Any, str], ...] = (
    (os, "replace"),
    (os, "fsync"),
    (Outbox, "send_many"),
    (EmailChannel, "send"),
    (Postbox, "send"),
    (requests.Session, "request"),
)
"""What a run does to the world, but for commits: before and after each of these it may die."""


class PowerCut(BaseException):
    """Not an Exception: nothing in the house may catch it."""


class Tripwire:
    """Counts steps, and dies at step `at` (0: never). `die` is what dying means; `trail`: what each step was."""

    def __init__(self, at: int = 0, die: Callable[[], None] | None = None) -> None:
        self.at, self.die, self.trail = at, die, list[str]()

    @property
    def count(self) -> int:
        return len(self.trail)

    def step(self, what: str) -> None:
        self.trail.append(what)
        if self.count != self.at:
            return
        if self.die is not None:
            self.die()
        raise PowerCut(f"step {self.at}")

    @contextmanager
    def strung(self) -> Iterator[Tripwire]:
        """Every numbered step of the block is counted."""
        with ExitStack() as taken_down:
            taken_down.enter_context(patch.object(Ledger, "begin", self._commits(Ledger.begin)))
            for owner, name in DOORS:
                taken_down.enter_context(patch.object(owner, name, self._around(name, getattr(owner, name))))
            yield self

    def _around(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """A step just before it, and one just after."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            self.step(name)
            result = act(*args, **kwargs)
            self.step(name)
            return result

        return watched

    def _commits(self, begin: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def watched(ledger: Ledger) -> Iterator[Any]:
            with begin(ledger) as tx:
                yield tx
                self.step("decided")
            self.step("commit")

        return watched
