"""One request as it came over the wire, the answer that goes back, and the line that the log keeps of both."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic_core import to_json

JSON, HTML = "application/json; charset=UTF-8", "text/html; charset=UTF-8"

Kind = Literal["read", "write", "drive", "token", "other"]


@dataclass(frozen=True)
class Asked:
    """An HTTP request; `params` as in the query, each name with all its values; header names in small letters."""

    method: str
    path: str
    params: Mapping[str, list[str]]
    headers: Mapping[str, str]
    raw: bytes

    @property
    def wants_indents(self) -> bool:
        """Google's answers are indented, unless `prettyPrint` says otherwise."""
        return self.params.get("prettyPrint", ["true"])[0].lower() != "false"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. `wire` says how it is spoilt on its way: "" not at all, "hang", "reset" or "truncated"."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: str = ""


@dataclass(frozen=True)
class Call:
    """One line of the log. `status` is what the caller could see: 0 after a hang or reset. `body` is the parsed JSON.

    Bytes are those of bodies, `bytes_wire` those of the answer's as it was packed for its way."""

    method: str
    path: str
    kind: Kind
    bytes_up: int
    bytes_down: int
    status: int
    body: Any
    params: Mapping[str, list[str]]
    applied: bool
    fault: str | None
    bytes_wire: int = 0


def packed(answer: Answer) -> Answer:
    """The answer as gzip, lightly: how well Google packs nobody has told."""
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    return replace(answer, body=gzip.compress(answer.body, compresslevel=1, mtime=0), headers=headers)


def as_json(status: int, answer: Any, indents: bool = False) -> Answer:
    """Compact, or indented as every recorded answer is."""
    return Answer(status, to_json(answer, indent=2 if indents else None))
