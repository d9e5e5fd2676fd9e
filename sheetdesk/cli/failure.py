"""A fault that nobody foresaw: one sentence for the person, the details where they can be sent on from."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from sheetdesk.cli.session import Session
from sheetdesk.cli.shown import complain

LOG = "sheetdesk-error.log"


def confess(fault: Exception, session: Session) -> None:
    """Say that it happened, and where the details are."""
    if session.debug:
        click.echo("".join(traceback.format_exception(fault)), err=True)
        where = "細節在上面"
    else:
        path = _keep("".join(_without_words(fault)), session)
        where = f"細節記在 {path}" if path else "加上 --debug 再執行一次可以看到細節"
    complain(
        f"程式出了沒料到的錯（{type(fault).__name__}）；沒有遺失任何東西，下一次執行會接著做。{where}，請交給維護的人"
    )


def _without_words(fault: BaseException) -> Iterator[str]:
    """Where it happened and of what kind it and its causes are. Its own words may quote a cell, so a customer: those
    are for a terminal (`--debug`), and no log has them."""
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause is not None:
        yield from _without_words(cause)
        yield "\nwhich led to\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(fault.__traceback__)
    yield f"{type(fault).__module__}.{type(fault).__qualname__}\n"


def _keep(details: str, session: Session) -> Path | None:
    """Append to a file beside config.yaml that only its owner can read."""
    path = session.config.absolute().parent / LOG
    try:
        with open(path, "a", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n{details}\n")
    except OSError:
        return None
    return path
