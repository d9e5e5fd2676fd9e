"""The rules of config.yaml as a home-made script would take them over: words, category, priority; nothing folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sheetdesk.config import default_config, load_config
from sheetdesk.model.case import PRIORITIES, UNCLASSED

Class = tuple[str, str]
"""Category and priority."""

SPLIT = re.compile(r"[、\n]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that looks at 內容. Blank cells are empty."""

    words: tuple[str, ...]
    but_not: tuple[str, ...]
    pattern: str
    category: str
    priority: str
    tags: str


@cache
def rules() -> tuple[Rule, ...]:
    """In their order; those that look at other questions of the form than 內容 alone are left out."""
    rows = load_config(default_config(), {}).rows("rules")
    texts = [{key: str(value or "") for key, value in row.items()} for row in rows]
    return tuple(
        Rule(
            words=_words(row.get("any_words", "")),
            but_not=_words(row.get("none_words", "")),
            pattern=row.get("pattern", ""),
            category=row.get("category", ""),
            priority=row.get("priority", ""),
            tags=row.get("tags", ""),
        )
        for row in texts
        if not row.get("field")
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in SPLIT.split(cell) if word)


def verdict(matched: list[Rule]) -> Class:
    """The first rule that says it has the category; the highest priority counts."""
    category = next((rule.category for rule in matched if rule.category), UNCLASSED)
    said = {rule.priority for rule in matched}
    return category, next((priority for priority in PRIORITIES if priority in said), PRIORITIES[-1])
