"""The limit: the very calls of a pass, fetched with requests and parsed with json, their bodies serialised and posted,
and nothing else. Nothing that talks to Google in these calls can be faster.

    python -m tests.bench.limit KEY_FILE URL     (then one JSON line a command)"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import requests
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials

from tests.bench.figures import spent_on
from tests.bench.process import obey

SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)


class Wire:
    """A signed-in session with its connection open, as a warm process has it."""

    def __init__(self, key: str, url: str) -> None:
        self.url, self.session = url, requests.Session()
        auth = Credentials.from_service_account_file(key, scopes=list(SCOPES))
        auth.refresh(Request(self.session))
        self.session.headers["Authorization"] = f"Bearer {auth.token}"

    def hello(self) -> None:
        """Signed in."""

    def replay(self, record: str) -> dict[str, Any]:
        """The calls that were recorded in that file, in their order."""
        calls = json.loads(Path(record).read_text(encoding="utf-8"))
        _, spent = spent_on(lambda: [self._one(call) for call in calls])
        return {**spent.plain(), "calls": len(calls)}

    def _one(self, call: dict[str, Any]) -> Any:
        body = None if call["body"] is None else _body(call["body"])
        answer = self.session.request(
            call["method"],
            self.url + call["path"],
            params=call["params"],
            data=body,
            headers={"Content-Type": "application/json"} if body else None,
            timeout=(10, 300),
        )
        answer.raise_for_status()
        return json.loads(answer.content)


def _body(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def main(key: str, url: str) -> None:
    wire = Wire(key, url)
    obey({"hello": wire.hello, "replay": wire.replay})


if __name__ == "__main__":
    main(*sys.argv[1:])
