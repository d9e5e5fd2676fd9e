"""Web addresses as they may stand in a letter: whole to every mail program, and no mark of ours. Pure."""

from __future__ import annotations

from urllib.parse import quote

_AS_IT_IS = "%/:?#@!$&'+,;=-._~]"
"""Everything that an address is made of but what a letter's own marks are: ( ) * [."""


def safe_address(address: str) -> str:
    """`address` with Chinese, blanks and marks of ours written as %XX; what is written so already stays."""
    return quote(address, safe=_AS_IT_IS)
