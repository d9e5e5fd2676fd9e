"""The way to Google's token endpoint. Border: google-auth asks through here and nowhere else; every call has a
time-out, none is repeated here, and what isn't a token never reaches google-auth."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from google.auth import transport
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request

from sheetdesk.workbook.google.answer import Answer, Refused
from sheetdesk.workbook.google.call import Calls
from sheetdesk.workbook.google.tries import Timeouts

PASSING_NOES = ("internal_failure", "server_error", "temporarily_unavailable")
"""OAuth's words for a 5xx (RFC 6749 §4.1.2.1), which come with a 400."""


class TokenRequest(Request):
    """What google-auth calls to have its assertion turned into a token."""

    def __init__(self, timeouts: Timeouts, calls: Calls) -> None:
        super().__init__(requests.Session())
        self.session.auth = _as_it_is  # for else a ~/.netrc would be sent along
        self.timeouts, self._calls = timeouts, calls

    def __call__(
        self,
        url: str,
        method: str = "POST",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: object = None,
        **options: Any,
    ) -> transport.Response:
        """The token endpoint's word; `timeout` is ours, whatever google-auth proposes.

        Raises Refused for all that isn't a token or a plain no, and RefreshError for a no that may pass: google-auth
        would sleep and ask again by itself then, and break with a TypeError on a web page."""
        self._calls.tokens += 1
        said: transport.Response = super().__call__(  # type: ignore[no-untyped-call]
            url, method=method, body=body, headers=headers, timeout=self.timeouts, allow_redirects=False, **options
        )
        answer = Answer(said.status, said.headers, said.data, urlsplit(url).netloc)
        self._calls.came(answer.body, answer.headers)
        if not (_is_token(answer) or _is_plain_no(answer)):
            raise Refused(answer)
        details = answer.parsed() or {}
        if details.get("error") in PASSING_NOES:
            raise RefreshError(str(details["error"]), details, retryable=True)  # type: ignore[no-untyped-call]
        return said


def _as_it_is(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared


def _is_token(answer: Answer) -> bool:
    token = answer.parsed()
    if answer.status != HTTPStatus.OK or token is None:
        return False
    return isinstance(token.get("access_token"), str) and str(token.get("expires_in", "")).isdigit()


def _is_plain_no(answer: Answer) -> bool:
    """An OAuth error (RFC 6749 §5.2): 400 or 401 with a JSON `error`, which google-auth turns into a RefreshError."""
    plain = answer.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED)
    return plain and isinstance((answer.parsed() or {}).get("error"), str)
