"""Text as it is compared: script, width, case, accents and spacing taken away. For matching only, never to be shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import category, normalize

_SHORT = 100
"""Up to this length (words, titles) a text is worth remembering; a complaint is folded once."""

_WIDE = "\u2e80-\u2fd5\u3000-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Writing without spaces: ideographs, kana, bopomofo and their punctuation."""

_BLANKS = re.compile(" +")
_LOOSE_BLANKS = re.compile(f"(?<=[{_WIDE}]) +| +(?=[{_WIDE}])")
_IDEOGRAPH = re.compile("[\u2e80-\u2fd5\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_VOICING = "\u3099\u309a"

_ALIKE = {"着": "著", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "–": "-", "—": "-", "−": "-"}
"""What OpenCC and NFKD keep apart though people mean the same."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `gaps` are the places where a space between Chinese characters was taken out.

    People in Taiwan often write a space for a comma, so the judgement of negation must still see it."""

    text: str
    gaps: frozenset[int] = frozenset()


def fold(text: str) -> str:
    """`text` with one form for 繁/簡, full and half width, upper and lower case, accents and spacing.

    Spaces stay only between words of alphabetic writing; a line break stays, for it ends a clause. Each character is
    converted by itself (no phrases), so that a word folds alike wherever it stands."""
    return _remembered(text) if len(text) <= _SHORT else read(text).text


def read(text: str) -> Folded:
    """`text` folded, with the places of the spaces that were dropped."""
    plain = normalize("NFKD", normalize("NFKD", text).casefold()).translate(_forms())
    plain = normalize("NFC", plain)
    for mark in _VOICING:
        plain = plain.replace(mark, "")
    if "\n" in plain:
        lines = [line.strip(" ") for line in plain.split("\n")]
        plain = "\n".join([line for line in lines if line])
    plain = plain.strip(" ")
    return _closed_up(plain) if " " in plain else Folded(plain)


def simplify(text: str) -> str:
    """`text` with only its Chinese characters folded: a regular expression stays one."""
    forms = _forms()
    return "".join(forms[ord(char)] if _IDEOGRAPH.match(char) else char for char in text)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> str:
    return read(text).text


def _closed_up(text: str) -> Folded:
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    gaps = [blank.start() - before for before, blank in enumerate(_LOOSE_BLANKS.finditer(text))]
    if not gaps:
        return Folded(text)
    return Folded(_LOOSE_BLANKS.sub("", text), frozenset(gaps))


class _Forms(dict[int, str]):
    """Each character's folded form, learned when it is first met: `str.translate` then runs at full speed."""

    def __init__(self, simplified: Callable[[str], str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, code: int) -> str:
        form = self[code] = self._form(chr(code))
        return form

    def _form(self, char: str) -> str:
        if char in _VOICING:
            return char
        if char in "\n\r\x0b\x0c\x85\u2028\u2029":
            return "\n"
        if char.isspace():
            return " "
        if category(char) in ("Cc", "Cf", "Cs", "Mn", "Me"):
            return ""
        if _IDEOGRAPH.match(char):
            char = self._simplified(self._simplified(char))  # 藴 needs two steps
        return _ALIKE.get(char, char)


@cache
def _forms() -> _Forms:
    from opencc import OpenCC  # late: it reads its dictionaries from disk

    return _Forms(OpenCC("t2s").convert)
