"""The rules of config.yaml as compiled regular expressions: one for each rule's words, one for its exceptions.

English words are whole words here, and a rule's own expression is heeded where Python's `re` takes it (`re` knows no
look-behind of changing length). What it can't do (each shown by a test): 沒有破損 is a breakage to it, and 破损
(simplified) and full-width letters are nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from tests.bench.rivals.config_rules import Class, Rule, rules, verdict

NEVER = "(?!)"
Search = re.Pattern[str]


def classify(texts: Iterable[str]) -> list[Class]:
    """Category and priority of each text."""
    known = compiled()
    found = []
    for text in texts:
        matched = [
            rule
            for rule, words, but_not, pattern in known
            if words.search(text) and not but_not.search(text) and pattern.search(text)
        ]
        found.append(verdict(matched))
    return found


@cache
def compiled() -> list[tuple[Rule, Search, Search, Search]]:
    """Each rule with its words, its exceptions and its own expression."""
    return [
        (rule, either(rule.words), either(rule.but_not), re.compile(rule.pattern))
        for rule in rules()
        if can_compile(rule.pattern)
    ]


def can_compile(pattern: str) -> bool:
    """Does `re` understand it?"""
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def either(words: Sequence[str]) -> Search:
    """Any of the words; English ones only whole."""
    return re.compile("|".join(map(as_pattern, words)) or NEVER, re.IGNORECASE)


def as_pattern(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
