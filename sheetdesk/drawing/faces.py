"""One typeface of a font file, and whether it has a sign. Border: reads font files through Pillow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import category

from PIL import ImageFont

_TRADITIONAL = ("TC", "JhengHei", "HK", "LiU")
"""What families drawn for Taiwan or Hong Kong have in their names; first the better."""

_MOST_FACES = 24
_NOBODYS = "\U0010fffe"
"""A sign that no typeface has: it shows what this one draws in the place of a missing sign."""

_TRIAL_SIZE = 20


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: the file, and which of its faces."""

    path: Path
    index: int

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The typeface `size` pixels high. Raises OSError where the file is no font."""
        return _opened(self.path, self.index, size)

    def has(self, sign: str) -> bool:
        """Is it drawn as itself, and not as the box that stands for a missing sign?"""
        return sign.isspace() or _ink(self, sign) != _ink(self, _NOBODYS)

    def has_letters(self, signs: frozenset[str]) -> bool:
        """Every letter and digit of `signs`; other signs (an emoji) can be left out of a picture, and letters can't."""
        return all(self.has(sign) for sign in sorted(signs) if category(sign)[0] in "LN")

    def shown(self, text: str) -> str:
        """`text` without the signs that it lacks."""
        return "".join(sign for sign in text if self.has(sign))


@lru_cache(maxsize=32)
def faces_of(path: Path) -> tuple[Face, ...]:
    """The typefaces in a file, those for Taiwan first; none if it can't be read or is no font."""
    found = list[tuple[int, int]]()
    for index in range(_MOST_FACES):
        try:
            family = _opened(path, index, _TRIAL_SIZE).getname()[0] or ""
        except OSError:
            break  # one more than the file has, or no font at all
        ranks = (place for place, word in enumerate(_TRADITIONAL) if word in family)
        found.append((next(ranks, len(_TRADITIONAL)), index))
    return tuple(Face(path, index) for _, index in sorted(found))


@lru_cache(maxsize=64)
def _opened(path: Path, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _ink(face: Face, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = face.at(_TRIAL_SIZE).getmask(sign, mode="L")
    return mask.size, bytes(mask)
