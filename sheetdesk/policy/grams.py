"""How alike two short Chinese texts are: cosine of their characters and pairs of characters, the rare ones weighing more. Pure.

Good to rank and to group; that the best is also right needs more than this (libraries page, FAQ match: 64 of 100)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from sheetdesk.policy.fold import fold

Vector = Mapping[str, float]

_SIGNS = re.compile(r"[\W_]+")


def grams(text: str) -> Counter[str]:
    """The characters and pairs of characters of a text, folded; nothing pairs across a punctuation mark."""
    found: Counter[str] = Counter()
    for part in _SIGNS.split(fold(text)):
        found.update(part)
        found.update(map("".join, pairwise(part)))
    return found


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each gram tells among some texts: what stands in all of them, little."""

    texts: int
    in_texts: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Weights:
        every = [grams(text) for text in texts]
        return cls(len(every), Counter(gram for found in every for gram in found))

    def vector(self, text: str) -> Vector:
        """The text as weighted grams, of length 1; empty for a text without any."""
        weighted = {gram: (1 + log(count)) * self._weight(gram) for gram, count in grams(text).items()}
        length = sqrt(sum(weight * weight for weight in weighted.values()))
        return {gram: weight / length for gram, weight in weighted.items()} if length else {}

    def _weight(self, gram: str) -> float:
        return log((1 + self.texts) / (1 + self.in_texts.get(gram, 0))) + 1


def alike(some: Vector, others: Vector) -> float:
    """From 0, nothing in common, to 1, the same."""
    if len(some) > len(others):
        some, others = others, some
    return sum(weight * others[gram] for gram, weight in some.items() if gram in others)
