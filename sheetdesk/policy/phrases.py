"""Find many words in one folded text, overlapping ones too, and tell the said from the denied."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sheetdesk.policy.fold import Folded
from sheetdesk.policy.negation import carries_on, first_sign, negated

_LATIN = re.compile("[a-z0-9\u00c0-\u024f]")
_INFLECTION = re.compile("(?:s|es|d|ed|ing)?(?![a-z0-9\u00c0-\u024f])")
_NEVER = re.compile("(?!)")
_SHORTEST_INFLECTED = 4
"""「rat」 must not be found in 「rating」."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words of one text. A word that is denied here and said there is said."""

    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrases:
    """An index of folded words by their first two characters.

    Unlike one alternation of a regular expression it hides no overlap (退款 in 退款進度)."""

    words: frozenset[str] = frozenset()
    beginning: re.Pattern[str] = _NEVER
    """Finds every character that may begin a word, and few others: most of a text is passed over in C."""
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """First two characters → lengths of the words that begin so; the same for a word of one character."""
    bounded: frozenset[str] = frozenset()
    """Words that a letter begins or ends: what stands beside them decides."""

    @classmethod
    def of(cls, words: Iterable[str]) -> Phrases:
        """The index of `words`, which are folded and not empty."""
        known = frozenset(words)
        sizes: dict[str, tuple[int, ...]] = {}
        for head, size in sorted({(word[:2], len(word)) for word in known}):
            sizes[head] = (*sizes.get(head, sizes.get(head[0], ())), size)
        bounded = frozenset(word for word in known if _LATIN.match(word[0]) or _LATIN.match(word[-1]))
        return cls(known, _beginning(sizes), sizes, bounded)

    def find(self, folded: Folded) -> Found:
        """Every word that stands in the text."""
        places = self._places(folded.text)
        if not places:
            return _NOTHING
        said: set[str] = set()
        denied: set[str] = set()
        deniable, denied_end = first_sign(folded.text), -1
        for start, word in places:
            end = start + len(word)
            if start >= deniable and _is_denied(folded, start, end, denied_end):
                denied.add(word)
                denied_end = end
            else:
                said.add(word)
        return Found(frozenset(said), frozenset(denied - said))

    def _places(self, text: str) -> list[tuple[int, str]]:
        """Where each word begins, from left to right."""
        sizes, words, bounded = self.sizes, self.words, self.bounded
        starts = [at.start() for at in self.beginning.finditer(text)]
        found = [
            (start, word)
            for start in starts
            for size in sizes.get(text[start : start + 2]) or sizes.get(text[start], ())
            if (word := text[start : start + size]) in words and len(word) == size
        ]
        return [place for place in found if place[1] not in bounded or _is_whole(text, *place)]


def _beginning(heads: Collection[str]) -> re.Pattern[str]:
    """What may begin a word, by its first character and its second. Inside an English word no English word begins."""
    seconds = {head[1] for head in heads if len(head) == 2}
    single = {head for head in heads if len(head) == 1}
    follows = [look.format(_one_of(chars)) for look, chars in (("(?={})", seconds), ("(?<={})", single)) if chars]
    if not follows:
        return _NEVER
    firsts = _one_of({head[0] for head in heads})
    return re.compile(f"{firsts}(?:{'|'.join(follows)})(?<!{_LATIN.pattern}{_LATIN.pattern})")


def _one_of(chars: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(chars)))}]"


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
