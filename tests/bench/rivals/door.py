"""The one thing in which a rival differs from its user's script: gspread is led to the fake Google, and counted.

A rival is run as `python -m tests.bench.rivals.NAME --url BASE --key KEYFILE --spreadsheet ID [--now TIME] [--quota N]`
and ends with one line of JSON (see `main`)."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import gspread
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from requests.adapters import BaseAdapter

from tests.bench.figures import spent_on

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")
TAIPEI = timezone(timedelta(hours=8))
QUOTA = 60
"""Reads, and as many writes, that Google lets one account have in a minute."""

Script = Callable[[gspread.Client, str, datetime], object]
"""What its user wrote: client, spreadsheet id, and now by the wall clock in Taipei."""


@dataclass
class Tally:
    """What went over the wire: calls by kind (read, write, token); bytes of bodies, and of answers as they were packed."""

    calls: Counter[str] = field(default_factory=Counter)
    up: int = 0
    down: int = 0
    wire: int = 0

    def came(self, kind: str, response: requests.Response, **options: Any) -> None:
        """A hook of requests: an answer has come, whatever it says."""
        self.calls[kind or ("read" if response.request.method == "GET" else "write")] += 1
        self.up += len(response.request.body or b"")
        self.down += len(response.content)
        self.wire += response.raw.tell()


class Wall(BaseAdapter):
    """Keeps google-auth from asking the real Google in which regions the account may work, as it does by itself."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        raise requests.ConnectionError(f"not on this machine: {request.url}", request=request)

    def close(self) -> None:
        """Nothing is open."""


def door(url: str, tally: Tally) -> type[gspread.HTTPClient]:
    """What a script gives to gspread as its `http_client`."""

    class Door(gspread.HTTPClient):
        def __init__(self, auth: Any, session: requests.Session | None = None) -> None:
            tokens = requests.Session()
            tokens.mount("https://", Wall())
            tokens.hooks["response"].append(partial(tally.came, "token"))
            signed_in = AuthorizedSession(auth, auth_request=Request(tokens))
            signed_in.hooks["response"].append(partial(tally.came, ""))
            super().__init__(auth, signed_in)

        def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> requests.Response:
            for host in HOSTS:
                endpoint = endpoint.replace(host, url)
            return super().request(method, endpoint, *args, **options)

    return Door


def least_minutes(calls: Mapping[str, int], quota: int = QUOTA) -> int:
    """Computed, not measured: whole minutes that a script with these calls has to wait at a quota of so many a minute,
    if it waits at all instead of falling over its first 429."""
    return max(0, max(calls.get("read", 0), calls.get("write", 0)) - 1) // quota


def main(script: Script, words: Sequence[str] | None = None) -> None:
    """Run the script once and print what it took.

    `wall_s` and `cpu_s` (user and system) from sign-in to the last answer, `start_cpu_s` before that (Python and its
    imports), `peak_mb` of the process, `calls` by kind, bytes `up`, `down` and on the `wire`, and `least_minutes`."""
    given, tally = _arguments(words), Tally()
    start = time.process_time()
    client = partial(gspread.service_account, filename=given.key, http_client=door(given.url, tally))
    _, spent = spent_on(lambda: script(client(), given.spreadsheet, given.now.astimezone(TAIPEI).replace(tzinfo=None)))
    said = {**spent.plain(), "start_cpu_s": start, "calls": dict(tally.calls)}
    traffic = {"up": tally.up, "down": tally.down, "wire": tally.wire}
    line = {**said, **traffic, "quota": given.quota, "least_minutes": least_minutes(tally.calls, given.quota)}
    sys.stdout.write(json.dumps(line) + "\n")


def _arguments(words: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser()
    for name in ("--url", "--key", "--spreadsheet"):
        parser.add_argument(name, required=True)
    now = datetime.now(TAIPEI)
    parser.add_argument("--now", type=datetime.fromisoformat, default=now, help="aware; default: the clock")
    parser.add_argument("--quota", type=int, default=QUOTA, help="reads and writes a minute, for least_minutes")
    return parser.parse_args(words)
