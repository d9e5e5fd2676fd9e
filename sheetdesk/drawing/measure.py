"""How wide text is, and how numbers are said: an estimate that holds for every sans-serif typeface with Chinese."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

from sheetdesk.model.values import clean_text

_NARROW, _WIDE = 0.58, 1.0
"""Widths of a Latin letter or digit and of a Chinese one, in sizes of the letters."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Signs that show nothing but turn what stands beside them round."""


def one_line(text: str) -> str:
    """`text` as a picture may show it: on one line, without signs that turn or hide other signs."""
    return " ".join(_INVISIBLE.sub("", clean_text(text)).split())


def width_of(text: str, size: float) -> float:
    """Units that `text` takes at that size."""
    return sum(_letter(sign) for sign in text) * size


def _letter(sign: str) -> float:
    if category(sign) in ("Mn", "Me"):
        return 0
    return _WIDE if east_asian_width(sign) in "WFA" else _NARROW


def cut(text: str, size: float, width: float) -> str:
    """`text`, its end left out with … if it is wider than `width`."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(kept, size) + size > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrapped(text: str, size: float, width: float, most: int) -> list[str]:
    """`text` on at most `most` lines, the last one cut."""
    lines, rest = list[str](), text
    while len(lines) < most - 1 and width_of(rest, size) > width:
        end = next(at for at in range(len(rest), -1, -1) if width_of(rest[:at], size) <= width) or 1
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, cut(rest, size, width)]


def number(value: float) -> str:
    """1,234 or 3.5: at most one decimal."""
    return f"{value:,.1f}".removesuffix(".0")
