"""What goes wrong, and who comes in between: faults and people planned for coming calls, before or after they are applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Generic, Literal, TypeVar

from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.exchange import HTML, Answer, as_json
from tests.fakes.google.quota import exceeded

T = TypeVar("T")

When = Literal["before", "after"]

PAGE = (
    "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<title>Error {status} (Server Error)!!1</title>\n"
    "<p><b>{status}.</b> <ins>That’s an error.</ins>\n<p>The server encountered a temporary error and could not "
    "complete your request.<p>Please try again in 30 seconds. <ins>That’s all we know.</ins>\n"
)
LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Wi-Fi 登入</title></head><body>請先登入</body></html>"

ERRORS = {
    "500": ApiFault(500, "INTERNAL", "Internal error encountered."),
    "503": ApiFault(503, "UNAVAILABLE", "The service is currently unavailable."),
}

KINDS = ("429", "500", "502", "503", "504", "407", "hang", "late", "reset", "truncated", "half_json", "bad_json")
"""502, 504 and 407 (a proxy's) come as HTML pages; "truncated" promises more bytes than come, "half_json" keeps its promise.

"late" (a write, before) hangs like "hang", but the write is carried out when the next write arrives, just before that:
the caller has given up and read again meanwhile."""


@dataclass(frozen=True)
class Fault:
    """One of KINDS. `retry_after_s` is sent as Retry-After with an error status."""

    kind: str
    retry_after_s: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Fault({self.kind!r}): one of {', '.join(KINDS)}")

    def spoil(self, whole: Answer, call: str) -> Answer:
        """What the caller gets in place of `whole`; `call` is the kind of call."""
        if self.kind in ("hang", "late"):
            return replace(whole, wire="hang")
        if self.kind in ("reset", "truncated"):
            return replace(whole, wire=self.kind)
        if self.kind == "half_json":
            return Answer(whole.status, whole.body[: len(whole.body) // 2], whole.content_type)
        if self.kind == "bad_json":
            return Answer(200, LOGIN_PAGE.encode(), HTML)
        answer = self._error(call)
        headers = {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}
        return Answer(answer.status, answer.body, answer.content_type, headers)

    def _error(self, call: str) -> Answer:
        if self.kind == "429":
            return as_json(429, exceeded(call, 60).answer())
        if self.kind in ERRORS:
            return as_json(int(self.kind), ERRORS[self.kind].answer())
        return Answer(int(self.kind), PAGE.format(status=self.kind).encode(), HTML)


@dataclass
class Planned(Generic[T]):
    """Something kept for the calls of a kind ("any": reads, writes and drive) whose path holds `path`."""

    what: T
    kind: str
    when: When
    times: float
    skip: int
    path: str

    def is_meant(self, kind: str, path: str) -> bool:
        fits = kind == self.kind or (self.kind == "any" and kind in ("read", "write", "drive"))
        return fits and self.path in path and self.times > 0


class Plan(Generic[T]):
    """What is planned, in the order in which it was asked for."""

    def __init__(self) -> None:
        self.waiting: list[Planned[T]] = []

    def __len__(self) -> int:
        return len(self.waiting)

    def clear(self) -> None:
        self.waiting.clear()

    def put(self, what: T, kind: str, when: When, times: float, skip: int, path: str) -> None:
        if when not in ("before", "after") or kind not in ("read", "write", "drive", "token", "any"):
            raise ValueError(f"kind={kind!r} when={when!r}: read, write, drive, token, any; before, after")
        self.waiting.append(Planned(what, kind, when, times, skip, path))

    def due(self, kind: str, path: str, when: When | None = None, most: float = inf) -> list[Planned[T]]:
        """All (or the first `most`) that are meant for this call and skip it no more; each is used up once. None: either moment."""
        due: list[Planned[T]] = []
        for planned in self.waiting:
            if not planned.is_meant(kind, path) or when not in (None, planned.when):
                continue
            if planned.skip:
                planned.skip -= 1
            elif len(due) < most:
                planned.times -= 1
                due.append(planned)
        self.waiting = [planned for planned in self.waiting if planned.times > 0]
        return due


class Faults(Plan[Fault]):
    """Faults for coming calls."""

    def next(
        self,
        fault: Fault,
        kind: str = "write",
        when: When = "before",
        times: float = 1,
        *,
        skip: int = 0,
        path: str = "",
    ) -> None:
        """The next calls of this kind fail, before or after they are applied; `skip` lets so many go first.

        `times=math.inf` lasts until `clear()`. Of two faults for one call the later asked waits for the call after.
        """
        if fault.kind == "late" and (kind, when) != ("write", "before"):
            raise ValueError('Fault("late") is for kind="write", when="before"')
        self.put(fault, kind, when, times, skip, path)

    def take(self, kind: str, path: str) -> Planned[Fault] | None:
        """The fault of this call."""
        return next(iter(self.due(kind, path, most=1)), None)


class People(Plan[Callable[[Any], object]]):
    """People whose hands are in the book at the moment of a call."""

    def next(
        self,
        act: Callable[[Any], object],
        kind: str = "write",
        *,
        after: str | None = None,
        times: float = 1,
        skip: int = 0,
        path: str = "",
    ) -> None:
        """`act(book)` runs when the next such call arrives, before it is applied; with `after=kind` once it was applied.

        A call that fails before it is applied has its people before it all the same: they don't wait for us.
        """
        if "token" in (kind, after):
            raise ValueError("a call for a token has no book")
        self.put(act, after or kind, "after" if after else "before", times, skip, path)
