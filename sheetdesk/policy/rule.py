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

    def triggers(self) -> Iterable[str]:
        """Words without which the rule can't match; none for a rule that is a regular expression alone."""
        return self.any_words or self.all_words


@dataclass(frozen=True, slots=True)
class Rules:
    """All active rules in their order, ready to be used."""

    rules: tuple[Rule, ...] = ()
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    """Field of a case → the words looked for there."""
    triggered: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Word → places in `rules` of those that it can make match."""
    untriggered: tuple[int, ...] = ()
    """Places of the rules that have to be tried on every case."""
    known: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """Folded category or sub-category → category and sub-category, to understand the customer's choice in the form."""

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Rules:
        """These rules, which are in order, with everything that speeds them up."""
        phrases: dict[str, set[str]] = {}
        triggered: dict[str, tuple[int, ...]] = {}
        for place, rule in enumerate(rules):
            for where in rule.fields:
                phrases.setdefault(where, set()).update(rule.words())
            for word in rule.triggers():
                triggered[word] = (*triggered.get(word, ()), place)
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

    def candidates(self, said: Iterable[Iterable[str]]) -> list[Rule]:
        """The rules that may match where these words are said (of each field), in order."""
        rules_with = self.triggered.get
        places = {place for words in said for word in words for place in rules_with(word, ())}
        places.update(self.untriggered)
        return [self.rules[place] for place in sorted(places)]


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
