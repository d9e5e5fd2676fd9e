"""Every HTTP call to Google: time-outs, tries, pace and counts. Border: addresses and JSON in, whole answers out;
what a request means is `api`'s business, what a refusal means to a person is `faults`'."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from json import dumps
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from google.oauth2.service_account import Credentials
from gspread.http_client import FileType, HTTPClient, ParamsType
from pydantic_core import PydanticSerializationError, to_json

from sheetdesk import __version__
from sheetdesk.errors import OutcomeUnknown
from sheetdesk.workbook.google.answer import Answer, GoogleError, Parse, Refused
from sheetdesk.workbook.google.call import WRITE, Call, Calls
from sheetdesk.workbook.google.faults import GoogleFault, fault_of
from sheetdesk.workbook.google.sign_in import TokenRequest
from sheetdesk.workbook.google.tries import MOST_TRIES, Timeouts, Tries

T = TypeVar("T")

API_HOSTS = ("sheets.googleapis.com", "www.googleapis.com")
AGENT = f"sheetdesk/{__version__} (gzip)"
"""Google packs its answers only for programs that say gzip here too (its "Performance tips")."""

PIECE = 65_536
"""Bytes of an answer that are unpacked at a time."""

UNINDENTED = {"prettyPrint": "false"}
"""Google indents its answers unless it is told not to (its "System parameters"): each cell stands on a line of its own, behind
ten blanks."""


class SheetsClient(HTTPClient):
    """gspread's HTTP client with manners.

    Reads raise GoogleFault (a DeskUnreachable) when their tries are used up. A write leaves once and raises
    OutcomeUnknown for anything but a whole 200. Time-outs in seconds; `base_url` stands for Google's hosts in tests."""

    def __init__(
        self,
        auth: Credentials,
        *,
        base_url: str | None = None,
        timeouts: Timeouts = (10, 60),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        # Not google-auth's AuthorizedSession: it repeats calls by itself, and asks one more Google API, in a thread
        # of its own, where the account may work. The adapters of a plain session repeat nothing.
        super().__init__(auth, requests.Session())
        self.auth: Credentials = auth
        # As `auth` and not as a header, for else a ~/.netrc would overrule the token.
        self.session.auth = self._with_token
        self.session.headers["User-Agent"] = AGENT
        self.session.params = UNINDENTED
        self.calls = Calls()
        self._base_url = base_url
        self._tries = Tries(timeouts, self.calls, sleep, clock, jitter)
        self._tokens = TokenRequest(timeouts, self.calls)

    @property
    def account(self) -> str:
        """The service account's address."""
        return str(self.auth.service_account_email)

    def request(
        self,
        method: str,
        endpoint: str,
        params: ParamsType | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: FileType = None,
        headers: Any = None,
    ) -> requests.Response:
        """gspread's one door: a 200 comes back as it is."""
        call = self._call(method, endpoint, params, json)
        if json is None:
            call = Call(call.method, call.url, params, data, headers, files)
        return self._exchange(call, lambda found: found)

    def ask(
        self, method: str, endpoint: str, params: Any = None, json: Any = None, parse: Parse | None = None
    ) -> dict[str, Any]:
        """The JSON object that Google answers."""
        call = self._call(method, endpoint, params, json)
        return self._exchange(call, lambda found: Answer.of(found).json_object(parse))

    def ask_once(self, endpoint: str, params: Any) -> dict[str, Any]:
        """The JSON object that Google answers to a GET which is worth one try, and no waiting."""
        call = self._call("GET", endpoint, params)
        return self._tried(call, 1, lambda timeouts: Answer.of(self._send(call, timeouts)).json_object())

    def download(self, endpoint: str, params: Any) -> bytes:
        """A zip file (an .xlsx is one), whole."""
        return self._exchange(self._call("GET", endpoint, params), lambda found: Answer.of(found).zip_file())

    def login(self) -> None:
        """Get a token now, unless there is one. Raises GoogleFault."""
        self._tried(self._call("GET", f"https://{API_HOSTS[0]}/", None), MOST_TRIES, self._sign_in)

    def _call(self, method: str, endpoint: str, params: Any, json: Any = None) -> Call:
        if json is None:
            return Call(method.upper(), self._address(endpoint), params)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return Call(method.upper(), self._address(endpoint), params, _body(json), headers)

    def _address(self, endpoint: str) -> str:
        parts = urlsplit(endpoint)
        if self._base_url is None or parts.netloc not in API_HOSTS:
            return endpoint
        base = urlsplit(self._base_url)
        return parts._replace(scheme=base.scheme, netloc=base.netloc).geturl()

    def _exchange(self, call: Call, read: Callable[[requests.Response], T]) -> T:
        def once(timeouts: Timeouts) -> T:
            return read(self._send(call, timeouts))

        if call.kind != WRITE:
            return self._tried(call, MOST_TRIES, once)
        try:
            # Asking for a token may be repeated, and is done first, so that the write itself need not be.
            self._tried(call, MOST_TRIES, self._sign_in)
            return self._tried(call, 1, once)
        except GoogleFault as fault:
            what = f"不確定有沒有寫進試算表：{fault.what}"
            raise OutcomeUnknown(what, which=fault.which, mend=fault.mend, status=fault.status, fault=fault) from fault

    def _tried(self, call: Call, most: int, act: Callable[[Timeouts], T]) -> T:
        target = call.target(self.account)
        return self._tries.run(call.kind, most, act, lambda cause: fault_of(cause, target))

    def _sign_in(self, timeouts: Timeouts) -> None:
        self._tokens.timeouts = timeouts
        if not self.auth.valid:
            self.auth.refresh(self._tokens)  # type: ignore[no-untyped-call]

    def _with_token(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        self.auth.apply(prepared.headers)  # type: ignore[no-untyped-call]
        return prepared

    def _send(self, call: Call, timeouts: Timeouts) -> requests.Response:
        self._sign_in(timeouts)
        response = self._leave(call, timeouts)
        if response.status_code == 401 and GoogleError.of(Answer.of(response)):
            # Once, and for a write too: the API itself said that it didn't know who asks, and it looks at that before
            # it looks at what is asked. So nothing was applied.
            self.auth.refresh(self._tokens)  # type: ignore[no-untyped-call]
            response = self._leave(call, timeouts)
        if response.status_code != 200:
            raise Refused(Answer.of(response))
        return response

    def _leave(self, call: Call, timeouts: Timeouts) -> requests.Response:
        self._tries.leaves(call.kind)
        self.calls.leaves(call)
        response = self.session.request(
            call.method,
            call.url,
            params=call.params,
            data=call.data,
            headers=call.headers,
            files=call.files,
            timeout=timeouts,
            # A redirected write would arrive as a GET, or twice.
            allow_redirects=call.method == "GET",
            stream=True,
        )
        # As `content` itself would, but in pieces of 10 KB: of 2.6 MB larger ones take a third of the time less.
        response._content = b"".join(response.iter_content(PIECE))
        self.calls.came(response.content, response.headers)
        return response


def _body(value: Any) -> bytes:
    """Compact UTF-8 JSON. Half a surrogate pair, which UTF-8 can't hold, goes as \\u escapes and is Google's to judge."""
    try:
        return to_json(value)
    except PydanticSerializationError:
        return dumps(value, allow_nan=False, separators=(",", ":")).encode()
