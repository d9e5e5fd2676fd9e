"""Class cases by the rules of the tab 分類規則.

Reads:   cases, rules
Decides: nature, category, sub-category, priority, tags, alarm, and why
Repeat:  safe - the same text and rules give the same class; what a person chose stays
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case, Change
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.triage import judge
from sheetdesk.policy.wording import words_of

LETTERS = ("alarm",)

FIELDS = ("nature", "category", "subcategory", "priority", "tags", "alarm", "why")
_class_of = attrgetter(*FIELDS)


def run(desk: Desk, now: datetime) -> str:
    """Class every case that has something new to be looked at."""
    changes, hits, problems = plan(desk.to_look_at(now), desk.book.rules)
    desk.alarmed |= {c.case for c in changes if c.field == "alarm" and _is_news(c.value, desk.cases[c.case].alarm)}
    desk.record(changes)
    desk.hits = dict(Counter(desk.hits) + hits)
    desk.problems += problems
    return f"classed: {len({change.case for change in changes})}"


def plan(cases: Iterable[Case], rules: Rules) -> tuple[list[Change], Counter[str], list[Problem]]:
    """Changes of class, how often each rule matched on cases that were never classed before, and broken rules."""
    changes: list[Change] = []
    hits: Counter[str] = Counter()
    problems: dict[str, Problem] = {}
    for case in cases:
        if case.silent:
            continue
        verdict = judge(case, rules)
        if verdict.problems:
            problems |= {str(problem): problem for problem in verdict.problems}
            rules = rules.without({problem.row for problem in verdict.problems})
        if case.why is None:
            hits.update(verdict.hits)
        proposed = case.proposed
        changes += [
            Change(case.number, name, value, verdict.why)
            for name, value, known in zip(FIELDS, _class_of(verdict), _class_of(case), strict=True)
            if value != proposed.get(name, known)
        ]
    return changes, hits, list(problems.values())


def _is_news(words: str | None, known: str | None) -> bool:
    return bool(set(words_of(words)) - set(words_of(known)))
