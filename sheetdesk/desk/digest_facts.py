"""What the job of 每日摘要 may ask of the ledger, and what it decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sheetdesk.policy.todo import ToDo


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """`due`: group → day. `to_do`: what 待辦 says now; `unsure`: how many letters wait for a decision; `problems`: what
    系統狀態 last said. `made`: groups whose digest this pass made."""

    due: Mapping[str, date] = field(default_factory=dict)
    to_do: Callable[[], ToDo] = lambda: ToDo((), 0, 0, 0, 0)
    unsure: Callable[[], int] = lambda: 0
    problems: Callable[[], Sequence[str]] = lambda: ()
    made: Mapping[str, date] = field(default_factory=dict)


NO_DIGEST = DigestFacts()
