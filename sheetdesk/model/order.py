"""A line of an order as the desk knows it. Who ordered it is known by marks, keyed hashes, and not by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sheetdesk.model.values import Value


@dataclass(frozen=True, slots=True)
class KnownLine:
    """One item of an order. `day`: when it was ordered; unless `dated`, when it was first seen here.

    `marks`: each begins with its sort (phone:, nickname: …). `facts`: what the order says, by a case's field."""

    key: str
    number: str | None
    marks: frozenset[str]
    day: date
    dated: bool = True
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def order(self) -> str:
        """What the lines of one order share."""
        return self.number or self.key
