"""The measuring end of the fake Google that runs beside us, and what went over its wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.process import Process


@dataclass(frozen=True, slots=True)
class Traffic:
    """Calls by kind (read, write, token, drive), and bytes: of bodies, of packed bodies on the wire, and of what was
    sent by those calls that write."""

    calls: Mapping[str, int]
    up: int
    down: int
    wire: int
    written: int = 0

    @property
    def sheet_calls(self) -> int:
        """All calls but those for a token."""
        return sum(count for kind, count in self.calls.items() if kind != "token")

    def plain(self) -> dict[str, Any]:
        return {"calls": dict(self.calls), "up": self.up, "down": self.down, "wire": self.wire}


@dataclass(frozen=True, slots=True)
class Google:
    """A running fake, and the key file of the account that its spreadsheets are shared with."""

    process: Process
    url: str
    key: Path

    def new_spreadsheet(self) -> str:
        """Its id."""
        return str(self.process.ask("new_spreadsheet"))

    def append(self, book: str, tab: str, rows: Sequence[Sequence[Any]]) -> None:
        self.process.ask("append", book=book, tab=tab, rows=rows)

    def values(self, book: str, tab: str) -> list[list[Any]]:
        found: list[list[Any]] = self.process.ask("values", book=book, tab=tab)
        return found

    def save(self, book: str) -> int:
        return int(self.process.ask("save", book=book))

    def restore(self, book: str, version: int) -> None:
        self.process.ask("restore", book=book, version=version)

    def forget(self, book: str) -> None:
        self.process.ask("forget", book=book)

    def dump(self, book: str, file: Path) -> None:
        self.process.ask("dump", book=book, file=str(file))

    def load(self, file: Path) -> str:
        """The id of the spreadsheet that was dumped into `file`, now here."""
        return str(self.process.ask("load", file=str(file)))

    @contextmanager
    def latency(self, seconds: float) -> Iterator[None]:
        """Each call takes so long at least."""
        self.process.ask("wait", seconds=seconds)
        yield
        self.process.ask("wait", seconds=0.0)

    def traffic(self, record: Path | None = None) -> Traffic:
        """What was asked since the last time. Raises RuntimeError if any of it went wrong."""
        calls = self.process.ask("calls", record=str(record or ""))
        complaints = self.process.ask("complaints")
        bad = sorted({call["status"] for call in calls} - {200})
        if bad or complaints:
            raise RuntimeError(f"the fake Google answered {bad} and complains: {complaints}")
        kinds = Counter(call["kind"] for call in calls)
        written = sum(call["up"] for call in calls if call["kind"] == "write")
        up, down, wire = (sum(call[name] for call in calls) for name in ("up", "down", "wire"))
        return Traffic(kinds, up, down, wire, written)


def total(traffics: Iterable[Traffic]) -> Traffic:
    """All of them together."""
    parts = list(traffics)
    calls: Counter[str] = Counter()
    for one in parts:
        calls.update(one.calls)
    up, down, wire, written = (sum(getattr(one, name) for one in parts) for name in ("up", "down", "wire", "written"))
    return Traffic(calls, up, down, wire, written)


@contextmanager
def google_beside(folder: Path) -> Iterator[Google]:
    """The fake in its own process; its key file lies in `folder`."""
    key = folder / "key.json"
    with Process("tests.bench.google_process") as process:
        yield Google(process, process.ask("hello", key=str(key)), key)
