"""Replay recordings of the real Sheets API on the fake Google and count where the two agree.

    python -m tests.proofs.replay_recordings RECORDINGS.jsonl.gz      (from the top of the checkout)

One line a request: episode, method, uri, body, status, answer; in order by episode. What the fake serves goes over HTTP;
what it doesn't serve a person does, so that the state stays right."""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials

from tests.fakes.google import FakeGoogle
from tests.fakes.google.book import Book
from tests.fakes.google.registry import FOR_PROGRAMS
from tests.fakes.google.value_routes import FOR_SCRIPTS
from tests.proofs.replay_hands import Hands

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
IDS = ("sheetId", "protectedRangeId", "namedRangeId")
VALUES = ("values append", "values batchGet", "values batchUpdate", "values get", "values update")
UNSERVED = "not served"
FOREIGN = "includeItemsFromAllDrives"
"""gspread sends it with files.get, which has no such parameter; Drive lets it pass, the fake would complain."""


@dataclass(frozen=True)
class Recorded:
    """One request and what the real API answered."""

    episode: str
    method: str
    path: str
    params: dict[str, list[str]]
    body: Any
    status: int
    answer: Any

    @property
    def file_id(self) -> str:
        """Of the spreadsheet; blank for the collection."""
        parts = self.path.split("/")
        at = next((i for i, part in enumerate(parts) if part in ("spreadsheets", "files")), len(parts))
        return parts[at + 1].split(":")[0] if len(parts) > at + 1 else ""

    @property
    def kind(self) -> str:
        """What is counted together."""
        if self.path.endswith(":batchUpdate") and "/values" not in self.path:
            return "batchUpdate " + "+".join(sorted({kind for request in self.body["requests"] for kind in request}))
        if "/values" in self.path:
            tail = self.path.rpartition(":")[2]
            many = tail in ("append", "clear", "batchGet", "batchClear", "batchUpdate")
            return f"values {tail if many else 'get' if self.method == 'GET' else 'update'}"
        if self.path.startswith("/upload"):
            return "files upload"
        room = "spreadsheets" if "/spreadsheets" in self.path else "files"
        return f"{room} {self.method}" + (f" {self.path.rpartition('/')[2]}" if self.path.count("/") > 4 else "")


def recorded(line: str) -> Recorded:
    raw = json.loads(line)
    parts = urlsplit(raw["uri"])
    return Recorded(
        raw["episode"],
        raw["method"],
        unquote(parts.path),
        parse_qs(parts.query),
        as_json(raw["body"]),
        raw["status"],
        as_json(raw["answer"]),
    )


