"""Google's `fields` masks: `a.b,c(d,e/f),*` read into a tree and laid over an answer; knows nothing of what the fields mean."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Mask: TypeAlias = dict[str, "Mask"]
"""Name -> mask of what lies below; an empty mask lets all of it through."""

TOKENS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\*|[.,/()]|\s+|.")


class BadMask(ValueError):
    """A `fields` text that can't be read."""


class _Reader:
    """Descends through one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [token for token in TOKENS.findall(text) if token.strip()]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def items(self) -> Mask:
        mask: Mask = {}
        while True:
            self.item(mask)
            if self.peek() != ",":
                return mask
            self.next()

    def item(self, mask: Mask) -> None:
        name = self.next()
        if not (name == "*" or name.isidentifier()):
            raise BadMask(f"{self.text!r}: expected a field, got {name!r}")
        below = self.below()
        mask[name] = below if name not in mask else _joined(mask[name], below)

    def below(self) -> Mask:
        if self.peek() in (".", "/"):
            self.next()
            mask: Mask = {}
            self.item(mask)
            return mask
        if self.peek() != "(":
            return {}
        self.next()
        inner = self.items()
        if self.next() != ")":
            raise BadMask(f"{self.text!r}: a bracket isn't closed")
        return inner


def _joined(one: Mask, other: Mask) -> Mask:
    if not (one and other):
        return {}
    both = dict(one)
    for name, below in other.items():
        both[name] = _joined(both[name], below) if name in both else below
    return both


def parse(text: str) -> Mask:
    """The tree of one `fields` text; raises BadMask."""
    reader = _Reader(text)
    mask = reader.items()
    if reader.peek():
        raise BadMask(f"{text!r}: {reader.peek()!r} is out of place")
    return mask


def cut(value: Any, mask: Mask) -> Any:
    """What the mask lets through; parts are shared with `value`, not copied.

    Lists keep their length and a message that was there stays there, though it may become {}: so does Google.
    """
    if not mask:
        return value
    if isinstance(value, list):
        return [cut(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    if "*" in mask:
        return {name: cut(part, _joined(mask["*"], mask.get(name, mask["*"]))) for name, part in value.items()}
    return {name: cut(value[name], below) if below else value[name] for name, below in mask.items() if name in value}


def lets_through(mask: Mask, path: str) -> bool:
    """Does anything at or below the dotted `path` come through?"""
    for name in path.split("."):
        below = mask.get(name, mask.get("*"))
        if below is None:
            return False
        if not below:
            return True
        mask = below
    return True
