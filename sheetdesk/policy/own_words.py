"""What a person typed as her own words to a customer: made safe to fill in, and told from its frame. Pure."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from sheetdesk.policy.markup import LINK_CLOSES, LINK_OPENS

_JOINER = "\u200d"
"""Zero-width, yet a part of many emoji."""

_HELLO = re.compile(
    r"(?:[^\n，,。！!？?：:]{0,15}?(?:[您你妳]好(?!好)|早安|午安|晚安)|(?:親愛的|哈囉|嗨|hi\b|hello\b|dear\b)[^\n，,。！!？?：:]{0,20})"
    r"[ \t\u3000]*(?:[，,。！!：:～~]+|(?=\n|$))[ \t\u3000]*",
    re.IGNORECASE,
)
_GREETED = re.compile(r"^[^\n]{0,40}您好：\n\n")
"""The greeting that every template begins with."""
_CLOSING = re.compile(r"[\W_]*(?:敬上|謹上|敬啟|上|小編|團主|主揪|客服)?[\W_]*")
"""What may stand beside a name for it to be a signature."""

WEB = re.compile(r"https?://[^\s<>\"'\u2018-\u201f\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+", re.IGNORECASE)
_TAIL = ".,;:!?)'"


def clean(cell: str | None) -> str:
    """The words with their line ends; what can't be seen, and blanks around them, are dropped."""
    text = (cell or "").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(char for char in text if _is_kept(char)).strip()


def _is_kept(char: str) -> bool:
    return char in "\n\t" or char == _JOINER or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn")


def without_greeting(words: str) -> str:
    """The words after 「王小姐您好，」 and the like; the same words where they begin with none."""
    hello = _HELLO.match(words)
    return words[hello.end() :].lstrip("\n") if hello else words


def greets(words: str) -> bool:
    """Do they begin with a greeting of her own?"""
    return _HELLO.match(words) is not None


def fingerprint(words: str) -> str:
    """Equal for equal words to different people, however they are greeted and whatever blanks lie between them. 16
    hexadecimal digits; blank for no words."""
    said = "".join(without_greeting(_GREETED.sub("", words)).split())
    return sha256(said.encode()).hexdigest()[:16] if said else ""


def without_signature(words: str, names: tuple[str, ...]) -> str:
    """The words before her own signature, a last line that is short and bears one of `names`."""
    return words[: words.rfind("\n")].rstrip() if signs(words, names) else words


def signs(words: str, names: tuple[str, ...]) -> bool:
    """Do they end with a signature of her own: one of `names`, and nothing beside it but 敬上 and the like?"""
    before, line_end, last = words.rpartition("\n")
    rest = _folded(last)
    for name in sorted(filter(None, map(_folded, names)), key=len, reverse=True):
        rest = rest.replace(name, "")
    return bool(line_end and before.strip()) and rest != _folded(last) and _CLOSING.fullmatch(rest) is not None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def with_links(words: str) -> str:
    """The words with each address that she typed marked as the link that it is (see `markup`)."""
    return WEB.sub(_marked, words)


def _marked(match: re.Match[str]) -> str:
    address = match.group().rstrip(_TAIL)
    return f"{LINK_OPENS}{address}{LINK_CLOSES}{match.group()[len(address) :]}"
