"""gspread and google-auth as they come, pointed at the fake Google; and a book of five lines to see what reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gspread
from google.oauth2.service_account import Credentials

from tests.fakes.google import FakeGoogle

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.readonly")
HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class PlainClient(gspread.HTTPClient):
    """Every address of Google's becomes the fake's."""

    base = ""

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        for host in HOSTS:
            endpoint = endpoint.replace(host, self.base)
        return super().request(method, endpoint, *args, **kwargs)


class QuietCredentials(Credentials):
    """Without google-auth's look-up of allowed regions, which goes to the real iamcredentials.googleapis.com by itself."""

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


@dataclass
class NoteBook:
    """A stand-in for a spreadsheet: keeps what it was asked, answers what it was told."""

    id: str = "1abc"
    title: str = "好日子團購"
    version: int = 1
    account: str = ""
    asked: list[Any] = field(default_factory=list)
    whole: dict[str, Any] = field(
        default_factory=lambda: {"spreadsheetId": "1abc", "properties": {"title": "好日子團購"}}
    )

    def _noted(self, what: Any) -> dict[str, Any]:
        self.asked.append(what)
        return self.whole

    def get(self, params: dict[str, list[str]], grid: bool) -> dict[str, Any]:
        return self._noted(("get", params, grid))

    def get_by_filter(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._noted(body)

    def values_by_filter(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._noted(body)

    def batch_update(self, body: dict[str, Any]) -> dict[str, Any]:
        self.version += 1
        return self._noted(body) | {"replies": [{}] * len(body["requests"])}

    def to_xlsx(self) -> bytes:
        return b"PK" * 600


@dataclass(frozen=True)
class Desk:
    """An organiser's book, shared with an account that has signed in (or will, at its first call)."""

    google: FakeGoogle
    book: NoteBook
    email: str
    client: PlainClient

    @property
    def sheet(self) -> str:
        return f"{HOSTS[0]}/v4/spreadsheets/{self.book.id}"

    @property
    def file(self) -> str:
        return f"{HOSTS[1]}/drive/v3/files/{self.book.id}"

    @contextmanager
    def patience(self, fault: str) -> Iterator[None]:
        """Waits 0.3 s for an answer that won't come, else 10: the computer may be busy."""
        self.client.set_timeout((10, 0.3) if fault in ("hang", "late") else 10)
        try:
            yield
        finally:
            self.client.set_timeout(10)

    def read(self, **params: str) -> Any:
        return self.client.request("get", self.sheet, params=params).json()

    def write(self, *requests: dict[str, Any], **more: Any) -> Any:
        body = {"requests": list(requests or [RENAME]), **more}
        return self.client.request("post", f"{self.sheet}:batchUpdate", json=body).json()


RENAME = {"updateSpreadsheetProperties": {"properties": {"title": "新名字"}, "fields": "title"}}


def client_of(google: FakeGoogle, key: Path, scopes: tuple[str, ...] = SCOPES) -> PlainClient:
    client = PlainClient(QuietCredentials.from_service_account_file(str(key), scopes=list(scopes)))
    client.base = google.url
    client.set_timeout(10)
    return client


def shared_book(google: FakeGoogle, folder: Path, role: str = "writer") -> Desk:
    book = google.add(NoteBook())
    key = folder / "key.json"
    email = google.service_account(key)
    google.share(book, email, role)
    return Desk(google, book, email, client_of(google, key))
