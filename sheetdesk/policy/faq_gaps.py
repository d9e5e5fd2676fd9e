"""Questions that nothing answered by itself, grouped by likeness: what 常見問題 still lacks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheetdesk.model.case import Case, time_received
from sheetdesk.policy.faq import LONGEST, Faqs
from sheetdesk.policy.fold import fold
from sheetdesk.policy.grams import Vector, Weights, alike
from sheetdesk.policy.suggestion import may_be_answered, suggestions
from sheetdesk.policy.wording import one_line

LOOKED_BACK = timedelta(days=28)

ALIKE = 0.3
"""From here on two texts count as one question; measured: docs/faq.md."""

EXAMPLE_LIMIT = 30
MOST_TOLD, FEWEST = 3, 2
"""How many groups 系統狀態 names, and of how many questions at least: one alone may be anything."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that are alike. `example`: the shortest of them."""

    example: str
    cases: tuple[str, ...]


def gaps(cases: Iterable[Case], faqs: Faqs, now: datetime, today: date) -> list[Gap]:
    """The questions of the last four weeks that had no answer, or none that helped, and have none now; the most
    frequent first."""
    open_ones = [case for case in cases if _is_recent(case, now) and _is_gap(case, faqs, today)]
    texts = {case.number: _asked(case) for case in sorted(open_ones, key=lambda case: case.number)}
    weights = Weights.of(texts.values())
    groups: list[tuple[Vector, list[str]]] = []
    for number, text in texts.items():
        vector = weights.vector(text)
        marks = [alike(vector, first) for first, _ in groups]
        best = max(range(len(marks)), key=marks.__getitem__, default=None)
        if best is not None and marks[best] >= ALIKE:
            groups[best][1].append(number)
        else:
            groups.append((vector, [number]))
    said = {case.number: one_line(case.text, EXAMPLE_LIMIT) for case in open_ones}
    found = [Gap(min((said[n] for n in numbers), key=len), tuple(numbers)) for _, numbers in groups]
    return sorted(found, key=lambda gap: (-len(gap.cases), gap.cases))


def told(found: Sequence[Gap]) -> str | None:
    """「4 件：可以寄到離島嗎；2 件：有沒有小包裝」; None if nothing was asked twice."""
    most = [gap for gap in found if len(gap.cases) >= FEWEST][:MOST_TOLD]
    return "；".join(f"{len(gap.cases)} 件：{gap.example}" for gap in most) or None


def _is_recent(case: Case, now: datetime) -> bool:
    at = time_received(case) or case.first_seen_at
    return at is not None and now - at < LOOKED_BACK and case.status != "無效" and case.merged_to is None


def _is_gap(case: Case, faqs: Faqs, today: date) -> bool:
    text = case.text or ""
    if case.silent or not text or len(text) > LONGEST or not may_be_answered(case):
        return False
    return case.unsolved_at is not None or next(suggestions(case, faqs, today), None) is None


def _asked(case: Case) -> str:
    """Her words without the product's name: what she asks is the same whatever it is about."""
    product = fold(case.product or "")
    return fold(case.text or "").replace(product, " ") if len(product) > 1 else fold(case.text or "")
