"""A rule as a value, and all rules ready to be used. Reads no sheet (see `rules`), judges no case (see `triage`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sheetdesk.columns import RULES
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.fold import Folded, fold
from sheetdesk.policy.phrases import Phrases

TIMEOUT_S = 0.1
"""How long one search of an organiser's regular expression may take."""

DEFAULT_FIELD = "text"


class Match(Protocol):
    """What a search found; `match[0]` is the matched text."""

    def __getitem__(self, group: int, /) -> str: ...


class Searches(Protocol):
    """A compiled expression that can be stopped. Raises TimeoutError."""

    def search(self, text: str, *, timeout: float) -> Match | None: ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of an organiser, for the text as written and for the folded text."""

    as_written: Searches
    as_folded: Searches

    def find(self, text: str, folded: Folded) -> str | None:
        """What it matches, None where it doesn't. Raises TimeoutError."""
        for pattern, where in ((self.as_written, text), (self.as_folded, folded.text)):
            match = pattern.search(where, timeout=TIMEOUT_S)
            if match is not None:
                return match[0]
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. Words stand as folded → as the organiser wrote them. Blank cells are None or empty."""

    key: str
    name: str
    order: float
    fields: tuple[str, ...] = (DEFAULT_FIELD,)
    any_words: Mapping[str, str] = field(default_factory=dict)
    all_words: Mapping[str, str] = field(default_factory=dict)
    none_words: Mapping[str, str] = field(default_factory=dict)
    pattern: Pattern | None = None
    nature: str | None = None
    category: str | None = None
    subcategory: str | None = None
    priority: str | None = None
    tags: tuple[str, ...] = ()
    owner: str | None = None
    alarm: bool = False

    def words(self) -> Iterable[str]:
        """Every folded word that has to be looked for."""
        return (*self.any_words, *self.all_words, *self.none_words)

    def triggers(self) -> Mapping[str, str]:
        """Words without which the rule can't match; none for a rule that is a regular expression alone."""
        return self.any_words or self.all_words


@dataclass(frozen=True, slots=True)
class Rules:
    """All active rules in their order, ready to be used."""

    rules: tuple[Rule, ...] = ()
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    """Field of a case → the words looked for there."""
    triggered: Mapping[str, Mapping[str, tuple[tuple[int, int, str], ...]]] = field(default_factory=dict)
    """Field of a case → word → what it can make match there: the place in `rules`, its own place among the rule's
    words, and itself as the rule's author wrote it."""
    untriggered: tuple[int, ...] = ()
    """Places of the rules that have to be tried on every case."""
    known: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """Folded category or sub-category → category and sub-category, to understand the customer's choice in the form."""

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Rules:
        """These rules, which are in order, with everything that speeds them up."""
        phrases: dict[str, set[str]] = {}
        triggered: dict[str, dict[str, tuple[tuple[int, int, str], ...]]] = {}
        for place, rule in enumerate(rules):
            for where in rule.fields:
                phrases.setdefault(where, set()).update(rule.words())
                there = triggered.setdefault(where, {})
                for rank, (word, shown) in enumerate(rule.triggers().items()):
                    there[word] = (*there.get(word, ()), (place, rank, shown))
        return cls(
            rules=tuple(rules),
            phrases={where: Phrases.of(words) for where, words in phrases.items()},
            triggered=triggered,
            untriggered=tuple(place for place, rule in enumerate(rules) if not rule.triggers()),
            known=_known(rules),
        )

    def without(self, keys: Collection[str | None]) -> Rules:
        """These rules but for some, by key: a pattern that hung once would hang on every case."""
        return Rules.of([rule for rule in self.rules if rule.key not in keys]) if keys else self

    def naming_owners(self) -> Rules:
        """Those of these rules that name an owner: they alone say whom triage wants."""
        return Rules.of([rule for rule in self.rules if rule.owner])

    def candidates(self, said: Iterable[tuple[str, Iterable[str]]]) -> list[tuple[Rule, list[str]]]:
        """The rules that may match where these words are said (field, words), in order.

        Each with those of its triggers that are said, as its author wrote them and in that order."""
        called: dict[int, dict[int, str]] = {place: {} for place in self.untriggered}
        for where, words in said:
            triggered = self.triggered[where].get
            for word in words:
                for place, rank, shown in triggered(word, ()):
                    called.setdefault(place, {})[rank] = shown
        return [(self.rules[place], [words[rank] for rank in sorted(words)]) for place, words in sorted(called.items())]


def _known(rules: Sequence[Rule]) -> dict[str, tuple[str, str | None]]:
    known: dict[str, tuple[str, str | None]] = {}
    for rule in rules:
        if rule.category:
            known.setdefault(fold(rule.category), (rule.category, None))
        if rule.category and rule.subcategory:
            known.setdefault(fold(rule.subcategory), (rule.category, rule.subcategory))
    return known


def problem_with(rule: Rule, what: str, mend: str) -> Problem:
    """A problem that the rule's own row shows."""
    return Problem(f"分類規則「{rule.name}」", what, mend, tab=RULES.key, row=rule.key)
