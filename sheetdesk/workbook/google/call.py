"""One thing to ask of Google, and the count of all that was asked. Border: values; nothing leaves here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sheetdesk.model.traffic import Traffic

READ, WRITE, DRIVE = "read", "write", "drive"

_READING_POSTS = (":getByDataFilter", "/values:batchGetByDataFilter")
_ID = re.compile(r"/(?:spreadsheets|files)/([\w-]+)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a call is about, as far as a fault's words need it. `account` is the service account's address."""

    account: str
    host: str
    spreadsheet_id: str = ""
    writing: bool = False
    drive: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it leaves, but for the token."""

    method: str
    url: str
    params: Any = None
    data: bytes | None = None
    headers: Mapping[str, str] | None = None
    files: Any = None

    @property
    def kind(self) -> str:
        """READ, DRIVE (a read too, but of Drive), or WRITE: whatever isn't surely a read is never repeated."""
        path = urlsplit(self.url).path
        if self.method == "GET":
            return DRIVE if path.startswith("/drive/") else READ
        return READ if self.method == "POST" and path.endswith(_READING_POSTS) else WRITE

    def target(self, account: str) -> Target:
        parts = urlsplit(self.url)
        found = _ID.search(parts.path)
        return Target(account, parts.netloc, found[1] if found else "", self.kind == WRITE, self.kind == DRIVE)


@dataclass
class Calls:
    """What went over the wire since the start, each try and repeat on its own. Bytes are those of bodies, unpacked."""

    reads: int = 0
    writes: int = 0
    drive: int = 0
    tokens: int = 0
    retries: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    server_date: str = ""

    def leaves(self, call: Call) -> None:
        """This call leaves now."""
        self.reads += call.kind == READ
        self.writes += call.kind == WRITE
        self.drive += call.kind == DRIVE
        self.bytes_up += len(call.data or b"")

    def came(self, body: bytes, headers: Mapping[str, str]) -> None:
        """An answer came, whatever it says."""
        self.bytes_down += len(body)
        self.server_date = headers.get("Date") or self.server_date

    def traffic(self) -> Traffic:
        """As it stands now."""
        return Traffic(self.reads, self.writes, self.drive, self.retries, self.bytes_up, self.bytes_down)

    def server_time(self) -> datetime | None:
        """What Google's own clock said in its last answer (whole seconds), to tell how far this computer's is off."""
        try:
            return datetime.strptime(self.server_date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        except ValueError:
            return None
