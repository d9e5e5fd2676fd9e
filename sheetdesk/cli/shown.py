"""What the terminal shows. Colour and progress only on a terminal; a pipe gets plain lines."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # `--help` shows neither
    from sheetdesk.model.sheet import Problem

PATIENCE_S = 2.0
"""Work that takes longer shows a bar."""
LONGEST_CELL = 60


def say(line: str = "", colour: str | None = None) -> None:
    """One line for the person at the terminal. Colour is left out in a pipe."""
    click.echo(click.style(line, fg=colour) if colour else line)


def complain(line: str) -> None:
    """What went wrong, one fault a line, apart from what a script reads."""
    for each in line.splitlines():
        click.secho(f"✗ {each}", fg="red", err=True)


def warn(line: str) -> None:
    """One line that is no result and no failure, apart from what a script reads."""
    click.secho(line, fg="yellow", err=True)


def problems(found: Iterable[Problem], new: Iterable[Problem]) -> None:
    """What a person has to mend: where, what, how; new ones first and marked."""
    fresh = list(dict.fromkeys(map(str, new)))
    known = [line for line in dict.fromkeys(map(str, found)) if line not in fresh]
    if not fresh and not known:
        return
    say(f"要請您處理的問題 {len(fresh) + len(known)} 個：", "yellow")
    for line in fresh:
        say(f"  ⚠ （新）{line}", "yellow")
    for line in known:
        say(f"  ⚠ {line}")


def one_line(text: str, limit: int = LONGEST_CELL) -> str:
    """`text` without line breaks and without characters that could drive the terminal."""
    text = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A bar for work that takes more than two seconds, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    bar = _Bar(what)
    timer = Timer(PATIENCE_S, bar.begin)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        bar.end()


class _Bar:
    """Runs until it is told to end: nobody knows beforehand how many passes a desk needs to be quiet."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._progress: Any = None

    def begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        parts = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*parts, console=Console(stderr=True), transient=True)
        self._progress.add_task(self._what, total=None)
        self._progress.start()

    def end(self) -> None:
        if self._progress is not None:
            self._progress.stop()
