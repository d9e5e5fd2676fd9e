"""The outbox channel: each letter becomes a file that any mail program opens. Border: one folder; nothing leaves."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetdesk.channels.mime import ShopMailbox, to_email
from sheetdesk.channels.pictures import Painter, no_painter
from sheetdesk.errors import SendFailed
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Problem

MEND = "請檢查磁碟空間和資料夾權限；之後會自動再試"
STEPS = 3
"""Written beside its place, made durable, put into its place."""

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


class Outbox:
    """A folder of .eml files, readable by its owner only: letters hold customers' names and troubles."""

    name = "outbox"
    resend_safe = True
    trial = True

    def __init__(self, folder: Path, sender: ShopMailbox, zone: ZoneInfo, paint: Painter = no_painter) -> None:
        self._folder, self._sender, self._zone, self._paint = folder, sender, zone, paint

    def send(self, message: Message, now: datetime) -> None:
        """Write `message` as one file, whole or not at all; handed over twice it is still the same file.

        Raises SendFailed."""
        [fault] = self.send_many([message], now)
        if fault is not None:
            raise fault

    def send_many(self, messages: Sequence[Message], now: datetime) -> list[Exception | None]:
        """Each as one file, whole or not at all, all of them durable at the end; answers what went wrong with each.

        All files are written before the disk is asked to keep the first: it keeps them together."""
        faults: list[Exception | None] = [None] * len(messages)
        ways = [self._way(message, now) for message in messages]
        for _ in range(STEPS):
            for at, way in enumerate(ways):
                if faults[at] is None:
                    faults[at] = _step(way)
        try:
            _sync_folder(self._folder)
        except OSError as error:
            return [fault or self._not_kept(message, error) for message, fault in zip(messages, faults, strict=True)]
        return faults

    def _way(self, message: Message, now: datetime) -> Iterator[None]:
        """The steps by which `message` becomes a file. Raises SendFailed."""
        try:
            data = to_email(message, self._sender, now, self._paint).as_bytes()
            _make_folder(self._folder)
            yield from _written(self._path(message), data)
        except OSError as error:
            raise self._not_kept(message, error) from error

    def _path(self, message: Message) -> Path:
        return self._folder / file_name(message, self._zone)

    def _not_kept(self, message: Message, error: OSError) -> SendFailed:
        what = f"信件寫不進寄件匣（{error.strerror or error}）"
        return SendFailed(what, permanent=False, which=str(self._path(message)), mend=MEND)

    def probe(self) -> Problem | None:
        """Can files be written here? None if all is well, else what is wrong and how to mend it."""
        trial = self._folder / ".probe"
        try:
            _make_folder(self._folder)
            for _ in _written(trial, b""):
                continue
            _sync_folder(self._folder)
            trial.unlink()
        except OSError as error:
            return Problem(f"寄件匣 {self._folder}", f"寫不進去（{error.strerror or error}）", MEND)
        return None

    def remove(self, cases: Collection[str]) -> int:
        """Delete the letters of these cases; how many there were. Raises OSError."""
        names = {_plain(number) for number in cases}
        found = [
            path
            for path in self._folder.glob("*.eml")
            if path.name.split("_")[1:2] and path.name.split("_")[1] in names
        ]
        for path in found:
            path.unlink()
        return len(found)

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


def _step(way: Iterator[None]) -> Exception | None:
    """What went wrong in the next step; one letter must not stop the others."""
    try:
        next(way, None)
    except Exception as fault:
        return fault
    return None


def _written(path: Path, data: bytes) -> Iterator[None]:
    """Temporary file, fsync, rename, in STEPS steps: a crash at any point leaves the whole file or none."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
            file.flush()
            yield
            os.fsync(file.fileno())
        yield
        temporary.replace(path)
    except OSError:
        with suppress(OSError):  # the first fault is the one to report
            temporary.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder can't be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
