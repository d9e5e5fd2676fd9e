"""The fake Google in a process of its own, so that its seconds aren't ours; told what to do line by line."""

from __future__ import annotations

import gc
import json
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sheetdesk.columns import FORM
from tests.bench.process import obey
from tests.fakes.google import Call, FakeGoogle
from tests.fakes.google.a1 import Block
from tests.fakes.google.book import Book, SavePoint
from tests.fakes.google.form import STAMP
from tests.fakes.google.grid import IDENTITIES, Sheet
from tests.fakes.google.value_routes import FOR_SCRIPTS


class Host:
    """The fake, its one account, and versions of its books to go back to."""

    def __init__(self, google: FakeGoogle) -> None:
        self.google = google
        self.account = ""
        self._points: list[SavePoint] = []
        gc.disable()  # a Google doesn't stop in the middle of an answer to look through all its sheets for garbage
        google.packs, google.gate.checks, google.routes = True, False, FOR_SCRIPTS

    def hello(self, key: str) -> str:
        """Make the account, with its key in that file; answers where Google is."""
        self.account = self.google.service_account(Path(key))
        return self.google.url

    def new_spreadsheet(self) -> str:
        """Shared with the account, and a form linked to it: Google makes the form's tab."""
        book: Book = self.google.new_spreadsheet("好日子團購")
        self.google.share(book, self.account)
        book.change([{"addSheet": {"properties": {"title": FORM.title}}}])
        for at, column in enumerate(FORM.columns, start=1):
            book[FORM.title].put(1, at, column.title)
        return book.id

    def append(self, book: str, tab: str, rows: Sequence[Sequence[Any]]) -> int:
        """Rows below the last one that isn't blank, as a form puts them, each with its time first; answers how many
        there are now."""
        sheet = self._book(book).titled(tab)
        first = max((at for at, row in enumerate(sheet.rows, start=1) if row.cells), default=0)
        self._book(book)[tab].grow(first + len(rows), 1)
        for at, row in enumerate(rows, start=first):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.put(at, column, value)
        stamps = Block(first, 0, first + len(rows), 1)
        sheet.redress(stamps, lambda dress: replace(dress, shape={"numberFormat": STAMP}))
        self._book(book).version += 1
        return first + len(rows)

    def values(self, book: str, tab: str) -> list[list[Any]]:
        return self._book(book)[tab].values()

    def save(self, book: str) -> int:
        """A version to go back to."""
        gc.collect()
        self._points.append(self._book(book).save_point())
        return len(self._points) - 1

    def restore(self, book: str, version: int) -> None:
        self._book(book).restore(self._points[version])

    def forget(self, book: str) -> None:
        """The spreadsheet is thrown away, and its versions with it."""
        self.google.delete(self._book(book))

    def dump(self, book: str, file: str) -> None:
        """Keep a spreadsheet for another day."""
        Path(file).write_bytes(pickle.dumps((book, [(sheet.id, sheet.state()) for sheet in self._book(book).sheets])))

    def load(self, file: str) -> str:
        """One that was kept, under its own id and shared again."""
        number, sheets = pickle.loads(Path(file).read_bytes())
        book = self.google.add(Book(number, "好日子團購"))
        book.sheets = [_sheet(*told) for told in sheets]
        self.google.share(book, self.account)
        return book.id

    def wait(self, seconds: float) -> None:
        """How long each call takes at least, from now on."""
        self.google.latency_s = seconds

    def calls(self, record: str = "") -> list[dict[str, Any]]:
        """What was asked since the last time; whole, to be asked again, goes into the file `record`."""
        calls = list(self.google.calls)
        self.google.calls.clear()
        if record:
            asked = [_asked(call) for call in calls if call.kind != "token"]
            Path(record).write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        return [_told(call) for call in calls]

    def complaints(self) -> list[str]:
        return self.google.complaints

    def _book(self, number: str) -> Book:
        book: Book = self.google.gate.books[number]
        return book


def _sheet(number: int, state: dict[str, Any]) -> Sheet:
    """A tab as it was kept; its rows and columns get identities that nothing in this process has."""
    sheet = Sheet(number, state["title"])
    sheet.load(state)
    for row in sheet.rows:
        row.uid, row.epoch = next(IDENTITIES), 0
    sheet.columns = [replace(column, uid=next(IDENTITIES)) for column in sheet.columns]
    return sheet


def _asked(call: Call) -> dict[str, Any]:
    return {"method": call.method, "path": call.path, "params": dict(call.params), "body": call.body}


def _told(call: Call) -> dict[str, Any]:
    return {
        "kind": call.kind,
        "status": call.status,
        "up": call.bytes_up,
        "down": call.bytes_down,
        "wire": call.bytes_wire,
    }


def main() -> None:
    with FakeGoogle() as google:
        host = Host(google)
        names = "hello new_spreadsheet append values save restore forget dump load wait calls complaints"
        obey({name: getattr(host, name) for name in names.split()})


if __name__ == "__main__":
    main()
