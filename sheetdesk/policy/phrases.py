"""Find many words in one folded text, overlapping ones too, and tell the said from the denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import add

from sheetdesk.policy.fold import Folded
from sheetdesk.policy.negation import carries_on, negated

_LATIN = re.compile("[a-z0-9\u00c0-\u024f]")
_INFLECTION = re.compile("(?:s|es|d|ed|ing)?(?![a-z0-9\u00c0-\u024f])")
_SHORTEST_INFLECTED = 4
"""「rat」 must not be found in 「rating」."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words of one text. A word that is denied here and said there is said."""

    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Phrases:
    """An index of folded words by their first two characters.

    One look-up a character; unlike one alternation of a regular expression it hides no overlap (退款 in 退款進度)."""

    by_pair: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    bounded: frozenset[str] = frozenset()
    """Words that a letter begins or ends: what stands beside them decides."""

    @classmethod
    def of(cls, words: Iterable[str]) -> Phrases:
        """The index of `words`, which are folded and not empty."""
        by_pair: dict[str, tuple[str, ...]] = {}
        known = sorted(set(words))
        for word in known:
            by_pair[word[:2]] = (*by_pair.get(word[:2], ()), word)
        single = tuple(head for head in by_pair if len(head) == 1)
        bounded = frozenset(word for word in known if _LATIN.match(word[0]) or _LATIN.match(word[-1]))
        return cls({head: tails for head, tails in by_pair.items() if len(head) == 2}, single, bounded)

    def find(self, folded: Folded) -> Found:
        """Every word that stands in the text."""
        said: set[str] = set()
        denied: set[str] = set()
        denied_end = -1
        for start, word in self._places(folded.text):
            end = start + len(word)
            if _is_denied(folded, start, end, denied_end):
                denied.add(word)
                denied_end = end
            else:
                said.add(word)
        return Found(frozenset(said), frozenset(denied - said)) if said or denied else _NOTHING

    def _places(self, text: str) -> list[tuple[int, str]]:
        """Where each word begins, from left to right."""
        heads = enumerate(map(self.by_pair.get, map(add, text, text[1:])))
        places = [(start, word) for start, words in heads if words for word in words if text.startswith(word, start)]
        alone = [char for char in self.single if char in text]
        if alone:
            places += [(start, char) for char in alone for start, at in enumerate(text) if at == char]
            places.sort()
        bounded = self.bounded
        return [place for place in places if place[1] not in bounded or _is_whole(text, *place)]


_NOTHING = Found()


def _is_denied(folded: Folded, start: int, end: int, denied_end: int) -> bool:
    if negated(folded.text, start, end, folded.gaps):
        return True
    return 0 <= denied_end <= start and carries_on(folded.text, denied_end, start, end)


def _is_whole(text: str, start: int, word: str) -> bool:
    """English words match whole (late, not in chocolate), with s, ed or ing; Chinese ones anywhere."""
    if start and _LATIN.match(word[0]) and _LATIN.match(text[start - 1]):
        return False
    end = start + len(word)
    if end == len(text) or not _LATIN.match(word[-1]) or not _LATIN.match(text[end]):
        return True
    return len(word) >= _SHORTEST_INFLECTED and _INFLECTION.match(text, end) is not None
