"""The run on Google that is interrupted, at the desk's busiest moment (google_busy.py); letters are files.

As a script, it is the process that gets killed: `python -m tests.crash.crash_google URL KEY BOOK FOLDER STEP`, the
fake Google living in another one."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from sheetdesk.channels.mime import ShopMailbox
from sheetdesk.channels.outbox import Outbox
from sheetdesk.desk.one_pass import run_until_quiet
from sheetdesk.desk.rig import Asked, Rig
from tests.fakes.google_busy import AT, AskingDesk, asking
from tests.fakes.google_under_fault import ZONE, rig_on, spreadsheet
from tests.fakes.tripwire import Tripwire

LEDGER = "desk.db"


class FilingDesk(AskingDesk):
    """Its letters are files in its folder: the same one handed over twice is one."""

    def open(self) -> Rig:
        return replace(super().open(), channels={"email": outbox(self.file_name.parent)})

    def letters(self) -> list[str]:
        """Names of the files."""
        return sorted(file.name for file in (self.file_name.parent / "outbox").iterdir())


def outbox(folder: Path) -> Outbox:
    return Outbox(folder / "outbox", ShopMailbox("desk@example.com", "好日子團購"), ZONE)


def main(url: str, key: str, book: str, folder: str, step: str) -> None:
    rig = asking(rig_on(spreadsheet(url, Path(key), book), Path(folder) / LEDGER, outbox(Path(folder)), lambda: AT))
    with Tripwire(int(step), die=lambda: os.kill(os.getpid(), signal.SIGKILL)).strung():
        run_until_quiet(rig, AT, Asked())


if __name__ == "__main__":
    main(*sys.argv[1:])
