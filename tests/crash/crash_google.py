"""The run on Google that is interrupted: new cases with receipts, an addition, a person's changes; letters are files.

As a script, it is the process that gets killed: `python -m tests.crash.crash_google URL KEY BOOK FOLDER STEP`, the
fake Google living in another one."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sheetdesk.channels.mime import ShopMailbox
from sheetdesk.channels.outbox import Outbox
from sheetdesk.desk.one_pass import run_until_quiet
from sheetdesk.desk.rig import Asked, Rig
from tests.fakes.google_under_fault import ZONE, Desk, Studio, rig_on, spreadsheet
from tests.fakes.story_desk import MONDAY
from tests.fakes.tripwire import Tripwire

AT = MONDAY + timedelta(minutes=30)
"""When the run that dies begins."""

LEDGER = "desk.db"


def set_the_stage(studio: Studio, folder: Path) -> Desk:
    """Two known cases, changed by a person, and everything that the interrupted run has to take in."""
    desk = Desk(studio, folder)
    desk.file("收到的蔥抓餅都退冰了", "wang@example.com")
    desk.file("請問什麼時候到貨？", "chen@example.com", customer="陳柏宏")
    desk.run()
    first, second = desk.numbers()
    desk.type(second, "reply_text", "已經幫您查了，明天送到。")
    desk.type(second, "action", "寄出,等客人")
    desk.now = AT - timedelta(minutes=5)
    desk.run()
    desk.type(first, "reply_text", "今天幫您補寄。")
    desk.type(first, "action", "寄出")
    desk.type(first, "status", "處理中")
    desk.type(first, "note", "先打電話")
    desk.type(second, "category", "物流問題")
    desk.type(second, "summary", "被改掉的摘要")
    desk.now = AT
    desk.file("補照片", "wang@example.com", case_no=first)
    desk.file("吃完送醫", "lin@example.com", customer="林小美")
    desk.file("少一包", "", customer="沒信箱")
    return desk.put_away()


class FilingDesk(Desk):
    """Its letters are files in its folder: the same one handed over twice is one."""

    def open(self) -> Rig:
        return replace(super().open(), channels={"email": outbox(self.file_name.parent)})

    def letters(self) -> list[str]:
        """Names of the files."""
        return sorted(file.name for file in (self.file_name.parent / "outbox").iterdir())


def outbox(folder: Path) -> Outbox:
    return Outbox(folder / "outbox", ShopMailbox("desk@example.com", "好日子團購"), ZONE)


def main(url: str, key: str, book: str, folder: str, step: str) -> None:
    rig = rig_on(spreadsheet(url, Path(key), book), Path(folder) / LEDGER, outbox(Path(folder)), lambda: AT)
    with Tripwire(int(step), die=lambda: os.kill(os.getpid(), signal.SIGKILL)).strung():
        run_until_quiet(rig, AT, Asked())


if __name__ == "__main__":
    main(*sys.argv[1:])
