"""The outbox channel: each letter becomes a file that any mail program opens. Border: one folder; nothing leaves."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetdesk.channels.mime import ShopMailbox, to_email
from sheetdesk.errors import SendFailed
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Problem

MEND = "請檢查磁碟空間和資料夾權限；之後會自動再試"
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


class Outbox:
    """A folder of .eml files, readable by its owner only: letters hold customers' names and troubles."""

    name = "outbox"
    resend_safe = True
    trial = True

    def __init__(self, folder: Path, sender: ShopMailbox, zone: ZoneInfo) -> None:
        self._folder, self._sender, self._zone = folder, sender, zone

    def send(self, message: Message, now: datetime) -> None:
        """Write `message` as one file, whole or not at all; handed over twice it is still the same file.

        Raises SendFailed."""
        mail = to_email(message, self._sender, now)
        path = self._folder / file_name(message, self._zone)
        try:
            _make_folder(self._folder)
            _write_whole(path, mail.as_bytes())
        except OSError as error:
            what = f"信件寫不進寄件匣（{error.strerror or error}）"
            raise SendFailed(what, permanent=False, which=str(path), mend=MEND) from error

    def probe(self) -> Problem | None:
        """Can files be written here? None if all is well, else what is wrong and how to mend it."""
        trial = self._folder / ".probe"
        try:
            _make_folder(self._folder)
            _write_whole(trial, b"")
            trial.unlink()
        except OSError as error:
            return Problem(f"寄件匣 {self._folder}", f"寫不進去（{error.strerror or error}）", MEND)
        return None

    def close(self) -> None:
        """Nothing stays open between two letters."""


def file_name(message: Message, zone: ZoneInfo) -> str:
    """When, which case, what, number: 20261121-1005_GB2611-0042-K_receipt_12.eml.

    The time is the message's own, for the file of a message handed over again must bear the same name."""
    made = message.created_at.astimezone(zone).strftime("%Y%m%d-%H%M")
    case, kind = (_plain(part) for part in (message.letter.case or "desk", message.letter.kind))
    return f"{made}_{case}_{kind}_{message.id}.eml"


def _plain(text: str) -> str:
    return _NOT_IN_A_NAME.sub("-", text).strip("-")[:60] or "x"


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True)


def _write_whole(path: Path, data: bytes) -> None:
    """Temporary file, fsync, rename: a crash at any point leaves the whole file or none."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):  # the first fault is the one to report
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder can't be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
