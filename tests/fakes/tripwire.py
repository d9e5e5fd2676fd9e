"""Numbered steps of a run: every file flush and replacement, every commit, every hand-over of a letter.

The process can be made to die just at the n-th of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sheetdesk.channels.outbox import Outbox
from sheetdesk.ledger import Ledger


class PowerCut(BaseException):
    """Not an Exception: nothing in the house may catch it."""


class Tripwire:
    """Counts steps, and dies at step `at` (0: never). `die` is what dying means."""

    def __init__(self, at: int = 0, die: Callable[[], None] | None = None) -> None:
        self.at, self.count, self.die = at, 0, die

    def step(self) -> None:
        self.count += 1
        if self.count != self.at:
            return
        if self.die is not None:
            self.die()
        raise PowerCut(f"step {self.at}")

    @contextmanager
    def strung(self) -> Iterator[Tripwire]:
        """Every numbered step of the block is counted."""
        kept = (os.replace, os.fsync, Ledger.begin, Outbox.send)
        os.replace, os.fsync = self._around(os.replace), self._around(os.fsync)
        Ledger.begin = self._commits(Ledger.begin)  # type: ignore[method-assign]
        Outbox.send = self._around(Outbox.send)  # type: ignore[method-assign]
        try:
            yield self
        finally:
            os.replace, os.fsync, Ledger.begin, Outbox.send = kept  # type: ignore[method-assign]

    def _around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """A step just before it, and one just after."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            self.step()
            result = act(*args, **kwargs)
            self.step()
            return result

        return watched

    def _commits(self, begin: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def watched(ledger: Ledger) -> Iterator[Any]:
            with begin(ledger) as tx:
                yield tx
                self.step()
            self.step()

        return watched
