"""Case numbers (案號, to customers 服務單號): making, checking, and finding one in what a person typed. Pure.

`GB2611-0042-X`: prefix, year and month of receipt in the desk's zone, running number, and a check character
by ISO 7064 MOD 37,36 over the letters and digits before it (domain §2; hyphens don't count). It catches each
wrong character, and each swap of neighbours but a few whose two characters follow one another (4 and 5).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from stdnum.iso7064 import mod_37_36

PREFIX = re.compile(r"[A-Z](?:[A-Z0-9]{0,4}[A-Z])?")
"""Begins and ends with a letter, so that a number typed without hyphens can be taken apart."""

_EXACT = re.compile(rf"({PREFIX.pattern})(\d\d(?:0[1-9]|1[0-2]))-(\d{{4}}|[1-9]\d{{4,8}})-([0-9A-Z])", re.ASCII)
_GAP = r"[ \t_.\-‐-―−]{0,3}"
_DIGIT = "[0-9OIL]"
_TYPED = re.compile(
    rf"(?<![A-Z0-9])({PREFIX.pattern}){_GAP}({_DIGIT}{{4}}){_GAP}({_DIGIT}{{4,9}}){_GAP}([A-Z0-9])(?![A-Z0-9])"
)
_AS_DIGITS = str.maketrans("OIL", "011")
_LOOK_ALIKES = {"0": "0O", "O": "O0", "1": "1IL", "I": "I1L", "L": "L1I"}


def case_number(prefix: str, received_at: datetime, zone: ZoneInfo, running: int) -> str:
    """The number of the `running`-th case; raises ValueError for a prefix or time that can't make one."""
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"a prefix is 1 to 6 capital letters or digits between letters, got {prefix!r}")
    if received_at.tzinfo is None or running < 1:
        raise ValueError("a case number needs an aware time and a running number from 1")
    local = received_at.astimezone(zone)
    head, tail = f"{prefix}{local.year % 100:02}{local.month:02}", f"{running:04}"
    return f"{head}-{tail}-{mod_37_36.calc_check_digit(head + tail)}"


def is_case_number(text: str) -> bool:
    """Is `text` a case number, exactly as the desk writes it?"""
    return _EXACT.fullmatch(text) is not None and mod_37_36.is_valid(text.replace("-", ""))


def find_case_number(text: str) -> str | None:
    """The first case number in `text`, as the desk writes it.

    Forgives small letters, full width, spaces or nothing for hyphens, and O for 0, I or L for 1 where
    the check character then fits. A stranger's number fits too: ask whose case it is."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").upper()
    return next((number for typed in _TYPED.finditer(plain) if (number := _mended(typed))), None)


def _mended(typed: re.Match[str]) -> str | None:
    prefix, month, running, check = typed.groups()
    month, running = month.translate(_AS_DIGITS), running.translate(_AS_DIGITS)
    candidates = (
        f"{''.join(letters)}{month}-{running}-{last}"
        for letters in product(*(_LOOK_ALIKES.get(c, c) for c in prefix))
        for last in _LOOK_ALIKES.get(check, check)
    )
    return next((number for number in candidates if is_case_number(number)), None)
