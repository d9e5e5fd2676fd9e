"""The fake Google itself: tests set it up, plan its faults and read its log; the server hands it each request."""

from __future__ import annotations

import json
import secrets
import time
import traceback
from pathlib import Path
from threading import Event, RLock
from types import TracebackType
from typing import Any, Literal, Protocol, TypeAlias, TypeVar
from urllib.parse import parse_qs

from tests.fakes.google import denials, routes
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.book import Book
from tests.fakes.google.exchange import Answer, Asked, Call, Kind, as_json, packed
from tests.fakes.google.faults import Fault, Faults, People
from tests.fakes.google.gate import Gate, Misshapen
from tests.fakes.google.quota import Quota
from tests.fakes.google.routes import Route
from tests.fakes.google.server import Server
from tests.fakes.google.tokens import Refused, Tokens


class Kept(Protocol):
    """Anything with an id; a Book as a rule."""

    id: str


B = TypeVar("B", bound=Kept)
Found: TypeAlias = tuple[Route, str]
"""A route, and the id of the file that is asked for."""


class FakeGoogle:
    """Sheets v4, Drive v3 and the token endpoint on loopback, while the `with` lasts.

    At its end, `complaints` (requests that we should not send, and faults of the fake itself) are raised. With `packs`
    answers leave as gzip for whoever takes it, as Google's do. `routes` are the requests that are served: those that
    sheetdesk sends, unless value_routes.FOR_SCRIPTS is put there.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.faults, self.people = Faults(), People()
        self.latency_s = 0.0
        self.packs = False
        self.routes: tuple[Route, ...] = routes.ROUTES
        self.clock_skew_s = 0.0
        self.closing = Event()
        self.tokens = Tokens()
        self.gate = Gate(self.tokens, self.now)
        self._lock = RLock()
        self._late: list[tuple[Asked, Found | None, Kind]] = []
        self._server = Server(self)

    def __enter__(self) -> FakeGoogle:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.stop()
        if kind is None and self.complaints:
            raise AssertionError("the fake Google complains:\n" + "\n".join(self.complaints))

    @property
    def url(self) -> str:
        return self._server.url

    def now(self) -> float:
        """Seconds since 1970 by Google's clock."""
        return time.time() + self.clock_skew_s

    @property
    def quota(self) -> Quota | None:
        return self.gate.quota

    @quota.setter
    def quota(self, quota: Quota | None) -> None:
        self.gate.quota = quota

    def new_spreadsheet(self, title: str, zone: str = "Asia/Taipei", locale: str = "zh_TW") -> Book:
        """A person's new spreadsheet, shared with nobody."""
        return self.add(Book("1" + secrets.token_urlsafe(32), title, zone, locale))

    def add(self, book: B) -> B:
        """Puts a book that was made elsewhere on this Google."""
        self.gate.books[book.id] = book
        return book

    def delete(self, book: Kept) -> None:
        """Its owner throws the spreadsheet away for good."""
        del self.gate.books[book.id]
        self.gate.roles = {pair: role for pair, role in self.gate.roles.items() if pair[0] != book.id}

    def service_account(self, path: Path) -> str:
        """Writes a key file; answers the account's address."""
        return self.tokens.new_account(path, self.url + "/token").email

    def share(self, book: Kept, email: str, role: str = "writer") -> None:
        """`role`: "writer" or "reader"."""
        if role not in ("writer", "reader"):
            raise ValueError(f"role={role!r}: writer or reader")
        self.gate.roles[book.id, email] = role

    def unshare(self, book: Kept, email: str) -> None:
        del self.gate.roles[book.id, email]

    def revoke(self, email: str) -> None:
        """The account is deleted: no new token, and those that are out are void."""
        self.tokens.accounts[email].deleted = True

    def delete_key(self, email: str) -> None:
        """Only its key is deleted: no new token, but those that are out last their hour."""
        self.tokens.accounts[email].key_deleted = True

    def void_tokens(self) -> None:
        """All tokens that are out are void; new ones are given."""
        self.tokens.out.clear()

    def disable_api(self, api: str) -> None:
        """`api`: "sheets" or "drive"."""
        self.gate.disabled.add(api)

    def enable_api(self, api: str) -> None:
        self.gate.disabled.remove(api)

    def kinds(self) -> list[str]:
        """The kinds of all calls so far, in order, without those for tokens."""
        return [call.kind for call in self.calls if call.kind != "token"]

    def answer(self, asked: Asked) -> Answer:
        """What the server sends back; the log has the call before its answer leaves."""
        if self.latency_s:
            self.closing.wait(self.latency_s)
        found = routes.find(asked, self.routes)
        is_token = asked.method == "POST" and asked.path == "/token"
        kind: Kind = found[0].kind if found else "token" if is_token else "other"
        try:
            return self._handled(asked, found, kind)
        except Exception:  # the fake's own fault, or that of a person's act: it must not look like one of Google's
            self.complaints.append(traceback.format_exc())
            broken = as_json(500, ApiFault(500, "INTERNAL", "The fake Google broke down.").answer())
            return self._logged(asked, kind, broken, applied=False, fault=None)

    def _handled(self, asked: Asked, found: Found | None, kind: Kind) -> Answer:
        self._meet(asked, found, kind, "before")
        with self._lock:
            planned = self.faults.take(kind, asked.path)
            if kind == "write":
                self._land()
            if planned and planned.when == "before":
                answer, applied = as_json(200, {"spreadsheetId": found[1] if found else "", "replies": [{}]}), False
                if planned.what.kind == "late":
                    self._late.append((asked, found, kind))
            else:
                answer = self._carried_out(asked, found, kind)
                applied = answer.status == 200
        if applied:
            self._meet(asked, found, kind, "after")
        if planned:
            answer = planned.what.spoil(answer, kind)
        return self._logged(asked, kind, answer, applied, planned.what if planned else None)

    def _land(self) -> None:
        """What was late is carried out now, in its order."""
        late, self._late = self._late, []
        for call in late:
            self._carried_out(*call)

    def _meet(self, asked: Asked, found: Found | None, kind: Kind, when: Literal["before", "after"]) -> None:
        """Outside the lock: a person may well call this Google herself, over HTTP."""
        book = self.gate.books.get(found[1]) if found else None
        if book is None:
            return
        with self._lock:
            due = self.people.due(kind, asked.path, when)
        for planned in due:
            planned.what(book)

    def _carried_out(self, asked: Asked, found: Found | None, kind: Kind) -> Answer:
        try:
            if kind == "token":
                return self._token(asked)
            if found is None:
                raise denials.unimplemented(f"{asked.method} {asked.path}")
            return found[0].carry_out(self.gate.admit(*found, asked))
        except Refused as refused:
            return as_json(400, refused.answer())
        except ApiFault as fault:
            if isinstance(fault, Misshapen) or fault.status == 501:
                self.complaints.append(f"{asked.method} {asked.path}: {fault.message}")
            return as_json(fault.status, denials.drive_answer(fault) if kind == "drive" else fault.answer())

    def _token(self, asked: Asked) -> Answer:
        return as_json(200, self.tokens.grant(parse_qs(asked.raw.decode("utf-8", "replace")), self.now()))

    def _logged(self, asked: Asked, kind: Kind, answer: Answer, applied: bool, fault: Fault | None) -> Answer:
        silent = answer.wire in ("hang", "reset")
        takes_gzip = "gzip" in asked.headers.get("accept-encoding", "")
        sent = packed(answer) if self.packs and takes_gzip and not answer.wire else answer
        call = Call(
            method=asked.method,
            path=asked.path,
            kind=kind,
            bytes_up=len(asked.raw),
            bytes_down=0 if silent else len(answer.body),
            status=0 if silent else answer.status,
            body=_json_or_none(asked.raw),
            params=asked.params,
            applied=applied,
            fault=fault.kind if fault else None,
            bytes_wire=0 if silent else len(sent.body),
        )
        self.calls.append(call)
        return sent


def _json_or_none(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
