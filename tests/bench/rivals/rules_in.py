"""The rules of config.yaml as a loop of `in` tests, for many texts.

What it can't do (each shown by a test): 沒有破損 is a breakage to it; 破损 (simplified) and full-width letters are
nothing; `ship` is in `friendship`; a rule with a regular expression is left out, for `in` can't say it."""

from __future__ import annotations

from collections.abc import Iterable

from tests.bench.rivals.config_rules import Class, rules, verdict


def classify(texts: Iterable[str]) -> list[Class]:
    """Category and priority of each text."""
    known = [rule for rule in rules() if not rule.pattern]
    found = []
    for text in texts:
        text = text.lower()
        matched = []
        for rule in known:
            if any(word in text for word in rule.words) and not any(word in text for word in rule.but_not):
                matched.append(rule)
        found.append(verdict(matched))
    return found
