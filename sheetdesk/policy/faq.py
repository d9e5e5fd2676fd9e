"""Which row of 常見問題 is clearly the answer to what a customer wrote, if one is. Pure.

Likeness alone is right two times in three: so a keyword has to be said too, and the second best has to be well behind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sheetdesk.model.case import Case
from sheetdesk.policy.faq_rows import Faq
from sheetdesk.policy.fold import fold, read
from sheetdesk.policy.grams import Vector, Weights, alike
from sheetdesk.policy.phrases import Phrases

LEAST = 0.25
"""Below this the text is about something else, whatever word it shares with the row."""

MARGIN, MARGIN_OF_TWO = 1.25, 1.5
"""How many times as alike as any other row the best has to be, and as one whose keyword is said too: that may be a second
question. What they do is measured: docs/faq.md."""

LONGEST = 200
"""Characters of a text that still is a question: who writes more wants to be read."""


@dataclass(frozen=True, slots=True)
class Faqs:
    """The rows that may answer, made ready to be searched."""

    rows: tuple[Faq, ...] = ()
    phrases: Phrases = field(default_factory=Phrases)
    weights: Weights = field(default_factory=lambda: Weights(0, {}))
    vectors: tuple[Vector, ...] = ()
    about: tuple[frozenset[str], ...] = ()
    """Of each row, the products of 團購檔期 that it names: it answers for no other."""

    @classmethod
    def of(cls, rows: Sequence[Faq], products: Sequence[str] = ()) -> Faqs:
        """The index of `rows`. `products`: every product of 團購檔期."""
        texts = ["\n".join((faq.question, *faq.keywords)) for faq in rows]
        weights = Weights.of(texts)
        names = {name for name in map(fold, products) if len(name) > 1}
        return cls(
            tuple(rows),
            Phrases.of(fold(word) for faq in rows for word in faq.keywords),
            weights,
            tuple(map(weights.vector, texts)),
            tuple(frozenset(name for name in names if name in fold(text)) for text in texts),
        )

    def best(self, case: Case, today: date) -> Faq | None:
        """The row that clearly answers this case; None where none does, or two might."""
        text = case.text or ""
        if not self.rows or not text or len(text) > LONGEST:
            return None
        found = self.phrases.find(read(text)).said
        if not found:
            return None
        marks = self._marks(case, text, today)
        best = max(range(len(marks)), key=marks.__getitem__)
        if marks[best] < LEAST or not _is_named(self.rows[best], found):
            return None
        others = (
            (MARGIN_OF_TWO if _is_named(faq, found) else MARGIN, at) for at, faq in enumerate(self.rows) if at != best
        )
        return self.rows[best] if all(marks[best] >= margin * marks[at] for margin, at in others) else None

    def _marks(self, case: Case, text: str, today: date) -> list[float]:
        """How alike each row is to the text; 0 where it isn't for this case. The product's name counts where it helps, for a
        long one would drown a short question."""
        whole = f"{text}\n{case.product or ''}"
        asked, named = [self.weights.vector(said) for said in dict.fromkeys((text, whole))], fold(whole)
        return [
            max(alike(words, vector) for words in asked) if _is_for(faq, case, today) and _fits(about, named) else 0.0
            for faq, vector, about in zip(self.rows, self.vectors, self.about, strict=True)
        ]


def _is_for(faq: Faq, case: Case, today: date) -> bool:
    """Is it in force, and for this sort of case?"""
    if faq.until is not None and faq.until < today:
        return False
    return not faq.categories or case.category in faq.categories or case.subcategory in faq.categories


def _is_named(faq: Faq, said: Collection[str]) -> bool:
    """Is one of its keywords among the words that were said?"""
    return any(fold(word) in said for word in faq.keywords)


def _fits(about: frozenset[str], named: str) -> bool:
    """A row about one product answers only who names it."""
    return not about or any(name in named for name in about)
