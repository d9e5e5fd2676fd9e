"""One HTTP answer as plain values, and Google's error object in it. Border: values only, no call, no words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from pydantic_core import from_json

Parse = Callable[[bytes], Any]
"""From JSON to what is kept of it. Raises ValueError for no JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole, and from which host."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = ""

    @classmethod
    def of(cls, response: requests.Response) -> Answer:
        return cls(response.status_code, response.headers, response.content, urlsplit(response.url).netloc)

    def parsed(self, parse: Parse | None = None) -> dict[str, Any] | None:
        """The JSON object in the body; None for anything else, such as half of one or a page of a proxy."""
        try:
            value = (parse or value_in)(self.body)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def json_object(self, parse: Parse | None = None) -> dict[str, Any]:
        """The JSON object in the body. Raises Refused."""
        value = self.parsed(parse)
        if value is None:
            raise Refused(self)
        return value

    def zip_file(self) -> bytes:
        """The body, if it begins and ends as a zip file does (its directory stands in the last 64 KB).

        Raises Refused."""
        if not self.body.startswith(b"PK") or b"PK\x05\x06" not in self.body[-65_557:]:
            raise Refused(self)
        return self.body


class Refused(Exception):
    """An answer that is not the one asked for: an HTTP error, or a 200 that isn't whole."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"HTTP {answer.status}")


@dataclass(frozen=True, slots=True)
class GoogleError:
    """Google's error object: `{"error": {code, message, status, details}}`; Drive says `errors[].reason` as well.

    `reasons` are the machine-readable words of both; `service` and `project` the API and the project's number that an
    ErrorInfo names."""

    message: str = ""
    status: str = ""
    reasons: frozenset[str] = frozenset()
    service: str = ""
    project: str = ""

    @classmethod
    def of(cls, answer: Answer) -> GoogleError | None:
        """None where the body bears no such object, so somebody else than the API spoke."""
        error = (answer.parsed() or {}).get("error")
        if not isinstance(error, dict):
            return None
        parts = [part for name in ("details", "errors") for part in _dicts(error.get(name))]
        facts: dict[str, Any] = {}
        for part in parts:
            facts |= part["metadata"] if isinstance(part.get("metadata"), dict) else {}
        return cls(
            message=str(error.get("message") or ""),
            status=str(error.get("status") or ""),
            reasons=frozenset(str(part["reason"]) for part in parts if part.get("reason")),
            service=str(facts.get("service", "")),
            project=str(facts.get("consumer", "")).removeprefix("projects/"),
        )


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def value_in(body: bytes) -> Any:
    """The JSON value, in which equal short strings are one object: most cells of a desk say one of a few things.

    Pydantic's parser makes no text of the whole body first, four bytes a character as soon as one of them is an emoji: of
    5,000 rows it takes 7 MB instead of 22 and two thirds of the time. What it refuses and json knows (half a surrogate
    pair, UTF-16) is worth the second try."""
    try:
        return from_json(body, cache_strings="all")
    except ValueError:
        return json.loads(body)
