"""What ties an answer of a form to its case: unguessable, and checked without a table. Border: text in, text out."""

from __future__ import annotations

import hmac
import re
import unicodedata
from base64 import b32encode
from hashlib import sha256

SECRET_MIN_BYTES = 16
SURVEY, STAFF = b"sheetdesk survey\0", b"sheetdesk staff\0"
"""What a token is for: one of the survey opens no staff form, and the other way round."""

_MAC_BYTES = 10
"""80 bits: short enough for a link, and more than anybody can try through a form."""
_TOKEN = re.compile(r"(?<![A-Z0-9])([A-Z0-9][A-Z0-9-]*)-([1-9][0-9]{0,3})-([A-Z2-7]{16})(?![A-Z0-9])")
_UNSEEN = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")


def token_of(number: str, count: int, secret: bytes, purpose: bytes) -> str:
    """The token of a case and a count that begins with 0 (the survey: its resolution cycle; the staff form: how many
    answers were obeyed): the same one whenever it is asked for.

    Raises ValueError if the secret is too short."""
    return f"{number}-{count + 1}-{_mac(number, count, secret, purpose)}"


def read_token(typed: str | None, secret: bytes, purpose: bytes) -> tuple[str, int] | None:
    """The case's number and the count; None where we never gave out such a token."""
    found = find_token(typed)
    if found is None:
        return None
    token, number, count = found
    return (number, count) if hmac.compare_digest(token, token_of(number, count, secret, purpose)) else None


def find_token(typed: str | None) -> tuple[str, str, int] | None:
    """What looks like a token, with its case's number and the count, whoever made it up.

    Whoever fills the form in can edit a pre-filled field: width, case and blanks don't matter, everything else does."""
    return token_in(_UNSEEN.sub("", unicodedata.normalize("NFKC", typed or "")).upper())


def token_in(text: str) -> tuple[str, str, int] | None:
    """The first such word in a letter of ours, as it stands there."""
    found = _TOKEN.search(text)
    return (found[0], found[1], int(found[2]) - 1) if found is not None else None


def _mac(number: str, count: int, secret: bytes, purpose: bytes) -> str:
    if len(secret) < SECRET_MIN_BYTES:
        raise ValueError(f"the secret of tokens has {len(secret)} bytes, {SECRET_MIN_BYTES} are the least")
    mac = hmac.new(secret, purpose + f"{number}|{count}".encode(), sha256).digest()
    return b32encode(mac[:_MAC_BYTES]).decode()
