"""Does a serving process stay as large as it is? Some thousand passes of one desk, as `serve` makes them, minute by minute.

    python -m tests.proofs.measure_memory [file|google] [PASSES] [MINUTES]

Each so many MINUTES (0: never) a customer writes and the organiser answers an earlier case, so that cases, letters and the
ledger grow as they would; the process is measured after each 250th pass. The fake Google lives in the same process.

What the passes say goes to one stream, as it does in `serve`: click remembers each stream that it wrote to for good."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sheetdesk.cli.memory import resident_mb
from sheetdesk.cli.renewal import Renewal
from sheetdesk.cli.serve import Watch
from sheetdesk.cli.session import Session
from sheetdesk.cli.sparing import letters_wait
from sheetdesk.desk.diary import Diary
from sheetdesk.workbook.google.still import StillWorkbook, Terms
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from tests.fakes.google_desk import organisation
from tests.fakes.google_real_desk import GoogleRealDesk
from tests.fakes.real_desk import RealDesk

SHOWN_EVERY = 250
MINUTE = timedelta(minutes=1)


def main(kind: str = "file", passes: str = "10000", minutes: str = "100") -> None:
    """Print a line for each 250 passes: passes, cases, resident megabytes, milliseconds a pass."""
    with TemporaryDirectory() as name:
        if kind == "file":
            measure(RealDesk(Path(name)), int(passes), int(minutes))
            return
        with organisation() as google:
            desk = GoogleRealDesk(google, Path(name))
            spare_reads(desk)
            measure(desk, int(passes), int(minutes), google.google.calls.clear)


def spare_reads(desk: GoogleRealDesk) -> None:
    """As `serve` does."""
    assert isinstance(desk.rig.workbook, GoogleWorkbook)
    ledger = desk.rig.ledger
    terms = Terms(5 * MINUTE, lambda now: letters_wait(ledger, now), refused)
    desk.rig = replace(desk.rig, workbook=StillWorkbook(desk.rig.workbook, lambda: desk.now, terms))


def refused(fault: Exception) -> None:
    """The fake's Drive answers."""
    raise AssertionError(str(fault))


def measure(desk: RealDesk, passes: int, minutes: int, after_each: Callable[[], object] = lambda: None) -> None:
    """`after_each`: what the fake forgets then."""
    watch, shown, started = watch_over(desk), sys.stdout, perf_counter()
    with unheard():
        for at in range(1, passes + 1):
            if minutes and at % minutes == 0:
                live(desk, at)
            ring(desk, watch)
            after_each()
            if at % SHOWN_EVERY == 0:
                took_ms = 1000 * (perf_counter() - started) / SHOWN_EVERY
                size = f"{len(desk.cases()):4} cases {resident_mb() or 0:7.1f} MB"
                shown.write(f"{at:6} passes {size} {took_ms:6.0f} ms\n")
                shown.flush()
                started = perf_counter()


def watch_over(desk: RealDesk) -> Watch:
    """As `serve` keeps it; it never begins anew."""
    return Watch(desk.rig, Session(), desk.config.ledger, Diary.of({}, desk.config.desk.zone), Renewal(0))


def ring(desk: RealDesk, watch: Watch) -> None:
    """The passes of the next minute."""
    desk.now += MINUTE
    watch.ring(tuple(desk.rig.jobs))


@contextmanager
def unheard() -> Iterator[None]:
    """What is said meanwhile goes nowhere."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


def live(desk: RealDesk, at: int) -> None:
    """A minute in which something happens."""
    desk.add_form_rows(
        {"customer": f"客人{at}", "email": f"c{at}@example.com", "text": f"第 {at} 分鐘收到的保鮮盒破了"}
    )
    numbers = list(desk.cases())
    if len(numbers) > 2:
        desk.edit(numbers[-2], "reply_text", f"第 {at} 分鐘：已經補寄，明天會到。")
        desk.edit(numbers[-2], "action", "寄出,已解決")


if __name__ == "__main__":
    main(*sys.argv[1:])