def as_json(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return text


class Replay:
    """One run over all episodes; `google` is the fake, `session` talks to it as a service account does."""

    def __init__(self, google: FakeGoogle, session: AuthorizedSession, email: str) -> None:
        self.google, self.session, self.email = google, session, email
        google.routes = FOR_SCRIPTS
        self.hands = Hands(self.add)
        self.ours: dict[tuple[str, object], object] = {}
        self.equal, self.compared, self.left_out = Counter[str](), Counter[str](), Counter[str]()
        self.differences: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def add(self, file_id: str, title: str) -> Book:
        """A new blank spreadsheet as the recordings begin: English, Greenwich time."""
        book = Book(file_id, title, "Etc/GMT", "en_US")
        self.google.add(book)
        self.google.share(book, self.email)
        return book

    def step(self, asked: Recorded) -> None:
        status, answer = self.carried_out(asked)
        if answer == UNSERVED:
            self.left_out[asked.kind] += 1
            return
        self.compared[asked.kind] += 1
        self.learn(asked.answer, answer)
        wanted, found = meaning(asked.answer), meaning(self.translated(answer, back=True))
        if (asked.status, wanted) == (status, found):
            self.equal[asked.kind] += 1
        else:
            said = first_difference((asked.status, wanted), (status, found))
            self.differences[asked.kind][said].append(asked.episode)

    def carried_out(self, asked: Recorded) -> tuple[int, Any]:
        book = self.google.gate.books.get(asked.file_id)
        body = self.translated(asked.body)
        if asked.status == 403 and book is None:
            self.google.add(Book(asked.file_id, "somebody else's"))
        batch = asked.kind.startswith("batchUpdate")
        if book is not None and batch and not {k for r in body["requests"] for k in r} <= FOR_PROGRAMS:
            return 200, {"spreadsheetId": book.id, "replies": book.change(body["requests"])}
        if batch or asked.kind in VALUES or (asked.kind in ("spreadsheets GET", "files GET") and asked.file_id):
            return self.over_http(asked, body)
        self.hands.do(book, asked, self.google)
        return asked.status, UNSERVED

    def over_http(self, asked: Recorded, body: Any) -> tuple[int, Any]:
        params = {name: found for name, found in asked.params.items() if name != FOREIGN}
        reply = self.session.request(asked.method, self.google.url + asked.path, params=params, json=body)
        return reply.status_code, reply.json() if reply.content else None

    def learn(self, wanted: Any, found: Any) -> None:
        """Which of our ids stands for which recorded one."""
        if isinstance(wanted, dict) and isinstance(found, dict):
            for key in wanted.keys() & found.keys():
                if key in IDS and wanted[key]:
                    self.ours.setdefault((key, wanted[key]), found[key])
                self.learn(wanted[key], found[key])
        elif isinstance(wanted, list) and isinstance(found, list):
            for one, other in zip(wanted, found, strict=False):
                self.learn(one, other)

    def translated(self, thing: Any, back: bool = False) -> Any:
        """Recorded ids as ours, or ours as recorded ones."""
        known = {(key, mine): theirs for (key, theirs), mine in self.ours.items()} if back else self.ours
        if isinstance(thing, list):
            return [self.translated(item, back) for item in thing]
        if not isinstance(thing, dict):
            return thing
        return {
            key: known.get((key, value), value) if key in IDS else self.translated(value, back)
            for key, value in thing.items()
        }


def meaning(answer: Any) -> Any:
    """Without what names a machine, a person or a moment: Drive's times, the account's own address, details of errors."""
    if not isinstance(answer, dict):
        return answer
    if "error" in answer:
        return {name: answer["error"].get(name) for name in ("code", "status", "message")}
    kept = {name: value for name, value in answer.items() if name not in ("createdTime", "modifiedTime")}
    for sheet in kept.get("sheets", ()):
        for protected in sheet.get("protectedRanges", ()):
            protected["editors"] = {name: len(found) for name, found in protected.get("editors", {}).items()}
    return kept


def first_difference(wanted: Any, found: Any, path: str = "") -> str:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in [*wanted, *found]:
            if wanted.get(key) != found.get(key):
                return first_difference(wanted.get(key), found.get(key), f"{path}.{key}")
    if isinstance(wanted, list | tuple) and isinstance(found, list | tuple) and len(wanted) == len(found):
        at = next(at for at, pair in enumerate(zip(wanted, found, strict=True)) if pair[0] != pair[1])
        return first_difference(wanted[at], found[at], f"{path}[{at}]")
    return f"{path}: Google {json.dumps(wanted, ensure_ascii=False)[:200]}, fake {json.dumps(found, ensure_ascii=False)[:200]}"


def report(replay: Replay) -> str:
    lines = [f"{'request':58} compared  equal  different"]
    for kind in sorted(replay.compared):
        total, same = replay.compared[kind], replay.equal[kind]
        lines.append(f"{kind:58} {total:8} {same:6} {total - same:10}")
    total, same = replay.compared.total(), replay.equal.total()
    lines.append(f"{'all':58} {total:8} {same:6} {total - same:10}")
    lines += ["", "carried out by a person, not compared:"]
    lines += [f"{kind:58} {count:8}" for kind, count in sorted(replay.left_out.items())]
    lines += ["", *(f"the fake complains: {said}" for said in replay.google.complaints)]
    for kind, said in sorted(replay.differences.items()):
        lines += ["", f"{kind}:", *(f"  {len(at)} x {line}, as in {at[0]}" for line, at in said.items())]
    return "\n".join(lines)


def main(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        asked = [recorded(line) for line in lines]
    with TemporaryDirectory() as folder, FakeGoogle() as google:
        key = Path(folder) / "key.json"
        email = google.service_account(key)
        session = AuthorizedSession(Credentials.from_service_account_file(str(key), scopes=SCOPES))
        replay = Replay(google, session, email)
        for one in asked:
            replay.step(one)
        print(report(replay))  # noqa: T201 - the report is what this script is for
        google.complaints.clear()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
