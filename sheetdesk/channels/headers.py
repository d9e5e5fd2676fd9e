"""Headers of an e-mail as they leave: encoded and folded by the standard library, and each different one only once.

Border: text in, text out."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from typing import Any

THREAD = ("references", "in-reply-to")


class _Classes(HeaderRegistry):
    """The library makes a new class for each header; one for each name costs a fifth of a mail less."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type] = {}

    def __getitem__(self, name: str) -> type:
        name = name.lower()
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


class AsTheyLeave(EmailPolicy):
    """The headers of a mail are given to it as `header` makes them; the library would parse and fold them each time."""

    def header_max_count(self, name: str) -> None:
        """Whoever writes a mail sets each header once."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value

    def fold_binary(self, name: str, value: str) -> bytes:
        space = " " if value and not value.startswith(self.linesep) else ""
        return f"{name}:{space}{value}{self.linesep}".encode()


_LIBRARY = EmailPolicy(linesep=SMTP.linesep, header_factory=_Classes())


@lru_cache(maxsize=256)
def header(name: str, value: str | datetime, utf8: bool = False) -> str:
    """What stands behind `name:` in the mail, on the next line where it doesn't fit. `utf8`: may it leave in UTF-8, for an address has no other form?

    Raises ValueError if `value` has a line break."""
    if name.lower() in THREAD:
        # The library would write a long Message-ID as an encoded word, which no program finds.
        return f"{SMTP.linesep} ".join(str(value).split())
    policy = _LIBRARY.clone(utf8=utf8)
    whole: str = policy.fold(*policy.header_store_parse(name, value))
    return whole.removeprefix(f"{name}:").removeprefix(" ").removesuffix(policy.linesep)
